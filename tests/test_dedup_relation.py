"""Each number of `cleaner.dedup.relation` keeps apart what it says: what two texts are at it, and just beyond it.

Every row is a change of one pair of texts that another newsroom reworked, and is looked at from both sides.
"""

from typing import Any, Final

import pytest

from cleaner.dedup import relation as numbers
from cleaner.dedup.overlap import Overlap
from cleaner.dedup.relation import EXCERPT, NEAR, NONE, REWRITE, TEMPLATE, UNKNOWN, relation

BASE: Final = Overlap(
    words_a=400.0,
    words_b=400.0,
    coverage_a=0.6,
    coverage_b=0.6,
    plain_a=0.6,
    plain_b=0.6,
    spread_a=1.0,
    spread_b=1.0,
    lead_a=0.6,
    lead_b=0.6,
    head=0.6,
    jaccard=0.3,
    longest=40.0,
    numbers_a=4,
    numbers_b=4,
    numbers=4,
    names_a=6,
    names_b=6,
    names=5,
    other_names=0,
    resumed=0,
)
STEP: Final = 1e-9
Changes = dict[str, float]

# What both texts have: a change of it is one of both sides.
SIDES: Final = ("words", "coverage", "plain", "spread", "lead", "names_of", "numbers_of")


def told(changes: Changes) -> int:
    """The relation of the pair with these changes; the same from either side."""
    rest = dict(changes)
    days, same_source, same_page = (rest.pop(name, 0.0) for name in ("days", "same_source", "same_page"))
    fields: dict[str, Any] = {}
    for name, value in rest.items():
        plain = name.removesuffix("_of")
        fields |= {f"{plain}_a": value, f"{plain}_b": value} if name in SIDES else {name: value}
    there = BASE._replace(**{name: type(getattr(BASE, name))(value) for name, value in fields.items()})
    back: dict[str, Any] = {}
    for name in ("words", "coverage", "plain", "spread", "lead", "names", "numbers"):
        back |= {f"{name}_a": getattr(there, f"{name}_b"), f"{name}_b": getattr(there, f"{name}_a")}
    found = {relation(pair, days, bool(same_source), bool(same_page)) for pair in (there, there._replace(**back))}
    assert len(found) == 1
    return found.pop()


def less(value: float) -> float:
    return value - STEP


def more(value: float) -> float:
    return value + STEP


PASSAGE: Final[Changes] = {
    "spread": 0.4,
    "longest": 180.0,
    "jaccard": 0.2,
    "names": 6,
}  # one block, in one part of both
SERIES: Final[Changes] = {"days": 1.0, "numbers_of": 8, "numbers": 4}  # a report with other figures
LATE: Final[Changes] = {"days": 3.0}  # no longer news: only what speaks for one story counts


