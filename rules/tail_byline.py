"""Tail bylines: who wrote it, and how long it takes to read, below the text.

Cuts, after the last running text, a line that is "By" and a name, or a reading time.

Wrong when a letter is signed, or a book or film is named with who made it: a bare name stays, and so does a line right
below a title. Dates stay: a page with one above and one below may be a diary.
"""

from collections.abc import Iterator

from cleaner.bylines import BY, READING_TIME, SURE, byline
from cleaner.page import Line, Page
from cleaner.rule import Evidence, Finding, rule

LONGEST = 120  # code points


def matter(line: Line) -> str | None:
    """What the line says of the text, or None."""
    if len(line.text) > LONGEST:
        return None
    if byline(line) == SURE:
        return "byline"
    return "reading time" if line.words > 2 and line.key in READING_TIME else None


def is_matter(line: Line) -> bool:
    """Whether the line says who or how long."""
    return matter(line) is not None


def of_a_title(page: Page, line: Line) -> bool:
    """Whether the line stands right below a few words that are no such matter: a title, which it is about."""
    above = page.near(line, -1, close=True)
    return above is not None and not above.ends and not is_matter(above)


@rule(
    place="tail",
    words=(BY, READING_TIME),
    cuts=(
        "Der Fluss ist am Donnerstag erstmals seit einer Woche gefallen.\n⟦\nVon Anna Lehmann\n⟧",
        "Le fleuve est descendu jeudi pour la première fois depuis une semaine.\n⟦\nPar Jeanne Leduc\n⟧",
        "The river fell for the first time in a week on Thursday.\n⟦\n3 min read\n⟧",
    ),
    keeps=(
        "We shall all be home for the feast, as every year, and the river may do what it likes.\n21 November 2024\n",
        "Few will stay to the end of it, and those who do will not forget the rain.\n\nThe Long Dry\nBy Mara Quill\n",
        "The river fell for the first time in a week.\nUpdated forecasts say that it will rise again by the weekend.\n",
        "The mill was sold four times, as the register of the town says.\nPublished 3 May 1943\n",
    ),
)
def tail_byline(page: Page) -> Iterator[Finding]:
    """Propose every such line in the tail."""
    for line in page.after(is_matter):
        kind = matter(line)
        if kind and not of_a_title(page, line):
            yield Finding(page.cut(line), f"{kind}: {line.text!r}", (Evidence(kind, SURE, line.span()),))
