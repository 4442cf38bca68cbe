"""Headlines: the line over the text that is a title, although not the one that is known.

Cuts the first line of a text if most of its words are those of the known title, in another order or with others; and,
where no title is known, if it is a headline by its shape: four words or more, no end mark, running text below it (under a
deck at most) that soon has its words again, and no subheads further down that it could be one of.

Wrong when a text without subheads opens with a phrase of its own, as a letter or a poem does: a headline is not wholly
new to the text below it, ends in no comma and is no item of a list.
"""

import re
from collections.abc import Iterator

from cleaner.page import Line, Page, fold
from cleaner.rule import Evidence, Example, Finding, rule

SHORTEST, LONGEST = 4, 25  # words
SUBHEAD = 12  # words; a longer line without an end mark is no subhead
TERM = re.compile(r"[^\W\d_]{4,}")
LEAD = 1_000  # code points; a text soon says what its headline said
TOLD = 0.5  # share of its words that it says again
SAME = 0.75  # share of the shorter one's words that two titles have in common
REWORDED, SHAPED = 0.88, 0.85


@rule(
    place="page",
    cuts=(
        "⟦Ferry takes over after the bridge is closed\n⟧"
        "The bridge over the river was closed on Monday, and the ferry takes over until May, the council said.",
        "⟦Fähre ersetzt die gesperrte Brücke über den Fluss\n\n⟧"
        "Die Brücke über den Fluss ist seit Montag gesperrt, bis Mai ersetzt eine Fähre sie, teilte der Rat mit.",
        "⟦Un bac remplace le pont fermé sur le fleuve\n⟧"
        "Le pont sur le fleuve est fermé depuis lundi, et un bac le remplace jusqu’en mai, a dit la mairie.",
        Example(
            "⟦The bridge is closed, the ferry takes over\n⟧Nobody crosses the river on foot until May, the council said.\n",
            "Ferry takes over: the bridge is closed",
        ),
    ),
    keeps=(
        Example(
            "What the bridge is to the town\nThe bridge over the river was closed on Monday.\n",
            "The bridge is closed again until May",
        ),
        "Dear readers of this small paper\nThe bridge over the river was closed on Monday, the council said.\n",
        "Ferry takes over after the bridge\nThe bridge was closed on Monday, and the ferry takes over until May.\n"
        "Who may cross on the ferry\nCarts must wait for the bridge, and so must the bus, the council said.\n",
        "The ferry takes over\nfrom the bridge, which was closed on Monday, until May, the council said.\n",
    ),
)
def headline(page: Page) -> Iterator[Finding]:
    """Propose the first line, if it is a headline and nothing else."""
    if len(page.lines) < 2:
        return
    first = page.lines[0]
    shaped = (
        not first.ends and first.text[-1] not in ",;:-–—" and not first.spoken and SHORTEST <= first.words <= LONGEST
    )
    if not shaped or not first.text[0].isalpha() or page.goes_on(first) or not page.tail_start:
        return
    weight = REWORDED * reworded(first, page.title) if page.title else SHAPED * over_text(page)
    if weight:
        yield Finding(page.cut(first), f"headline: {first.text[:80]!r}", (Evidence("headline", weight, first.span()),))


def reworded(line: Line, title: str) -> bool:
    """Whether a line and the known title have most of their words in common."""
    one, other = set(line.key.split()), set(fold(title).split())
    both = len(one & other)
    return both >= max(SHORTEST, SAME * min(len(one), len(other))) and 2 * both >= max(len(one), len(other))


def over_text(page: Page) -> bool:
    """Whether running text follows, below a deck at most, has the first line's words, and holds no line like it."""
    first, text = page.lines[0], page.lines[1 : page.tail_start]
    if not any(line.prose for line in text[:2]) or any(not line.ends and line.words <= SUBHEAD for line in text):
        return False
    terms = TERM.findall(first.text)
    lead = page.text[first.end : first.end + LEAD]
    return bool(terms) and sum(term in lead or term.lower() in lead for term in terms) >= TOLD * len(terms)
