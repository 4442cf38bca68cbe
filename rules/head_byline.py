"""Head bylines: who wrote it, when it was published, how long it takes to read.

Cuts, before the first sentence, a line that is "By" and a name, a date or time of publication,
a reading time, a role ("Staff reporter"), or "Source:" and a name.

Wrong when a place and a date open the text ("PORT ELSEN, 3 May – …"): a dateline is text, and it stays.
"""

from collections.abc import Iterator
from itertools import groupby

from cleaner.lexicon import is_date, phrases
from cleaner.page import Line, Page, fold, is_name
from cleaner.rule import Evidence, Finding, rule

BY = phrases("byline", "by")
ROLE = phrases("byline", "role")
READING_TIME = phrases("byline", "reading_time")
AGO = phrases("byline", "ago")
UPDATED = phrases("byline", "updated")
SOURCE = phrases("credits", "prefix_colon")
MOST_NAMES = 8  # words after "by"


def is_byline(line: Line) -> bool:
    """Whether the line is a word for "by" and then names."""
    opening = BY.opening(line.key)
    if not opening or line.ends:
        return False
    return is_name(" ".join(line.text.split()[len(opening.split()) :]), MOST_NAMES)


def kind(line: Line) -> str | None:
    """What kind of head matter the line is, or None."""
    if len(line.text) > 120:
        return None
    if not line.stops and is_date(line.text):
        return "date"
    if is_byline(line):
        return "byline"
    if line.key in ROLE.words:
        return "role"
    if line.key in READING_TIME:
        return "reading time"
    updated = UPDATED.opening(line.key) or ""
    if line.key in AGO or (updated and line.key[len(updated) :].strip() in AGO):
        return "age"
    lead, colon, rest = line.text.replace("：", ":").partition(":")
    return "source" if colon and fold(lead) in SOURCE and is_name(rest, MOST_NAMES) else None


@rule(
    place="head",
    cuts=(
        "⟦By Jane Roe\nUpdated 21 Nov 2024\n3 min read\n\n⟧The river fell for the first time in a week on Thursday.",
        "⟦Von Anna Lehmann\n21. November 2024, 14:30 Uhr\n\n⟧Der Fluss ist am Donnerstag erstmals seit einer Woche gefallen.",
        "⟦Por Ana Lía Ruiz\n⟧El río bajó el jueves por primera vez en una semana.",
        "⟦2024年11月21日 10:30\n⟧这条河的水位在星期四出现了一周以来的首次下降。",
    ),
    keeps=(
        "By Monday the river had fallen by a metre, the wardens said.\n",
        "PORT ELSEN, 3 May – The river fell for the first time in a week.\n",
        "The river fell for the first time in a week.\n21 Nov 2024\nIt rose again in the evening of the next day.\n",
    ),
)
def head_byline(page: Page) -> Iterator[Finding]:
    """Propose every run of bylines, dates, roles and reading times above the first sentence."""
    for known, run in groupby(page.before(lambda line: bool(kind(line))), key=lambda line: bool(kind(line))):
        if known:
            lines = list(run)
            evidence = tuple(Evidence(found, 0.88, line.span()) for line in lines if (found := kind(line)))
            names = ", ".join(e.name for e in evidence)
            yield Finding(page.cut(lines[0], lines[-1]), f"head matter: {names}", evidence)
