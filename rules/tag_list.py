"""Tag lists: the topics, categories and hashtags that a site files an article under.

Cuts, after the last running text, a line that opens with a label ("Tags:", "Filed under:") and goes on with a list, such
a label as a line of its own with the short lines from there to the end of the page, and a line of nothing but hashtags.

Wrong when an article ends in a list of its own: a row of a record ("Category: Seniors" beside "Club: …"), a label
announced by a colon above, and a list that somebody says stay, and so does a list of more than twelve lines.
"""

import re
from collections.abc import Iterator, Sequence

from cleaner.lexicon import phrases
from cleaner.page import Line, Page, fold
from cleaner.rule import Evidence, Finding, rule

LABEL = phrases("topics", "tag_heading")
OTHER = phrases("teasers", "heading", "more")
PROMPT = phrases("comments", "prompt")
PARTS = re.compile(r"\s*[,،、，;|·•]\s*|\s+/\s+")
HASHTAG = re.compile(r"[#＃]\w*[^\W\d_]\w*,?")
LIST_WORDS = 25  # of a list on one line
ITEM_WORDS = 4
LABEL_WORDS = 8  # a longer line that ends in a colon is a sentence, and announces
MOST = 12  # lines below a label


def is_label(line: Line) -> bool:
    """Whether the line is a label and nothing else."""
    return line.words <= LABEL_WORDS and not line.spoken and line.key in LABEL


def is_item(line: Line) -> bool:
    """Whether the line can be one of the tags below a label."""
    return line.words <= ITEM_WORDS and not line.ends and not line.spoken and ":" not in line.text


def labelled(line: Line) -> str | None:
    """The label that the line opens with, when a list follows it on the same line."""
    head, colon, rest = line.text.replace("：", ":").partition(":")
    if not colon or line.ends or line.spoken or len(rest.split()) > LIST_WORDS or fold(head) not in LABEL:
        return None
    items = [item for item in PARTS.split(rest.strip()) if fold(item)]
    short = bool(items) and all(len(item.split()) <= ITEM_WORDS for item in items)
    cased = [word for word in rest.split() if word[0].lower() != word[0].upper()]
    if short and (len(items) > 1 or all(word[0].isupper() for word in cased)):
        return head.strip()
    return None


def is_tagged(line: Line) -> bool:
    """Whether the line is hashtags and nothing else."""
    return all(HASHTAG.fullmatch(word) for word in line.text.split())


def is_row(page: Page, line: Line) -> bool:
    """Whether the line is a row among rows with other labels, that are no labels of tags."""
    return page.in_record(line) and not any(labelled(other) for other in page.beside(line))


def ends_list(line: Line) -> bool:
    """Whether the line begins another block of the page's furniture."""
    return is_label(line) or line.key in OTHER or line.key in PROMPT or is_tagged(line) or labelled(line) is not None


def items_below(tail: Sequence[Line], at: int) -> Sequence[Line]:
    """The tags below a label: short lines up to the end of the page or to other furniture; none if they end otherwise."""
    found: list[Line] = []
    for line in tail[at + 1 :]:
        if ends_list(line):
            break
        if not is_item(line):
            return ()
        found.append(line)
    return found if len(found) <= MOST else ()


def announced(page: Page, line: Line) -> bool:
    """Whether a colon announces the line, or the labels right above it."""
    above = page.near(line, -1)
    while above is not None and labelled(above):
        above = page.near(above, -1)
    return above is not None and above.words > LABEL_WORDS and above.text.endswith((":", "："))


@rule(
    place="tail",
    cuts=(
        "The mill wheel turned again on Friday, after ten years.\n⟦\nTags: mill, river, town history\n⟧",
        "Das Mühlrad drehte sich am Freitag nach zehn Jahren wieder.\n⟦\nThemen: Mühle | Fluss | Stadtgeschichte\n⟧",
        "La roue du moulin a tourné vendredi pour la première fois en dix ans.\n⟦\nMots-clés\nMoulin\nFleuve\n⟧",
        "Колесо мельницы закрутилось снова в пятницу, спустя десять лет.\n⟦\nТеги:\nМельница\nРека\n⟧",
        "The mill wheel turned again on Friday, and the whole town was there to see it.\n⟦\n#mill #river\n⟧",
        "El molino volvió a girar el viernes, después de diez años.\n⟦\nArchivado en: Molinos\n⟧",
    ),
    keeps=(
        "The race began at nine in heavy rain.\nClub: Marn Rowers\nCategory: Seniors, Juniors\nTime: 31 minutes\n",
        "The clerk read out what had been sewn to the coats.\nLabels: one for each coat, and each with a name that nobody knew.\n",
        "The tailor of the town sews on one thing only.\n“Labels”\n“Buttons”\n",
        "The words that the jury did not want to hear again this year are these.\nKeywords were three, and the third was a mill.\n",
        "The council numbers its boats.\n#1\n#2\n",
        "The pupils may choose what they talk about at the feast.\nThe teacher has written these on the board for them:\nTopics: Mill, Wheel\n",
    ),
)
def tag_list(page: Page) -> Iterator[Finding]:
    """Propose every list of tags in the tail."""
    tail = page.tail
    for at, line in enumerate(tail):
        if announced(page, line):
            continue
        if is_label(line):
            items = items_below(tail, at)
            if items:
                evidence = (
                    Evidence("label", 0.8, line.span()),
                    *(Evidence("tag", 0.15, item.span()) for item in items),
                )
                yield Finding(page.cut(line, items[-1]), f"{len(items)} tags below {line.text!r}", evidence)
        elif (label := labelled(line)) and not is_row(page, line):
            yield Finding(page.cut(line), f"tags after {label!r}", (Evidence("label and list", 0.85, line.span()),))
        elif is_tagged(line):
            yield Finding(page.cut(line), f"hashtags: {line.text[:60]!r}", (Evidence("hashtags", 0.85, line.span()),))
