"""The small parts of finding duplicates: keepers, dates, addresses, passages, and where compiled code is kept."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from dedup_articles import AGENCY, REWRITE, SAME_TOPIC
from dedup_strategies import PAIR
from hypothesis import given
from hypothesis import strategies as st

from cleaner.dedup.align import align, by_character, tokens
from cleaner.dedup.columns import int64_lists, utf8
from cleaner.dedup.dates import DAY, moment
from cleaner.dedup.describe import describe, page
from cleaner.dedup.keeper import Member, keeper_order
from cleaner.dedup.sign import FRAME_COLUMNS, signed
from cleaner.errors import UsageError
from cleaner.span import Span

MONTHS = [
    ["jan", "january", "januar", "janvier"], ["feb", "february", "februar"], ["mar", "march", "mär", "märz"],
    ["apr", "april"], ["may", "mai"], ["jun", "june", "juni"], ["jul", "july", "juli"], ["aug", "august"],
    ["sep", "sept", "september"], ["oct", "october", "okt", "oktober"], ["nov", "november"],
    ["dec", "december", "dez", "dezember"],
]  # fmt: skip

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


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2021-03-01T10:15:30Z", 36_930.0),
        ("2021-03-01 10:15:30.5", 36_930.5),
        ("Mon, 01 Mar 2021 10:15:30 +0100", 33_330.0),
        ("1614593730", 36_930.0), ("1614593730.5", 36_930.5), ("1614593730250", 36_930.25),
        ("March 1, 2021", 0.0), ("March 1, 2021, 9:05", 32_700.0), ("March 1st, 2021 at 9:05:07.5", 32_707.5),
        ("Mar. 1 2021", 0.0), ("1. März 2021 / 09:05 Uhr", 32_700.0), ("1st-mar-2021", 0.0), ("1  Mar.,  2021", 0.0),
        ("published 2021.03.01 in print", 0.0), ("2021/03/01, 9:05", 32_700.0),
    ],
)  # fmt: skip
def test_moments(text: str, seconds: float) -> None:
    """Seconds after the beginning of one day, the first of March 2021."""
    assert moment(text) == 18687 * DAY + seconds


@pytest.mark.parametrize("month", [name for names in MONTHS for name in names])
def test_names_of_months(month: str) -> None:
    number = next(at for at, names in enumerate(MONTHS, 1) if month in names)
    day = (date(1987, number, 2) - date(1970, 1, 1)).days
    assert moment(f"2 {month} 1987") == moment(f"{month.upper()} 2, 1987") == day * DAY


@pytest.mark.parametrize(
    "text",
    [
        "32 March 2021",
        "12021-03-01",
        "2021-03-011",
        "2021-13-01",
        "112 March 2021",
        "1 March 20211",
        "1 M 2021",
        "3 Foo 2021",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert moment(text) is None


def test_a_date_that_cannot_be_leaves_room_for_one_that_can() -> None:
    assert moment("Nr. 2021/99/01 of March 1, 2021") == moment("99 March 2021, March 1, 2021") == 18687 * DAY
    assert moment("x" * 63 + " 1 March 2021") is None  # who wrote that wrote no date


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://www.a.example/x/", "a.example/x"), ("http://a.example/x#y", "a.example/x"), (" a.example/X// ", "a.example/X"),
        ("www.a.example", "a.example"), ("https://a.example/www.b/?q=1", "a.example/www.b/?q=1"),
        ("https://a.example/x?u=http://b.example/", "a.example/x?u=http://b.example"), ("None", None), ("", None),
        (None, None), ("#a.b", None), ("https://localhost/x", None),
    ],
)  # fmt: skip
def test_pages(url: str | None, address: str | None) -> None:
    assert page(url) == address


def test_what_is_known_of_documents() -> None:
    texts = ["Snow fell. ", "", "Snow fell.", "Snow fell."]
    rows = {
        "n": [3, 1, 2, 9], "id": ["a", "b", "c", "d"], "text": texts, "source": ["paper", "", None, "other"],
        "url": ["https://www.paper.example/1/", None, "http://paper.example/1", None],
        "date": ["1969-12-31T23:00:00", None, "1970-01-02", "?"],
    }  # fmt: skip
    known = describe(pa.RecordBatch.from_pydict(rows)).to_pydict()
    assert (known["n"], known["id"]) == (rows["n"], rows["id"])
    assert known["source"] == ["paper", None, None, "other"]  # no name is no source
    assert known["moment"] == [-3600.0, None, DAY, None]
    assert known["day"] == [-1, None, 1, None]
    assert known["size"] == [11, 0, 10, 10]
    assert known["page"][0] == known["page"][2] != known["page"][1] is known["page"][3] is None
    assert known["outlet"][0] == known["outlet"][2] is not None  # one host, whatever the source says
    assert known["outlet"][1] is None and known["outlet"][3] not in (None, known["outlet"][0])
    assert known["outlet"][3] == describe(pa.RecordBatch.from_pydict(rows)).column("outlet")[3].as_py()
    assert known["content"][2] == known["content"][3] != known["content"][0]  # of bytes, where keys are of words
    assert known["key_a"][0] == known["key_a"][2] and known["key_b"][0] == known["key_b"][2]


FRAME = {
    "a": [1], "b": [2], "furniture_a": [[5, 7]], "furniture_b": [[9]], "days": [1.0], "same_source": [True], "same_page": [False],
}  # fmt: skip


def _sign(**changed: object) -> int:
    rows = pa.record_batch(FRAME | changed, schema=pa.schema([PAIR.field(name) for name in FRAME_COLUMNS]))
    table = signed(rows).to_pydict()
    assert (table["a"], table["b"]) == ((FRAME | changed)["a"], (FRAME | changed)["b"])
    return int(table["frame"][0])


def test_what_signs_a_frame() -> None:
    """All that decides beside the texts; not the numbers of the documents, nor in which order furniture came."""
    changes: list[dict[str, object]] = [
        {}, {"furniture_a": [[5]]}, {"furniture_b": [[]]}, {"days": [2.0]}, {"days": [None]}, {"same_source": [False]},
        {"same_source": [None]}, {"same_page": [True]}, {"furniture_a": [[9]], "furniture_b": [[5, 7]]},
    ]  # fmt: skip
    assert len({_sign(**changed) for changed in changes}) == len(changes)
    assert _sign(a=[8], b=[3], furniture_a=[[7, 5]]) == _sign()
    assert _sign(furniture_b=[None]) == _sign(furniture_b=[[]])
    assert _sign() == -7192748737596783918  # in every process, on every day: an index keeps it


@given(st.lists(st.none() | st.text(max_size=8), max_size=9), st.data())
def test_columns_as_kernels_read_them(texts: list[str | None], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(texts)))
    length = data.draw(st.integers(0, len(texts)))
    column = pa.array(texts, data.draw(st.sampled_from([pa.string(), pa.large_string()]))).slice(start, length)
    bytes_, ends = utf8(column)
    shown = [bytes(bytes_[a:b]) for a, b in pairwise(ends)]
    assert shown == [(text or "").encode() for text in texts[start : start + length]]
    assert not bytes_.flags.writeable and not ends.flags.writeable


@given(st.lists(st.none() | st.lists(st.integers(0, 2**62), max_size=5), max_size=9), st.data())
def test_lists_as_kernels_read_them(lists: list[list[int] | None], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(lists)))
    length = data.draw(st.integers(0, len(lists)))
    column = pa.array(lists, data.draw(st.sampled_from([pa.list_, pa.large_list]))(pa.int64()))
    values, ends = int64_lists(column.slice(start, length))
    assert ends[0] == 0
    assert [values[a:b].tolist() for a, b in pairwise(ends)] == [
        sorted(some or []) for some in lists[start : start + length]
    ]
    assert column.to_pylist() == lists  # what is not ours is not sorted


@pytest.mark.parametrize("kind", [pa.list_, pa.large_list])
def test_lists_after_others_begin_at_nothing(kind: Callable[[pa.DataType], pa.DataType]) -> None:
    values, ends = int64_lists(pa.array([[9, 8], [3, 2], [4]], kind(pa.int64())).slice(1))
    assert (values.tolist(), ends.tolist()) == ([2, 3, 4], [0, 2, 3])


def test_what_a_null_hides_is_not_read() -> None:
    column = pa.ListArray.from_arrays(
        pa.array([0, 2, 4], pa.int32()), pa.array([4, 3, 2, 1], pa.int64()), mask=pa.array([True, False])
    )
    values, ends = int64_lists(column)
    assert (values.tolist(), ends.tolist()) == ([1, 2], [0, 0, 2])


def test_align_shows_the_passages() -> None:
    passages = align(AGENCY, REWRITE)
    shown = [AGENCY[here.start : here.end] for here, _ in passages]
    assert shown[1].startswith("The council of Lomvik voted") and shown[1].endswith("the season")
    assert shown[2].startswith("Mayor Ingrid Solheim said the new bridge, opened in May")
    assert align(AGENCY, SAME_TOPIC) == []
    assert align("", AGENCY) == align(AGENCY, "") == []


def _aligned(a: str, b: str) -> list[tuple[str, str]]:
    return [(a[here.start : here.end], b[there.start : there.end]) for here, there in align(a, b)]


@pytest.mark.parametrize(
    ("a", "b", "shared"),
    [
        ("one two three four", "One, two: three-FOUR!", [("one two three four", "One, two: three-FOUR")]),
        ("one two three", "one two three", []),
        ("x one two three four y", "z one two three four five", [("one two three four", "one two three four")]),
        # what stands on one side twice is found at the longer place, and at the first of two that are alike
        ("a b c d e. a b c d f. a b c d f", "a b c d f", [("a b c d f", "a b c d f")]),
        ("a b c d a b c d", "a b c d a b c d", [("a b c d a b c d", "a b c d a b c d")]),
        ("a b c d", "a b c d a b c d", [("a b c d", "a b c d"), ("a b c d", "a b c d")]),
        ("第七屆圖書展昨日開幕", "據悉第七屆圖書展昨日開幕", [("第七屆圖書展昨日開幕", "第七屆圖書展昨日開幕")]),
        ("第七屆圖書展昨", "第七屆圖書展昨", []),  # seven characters are less than four words
        ("第七屆圖書展昨日", "第七屆圖書展昨日", [("第七屆圖書展昨日", "第七屆圖書展昨日")]),
        ("ﬁrst cafe\u0301 so\u00adft ＡＢＣ", "first café soft abc", [("ﬁrst cafe\u0301 so\u00adft ＡＢＣ", "first café soft abc")]),
        ("สวัสดีตอนเช้าทุก", "สวัสดีตอนเช้าทุก", [("สวัสดีตอนเช้าทุก", "สวัสดีตอนเช้าทุก")]),
        ("one two three ½ four", "one two three 1⁄2 four", [("one two three ½ four", "one two three 1⁄2 four")]),
    ],
)  # fmt: skip
def test_what_is_aligned(a: str, b: str, shared: list[tuple[str, str]]) -> None:
    assert _aligned(a, b) == shared


def test_the_first_of_two_like_places_is_shown() -> None:
    assert [here for here, _ in align("a b c d f. a b c d f", "a b c d f")] == [Span(0, 9)]


def test_a_phrase_without_end_costs_a_few_places() -> None:
    """Of a phrase that a text repeats the first places are tried; the end of all of them is beyond."""
    often = "a b c d e f g h " * 200
    assert align(often, "x " + "a b c d e f g h " * 3) == [(Span(0, 47), Span(2, 49))]
    assert _aligned("a b c d, " * 70 + "e f", "a b c d e f") == [("a b c d", "a b c d")]
    assert _aligned("a b c d, " * 64 + "a b c d e f", "a b c d e f") == [("a b c d", "a b c d")]
    assert _aligned("a b c d, " * 63 + "a b c d e f", "a b c d e f") == [("a b c d e f", "a b c d e f")]


def test_tokens_have_their_weight() -> None:
    assert [(token.form, token.weight, *token.span) for token in tokens("Straße 5 ไทย本x")] == [
        ("straße", 12, 0, 6), ("5", 12, 7, 8), ("ไ", 3, 9, 10), ("ท", 3, 10, 11), ("ย", 3, 11, 12), ("本", 6, 12, 13), ("x", 12, 13, 14),
    ]  # fmt: skip


@given(st.text(st.sampled_from("aZß5_ .-’…\u00a0é½²™Жע한ไ本\u0301\u00ad\u200d") | st.characters(), max_size=12))
def test_plain_texts_have_the_tokens_of_any(text: str) -> None:
    assert tokens(text) == list(by_character(text))


def test_kernels_are_kept_by_their_source() -> None:
    from cleaner.dedup.compiled import code_folder

    folder = code_folder(Path(__file__).parent.parent / "cleaner" / "dedup")
    assert folder is not None and folder != code_folder(Path(__file__).parent)
