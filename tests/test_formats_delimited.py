"""CSV and TSV: rows to records, and what a broken row may cost."""

import csv
import io
import json
from collections.abc import Sequence
from itertools import chain
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.formats import InputFile, ReadOptions, Record, Reject, delimited
from cleaner.formats.record import is_blank
from cleaner.formats.unpack import Damage, headed, raising

FILE = InputFile(None, "in.csv", "in")
GOOD = "The ferry to Osterholm sails twice a day from Monday on."


def parse(*chunks: bytes, told: list[str] | None = None, **options: object) -> list[Record | Reject]:
    tell = ([] if told is None else told).append
    return list(delimited.read(FILE, headed(iter(chunks)), ReadOptions(**options), tell))  # type: ignore[arg-type]


def codes(found: Sequence[Record | Reject]) -> list[str]:
    return ["ok" if isinstance(each, Record) else each.code for each in found]


def texts(found: Sequence[Record | Reject]) -> list[str]:
    return [each.document.text for each in found if isinstance(each, Record)]


def written(rows: list[list[str]], delimiter: str = ",", newline: str = "\n") -> bytes:
    out = io.StringIO()
    # The module does not quote a carriage return by itself, which then reads as part of the line's end.
    quoting: Literal[0, 1] = csv.QUOTE_ALL if any("\r" in cell for row in rows for cell in row) else csv.QUOTE_MINIMAL
    csv.writer(out, delimiter=delimiter, lineterminator=newline, quoting=quoting).writerows(rows)
    return out.getvalue().encode()


words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(
    lambda text: not is_blank(text)
)
tables = st.lists(st.tuples(words, words, words).map(list), max_size=6)


@given(
    tables,
    st.sampled_from(",;\t|"),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
    st.integers(1, 60),
)
def test_what_the_csv_module_writes_is_read_to_the_character(
    rows: list[list[str]], delimiter: str, newline: str, encoding: str, size: int
) -> None:
    rows = [row for row in rows if row != ["id", "title", "text"]]
    data = written([["id", "title", "text"], *rows], delimiter, newline).decode().encode(encoding)
    found = parse(*(data[at : at + size] for at in range(0, len(data), size)))
    assert [list(each.fields.values()) for each in found if isinstance(each, Record)] == rows
    assert len(found) == len(rows)


@given(st.binary(max_size=300), st.integers(1, 50))
def test_no_bytes_raise_and_chunks_change_nothing(data: bytes, size: int) -> None:
    for given_data in (data, b"id,text\n" + data, b"id\ttext\n" + data):
        whole = parse(given_data)
        assert repr(parse(*(given_data[at : at + size] for at in range(0, len(given_data), size)))) == repr(whole)
        assert all(isinstance(each, Record) or (each.code and each.reason) for each in whole)


debris = st.lists(st.sampled_from(['"', '""', ",", "a", "é", " ", "\t", "\\", "\r", "\0", "b c"]), max_size=12).map(
    "".join
)


@given(st.lists(debris, max_size=5))
def test_planted_rows_survive_around_any_damage_of_one_line_each(lines: list[str]) -> None:
    """Rows that are quoted themselves are found again, whatever quotes stand open before them."""
    data = "id,title,text\n" + f'g0,"t","{GOOD}"\n'
    for n, line in enumerate(lines, 1):
        data += f'{line}\ng{n},"t","{GOOD}"\n'
    found = parse(data.encode())
    ids = [each.document.id for each in found if isinstance(each, Record)]
    lost = {f"g{n}" for n in range(len(lines) + 1)} - set(ids)
    assert not lost, found


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ("b1,t", "csv-fields"),
        ("b1,t,x,y", "csv-fields"),
        ('b1,"t,never closed', "csv-quote"),
        ('b1,"a "quote" inside",x', "csv-quote"),
        ("b1,a\rb,x", "csv-quote"),
        ("id,title,text", "csv-header"),
        ("b1,t, ", "text-blank"),
    ],
)
def test_a_bad_row_costs_itself_and_says_where(bad: str, code: str) -> None:
    rows = f"id,title,text\ng1,t,{GOOD}\n{bad}\ng2,t,{GOOD}\n".encode()
    found = parse(rows)
    assert codes(found) == ["ok", code, "ok"]
    reject = found[1]
    assert isinstance(reject, Reject) and reject.line == 3 and reject.head.startswith(bad[:2])
    assert rows[reject.offset :].startswith(bad.encode())


