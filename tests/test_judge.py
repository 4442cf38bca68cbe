"""The judge of whole pages: where it finds the article, what it says of its sureness, and when it is silent."""

from itertools import combinations
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import any_text, prose

import cleaner
from cleaner.judge import LEAN, LIMIT, LONGEST, WHOLE, is_whole, judge, models, place
from cleaner.page import Page
from cleaner.traits import furniture, traits

SECTIONS = "Home\nNews\nWorld\nPolitics\nBusiness\nSport\nCulture\nTravel\nWeather\nJobs"
MENU = f"Skip to content\nOpen menu\n{SECTIONS}\nLog in\nSubscribe now\nAccept all cookies\n"
TEASERS = "Most read\nFerry takes over\nMill to reopen\nSchool stays shut\nA wall for the bank\nTwo towns, one river"
FOOT = (
    f"{TEASERS}\nFollow us\nFacebook\nInstagram\nYouTube\nHelp\nPrivacy policy\nTerms of use\nContact us\nAbout us\n"
    "Careers\nCookie settings\nSitemap\nBack to top\n"
)
ARTICLE = "\n".join(
    [
        "The river fell for the first time in a week on Thursday, and the wardens opened the lower gates again.",
        "Ann Lee, who has kept the mill since 1999, said that she had never seen the water stand so high in spring.",
        "“Nobody slept,” she said, “and nobody who has seen it will sleep well when the next spring comes to the valley.”",
        "The council will decide in June whether the wall along the lower bank is to be raised, and who is to pay for it.",
        "Until then the ferry carries no carts, and the school on the island stays shut, as it has been since the flood.",
        "Lee says that her mill has stood for three centuries, and that it will stand for another three without a wall.",
        "The wardens are less sure: the gates are old, they say, and the river has a long memory for those who forget it.",
    ]
)


def test_a_pasted_page_becomes_its_article() -> None:
    assert cleaner.clean(f"{MENU}{ARTICLE}\n{FOOT}").text.strip() == ARTICLE


def test_an_article_alone_is_left_as_it_is() -> None:
    assert judge(Page(ARTICLE)) == []
    assert cleaner.clean(ARTICLE).edits == ()


def test_a_page_is_whole_by_the_lines_of_its_site() -> None:
    page = Page(f"{MENU}{ARTICLE}\n{FOOT}")
    assert furniture(page).lines >= WHOLE
    assert is_whole(page)
    assert not is_whole(Page(ARTICLE))


@given(any_text)
def test_every_line_has_its_chance(text: str) -> None:
    """On every text the judge says nothing, or gives each line a chance in [0, 1] and a trait that the line shows."""
    page = Page(text, taken=[])
    shown = traits(page)
    for judged, line in zip(judge(page), shown, strict=False):
        assert 0 <= judged.chance <= 1
        assert judged.trait in line


def test_weights_are_of_traits_that_are_shown() -> None:
    """Most weights of a model are of traits that some line of the page or of the article shows: none is left over from
    another wording of the traits."""
    shown = {trait for text in (f"{MENU}{ARTICLE}\n{FOOT}", ARTICLE) for line in traits(Page(text)) for trait in line}
    for model in models().values():
        assert len(shown & model.traits.keys()) > len(shown) / 2


@given(st.lists(st.tuples(st.floats(-6, 6), st.integers(1, 90)), min_size=1, max_size=9))
def test_the_place_is_the_run_that_speaks_most_for_an_article(lines: list[tuple[float, int]]) -> None:
    """No other run of lines has a larger sum than the one that is found: the scan agrees with trying them all."""
    odds, words = [z for z, _ in lines], [n for _, n in lines]

    def total(first: int, end: int) -> float:
        return sum((LEAN - max(-LIMIT, min(LIMIT, odds[i]))) * sqrt(min(words[i], LONGEST)) for i in range(first, end))

    best = max(total(first, end) for first, end in combinations(range(len(lines) + 1), 2))
    assert total(*place(odds, words)) == pytest.approx(best)


@given(prose)
def test_a_sentence_is_never_furniture_by_itself(text: str) -> None:
    assert judge(Page(text)) == []
