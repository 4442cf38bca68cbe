"""From what two texts have in common to what they are to each other.

One function, run by the kernel on every candidate pair. The numbers come from labelled news
pairs (see docs/decisions); each says what it keeps apart.
"""

from typing import Final

from cleaner.dedup.compiled import compiled, inlined
from cleaner.dedup.overlap import Overlap

NONE: Final = 0
EXACT: Final = 1  # equal token sequences
NEAR: Final = 2  # small edits
REWRITE: Final = 3  # one story, reworked
EXCERPT: Final = 4  # one holds a long passage of the other
TEMPLATE: Final = 5  # the same words around other facts
NAMES: Final = (None, "exact", "near", "rewrite", "excerpt", "template")
MERGING: Final = frozenset(("exact", "near", "rewrite"))

UNKNOWN: Final = -1.0  # days apart, when a date is missing

STUB = 40.0  # words; with fewer of its own a page is a notice, a teaser, a caption: equal to many, copy of none
SERIES_DAYS = 7.0  # copies and updates of a story come within days; what returns later is a series or a background
SERIES_ALIKE = 0.9  # unless next to all of it returns
REPORT_NUMBERS = 8  # a report on figures has so many
REPORT_ALIKE = 0.35  # and an update of one keeps a third of them, the next issue does not
PAGE_ALIKE = 0.1  # two fetches of one address are one page, unless it was written anew
NEAR_ALIKE = 0.5  # Jaccard of shingles: one word in nine changed
BLOCK = 0.5  # a passage taken over is one block; a reworked story is common in many short runs
BLOCK_SPREAD = 0.5  # and reaches over less than half of one of the texts
REWORKED_SPREAD = 0.4  # a reworked story is common all over both texts,
REWORKED_ALIKE = 0.06  # its shingles still show it (Jaccard),
PHRASES = 0.2  # and its runs are longer than the stock phrases of a trade: shingles in common, of text in common
CUT_SHORT = 0.8  # but an early version is the beginning of the later one
STORY = 0.5  # evidence above even odds: a false merge costs more than a missed one
PLAIN = 0.7  # rivals quote the same statement: of a copy, the text outside quotation marks is as common as the rest
EXCERPT_WORDS = 15.0  # a passage, not a phrase
EXCERPT_SHARE = 0.2  # of one of the texts


@inlined
def both_sides(a: float, b: float, overlap: Overlap) -> float:
    """One share for two texts, each counted with its length (Dice)."""
    return (a * overlap.words_a + b * overlap.words_b) / max(1.0, overlap.words_a + overlap.words_b)


@inlined
def agreement(a: int, b: int, both: int, least: int, unknown: float) -> float:
    """Of the side with fewer names or numbers, how many the other has; `unknown` when there are too few to tell."""
    fewer = min(a, b)
    return both / fewer if fewer >= least else unknown


@compiled
def evidence(overlap: Overlap, days: float) -> float:
    """How much speaks for one story, 0 being even odds: a sum of shares, weighted on labelled pairs."""
    lead = overlap.lead_a if overlap.words_a <= overlap.words_b else overlap.lead_b
    return (
        5.0 * both_sides(overlap.plain_a, overlap.plain_b, overlap)
        + 2.9 * lead
        + 2.6 * overlap.head
        + 1.3 * agreement(overlap.names_a, overlap.names_b, overlap.names, 3, 0.6)
        - 0.4 * min(14.0, max(0.0, days))
        - 3.9
    )


@compiled
def is_template(overlap: Overlap, alike: float, days: float, same_source: bool) -> bool:
    """The next issue of a series: far apart in time, or the same report with other figures."""
    if days > SERIES_DAYS and alike < SERIES_ALIKE:
        return True
    if days < 1 or min(overlap.numbers_a, overlap.numbers_b) < REPORT_NUMBERS:
        return False
    union = overlap.numbers_a + overlap.numbers_b - overlap.numbers
    return overlap.numbers < REPORT_ALIKE * union


@compiled
def relation(overlap: Overlap, days: float, same_source: bool, same_page: bool) -> int:
    """What two texts with different token sequences are to each other.

    `days` is their distance in time (UNKNOWN when a date is missing), `same_page` that they have one address.
    """
    if min(overlap.words_a, overlap.words_b) < STUB:
        return NONE
    alike = both_sides(overlap.coverage_a, overlap.coverage_b, overlap)
    plain = both_sides(overlap.plain_a, overlap.plain_b, overlap)
    passage = (
        overlap.longest >= EXCERPT_WORDS and max(overlap.coverage_a, overlap.coverage_b) >= EXCERPT_SHARE
    )  # fmt: skip
    if same_page:
        if alike >= PAGE_ALIKE:
            return NEAR if overlap.jaccard >= NEAR_ALIKE else REWRITE
    elif is_template(overlap, alike, days, same_source):
        return TEMPLATE if passage else NONE
    if overlap.jaccard >= NEAR_ALIKE and plain >= NEAR_ALIKE:
        return NEAR
    common = alike * (overlap.words_a + overlap.words_b) / 2
    block = overlap.longest / max(1.0, common)
    spread = min(overlap.spread_a, overlap.spread_b)
    score = evidence(overlap, days)
    copied = overlap.jaccard >= PHRASES * alike
    all_over = spread >= REWORKED_SPREAD and block <= BLOCK and plain >= PLAIN * alike
    if copied and all_over and not same_source and overlap.jaccard >= REWORKED_ALIKE:
        return REWRITE
    taken_over = block >= BLOCK and spread <= BLOCK_SPREAD
    cut_short = min(overlap.head, overlap.lead_a, overlap.lead_b) >= CUT_SHORT
    if copied and score >= STORY and (cut_short or not taken_over):
        return REWRITE
    return EXCERPT if passage else NONE
