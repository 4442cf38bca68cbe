"""Teaser lists: titles, dates and blurbs of other articles after the last sentence.

Cuts a tail that is nothing but teasers, with up to three labels above. Two layouts give a list away:
two or more titles that are each followed by their echo, a "read more" or a blurb that breaks off; or
a heading such as "Related articles" over titles.

Wrong when an article truly ends in a chronology or a list: its entries carry no echo, no broken-off
blurb and no heading that announces other articles, so the rule is silent. Nor does it take rows of results for titles,
or a quoted line, an item and a row of a record for a heading.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from cleaner.lexicon import is_date, phrases
from cleaner.page import Line, Page
from cleaner.rule import Evidence, Finding, rule

HEADING = phrases("teasers", "heading")
SECTION = phrases("teasers", "section")
MORE = phrases("teasers", "more")
FARTHEST = 300  # lines of a tail that are looked at
HEADING_WORDS = 8
TITLE_WORDS = 4  # of one title at least; a list of names or words under "Most popular" is the article's
SHORTEST_BLURB = 6  # words
BLURB = 40  # words; a longer line is a paragraph

# One letter a line: h heading, s section name, l short line, t title, e echo of a title, d date,
# m "read more", B blurb that breaks off, b sentence, p paragraph.
# A sentence is a blurb under a dated echo or above a "read more"; as the last line only if every teaser has a blurb.
TITLE = "[tlsh]"
TEASER = f"{TITLE}(?:de[bB]?m*|eBm*|em+|d?b?m+|d?Bm*|d)"
BLURBED = f"{TITLE}(?:de[bB]m*|eBm*|d?bm+|d?Bm*)"
LABELS = "[lsh]{0,3}"
ECHOED = re.compile(f"(?:(?:{LABELS}{TEASER})+(?<!b)|(?:{LABELS}{BLURBED})+)$")
HEADED = re.compile(f"[ls]{{0,2}}h(?:[tlshdemB]*|(?:{TITLE}d?e?[bB]?m*){{2,}})(?<!b)$")
MARKS = frozenset("emB")  # what gives a teaser away; a date alone does not


def letter(lines: Sequence[Line], at: int) -> str:
    """What the line looks like, from itself and the two lines above it."""
    line = lines[at]
    if len(line.text) > 500 or line.words > BLURB:
        return "p"
    if is_date(line.text):
        return "d"
    if line.key in MORE:
        return "m"
    if line.stops or (line.ends and not line.cut_off):
        return "b"  # a question is a title now and then, and a line of an interview more often
    if line.key and line.key in [above.key for above in lines[max(at - 2, 0) : at] if not above.stops]:
        return "e"
    if line.words <= HEADING_WORDS and not line.spoken and line.key in HEADING:
        return "h"
    if line.cut_off:
        return "B" if line.words >= SHORTEST_BLURB else "b"
    if line.words > 25:
        return "b"
    return "s" if line.key in SECTION.words else "l" if line.words <= 3 else "t"


def titles_first(outline: str) -> bool:
    """Whether a list has no sentences, or four titles before the first and three for each: else they are the article's."""
    titles = [sum(c in "tls" for c in part) for part in outline.split("b")]
    return len(titles) == 1 or (titles[0] >= 4 and sum(titles) >= 3 * (len(titles) - 1))


def is_table(titles: Sequence[Line]) -> bool:
    """Whether the titles of a list are rows of results: one word each, or a score at the end of most."""
    scores = sum(line.text[-1].isdigit() for line in titles)
    return max(line.words for line in titles) == 1 or 2 * scores > len(titles)


def announces(page: Page, heading: Line) -> bool:
    """Whether a heading can be one where it stands: no row of a record, and, if some of its words are the page's own
    ("More …"), over other lines and under no item of its like."""
    if heading.key in HEADING.words:
        return not page.in_record(heading)
    above = page.near(heading, -1, True)
    item = above is not None and above.phrase and above.key not in SECTION
    return page.near(heading, 1) is not None and not item