@pytest.mark.parametrize(
    ("base", "name", "at", "beyond", "there", "past"),
    [
        # Stubs.
        ({}, "words_a", numbers.STUB, less(numbers.STUB), REWRITE, NONE),
        # Near copies.
        ({"plain": 0.5}, "jaccard", numbers.NEAR_ALIKE, less(numbers.NEAR_ALIKE), NEAR, REWRITE),
        ({"jaccard": 0.9}, "plain", numbers.NEAR_ALIKE, less(numbers.NEAR_ALIKE), NEAR, REWRITE),
        ({"jaccard": 0.9, "plain": 0.45}, "same_page", True, False, NEAR, REWRITE),
        ({"same_page": True}, "jaccard", numbers.NEAR_ALIKE, less(numbers.NEAR_ALIKE), NEAR, REWRITE),
        # One address.
        ({"same_page": True, "jaccard": 0.0, "longest": 0.0, "plain": 0.0}, "coverage",
         numbers.PAGE_ALIKE, less(numbers.PAGE_ALIKE), REWRITE, NONE),
        ({"jaccard": 0.0, "longest": 0.0, "plain": 0.0, "coverage": 0.05}, "same_page", True, False, REWRITE, NONE),
        # A series.
        ({"coverage": 0.8}, "days", numbers.SERIES_DAYS, less(numbers.SERIES_DAYS), TEMPLATE, REWRITE),
        ({"days": 7.0, "lead": 1.0, "head": 1.0, "plain": 0.9, "names": 6}, "coverage",
         numbers.SERIES_ALIKE, less(numbers.SERIES_ALIKE), REWRITE, TEMPLATE),
        ({"days": 9.0}, "same_page", True, False, REWRITE, TEMPLATE),
        (SERIES, "days", 1.0, less(1.0), TEMPLATE, REWRITE),
        ({**SERIES, "days": 0.0}, "same_source", True, False, TEMPLATE, REWRITE),
        ({**SERIES, "same_source": True, "plain": 0.9, "coverage": 0.9, "jaccard": 0.4}, "days",
         0.0, UNKNOWN, TEMPLATE, REWRITE),
        (SERIES, "numbers_a", numbers.REPORT_NUMBERS, numbers.REPORT_NUMBERS - 1, TEMPLATE, REWRITE),
        (SERIES, "numbers", 4, 5, TEMPLATE, REWRITE),  # 4 of 12, 5 of 11
        ({**SERIES, "numbers_b": 40}, "numbers", 5, 6, TEMPLATE, REWRITE),  # of the 8 of one
        ({"days": 1.0, "numbers_a": 60, "numbers_b": 75}, "numbers", 34, 35, TEMPLATE, REWRITE),  # 35 of 100
        ({"days": 1.0, "numbers_a": 10, "numbers_b": 40}, "numbers", 6, 7, TEMPLATE, REWRITE),
        # Passages.
        ({"days": 9.0}, "longest", numbers.EXCERPT_WORDS, less(numbers.EXCERPT_WORDS), TEMPLATE, NONE),
        ({"days": 9.0, "coverage_b": 0.0}, "coverage_a",
         numbers.EXCERPT_SHARE, less(numbers.EXCERPT_SHARE), TEMPLATE, NONE),
        ({"jaccard": 0.0}, "longest", numbers.EXCERPT_WORDS, less(numbers.EXCERPT_WORDS), EXCERPT, NONE),
        ({"jaccard": 0.0, "coverage_b": 0.0}, "coverage_a",
         numbers.EXCERPT_SHARE, less(numbers.EXCERPT_SHARE), EXCERPT, NONE),
        # Reworked from end to end: even odds are enough.
        ({"lead": 0.0, "head": 0.0}, "spread", numbers.REWORKED_SPREAD, less(numbers.REWORKED_SPREAD), REWRITE, EXCERPT),
        ({"lead": 0.0, "head": 0.0, "spread_b": 0.39}, "spread_a", 0.39, 1.0, EXCERPT, EXCERPT),
        ({"lead": 0.6, "head": 0.0, "coverage": 0.25, "plain": 0.25}, "jaccard",
         numbers.REWORKED_ALIKE, less(numbers.REWORKED_ALIKE), REWRITE, EXCERPT),
        ({"lead": 0.15, "head": 0.0}, "days", less(numbers.REWORKED_DAYS), numbers.REWORKED_DAYS, REWRITE, EXCERPT),
        ({"lead": 0.0, "head": 0.0, "names": 6}, "plain",
         (numbers.REWORKED_ODDS + 3.9 - 1.3) / 5 + STEP, (numbers.REWORKED_ODDS + 3.9 - 1.3) / 5 - STEP, REWRITE, EXCERPT),
        ({"lead": 0.0, "head": 0.0, "names": 0}, "days", UNKNOWN, 0.0, REWRITE, EXCERPT),  # the odds, of known days only
        ({"lead": 0.0, "head": 0.0, "days": UNKNOWN, "plain": 0.2}, "coverage",
         numbers.UNDATED_ALIKE, less(numbers.UNDATED_ALIKE), REWRITE, EXCERPT),
        ({"lead": 0.0, "head": 0.0, "names": 3, "coverage": 1.0}, "plain", numbers.PLAIN, less(numbers.PLAIN), REWRITE, EXCERPT),
        ({"lead": 0.85, "head": 0.0, "coverage": 0.1, "plain": 0.1, "spread": 1.0}, "longest",
         less(0.9 * 40), 0.9 * 40, REWRITE, NONE),
        ({"coverage": 1.0, "plain": 1.0, "lead": 1.0, "head": 1.0}, "jaccard",
         numbers.PHRASES, less(numbers.PHRASES), REWRITE, EXCERPT),
        ({"lead": 0.0, "head": 0.0}, "same_source", False, True, REWRITE, EXCERPT),
        # What speaks for one story.
        ({**LATE, "plain": 0.0, "coverage": 0.6, "head": 1.0, "names": 6}, "lead",
         (0.5 + 1.2 + 3.9 - 2.6 - 1.3) / 2.9 + STEP, (0.5 + 1.2 + 3.9 - 2.6 - 1.3) / 2.9 - STEP, REWRITE, EXCERPT),
        ({**LATE, "lead": 0.0, "head": 0.0, "names": 6}, "plain",
         (0.5 + 1.2 + 3.9 - 1.3) / 5 + STEP, (0.5 + 1.2 + 3.9 - 1.3) / 5 - STEP, REWRITE, EXCERPT),
        ({**LATE, "lead": 0.0, "plain": 0.6, "names": 6}, "head",
         (0.5 + 1.2 + 3.9 - 1.3 - 3.0) / 2.6 + STEP, (0.5 + 1.2 + 3.9 - 1.3 - 3.0) / 2.6 - STEP, REWRITE, EXCERPT),
        ({**LATE, "lead": 0.0, "head": 0.9, "plain": 0.44, "names_of": 10}, "names", 9, 8, REWRITE, EXCERPT),
        ({**LATE, "lead": 0.0, "head": 0.9, "plain": 0.44, "names_b": 4, "names": 0}, "names_a", 2, 3, EXCERPT, EXCERPT),
        ({**LATE, "lead": 0.5, "head": 0.9, "plain": 0.3, "names_b": 4, "names": 0}, "names_a", 2, 3, REWRITE, EXCERPT),
        ({"lead": 0.0, "head": 0.6, "plain": 0.6, "names": 6, "spread": 0.3}, "days",
         3.64, 3.66, REWRITE, EXCERPT),
        ({**LATE, "lead_a": 0.0, "head": 0.5, "plain": 0.6, "names": 6, "lead_b": 1.0}, "words_a",
         401.0, 399.0, REWRITE, EXCERPT),
        ({"coverage": 0.95, "plain": 0.9, "lead": 0.9, "head": 0.62, "names": 6}, "days", 14.0, 15.0, REWRITE, REWRITE),
        # An outlet's own stories.
        ({"same_source": True, "plain": 0.6, "names": 6, "lead": 0.5, "head": 0.5, "coverage": 0.6}, "longest",
         numbers.OWN_RUN, less(numbers.OWN_RUN), REWRITE, NONE),
        ({"same_source": True, "lead": 0.0, "head": 0.2, "plain": 0.6}, "jaccard",
         numbers.OWN_ALIKE, less(numbers.OWN_ALIKE), REWRITE, EXCERPT),
        ({"same_source": True, "lead": 0.0, "head": 0.2, "plain": 0.6, "jaccard": 0.29}, "days",
         UNKNOWN, 0.0, REWRITE, EXCERPT),
        ({"same_source": True, "jaccard": 0.29, "lead": 0.0, "names": 6, "plain": 0.6}, "head",
         (1.0 + 3.9 - 1.3 - 3.0) / 2.6 + STEP, (1.0 + 3.9 - 1.3 - 3.0) / 2.6 - STEP, REWRITE, EXCERPT),
        # The form of a report.
        ({"numbers_of": 5, "numbers": 1, "coverage": 0.4, "plain": 0.4}, "jaccard",
         numbers.FORM_ALIKE, less(numbers.FORM_ALIKE), REWRITE, EXCERPT),
        ({"numbers_b": 5, "numbers": 1, "coverage": 0.4, "plain": 0.4, "jaccard": 0.09}, "numbers_a",
         numbers.FORM_NUMBERS - 1, numbers.FORM_NUMBERS, REWRITE, EXCERPT),
        ({"numbers_of": 10, "coverage": 0.4, "plain": 0.4, "jaccard": 0.09}, "numbers", 3, 2, REWRITE, EXCERPT),
        # A passage that was taken over.
        ({**PASSAGE, "longest": 120.0, "coverage": 0.4}, "longest", less(0.5 * 0.4 * 400), 0.5 * 0.4 * 400,
         REWRITE, EXCERPT),
        (PASSAGE | {"coverage": 0.4, "longest": 100.0}, "spread",
         more(numbers.BLOCK_SPREAD), numbers.BLOCK_SPREAD, REWRITE, EXCERPT),
        ({**PASSAGE, "coverage": 0.25, "longest": 64.0}, "longest",
         less(numbers.BLOCK_WORDS), numbers.BLOCK_WORDS, REWRITE, EXCERPT),
        ({**PASSAGE, "coverage_a": 0.25, "coverage_b": 0.15, "plain": 0.6, "longest": 50.0, "words_b": 300.0}, "words_b",
         more(200.0), 200.0, REWRITE, EXCERPT),
        ({**PASSAGE, "coverage_a": 0.6, "longest": 120.0}, "coverage_b",
         numbers.MUTUAL, less(numbers.MUTUAL), REWRITE, EXCERPT),
        ({**PASSAGE, "coverage": 0.5}, "longest", less(numbers.SOLE * 200), numbers.SOLE * 200, REWRITE, EXCERPT),
        ({**PASSAGE, "longest": 160.0, "jaccard": 0.4}, "same_source", False, True, REWRITE, EXCERPT),
        # An early version of the longer text.
        ({**PASSAGE, "coverage": 0.4, "lead": 0.9, "plain": 0.6}, "head",
         numbers.CUT_SHORT, less(numbers.CUT_SHORT), REWRITE, EXCERPT),
        ({**PASSAGE, "coverage": 0.4, "head": 0.9, "plain": 0.6, "lead_b": 0.9}, "lead_a",
         numbers.CUT_SHORT, less(numbers.CUT_SHORT), REWRITE, EXCERPT),
        ({**PASSAGE, "coverage": 0.4, "head": 0.9, "plain": 0.6, "lead": 0.9}, "other_names",
         numbers.OTHER_NAMES - 1, numbers.OTHER_NAMES, REWRITE, EXCERPT),
        ({**PASSAGE, "coverage": 0.4, "head": 0.9, "plain": 0.6, "lead": 0.9, "other_names": 10, "names_of": 10},
         "resumed", 1, 0, REWRITE, EXCERPT),
        ({**PASSAGE, "coverage": 0.4, "head": 0.9, "plain": 0.6, "lead": 0.9, "other_names": 10, "names_b": 9},
         "names_a", 2, 3, REWRITE, EXCERPT),
        ({**PASSAGE, "coverage": 0.4, "head": 0.9, "plain": 0.6, "lead": 0.9, "other_names": 20, "names_of": 30,
          "names": 30}, "resumed", 2, 1, REWRITE, EXCERPT),
        # A text that opens with another, and goes on to other things.
        ({"spread": 1.0, "longest": 200.0, "other_names": 10, "names": 6, "words_a": 280.0, "jaccard": 0.4}, "words_b",
         more(400.0), 400.0, EXCERPT, EXCERPT),
        ({"spread": 1.0, "longest": 190.0, "other_names": 10, "names": 6, "words_b": 400.0, "jaccard": 0.4}, "words_a",
         more(280.0), 280.0, REWRITE, EXCERPT),
    ],
)  # fmt: skip
def test_each_number(base: Changes, name: str, at: float, beyond: float, there: int, past: int) -> None:
    assert (told({**base, name: at}), told({**base, name: beyond})) == (there, past)
