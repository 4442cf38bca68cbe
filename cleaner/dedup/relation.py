"""From what two texts have in common to what they are to each other.

One decision, run by the kernel on every candidate pair. Each number says what it keeps apart; they
were set on labelled pairs of news and encyclopedia articles.
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

STUB: Final = 40.0  # words; with fewer of its own a page is a notice, a teaser, a caption: like many, copy of none

# Next issues of a series.
SERIES_DAYS: Final = 7.0  # versions of a story come within days; after a week a series or a background returns
SERIES_ALIKE: Final = 0.9  # unless next to all of it does
REPORT_NUMBERS: Final = 8  # a report on figures has so many of them
REPORT_ALIKE: Final = 0.35  # and an update keeps a third of them; the next issue does not,
REPORT_KEPT: Final = 0.7  # nor are the numbers of a shorter version nearly all in it

# Copies.
PAGE_ALIKE: Final = 0.05  # two fetches of one address are one page, unless it was written anew
NEAR_ALIKE: Final = 0.5  # Jaccard of shingles: about one word in eight was changed
STORY: Final = 0.5  # evidence above even odds, for a false merge costs more than a missed one
OWN_STORY: Final = 1.0  # an outlet follows a story with articles that repeat themselves: more is asked of them
OWN_ALIKE: Final = 0.3  # unless so many shingles are common

# Texts reworked from end to end, against texts that share a passage, a statement or the phrases of a trade.
REWORKED_SPREAD: Final = 0.4  # a reworked text is common in so many of both texts' tenths,
REWORKED_ALIKE: Final = 0.05  # and its shingles show it still (Jaccard).
REWORKED_DAYS: Final = 1.0  # Outlets rework a story on its day; later, the next turn of the affair repeats it,
REWORKED_ODDS: Final = 0.0  # and the odds are even at least, for other stories of a day share their background
UNDATED_ALIKE: Final = 0.25  # Where no date tells a story's day, so much of both is common
PLAIN: Final = 0.7  # rivals quote one statement: of a copy, the text outside quotation marks is as common as the whole
PHRASES: Final = 0.18  # stock phrases are short: common text without common shingles is no copy

BLOCK: Final = 0.5  # a passage taken over is half or more of what is common,
BLOCK_SPREAD: Final = 0.5  # and lies in no more than half of one of the texts
SOLE: Final = 0.9  # or is all that is common.
BLOCK_WORDS: Final = 65.0  # In a short text a sentence or two that stayed look the same,
BLOCK_SIDE: Final = 0.5  # unless the other text is twice as long;
MUTUAL: Final = 0.42  # and texts that hold so much of each other are no quotation
CUT_SHORT: Final = 0.8  # the beginning of the longer text is an early version of it
OTHER_NAMES: Final = 10  # unless it goes on to so many names
RESUMED: Final = 0.1  # of which next to none are the shorter text's: a digest, or a text that opens with a quotation
HOST_SIDE: Final = 0.7  # such a text is the longer one by far

FORM_ALIKE: Final = 0.1  # so little in common is the form of a report,
FORM_NUMBERS: Final = 5  # where both have so many numbers
FORM_KEPT: Final = 0.3  # and not even so many are the same

OWN_RUN: Final = 15.0  # an outlet that reworks its story keeps longer runs; its reports of one form share shorter ones

# Passages.
EXCERPT_WORDS: Final = 15.0  # a passage, not a phrase,
EXCERPT_SHARE: Final = 0.2  # and so much of one of the texts


@inlined
def both_sides(a: float, b: float, overlap: Overlap) -> float:
    """One share for two texts, each counted with its length (Dice)."""
    return (a * overlap.words_a + b * overlap.words_b) / max(1.0, overlap.words_a + overlap.words_b)


@compiled
def evidence(overlap: Overlap, days: float) -> float:
    """How much speaks for one story: a sum of shares, weighted by logistic regression on labelled pairs, then rounded.

    At 0 the odds are even. A missing date counts as the same day, and too few names as an agreement of six in ten.
    """
    fewer_names = min(overlap.names_a, overlap.names_b)
    return (
        5.0 * both_sides(overlap.plain_a, overlap.plain_b, overlap)
        + 2.9 * (overlap.lead_a if overlap.words_a <= overlap.words_b else overlap.lead_b)
        + 2.6 * overlap.head
        + 1.3 * (overlap.names / fewer_names if fewer_names >= 3 else 0.6)
        - 0.4 * min(14.0, max(0.0, days))
        - 3.9
    )


@compiled
def is_next_issue(overlap: Overlap, alike: float, days: float, same_source: bool) -> bool:
    """Whether two texts are issues of a series: far apart in time, or the same report with other figures."""
    numbers = min(overlap.numbers_a, overlap.numbers_b)
    all_numbers = overlap.numbers_a + overlap.numbers_b - overlap.numbers
    agreement = overlap.numbers / max(1, all_numbers)
    if days >= SERIES_DAYS and alike < SERIES_ALIKE:
        return True
    later = days >= 1 or (days >= 0 and same_source)  # an outlet issues several reports of one form on a day
    other_figures = agreement < REPORT_ALIKE and overlap.numbers < REPORT_KEPT * numbers
    return later and numbers >= REPORT_NUMBERS and other_figures


@inlined
def length_ratio(overlap: Overlap) -> float:
    """The shorter text's length by the longer one's."""
    return min(overlap.words_a, overlap.words_b) / max(1.0, overlap.words_a, overlap.words_b)


@compiled
def goes_elsewhere(overlap: Overlap) -> bool:
    """Whether the longer text has, beside what is common, names that are none of the shorter text's."""
    fewer = min(overlap.names_a, overlap.names_b, overlap.other_names)
    return overlap.other_names >= OTHER_NAMES and fewer >= 3 and overlap.resumed < RESUMED * fewer


