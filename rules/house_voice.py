"""The voice of the house: sentences in which a paper speaks to its readers of what only it has.

Cuts, after the last running text, a line whose sentences speak to the reader: of "our newsletter" or "your inbox" with
"you" or an imperative, or of "this article" with an imperative. Above that, a line of nothing but such sentences that
calls for something of "ours". No wording is known as a whole, as `house-call` knows it.

Wrong when a paper's own leader ends by asking something of its readers, or a shop's text by naming its site.
"""

from collections.abc import Iterator

from cleaner.lexicon import LONGEST, phrases
from cleaner.page import SHORT, Line, Page
from cleaner.rule import Evidence, Finding, rule

OURS = phrases("voice", "ours")
OFFER = phrases("voice", "offer")
TEXT = phrases("voice", "text")
READER = phrases("voice", "reader")
CALL = phrases("voice", "call")


def speaks(sentence: str) -> bool | None:
    """Whether a folded sentence is the house's voice; None where it could go with one."""
    calls = CALL.opening(sentence) is not None
    told = calls or READER.within(sentence)
    of_house = OURS.within(sentence) or OFFER.within(sentence)
    if (told and of_house) or (calls and TEXT.within(sentence)):
        return True
    return None if told or of_house else False


def is_voice(line: Line) -> bool:
    """Whether more of the line's sentences are the house's voice than are neither that nor said to the reader."""
    if len(line.text) > LONGEST or line.spoken:
        return False
    heard = [speaks(sentence) for sentence in line.sentences]
    return heard.count(True) > heard.count(False)


def calls_alone(line: Line) -> bool:
    """Whether a line between others is a call of the house: of something that is its own, and not a word of others."""
    if len(line.text) > SHORT or line.spoken or not OURS.within(line.key):
        return False
    calls = any(CALL.opening(sentence) is not None and OURS.within(sentence) for sentence in line.sentences)
    return calls and all(speaks(sentence) is not False for sentence in line.sentences)


@rule(
    place="inline",
    cuts=(
        "The lamp is lit again, the captain said on Monday.\n"
        "⟦You will find more about harbours and their keepers among our podcasts.⟧",
        "The lamp is lit again, the captain said on Monday.\n⟦Send corrections of this article to the desk that wrote it.⟧",
        "Die Lampe brennt wieder, sagte der Kapitän am Montag.\n⟦Was sonst am Hafen geschieht, finden Sie in unserer App.⟧",
        "The lamp is lit again, the captain said.\n⟦Tap here and hear more of the harbour in our app.\n⟧It is white, and it burns all night.",
    ),
    keeps=(
        "Our newsletter has three readers, the captain said, and you are not one of them.\n",
        "The lamp is lit again.\nYou can see it from the harbour, and from our website's camera nobody can.\nIt is white, he said again.\n",
    ),
)
def house_voice(page: Page) -> Iterator[Finding]:
    """Propose every such line after the last running text, and above it those that are nothing else."""
    tail = {line.index for line in page.after(is_voice)}
    for line in page.lines:
        told = is_voice(line) if line.index in tail else calls_alone(line) and not page.in_list(line, calls_alone)
        if told and not page.goes_on(line):
            yield Finding(
                page.cut(line), f"the house speaks: {line.text[:80]!r}", (Evidence("voice", 0.9, line.span()),)
            )