@rule(
    place="tail",
    cuts=(
        "He died in 1999, in the house where he was born.\n⟦\nOpinion\n\nEditorial\n\nA bridge too few\nUpdated 21 Nov, 2024\n\n"
        "A bridge too few\n\nThe ferry cannot carry a town for ever.\nSalt of the earth\n21 Nov, 2024\n\nSalt of the earth\n⟧",
        "He died in 1999, in the house where he was born.\n⟦\nFerry takes over\nThe town had hoped for a bridge, but the...\n"
        "Mill to reopen\nAfter ten years the wheel turns again and …⟧",
        "He died in 1999, in the house where he was born.\n⟦Related articles\nFerry takes over from the bridge\nMill to reopen\n⟧",
        "Er starb 1999 in dem Haus, in dem er geboren war.\n⟦\nDas könnte Sie auch interessieren\n\nDie Fähre übernimmt den Verkehr\nDie Mühle öffnet wieder\n⟧",
        "Il est mort en 1999 dans la maison où il était né.\n⟦Un bac pour la ville\nLire la suite\nLe moulin rouvre\nLire la suite⟧",
    ),
    keeps=(
        "The war in dates.\nThe truce\n21 Nov, 2024\nIt held.\nThe raid\n22 Nov, 2024\nIt did not.\n",
        "The jury named three winners on Friday evening:\nAnn Lee\nTom Hale\nRosa Diaz\n",
        "The The The.\n21 Nov, 2024\nThe The The.\n",
        "What follows is the recipe in full.\nFlour\n300 g\nButter\n150 g\n",
        "Related articles of the treaty were read aloud, one by one.\nNobody spoke.\n",
        "The lock keepers stopped work at noon, and read out what they want.\nDecent wages\nMore from the tolls\nSundays shared\nAn answer in writing\n",
        "Those whom it does serve sit on barrels.\nMenu: Eel\nMore: On request\n",
        "We asked the market what it thinks of the bridge.\n“More from the mayor, and less about him”\n"
        "“Nobody asked the river”\n“No comment at all today”\n",
        "The regatta ended on Sunday.\nMarn – Lindow 3–1\n21 Nov, 2024\nMarn – Lindow 3–1\nBirkau – Grünau 2–2\n22 Nov, 2024\nBirkau – Grünau 2–2\n",
        "They wrote two lists.\nFerry, go\nFerry, go\nMill, stay\nMill, stay\nNobody in the town ever read a word of them.\n",
        "They shouted twice.\nOver here\nOver here\nNobody on the ferry ever heard a word of it.\nWe wait\nWe wait\n",
        "They made a list.\nRelated articles\nThe ferry\nNobody in the town ever read a word of it.\nTown\nRiver\nMills\n",
        "They shouted once.\nOver here\nOver here\nAnd then nobody on the ferry heard a word of it …\n",
        "They made a list.\nRelated articles\nThe ferry\nThe mill\nNobody in the town ever read a word of it.\n",
    ),
)
def teaser_list(page: Page) -> Iterator[Finding]:
    """Propose the longest tail that is nothing but teasers, in either layout."""
    lines = page.lines[-FARTHEST:]
    letters = takewhile(lambda seen: seen != "p", (letter(lines, i) for i in reversed(range(len(lines)))))
    outline = "".join(letters)[::-1]
    lines = lines[len(lines) - len(outline) :]  # below the last paragraph
    echoed, headed = ECHOED.search(outline), HEADED.search(outline)
    if echoed and sum(not MARKS.isdisjoint(t) for t in re.findall(TEASER, echoed.group())) >= 2:
        if is_table([lines[i] for i in range(echoed.start(), len(lines)) if outline[i] in "tlsh"]):
            return
        marks = [lines[i] for i in range(echoed.start(), len(lines)) if outline[i] in MARKS]
        evidence = tuple(Evidence("teaser", 0.6, line.span()) for line in marks)
        yield Finding(
            page.cut(lines[echoed.start()], lines[-1]),
            f"teaser list: {len(marks)} echoes, links and broken-off blurbs",
            evidence,
        )
    if headed and titles_first(headed.group()):
        at = outline.index("h", headed.start())
        heading, titles = lines[at], lines[at + 1 :]
        if not announces(page, heading):
            return
        if titles and MARKS.isdisjoint(headed.group()) and max(line.words for line in titles) < TITLE_WORDS:
            return
        evidence = (
            Evidence("heading", 0.8, heading.span()),
            *(Evidence("listed", 0.15, line.span()) for line in titles),
        )
        yield Finding(
            page.cut(lines[headed.start()], lines[-1]), f"list under {heading.text!r}: {len(titles)} lines", evidence
        )
