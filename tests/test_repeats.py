"""Residue repeated without end: the rounds come to rest, in time that grows with the text."""

from time import process_time

import pytest
from strategies import MARKED, Residue

import cleaner
from cleaner.catalog import all_rules
from cleaner.rounds import clean_page

ARTICLE = "The bridge opens on Monday, the mayor told reporters.\n"


@pytest.mark.parametrize("residue", MARKED, ids=lambda block: block.text.split("\n")[0])
def test_repeated_residue_needs_few_rounds(residue: Residue) -> None:
    """Seen to fail when a page of nothing but "Read more" lost two lines a round: a lead took the one above it for
    a teaser's title."""
    block = residue.text.strip("\n") + "\n"
    text = block * 150 + ARTICLE if residue.place == "head" else ARTICLE + block * 150
    edits = clean_page(residue.page(text), all_rules()).edits
    assert max((edit.round for edit in edits), default=0) <= 5


def seconds(text: str) -> float:
    start = process_time()
    cleaner.clean(text)
    return process_time() - start


@pytest.mark.parametrize(
    "unit", ["Read more\n", "By By ", "© 2020 ", "word ", "Photo: ", "1 ", " \t", "a.", "Share\n", "T\n\n", "T...\n"]
)
def test_time_grows_with_the_text(unit: str) -> None:
    """Four times the text takes less than twelve times the time: what is quadratic takes sixteen."""
    small, large = ((unit * (size // len(unit))) for size in (16_000, 64_000))
    cleaner.clean(small)
    least = min(seconds(small) for _ in range(3))
    assert min(seconds(large) for _ in range(2)) < 12 * max(least, 0.005)