@inlined
def block_share(overlap: Overlap, alike: float) -> float:
    """The part of what is common that lies in one run."""
    return overlap.longest / max(1.0, alike * (overlap.words_a + overlap.words_b) / 2)


@compiled
def is_passage(overlap: Overlap, alike: float, same_source: bool) -> bool:
    """Whether what is common is one passage that a text took over from the other."""
    block = block_share(overlap, alike)
    if block < BLOCK:
        return False
    ratio = length_ratio(overlap)
    if ratio <= HOST_SIDE and goes_elsewhere(overlap):
        return True
    if min(overlap.spread_a, overlap.spread_b) > BLOCK_SPREAD:
        return False
    stayed = overlap.longest < BLOCK_WORDS and ratio > BLOCK_SIDE
    mutual = min(overlap.coverage_a, overlap.coverage_b) >= MUTUAL
    return block >= SOLE or same_source or not (stayed or mutual)


@compiled
def is_all_over(overlap: Overlap, alike: float, days: float) -> bool:
    """Whether what is common is strewn over both texts, as where another newsroom reworked an agency's story."""
    of_one_day = days < REWORKED_DAYS and evidence(overlap, days) >= REWORKED_ODDS
    plain = both_sides(overlap.plain_a, overlap.plain_b, overlap)
    return (
        (of_one_day if days >= 0 else alike >= UNDATED_ALIKE)
        and overlap.jaccard >= REWORKED_ALIKE
        and min(overlap.spread_a, overlap.spread_b) >= REWORKED_SPREAD
        and block_share(overlap, alike) < SOLE
        and plain >= PLAIN * alike
    )


@compiled
def is_reworked(overlap: Overlap, alike: float, days: float, same_source: bool) -> bool:
    """Whether one text is a reworked version of the other, or both are of a third."""
    if overlap.jaccard < PHRASES * alike or (same_source and overlap.longest < OWN_RUN):
        return False
    numbers = min(overlap.numbers_a, overlap.numbers_b)
    if overlap.jaccard < FORM_ALIKE and numbers >= FORM_NUMBERS and overlap.numbers < FORM_KEPT * numbers:
        return False
    passage = is_passage(overlap, alike, same_source)
    if is_all_over(overlap, alike, days) and not passage and not same_source:  # an outlet repeats its own background
        return True
    cut_short = min(overlap.head, overlap.lead_a, overlap.lead_b) >= CUT_SHORT and not goes_elsewhere(overlap)
    own = same_source and days >= 0 and overlap.jaccard < OWN_ALIKE
    return evidence(overlap, days) >= (OWN_STORY if own else STORY) and (cut_short or not passage)


@compiled
def relation(overlap: Overlap, days: float, same_source: bool, same_page: bool) -> int:
    """What two texts with different token sequences are to each other.

    `days` is their distance in time (UNKNOWN when a date is missing), `same_page` that they have one address.
    """
    if min(overlap.words_a, overlap.words_b) < STUB:
        return NONE
    alike = both_sides(overlap.coverage_a, overlap.coverage_b, overlap)
    passage = overlap.longest >= EXCERPT_WORDS and max(overlap.coverage_a, overlap.coverage_b) >= EXCERPT_SHARE
    if not same_page and is_next_issue(overlap, alike, days, same_source):
        return TEMPLATE if passage else NONE
    if overlap.jaccard >= NEAR_ALIKE and (
        same_page or both_sides(overlap.plain_a, overlap.plain_b, overlap) >= NEAR_ALIKE
    ):
        return NEAR
    if (same_page and alike >= PAGE_ALIKE) or is_reworked(overlap, alike, days, same_source):
        return REWRITE
    return EXCERPT if passage else NONE
