"""The voice of the house: calls in which a paper speaks to its readers of what is its own.

Cuts, after the last running text, a line of such calls: sentences that open with an imperative, a question or a condition, and
name "our newsletter", "our app", "our comment policy". No wording is known as a whole, as `house-call` knows it.

Wrong when a house that is not the paper speaks at the end of its own text: a shop that names its site.
"""

from collections.abc import Iterator

from cleaner.lexicon import LONGEST, phrases
from cleaner.page import Line, Page
from cleaner.rule import Evidence, Finding, rule

OURS = phrases("voice", "ours")
CALL = phrases("voice", "call")


def speaks(sentence: str) -> bool | None:
    """Whether a folded sentence calls for what is the house's; None where it could go with one that does."""
    calls, ours = CALL.opening(sentence) is not None, OURS.within(sentence)
    return True if calls and ours else None if calls or ours else False


def is_voice(line: Line) -> bool:
    """Whether more of the line's sentences are calls of the house than are neither calls nor of the house."""
    if len(line.text) > LONGEST or line.spoken or not OURS.within(line.key):
        return False
    heard = [speaks(sentence) for sentence in line.sentences]
    return heard.count(True) > heard.count(False)


@rule(
    place="tail",
    cuts=(
        "The lamp is lit again, the captain said on Monday.\n"
        "⟦For more about harbours and their keepers, turn to one of our podcasts.⟧",
        "The lamp is lit again, the captain said on Monday.\n⟦Did you find the lamp on our website? Tell us. Read our comment policy first.⟧",
        "Die Lampe brennt wieder, sagte der Kapitän am Montag.\n⟦Mehr vom Hafen und seinen Lampen finden Sie in unserer App.⟧",
    ),
    keeps=(
        "Our newsletter has three readers, the captain said, and you are not one of them.\n",
        "The lamp is lit again, he said.\nDo you have any advice for our readers?\nWait for the ferry, and do not swim.\n",
        "The lamp is lit again, he said.\nIf you take one thing away from this article, let it be this: the lamp is not free.\n",
        "The lamp is lit again.\nYou can see it from the harbour, and from our website's camera nobody can.\nIt is white, he said again.\n",
    ),
)
def house_voice(page: Page) -> Iterator[Finding]:
    """Propose every such line after the last running text."""
    for line in page.after(is_voice):
        if is_voice(line):
            yield Finding(
                page.cut(line), f"the house speaks: {line.text[:80]!r}", (Evidence("voice", 0.9, line.span()),)
            )
