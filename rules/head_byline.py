"""Head bylines: who wrote it, when it was published, how long it takes to read.

Cuts, before the first sentence, a line that is "By" and a name, a date or time of publication,
a reading time, a role ("Staff reporter"), "Source:" and a name, or several credits ("Text: …, Photos: …").

Wrong when a place and a date open the text ("PORT ELSEN, 3 May – …"): a dateline is text, and it stays.
So does a title that looks like a byline or a date ("De Gaulle", "3 May 1943"): what is not sure is cut only
beside other head matter.
"""

import re
from collections.abc import Iterator
from itertools import groupby

from cleaner.bylines import BY, CREDIT, MOST_NAMES, PHOTO, READING_TIME, SURE, UNSURE, byline, credited
from cleaner.lexicon import is_date, may_be, phrases
from cleaner.page import Line, Page, fold, is_name
from cleaner.rule import Evidence, Finding, rule

ROLE = phrases("byline", "role")
AGO = phrases("byline", "ago")
UPDATED = phrases("byline", "updated")
WORDS = (BY, ROLE, READING_TIME, AGO, UPDATED, CREDIT, PHOTO)
FIGURE = re.compile(r"\d")  # a date has one, and needs none of the words
YEAR = re.compile(r"(?<!\d)(1\d\d\d|20\d\d)(?!\d)")
FIRST_YEAR = 1990  # of publication on the web; an earlier date is the story's


def dated(line: Line) -> float:
    """How sure it is that the line is a date of publication; 0 when it is not."""
    if line.stops or not is_date(line.text):
        return 0
    years = [int(year) for year in YEAR.findall(line.text)]
    if years and min(years) < FIRST_YEAR:
        return 0
    told = len(UPDATED.opening(line.key) or "") > 3  # "le", "on" and "am" tell nothing
    return SURE if told or (years and len(line.key.split()) > 2) else UNSURE


def head_matter(line: Line) -> Evidence | None:
    """What kind of head matter the line is, and how sure that is; None when it is none."""
    if len(line.text) > 120 or not (may_be(line.key, *WORDS) or FIGURE.search(line.text)):
        return None
    updated = UPDATED.opening(line.key) or ""
    lead, colon, rest = line.text.replace("：", ":").partition(":")
    sure = {
        "date": dated(line),
        "byline": byline(line),
        "role": UNSURE * (line.key in ROLE.words),
        "reading time": (SURE if len(line.key.split()) > 2 else UNSURE) * (line.key in READING_TIME),
        "age": (SURE if updated else UNSURE) * (line.key in AGO or line.key[len(updated) :].strip() in AGO),
        "source": UNSURE * (bool(colon) and fold(lead) in CREDIT and is_name(rest, MOST_NAMES)),
        "credits": SURE * credited(line.text),
    }
    name = max(sure, key=sure.__getitem__)
    return Evidence(name, sure[name], line.span()) if sure[name] else None


def opens_text(page: Page, line: Line) -> bool:
    """Whether the line only looks like a byline: the text goes on with the sentence that it begins."""
    return byline(line) > 0 and page.goes_on(line)


@rule(
    place="head",
    cuts=(
        "⟦By Jane Roe\nUpdated 21 Nov 2024\n3 min read\n\n⟧The river fell for the first time in a week on Thursday.",
        "⟦Von Anna Lehmann\n21. November 2024, 14:30 Uhr\n\n⟧Der Fluss ist am Donnerstag erstmals seit einer Woche gefallen.",
        "⟦Por Ana Lía Ruiz\n⟧El río bajó el jueves por primera vez en una semana.",
        "⟦Texto: Ana Lía Ruiz Fotos: Tomás Quiroga\n⟧El río bajó el jueves por primera vez en una semana.",
        "⟦Dal nostro inviato a Monteselva\n⟧Il fiume è sceso giovedì per la prima volta in una settimana.",
        "⟦2024年11月21日 10:30\n⟧这条河的水位在星期四出现了一周以来的首次下降。",
    ),
    keeps=(
        "By Monday the river had fallen by a metre, the wardens said.\n",
        "PORT ELSEN, 3 May – The river fell for the first time in a week.\n",
        "Regie: Wim Ohlmann, Kamera: Ruth Marn\n\nDer Film erzählt vom Fluss, und das zwei Stunden lang.\n",
        "Text: John 3, 16. Hymn: all verses, standing, and then the wardens took the collection.\n",
        "Di Ersilia Monti\n\nsi diceva che avesse la voce di tre uomini e la pazienza di nessuno.\n",
        "The river fell for the first time in a week.\n21 Nov 2024\nIt rose again in the evening of the next day.\n",
    ),
)
def head_byline(page: Page) -> Iterator[Finding]:
    """Propose every run of head matter above the first sentence, but for the date of a diary."""
    head = page.before(lambda line: head_matter(line) is not None)
    read = {line.index: head_matter(line) for line in head}
    found = {
        index: None if matter and opens_text(page, page.lines[index]) else matter for index, matter in read.items()
    }
    of_day = any(matter and matter.name == "date" for matter in found.values())
    if of_day and sum(is_date(line.text) for line in page.short) > len(found):
        # A page of many dates is a diary or a chronology: they are its own.
        found = {index: None if matter and matter.name == "date" else matter for index, matter in found.items()}
    for matter, run in groupby(found.items(), key=lambda item: item[1] is not None):
        if matter:
            places = [(page.lines[index], evidence) for index, evidence in run if evidence]
            names = ", ".join(evidence.name for _, evidence in places)
            span = page.cut(places[0][0], places[-1][0])
            yield Finding(span, f"head matter: {names}", tuple(evidence for _, evidence in places))
