"""The small parts of finding duplicates: keepers, dates, addresses, passages, and where compiled code is kept."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from dedup_articles import AGENCY, REWRITE, SAME_TOPIC
from hypothesis import given
from hypothesis import strategies as st

from cleaner.dedup.align import align
from cleaner.dedup.dates import DAY, moment
from cleaner.dedup.describe import page
from cleaner.dedup.keeper import Member, keeper_order
from cleaner.errors import UsageError

KEEPERS = [
    Member(n=0, id="b", source="x", moment=9.0, content=5, size=100),
    Member(n=1, id="a", source="y", moment=None, content=4, size=100),
    Member(n=2, id="c", source=None, moment=3.0, content=6, size=90),
]


@pytest.mark.parametrize(
    ("policy", "kept"),
    [("longest", "a"), ("earliest", "c"), ("first", "b"), ("source:x,y", "b"), ("source: y", "a"), ("source:z", "a")],
)
def test_policies(policy: str, kept: str) -> None:
    assert min(KEEPERS, key=keeper_order(policy)).id == kept


@pytest.mark.parametrize(
    ("policy", "others"),
    [
        ("longest", {"size": 99, "content": 9, "id": "z", "n": 9, "moment": 1.0, "source": "a"}),
        ("longest", {"content": 9, "id": "a", "n": 0, "moment": 1.0}),
        ("longest", {"id": "n", "n": 0, "moment": 1.0}),
        ("longest", {"n": 6, "moment": 1.0}),
        ("earliest", {"moment": 3.5, "size": 999, "content": 0, "id": "a", "n": 0}),
        ("earliest", {"moment": None, "size": 999, "content": 0, "id": "a", "n": 0}),
        ("earliest", {"size": 99, "content": 0, "id": "a", "n": 0}),
        ("earliest", {"content": 9, "id": "a", "n": 0}),
        ("earliest", {"id": "n", "n": 0}),
        ("earliest", {"n": 6}),
        ("first", {"n": 6, "size": 999, "content": 0, "id": "a", "moment": 1.0}),
        ("source:q, s ,r", {"source": "r", "size": 999, "content": 0, "id": "a", "n": 0}),
        ("source:s,r,s", {"source": "r", "size": 999, "content": 0, "id": "a", "n": 0}),
        ("source:s", {"source": None, "size": 999, "content": 0, "id": "a", "n": 0}),
        ("source:s,", {"source": "other", "size": 999, "content": 0, "id": "a", "n": 0}),
        ("source:s", {"size": 99, "content": 0, "id": "a", "n": 0}),
        ("source:s", {"content": 9, "id": "a", "n": 0}),
        ("source:s", {"id": "n", "n": 0}),
        ("source:s", {"n": 6}),
        ("source:s,other:80", {"source": "other:80", "size": 999, "content": 0, "id": "a", "n": 0}),
    ],
)
def test_what_a_keeper_is_chosen_by(policy: str, others: dict[str, Any]) -> None:
    """A document is kept before another that is behind in what the policy asks for first, whatever else the other has."""
    kept = Member(n=5, id="m", source="s", moment=3.0, content=5, size=100)
    order = keeper_order(policy)
    assert order(kept) < order(replace(kept, **others))


@pytest.mark.parametrize("policy", ["", "source:", "source", "Longest", "source: , ", "sources:a"])
def test_no_such_policy(policy: str) -> None:
    with pytest.raises(
        UsageError, match=f"^--keep: no such policy: '{policy}'; use longest, earliest, first or source:a,b$"
    ):
        keeper_order(policy)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-03-01", 18687), ("2021-03-01T23:30:00-05:00", 18688), ("13-MAR-1987 09:44:49.21", 6280),
        (" 2-MAR-1987 06:50:18", 6269), ("Mon, 01 Mar 2021 23:30:00 -0500", 18688), ("March 1, 2021", 18687),
        ("1. März 2021, 10:15 Uhr", 18687), ("1614556800", 18687), ("1614556800000", 18687), ("20210301", 18687),
        ("2021/03/01 10:00", 18687), ("", None), (None, None), ("yesterday", None), ("31-FEB-2021", None), ("2021", None),
        ("None", None), ("99999999999999999999", None),
    ],
)  # fmt: skip
def test_dates(text: str | None, day: int | None) -> None:
    at = moment(text)
    assert (None if at is None else int(at // DAY)) == day


@given(st.text(max_size=40) | st.from_regex(r"\d{1,4}[-/. ]\w{1,9}[-/. ]\d{1,4}.{0,9}"))
def test_any_date_is_read_or_not(text: str) -> None:
    at = moment(text)
    assert at is None or at == at


def test_pages() -> None:
    assert page("https://www.a.example/x/") == page("http://a.example/x#y") == "a.example/x"
    assert page("None") is page("") is page(None) is None


def test_align_shows_the_passages() -> None:
    passages = align(AGENCY, REWRITE)
    shown = [AGENCY[here.start : here.end] for here, _ in passages]
    assert shown[1].startswith("The council of Lomvik voted") and shown[1].endswith("the season")
    assert shown[2].startswith("Mayor Ingrid Solheim said the new bridge, opened in May")
    assert align(AGENCY, SAME_TOPIC) == []
    assert align("", AGENCY) == align(AGENCY, "") == []


def test_kernels_are_kept_by_their_source() -> None:
    from cleaner.dedup.compiled import code_folder

    folder = code_folder(Path(__file__).parent.parent / "cleaner" / "dedup")
    assert folder is not None and folder != code_folder(Path(__file__).parent)
