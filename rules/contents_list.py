"""Contents lists: the list of an article's own sections, set above the text as links.

Cuts a heading such as "In this article" and the lines below it, when each of two or more is said again further down as
a line of its own: there it is a section's heading. A heading that names nothing but a list ("Table of contents") goes
without it, too.

Wrong when an article is a list of lists: a line that is said again in running text only, or one that ends as a sentence
does, ends the list, and without two echoes there is none. A list that is given twice has no text below its second headings.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from cleaner.lexicon import phrases
from cleaner.page import Line, Page
from cleaner.rule import Evidence, Finding, rule

HEADING = phrases("topics", "contents_heading", "contents_alone")
ALONE = phrases("topics", "contents_alone")
NUMBER = re.compile(r"(?:\d+ )+")
LONGEST = 20  # words of an item
HEADING_WORDS = 10
FEWEST = 2


def bare(line: Line) -> str:
    """What the line says, without the number of a section."""
    return NUMBER.sub("", line.key, count=1)


def listed(page: Page, heading: Line) -> Sequence[Line]:
    """The lines below a heading that each have an echo further down, below all of them."""
    last: dict[str, int] = {}
    for line in page.lines[heading.index + 1 :]:
        last[bare(line)] = line.index
    items: list[Line] = []
    for line in page.lines[heading.index + 1 :]:
        if line.words > LONGEST or line.stops or not bare(line) or last[bare(line)] <= line.index:
            break
        items.append(line)
    while items and last[bare(items[0])] <= items[-1].index:  # the sections begin where the first item comes again
        items.pop()
    sections = [last[bare(item)] for item in items]
    return items if all(b - a > 1 for a, b in pairwise(sections)) else ()  # each has its text, or it is the list again


@rule(
    place="page",
    words=(HEADING,),
    cuts=(
        "⟦In this article\nThe wall\nThe gates\n⟧The river is high again, and the town looks at its wall.\nThe wall\n"
        "It was built in 1911 and has not been raised since.\nThe gates\nThey were last painted by hand.\n",
        "⟦Inhaltsverzeichnis\n1. Die Mauer\n2. Die Tore\n⟧Der Fluss steht wieder hoch, und die Stadt schaut auf ihre Mauer.\n"
        "Die Mauer\nSie wurde 1911 gebaut und seither nicht erhöht.\nDie Tore\nSie wurden zuletzt von Hand gestrichen.\n",
        "Le fleuve est haut, et la ville regarde son mur.\n⟦Sommaire\nLe mur\nLes portes\n⟧Le mur\nIl date de 1911 et n’a pas été "
        "relevé depuis.\nLes portes\nElles ont été peintes à la main.\n",
        "The river is high again, and the town looks at its wall.\n⟦Table of contents\n⟧It was built in 1911 and has not been raised since.\n",
        "⟦Содержание\nСтена\nВорота\n⟧Река снова поднялась, и город смотрит на свою стену.\nСтена\nЕё построили в 1911 году."
        "\nВорота\nИх в последний раз красили вручную.\n",
    ),
    keeps=(
        "The book has five parts.\n1. Preface\n2. Table of contents\n3. The wall\n",
        "In this article\nThe wall\nThe gates\nThe river is high again, and the town looks at the wall and the gates.\n",
        "The song has two parts.\nContents\nHey, river\nHey, river\nNobody in the town can sing the second of them.\n",
        "Contents\nwas all that the label said, and nobody dared to open the box until Monday.\n",
        "In this article of the law, two words are missing.\nThe wall\nIt is named once.\nThe wall\nIt is named twice.\n",
        "The judge read out what was in the box.\nContents\nA lamp\nA rope\nThe lamp was his, and the rope was nobody's.\nA lamp\n",
    ),
)
def contents_list(page: Page) -> Iterator[Finding]:
    """Propose every heading of contents with its list."""
    for line in page.short:
        if line.words > HEADING_WORDS or line.ends or line.spoken or line.key not in HEADING:
            continue
        items = listed(page, line)
        if len(items) >= FEWEST:
            evidence = (
                Evidence("heading", 0.6, line.span()),
                *(Evidence("echo", 0.5, item.span()) for item in items),
            )
            yield Finding(page.cut(line, items[-1]), f"contents: {len(items)} sections below {line.text!r}", evidence)
        elif line.key in ALONE and not page.goes_on(line) and not page.in_list(line, lambda other: False):
            yield Finding(page.cut(line), f"contents: {line.text!r}", (Evidence("name", 0.85, line.span()),))
