"""Teaser boxes: titles of other articles under a heading, set between the paragraphs.

Cuts, anywhere, a heading such as "Related articles" with the titles right below it.

Wrong when the heading is a subhead of the article: without titles below, or over fewer than three where its words are
the page's own ("More on …"), it stays, and over one title, or two without bullets, the finding is no more than a
question. Titles have four words or more and no end mark; a list that is announced, whose items are bullets of one list
with the heading, or whose rows end in figures stays.
"""

import re
from collections.abc import Iterator, Sequence

from cleaner.lexicon import is_date, phrases
from cleaner.page import Line, Page
from cleaner.rule import Evidence, Finding, rule

HEADING = phrases("teasers", "heading")
HEADING_WORDS = 8
FEWEST, LONGEST = 4, 25  # words of a title
MOST = 8  # titles of a box
ITEM, PLAIN = 0.2, 0.08  # what a title weighs: without a bullet, the last may be a subhead of the article
MANY = 3  # titles, under a heading whose words are the page's own
BULLET = re.compile(r"(?:[-–—•·*‣▪◦▶►→]|\d{1,2}[.)])\s+")
ANNOUNCED = (":", "：", ",", "，", ";")


def is_heading(line: Line) -> bool:
    """Whether the line heads a box, and nothing else."""
    return line.words <= HEADING_WORDS and not line.ends and not line.spoken and line.key in HEADING


def is_title(line: Line) -> bool:
    """Whether the line can be the title of another article: some words, no end mark, no figure or time at its end."""
    words = BULLET.sub("", line.text, count=1)
    return (
        FEWEST <= line.words <= LONGEST
        and not line.ends
        and not line.spoken
        and not words[-1:].isdigit()
        and not words[:1].islower()
        and not is_date(line.text)
    )


def shape(line: Line) -> bool:
    """Whether the line is an item with a bullet or a number."""
    return BULLET.match(line.text) is not None


def titles_below(page: Page, heading: Line) -> Sequence[Line]:
    """The titles right below a heading, bulleted or followed by running text or by the end of the page; else none."""
    titles: list[Line] = []
    below = page.near(heading, 1)
    while below is not None and is_title(below) and not is_heading(below):
        if titles and (shape(below) != shape(titles[0]) or (below.gap and len(titles) > 1 and not titles[1].gap)):
            break  # a subhead of the article, below the box
        titles.append(below)
        below = page.near(below, 1)
    bullets = len(titles) > 1 and shape(titles[0])
    closed = below is None or below.prose or is_heading(below) or not below.key or bullets
    return titles if closed and len(titles) <= MOST else ()


def is_own(page: Page, heading: Line) -> bool:
    """Whether the heading's neighbours tell that it is the article's: announced, a row, an item, a subhead, a refrain."""
    above = page.near(heading, -1)
    return (
        (above is not None and above.text.endswith(ANNOUNCED))
        or page.in_record(heading)
        or page.in_list(heading, lambda _: False)
        or page.heads_section(heading)
        or page.goes_on(heading)
        or page.in_refrain(heading, lambda _: False)
    )


@rule(
    place="inline",
    words=(HEADING,),
    cuts=(
        "The bridge stays closed until May, the council said.\n⟦Related articles\nFerry takes over for the stranded town\nMill on the river to "
        "reopen in May\nWho shall pay for the new bridge\n⟧Traffic was light on the first day.",
        "Die Brücke bleibt bis Mai gesperrt, teilte die Stadt mit.\n⟦Das könnte Sie auch interessieren\n"
        "- Die Fähre springt für Pendler ein\n- Die Mühle am Fluss öffnet wieder\n⟧Der Verkehr lief am ersten Tag ruhig.",
        "El puente seguirá cerrado hasta mayo, dijo el alcalde.\n⟦Te puede interesar\n• Un barco para los vecinos de la isla\n"
        "• El molino del río vuelve a abrir\n⟧El tráfico fue escaso el primer día.",
        "Le pont reste fermé jusqu’en mai, a annoncé la mairie.\n⟦\nSur le même sujet\n– Un bac pour les habitants de l’île\n– Le moulin du fleuve rouvre ses portes\n⟧",
    ),
    keeps=(
        "The keepers read out what they want, one after the other:\nRecommended\nDecent wages for all who guard the lock\n"
        "It took them an hour, and nobody left the hall.\n",
        "The cook shows three dishes, and has a word for each.\nPopular\nEel from the river with beans\nNot today, said the cook.\n",
        "The year in the harbour was a quiet one, as the clerk of the market wrote down for the council.\nMost popular\nLamps\nRopes\n"
        "Nobody asked for sails, and nobody will before the harbour is deep enough for the ships that need them.\n",
        "The two towns met on Sunday, and both had their best rowers.\nLatest\nMarn against the boats of Lindow 3\n"
        "Birkau against the boats of Marn 2\nIt rained all day.\n",
        "He had one question left when the lamp went out.\nMore on the river than on the land\nThat is where she lives now.\n",
        "“Related articles” was all that stood on the page.\n“Ferry takes over from the old bridge”\nNobody could open it.\n",
    ),
)
def teaser_box(page: Page) -> Iterator[Finding]:
    """Propose every heading with the titles below it."""
    for line in page.short:
        if not is_heading(line) or is_own(page, line):
            continue
        titles = titles_below(page, line)
        if len(titles) >= (1 if line.key in HEADING.words else MANY):
            evidence = (
                Evidence("heading", 0.68, line.span()),
                *(Evidence("title", ITEM if shape(title) else PLAIN, title.span()) for title in titles),
            )
            yield Finding(page.cut(line, titles[-1]), f"{len(titles)} titles below {line.text!r}", evidence)