def test_a_byte_that_is_not_utf8_costs_its_row_unless_the_encoding_is_named() -> None:
    data = "id,text\n1,café\n2,tea".encode("cp1252")
    assert codes(parse(data)) == ["not-utf8", "ok"]
    assert texts(parse(data, encoding="cp1252")) == ["café", "tea"]


def test_the_lines_of_a_text_whose_quote_is_broken_are_one_reject() -> None:
    data = f'id,title,text\nb,t,"first "line"\nsecond line\nthird line"\ng,t,"{GOOD}"\n'.encode()
    found = parse(data)
    assert codes(found) == ["csv-quote", "ok"] and texts(found) == [GOOD]


def test_an_open_quote_is_given_up_at_the_bound_of_a_record() -> None:
    rows = "".join(f"g{n},t,{GOOD}\n" for n in range(50))
    found = parse(f'id,title,text\nb,t,"open\n{rows}'.encode(), max_line_bytes=2000)
    assert codes(found) == ["csv-quote", *["ok"] * 50]


def test_a_line_over_the_bound_is_rejected_and_not_kept() -> None:
    data = b"id,text\n1," + b"a" * 5000 + b"\n2,b\n"
    assert codes(parse(data, max_line_bytes=1000)) == ["line-too-long", "ok"]


def test_fields_larger_than_the_csv_module_allows_by_itself() -> None:
    text = "word " * 60_000
    assert texts(parse(f"id,text\n1,{text}\n".encode())) == [text]


def test_quotes_escaped_by_a_backslash_are_quotes() -> None:
    """As Spark and MySQL write them."""
    found = parse(b'id,text\n1,"He said \\"no, thanks\\" twice"\n2,"a ""b"" c:\\dir"\n')
    assert texts(found) == ['He said "no, thanks" twice', 'a "b" c:\\dir']


def test_tabs_need_no_quotes() -> None:
    found = parse(b'id\ttext\n1\t"No," she said\n2\t"quoted\ttab"\n')
    assert texts(found) == ['"No," she said', "quoted\ttab"]


def test_the_delimiter_is_the_one_that_names_a_text() -> None:
    assert texts(parse(b'"a,b";"text"\n1;x, y\n')) == ["x, y"]
    assert texts(parse(b"text\nplain\n")) == ["plain"]
    assert texts(parse(b"a|b|c|story\n1|2|3|x\n", text_field="story")) == ["x"]


def test_a_header_that_names_no_text_is_one_reject() -> None:
    (found,) = parse(b"a,b\n1,2\n3,4\n")
    assert isinstance(found, Reject) and (found.code, found.line) == ("text-missing", 1)
    (found,) = parse(f"g1,t,{GOOD}\ng2,t,{GOOD}\n".encode())
    assert isinstance(found, Reject) and found.code == "text-missing"


def test_a_name_given_twice_hides_no_column() -> None:
    (found,) = parse(b"id, text ,text,text#2\n1,a,b,c\n")
    assert isinstance(found, Record)
    assert found.fields == {"id": "1", "text": "a", "text#2": "b", "text#2#2": "c"}


def test_nul_and_blank_lines_are_kept_and_skipped() -> None:
    found = parse(b'\n\nid,text\r\n\r\n1,a\0b\r\n  \n2,"c\n\nd"\n')
    assert texts(found) == ["a\0b", "c\n\nd"]
    assert [each.line for each in found] == [5, 7]


def test_a_row_that_a_damage_tears_is_part_of_it() -> None:
    chunks = chain([b"id,text\n1,whole\n2,half of a sen"], raising(Damage("file-cut", "cut")))
    found = list(delimited.read(FILE, chunks, ReadOptions(), print))
    assert codes(found) == ["ok", "file-cut"]
    assert isinstance(found[1], Reject) and found[1].line == 3


def test_the_fields_are_json() -> None:
    for each in parse(written([["id", "text", "x"], ["1", GOOD, '"\n\t'], ["2", GOOD, ""]])):
        assert isinstance(each, Record) and json.loads(json.dumps(each.fields)) == each.fields
