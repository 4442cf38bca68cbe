"""Player titles: the title of a video, a podcast or a gallery, set between the paragraphs.

Cuts, anywhere, a line that opens with a label such as "Video:" or "Listen |" and goes on with a title of three words or
more.

Wrong when the article names its own pieces so: a row of a record, an item of a list or of a series with one label, what
somebody says, a work in quotation marks, and a line that ends as a sentence does stay.
"""

import re
from collections.abc import Iterator

from cleaner.lexicon import phrases
from cleaner.page import UNSPACED, Line, Page, fold, is_name
from cleaner.rule import Evidence, Finding, rule

LABEL = phrases("player", "prefix_colon")
PARTED = re.compile(r"([^:：|]{2,60}?)\s*[:：|]\s*(\S.*)", re.S)
FEWEST, LONGEST = 3, 30  # words of a title
NAME = 4  # words; a name behind the label says who made the pictures
QUOTES = '"“”„«‘「『»'


def is_title(text: str) -> bool:
    """Whether what follows a label can be a title: some words, not begun in lower case, no name and no quoted work."""
    cased = text[0].lower() != text[0].upper()
    if text[0].islower() or text[0] in QUOTES or (cased and is_name(text, NAME)):
        return False
    return len(text.split()) >= FEWEST or UNSPACED.search(text) is not None


def label_of(line: Line) -> str | None:
    """The label that the line opens with, when a title follows it."""
    if line.stops or line.spoken or line.words > LONGEST:
        return None
    parted = PARTED.fullmatch(line.text)
    return parted[1] if parted and fold(parted[1]) in LABEL and is_title(parted[2]) else None


def is_own(page: Page, line: Line) -> bool:
    """Whether the line's neighbours tell that it is the article's: a row, an item, one of a series, a subhead."""
    return (
        page.in_record(line)
        or page.goes_on(line)
        or page.in_list(line, lambda _: False)
        or page.in_series(line, lambda other: label_of(other) is not None)
        or page.heads_section(line)
    )


@rule(
    place="inline",
    words=(LABEL,),
    cuts=(
        "The tower fell at noon, and nobody was hurt.\n⟦Watch: How the old tower came down\n⟧The dust was gone by evening.",
        "Der Turm fiel am Mittag, verletzt wurde niemand.\n⟦Video: So stürzte der alte Turm ein\n⟧Der Staub war am Abend weg.",
        "La tour est tombée à midi, sans faire de blessés.\n⟦En images | La chute de la vieille tour\n⟧Le soir, la poussière était partie.",
        "Башня рухнула в полдень, никто не пострадал.\n⟦Видео: Как упала старая башня в городе\n⟧К вечеру пыль осела.",
    ),
    keeps=(
        "The lamp comes with a book and a bag.\nVideo: Two hours on one disc\nSound: One voice and a drum\nPrice: 12 crowns\n",
        "The club has one rule for the tower.\nWatch: the man who says that he was there first was never there.\n",
        "“Watch: How the tower falls,” said the mason to the boy\nand then it fell.\n",
        "The museum has a new film, and it is a short one.\nVideo: “The Tower and the Town”, with a talk by the mason\n",
        "The pictures were made from the roof of the school.\nVideo: Mara Quill\nShe had waited there for the tower to fall since dawn.\n",
        "The teachers had three things to show on the last day of the year.\n- Video: A day on the roof\n- A walk to the tower\n",
    ),
)
def player_title(page: Page) -> Iterator[Finding]:
    """Propose every label with a title."""
    for line in page.short:
        if (label := label_of(line)) and not is_own(page, line):
            yield Finding(page.cut(line), f"title after {label!r}", (Evidence("label and title", 0.8, line.span()),))
