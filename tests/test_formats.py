"""Laws and traps of reading: bytes to records and rejects."""

import gzip
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.errors import InputError, UsageError
from cleaner.formats import InputFile, ReadOptions, Record, Reject, jsonfile, jsonl, read, read_file
from cleaner.formats.charset import page_text
from cleaner.formats.decode import MAX_DEPTH, decode, standard
from cleaner.formats.layout import FIELDS, TEXT_FIELDS, hashed_id
from cleaner.formats.record import BadRecord, is_blank, printable
from cleaner.formats.unpack import headed

HERE = InputFile(None, "in.jsonl", "in")


def quiet(_: str) -> None:
    """Tell nobody."""


def parse(*chunks: bytes, options: ReadOptions | None = None) -> list[Record | Reject]:
    """What the JSONL reader makes of bytes that arrive in these chunks."""
    return list(jsonl.read(HERE, headed(iter(chunks)), options or ReadOptions(), quiet))


def one(fields: object, **options: str) -> Record:
    """The record of a line that must make one."""
    line = json.dumps(fields).encode("ascii")
    (found,) = parse(line, options=ReadOptions(**options))  # type: ignore[arg-type]
    assert isinstance(found, Record), found
    return found


def from_file(path: Path, data: bytes, **options: object) -> list[Record | Reject]:
    path.write_bytes(data)
    return list(read([str(path)], ReadOptions(**options)))  # type: ignore[arg-type]


def codes(found: Sequence[Record | Reject]) -> list[str]:
    return ["ok" if isinstance(each, Record) else each.code for each in found]


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(st.characters(exclude_categories=[])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
records = st.fixed_dictionaries(
    {"text": st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: not is_blank(text))},
    optional={"id": json_values, "title": json_values, "date": json_values, "metadata": json_values},
)
record_lines = records.map(lambda fields: json.dumps(fields).encode())
wild_lines = st.one_of(
    record_lines,
    json_values.map(lambda value: json.dumps(value).encode()),
    st.binary(max_size=40),
    st.sampled_from([b"", b"\r", b" \t\x0b", b"\xef\xbb\xbf{}", b'{"text":"caf\xe9"}', b"{", b"null", b'{"text":NaN}']),
    st.tuples(record_lines, st.binary(max_size=4)).map(b"".join),
)
files_of_lines = st.tuples(st.lists(wild_lines, max_size=8), st.sampled_from([b"\n", b"\r\n"])).map(
    lambda drawn: b"".join(line + drawn[1] for line in drawn[0])
)


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[a:b] for a, b in pairwise(edges)]


# ---------------------------------------------------------------- laws


@given(files_of_lines)
def test_every_line_that_is_not_blank_is_exactly_one_record_or_reject(data: bytes) -> None:
    found = parse(b"\n" + data)  # no byte order mark of another encoding can come first
    lines = (b"\n" + data).split(b"\n")
    wanted = [n for n, line in enumerate(lines, 1) if line.strip()]
    assert [each.line for each in found] == wanted
    for each in found:
        assert (b"\n" + data)[each.offset :].split(b"\n")[0] == lines[each.line - 1]


@given(st.binary(max_size=200))
def test_no_bytes_whatsoever_raise(data: bytes) -> None:
    for format in ("jsonl", "txt", "html"):
        path = HERE if format == "jsonl" else InputFile(None, f"in.{format}", "in")
        sys.stdin, before = io.TextIOWrapper(io.BytesIO(data)), sys.stdin
        try:
            list(read_file(path, ReadOptions(format=format)))
        finally:
            sys.stdin = before


@given(
    files_of_lines,
    st.lists(st.integers(0, 1000), max_size=12),
    st.sampled_from(["utf-8", "utf-16", "utf-32", "utf-8-sig"]),
)
def test_the_size_of_chunks_changes_nothing(data: bytes, places: list[int], encoding: str) -> None:
    data = data.decode("utf-8", "replace").encode(encoding)
    assert [(repr(each), getattr(each, "fields", None).__repr__()) for each in parse(*cut(data, places))] == [
        (repr(each), getattr(each, "fields", None).__repr__()) for each in parse(data)
    ]  # by repr, as NaN is not itself


@given(st.lists(records, max_size=6))
def test_an_encoding_changes_nothing(rows: list[dict[str, object]]) -> None:
    text = "".join(json.dumps(row) + "\n" for row in rows)
    plain = parse(text.encode())
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        found = parse(text.encode(encoding))
        assert [each.document for each in found if isinstance(each, Record)] == [
            each.document for each in plain if isinstance(each, Record)
        ]
        assert len(found) == len(plain) == len(rows)


def outcome(reader: object, line: bytes) -> str:
    try:
        return repr(reader(line))  # type: ignore[operator]
    except BadRecord as bad:
        return bad.code


@given(
    json_values.map(lambda value: json.dumps(value).encode())
    | json_values.map(lambda value: json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    | st.text(st.sampled_from('{}[]",:0123456789.eE+-\\u dDbcnul"trfasNI\x00\x7f\ufeff')).map(str.encode)
    | st.binary(max_size=30)
)
def test_orjson_and_the_standard_library_read_every_line_alike(line: bytes) -> None:
    pytest.importorskip("orjson")
    assert outcome(decode, line) == outcome(standard, line)


@pytest.mark.parametrize("depth", [MAX_DEPTH - 1, MAX_DEPTH, MAX_DEPTH + 1, 950, 1023, 1024, 1025, 100_000])
def test_both_readers_have_the_same_bound_of_depth(depth: int) -> None:
    for line in (b"[" * depth + b"]" * depth, b'{"a":' * depth + b"1" + b"}" * depth):
        assert outcome(decode, line) == outcome(standard, line)
        assert (outcome(decode, line) == "json-depth") == (depth > MAX_DEPTH)


def gzipped(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def packers() -> Iterator[tuple[str, Callable[[bytes], bytes]]]:
    yield "gz", gzipped
    try:
        import zstandard
    except ImportError:
        return
    yield "zst", zstandard.ZstdCompressor(write_checksum=True).compress


PACKERS = dict(packers())
ROWS = [{"id": f"r{n}", "text": f"The {n}th council met {n * 7919 % 1013} times. " * 40} for n in range(300)]
LINES = [json.dumps(row).encode() + b"\n" for row in ROWS]


@pytest.mark.parametrize("packer", PACKERS)
@pytest.mark.parametrize("name", ["in.jsonl", "in.jsonl.gz", "in.jsonl.zst", "in"])
def test_packed_or_plain_and_whatever_the_name_the_records_are_the_same(tmp_path: Path, packer: str, name: str) -> None:
    pack = PACKERS[packer]
    data = b"".join(LINES)
    half = len(data) // 2
    for packed in (data, pack(data), pack(data[:half]) + pack(b"") + pack(data[half:]) + b"\0" * 40_000):
        found = from_file(tmp_path / name, packed)
        assert [each.fields for each in found if isinstance(each, Record)] == ROWS
        assert len(found) == len(ROWS)


def test_a_package_that_is_missing_is_told_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl.zst").write_bytes(b"\x28\xb5\x2f\xfd")
    code = "import sys; sys.modules['zstandard'] = None; from cleaner.formats import read; read([sys.argv[1]])"
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False)
    assert "MissingPart: a Zstandard file needs the package zstandard" in done.stderr


@pytest.mark.parametrize("packer", PACKERS)
@given(share=st.floats(0.01, 0.99))
def test_a_cut_file_gives_the_records_before_the_cut_and_one_reject(
    tmp_path_factory: pytest.TempPathFactory, packer: str, share: float
) -> None:
    packed: bytes = PACKERS[packer](b"".join(LINES))
    path = tmp_path_factory.mktemp("cut") / "in.jsonl"
    *kept, last = from_file(path, packed[: max(8, int(len(packed) * share))])
    assert isinstance(last, Reject) and last.code == "file-cut"
    assert [each.fields for each in kept if isinstance(each, Record)] == ROWS[: len(kept)]


@pytest.mark.parametrize("packer", PACKERS)
@given(share=st.floats(0.02, 0.98), byte=st.integers(1, 255))
def test_a_damaged_byte_is_told_once_and_never_raised(
    tmp_path_factory: pytest.TempPathFactory, packer: str, share: float, byte: int
) -> None:
    packed = bytearray(PACKERS[packer](b"".join(LINES)))
    packed[int(len(packed) * share)] ^= byte
    found = from_file(tmp_path_factory.mktemp("damage") / "in.jsonl", bytes(packed))
    told = [n for n, code in enumerate(codes(found)) if code.startswith("file-")]
    whole = [each.fields for each in found if isinstance(each, Record)] == ROWS  # a flip that unpacks to the same
    assert told == ([] if whole and len(found) == len(ROWS) else [len(found) - 1])


@pytest.mark.parametrize("packer", PACKERS)
def test_what_lies_before_a_damage_is_kept_to_the_byte(tmp_path: Path, packer: str) -> None:
    pack = PACKERS[packer]
    good: bytes = pack(b"".join(LINES))
    wrong_sum = good[:-1] + bytes([good[-1] ^ 1])
    wrong_sum_inside = wrong_sum if packer == "zst" else good[:-8] + b"\0\0\0\0" + good[-4:]
    for packed in (wrong_sum, wrong_sum_inside, good + b"GARBAGE" * 50, good + pack(LINES[0])[:-3]):
        found = from_file(tmp_path / "in.jsonl", packed)
        assert [each.fields for each in found if isinstance(each, Record)][: len(ROWS)] == ROWS
        assert codes(found)[-1] in ("file-damaged", "file-cut")


@pytest.mark.parametrize("packer", PACKERS)
@given(share=st.floats(0, 0.999), byte=st.integers(1, 255), how=st.sampled_from(["flipped", "cut", "garbage", "gone"]))
def test_a_damaged_member_costs_no_line_of_another(
    tmp_path_factory: pytest.TempPathFactory, packer: str, share: float, byte: int, how: str
) -> None:
    """A scraper that appends to its file, is killed and started again, leaves a cut member in the middle."""
    first, bad, last = (PACKERS[packer](b"".join(LINES[at : at + 100])) for at in (0, 100, 200))
    at = int(len(bad) * share)
    broken = {
        "flipped": bad[:at] + bytes([bad[at] ^ byte]) + bad[at + 1 :],
        "cut": bad[:at],
        "garbage": bad[:at] + b"garbage",
        "gone": bad[at:],
    }[how]
    folder = tmp_path_factory.mktemp("members")
    for name in ("in.jsonl", "in.json"):
        found = from_file(folder / name, first + broken + last)
        rows = [each.fields for each in found if isinstance(each, Record)]
        assert rows[:100] == ROWS[:100] and rows[-100:] == ROWS[200:]
        assert len([code for code in codes(found) if code.startswith("file-")]) <= 1
        assert len(rows) == len(ROWS) or not broken or len(found) > len(rows)


def test_a_line_that_never_ends_is_rejected_and_not_kept(tmp_path: Path) -> None:
    data = LINES[0] + b'{"text":"' + b"a" * 3_000_000 + b'"}\n' + LINES[1]
    found = from_file(tmp_path / "in.jsonl", gzip.compress(data), max_line_bytes=1_000_000)
    assert codes(found) == ["ok", "line-too-long", "ok"]
    assert isinstance(found[1], Reject) and found[1].line == 2 and len(found[1].head) <= 200
    assert found[2].offset == data.rindex(b'{"id"')


def test_past_a_ratio_or_a_size_the_rest_of_a_file_is_not_read(tmp_path: Path) -> None:
    bomb = gzip.compress(LINES[0] + (b" " * 1023 + b"\n") * (80 << 10))
    assert codes(from_file(tmp_path / "in.jsonl", bomb, max_ratio=100)) == ["ok", "file-ratio"]
    assert codes(from_file(tmp_path / "in.jsonl", b"".join(LINES), max_unpacked_bytes=5000)) == ["file-too-large"]


@given(st.lists(records, min_size=2, max_size=5), st.sampled_from(["lines", "array", "pretty"]), st.integers(1, 50))
def test_a_json_file_gives_its_records_in_whatever_form(rows: list[dict[str, object]], form: str, size: int) -> None:
    text = json.dumps(rows, indent=2 if form == "pretty" else None)
    if form == "lines":
        text = "".join(json.dumps(row) + "\n" for row in rows)
    chunks = [text.encode()[at : at + size] for at in range(0, len(text), size)]
    found = list(jsonfile.read(HERE, headed(iter(chunks)), ReadOptions(), quiet))
    assert [each.document for each in found if isinstance(each, Record)] == [one(row).document for row in rows]
    assert [each.line for each in found] == list(range(1, len(rows) + 1))


def test_a_broken_json_file_costs_no_record_that_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    assert codes(from_file(path, b'GARBAGE\n{"text":"a"}\n{"text":')) == ["json", "ok", "json"]
    assert codes(from_file(path, b'[{"text":"a"}, 3, {"text":null}]')) == ["ok", "not-object", "text-type"]
    assert codes(from_file(path, b'{\n "text": "a"\n}')) == ["ok"]
    assert codes(from_file(path, b'{"text":"a"}')) == ["ok"]
    assert codes(from_file(path, gzip.compress(LINES[0] + LINES[1])[:-4])) == ["ok", "ok", "file-cut"]
    assert codes(from_file(path, b'[{"text":"' + b"a" * 2000 + b'"},\n{"text":"b"}]', max_line_bytes=1000)) == [
        "line-too-long",
        "ok",
    ]


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (b'[{"text":"a"},\n{"text":"b"},\n{"te', ["ok", "ok", "json"]),
        (b'[{"text":"a"},{"text":"b"},', ["ok", "ok", "file-cut"]),
        (b'[{"text":"a"},{"text":"b""},{"text":"c"}]', ["ok", "json", "ok"]),
        (b'[{"text":"a"},{"text":"b},{"text":"c"},{"text":"d"}]', ["ok", "json", "ok", "ok"]),
        (b'[{"text":"a"}{"text":"b","m":[1}}{"text":"c"}]', ["ok", "json", "ok"]),
        (b'[{"text":"a"}][{"text":"b"}]\n[{"text":"c"}]', ["ok", "ok", "ok"]),
        (b'{\n "text": "a"\n}\n{\n "text": "b"\n}\n', ["ok", "ok"]),
        (b'{"text":"a"}{"text":"b"}', ["ok", "ok"]),
        (b'xt":"a"},\n{"text":"b"}]', ["json", "ok"]),
        (b'\xef\xbb\xbf[{"text":"a"}]\xef\xbb\xbf[{"text":"b"}]', ["ok", "ok"]),
        (b'[{"text":"a"}, 3, null, {"text":"b"}, {"text":null}, {"x":1}', ["ok", "json", "ok", "text-type", "text-missing", "file-cut"]),
        (b'[{"text":"a","x":{"y":[{"n":1},{"n":2}]},{"text":"b"}]', ["json", "ok"]),  # pieces of a record are none
        (b'[{"text":"a"},{"text":"b","x":' + b'{"a":' * 100_000 + b'},{"text":"c"}]', ["ok", "json-depth", "ok"]),
        (b"[[[[", ["file-cut"]),
        (b"GARBAGE\nMORE", ["json"]),
        (b'[{"text":"\\ud83d"},', ["ok", "file-cut"]),
    ],
)  # fmt: skip
def test_the_objects_of_a_broken_json_file_are_read_one_by_one(tmp_path: Path, data: bytes, wanted: list[str]) -> None:
    assert codes(from_file(tmp_path / "in.json", data)) == wanted
    for size in (1, 7):
        chunks = (data[at : at + size] for at in range(0, len(data), size))
        if len(data) < 1000:
            assert codes(list(jsonfile.read(HERE, chunks, ReadOptions(), quiet))) == wanted
    packed = gzip.compress(data)[:-1]
    assert codes(from_file(tmp_path / "in.json", packed))[: len(wanted) - 1] == wanted[:-1]


# ---------------------------------------------------------------- one line of JSON


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"null", "not-object"),
        (b"42", "not-object"),
        (b'["text"]', "not-object"),
        (b'{"text":"a"}{"text":"b"}', "json"),
        (b'{"text":"a"} TRAILER', "json"),
        (b'{"text":"a', "json"),
        (b"\0\0\0", "json"),
        (b'{"text":"caf\xe9 bar"}', "not-utf8"),
        (b'{"text":"\xed\xa0\x80"}', "not-utf8"),
        (b'{"text":"a","n":' + b"9" * 5000 + b"}", "json-number"),
        (b'{"text":"a","x":' + b'{"a":' * 100_000, "json-depth"),
        (b'{"text":null}', "text-type"),
        (b'{"text":17}', "text-type"),
        (b'{"text":["a"]}', "text-type"),
        (b'{"text":" \\n\\u3000"}', "text-blank"),
        (b'{"title":"a"}', "text-missing"),
    ],
)
def test_a_bad_line_costs_itself_alone_and_says_why(line: bytes, code: str) -> None:
    found = parse(LINES[0] + line + b"\n" + LINES[1])
    assert codes(found) == ["ok", code, "ok"]
    reject = found[1]
    assert isinstance(reject, Reject)
    assert reject.line == 2 and reject.offset == len(LINES[0]) and reject.reason
    assert reject.head.isprintable() and (reject.head != "" or not line)


def test_a_reject_keeps_the_id_where_there_is_one() -> None:
    (found,) = parse(b'{"id":"a1","text":3}', options=ReadOptions(text_field="text"))
    assert isinstance(found, Reject) and found.id == "a1"


def test_what_json_allows_is_kept() -> None:
    (found,) = parse(
        b'{"id":123456789012345678901234567890,"a":NaN,"b":-Infinity,"c":1e999,"text":"x\\u0000y","text":"z\\u0000"}'
    )
    assert isinstance(found, Record)
    assert found.document.id == "123456789012345678901234567890"
    assert found.fields["id"] == 123456789012345678901234567890
    assert found.document.text == "z\0"


def test_half_of_a_surrogate_pair_becomes_one_replacement_and_is_counted() -> None:
    told: list[str] = []
    line = b'{"id":"a","ti\\ud800":"\\udc00","text":"cut \\ud83d and whole \\ud83d\\ude00"}'
    (found,) = jsonl.read(HERE, iter([line]), ReadOptions(), told.append)
    assert isinstance(found, Record)
    assert found.document.text == "cut \ufffd and whole \U0001f600"
    assert found.fields["ti\ufffd"] == "\ufffd"
    assert told[-1] == "in.jsonl: 1 records held half of a surrogate pair, which became U+FFFD"


def test_lines_end_at_the_newline_byte_only() -> None:
    text = "a\u2028b\u2029c\x85d\x0be\x0cf\x1cg"
    data = json.dumps({"text": text}, ensure_ascii=False).encode()
    assert [each.document.text for each in parse(data + b"\r\n" + data) if isinstance(each, Record)] == [text, text]


def test_a_file_in_another_encoding_is_read_when_it_is_named() -> None:
    data = '{"text":"café"}\n{"text":"\u201aquoted\u2018"}'.encode("cp1252")
    assert codes(parse(data)) == ["not-utf8", "not-utf8"]
    found = parse(data, options=ReadOptions(encoding="cp1252"))
    assert [each.document.text for each in found if isinstance(each, Record)] == ["café", "‚quoted‘"]
    assert codes(parse(data + b'\n{"text":"\x81"}', options=ReadOptions(encoding="cp1252"))) == ["ok", "ok", "not-utf8"]


# ---------------------------------------------------------------- which field holds what


def test_news_please_writes_absent_dates_as_a_word() -> None:
    row = {
        "maintext": "body",
        "title": "T",
        "date_publish": "None",
        "source_domain": "e.org",
        "language": "de",
        "url": "http://e.org/1",
    }
    document = one(row).document
    assert (document.text, document.date, document.source, document.lang) == ("body", None, "e.org", "de")
    assert one(row | {"date_publish": "2020-02-01 10:00:00"}).document.date == "2020-02-01 10:00:00"


def test_trafilatura_writes_the_address_as_the_source() -> None:
    row = {
        "source": "https://www.e.org/a",
        "hostname": "e.org",
        "text": "body",
        "raw_text": "body",
        "comments": "",
        "id": None,
    }
    document = one(row).document
    assert (document.source, document.url) == ("e.org", "https://www.e.org/a")
    assert one({"source": "https://www.e.org/a", "text": "body"}).document.source == "e.org"


def test_dolma_writes_the_corpus_as_the_source() -> None:
    row = {
        "id": "1",
        "source": "cc-news",
        "text": "body",
        "created": "2020",
        "metadata": {"url": "https://e.org/2", "language": "en"},
    }
    document = one(row).document
    assert (document.source, document.url, document.lang, document.date) == ("cc-news", "https://e.org/2", "en", "2020")


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ({"plaintext": "body", "publishing_date": "2020", "title": "T"}, "body"),
        ({"text_content": "body", "original_url": "http://e.org", "article_title": "T"}, "body"),
        ({"raw_content": "body", "doc_id": "x"}, "body"),
        ({"page_content": "body", "metadata": {"title": "T"}}, "body"),
        ({"content": "body", "meta": {}}, "body"),
        ({"content": "body", "metadata": {"identification": {"label": "fr", "prob": 0.9}}}, "body"),
        ({"maintext": None, "text": "body"}, "body"),
    ],
)
def test_the_usual_names_of_the_text_are_known(row: dict[str, object], text: str) -> None:
    assert one(row).document.text == text


def test_nested_fields_are_found() -> None:
    document = one(
        {
            "content": "b",
            "metadata": {"identification": {"label": "fr"}},
            "warc_headers": {"warc-target-uri": "http://e.org/"},
        }
    ).document
    assert (document.lang, document.url) == ("fr", "http://e.org/")


def test_a_page_in_json_is_marked_as_html() -> None:
    found = one({"html": "<p>body</p>", "url": "http://www.e.org/"})
    assert found.html and found.text_field == "html" and found.document.source == "e.org"


def test_names_given_overrule_names_known() -> None:
    row = {"text": "summary", "story": "body", "paper": "https://x.org/feed", "nr": 7}
    document = one(row, text_field="story", source_field="paper", id_field="nr").document
    assert (document.text, document.source, document.id) == ("body", "https://x.org/feed", "7")


def test_the_field_of_the_text_is_settled_once_a_file() -> None:
    found = parse(b'{"x":1}\n{"maintext":"a"}\n{"text":"b"}\n{"maintext":"c","text":"d"}')
    assert codes(found) == ["text-missing", "ok", "text-missing", "ok"]
    assert isinstance(found[3], Record) and found[3].document.text == "c"


@given(records)
def test_fields_pass_through_untouched_and_what_is_no_string_is_not_one(row: dict[str, object]) -> None:
    found = one(row)
    assert list(found.fields) == list(json.loads(json.dumps(row)))
    assert found.fields["text"] == row["text"] == found.document.text
    for value in (found.document.title, found.document.date, found.document.lang, found.document.url):
        assert value is None or isinstance(value, str)
    given_id = row.get("id")
    if isinstance(given_id, str) and given_id and given_id.isascii():
        assert found.document.id == given_id
    if given_id is None:
        assert found.document.id == hashed_id(None, str(row["text"]))


def test_numbers_are_dates_but_truth_is_not() -> None:
    assert one({"text": "a", "date": 2020}).document.date == "2020"
    assert one({"text": "a", "date": True}).document.date is None
    assert one({"text": "a", "date": [1], "title": 3, "lang": {}}).document.title is None


# ---------------------------------------------------------------- files


def test_folders_are_read_in_the_order_of_their_paths_and_only_regular_files(tmp_path: Path) -> None:
    for name in ("b/1.txt", "a.txt", "b.jsonl", "Z.html", "a/é.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text('{"text":"<p>a</p>"}')
    (tmp_path / "photo.raw").write_text("x")
    (tmp_path / "loop").symlink_to(".")
    (tmp_path / "gone.txt").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe.jsonl")
    told: list[str] = []
    found = list(read([str(tmp_path)], tell=told.append))
    assert [Path(each.file).relative_to(tmp_path).as_posix() for each in found] == [
        "Z.html",
        "a.txt",
        "a/é.txt",
        "b.jsonl",
        "b/1.txt",
    ]
    assert [each.document.id for each in found if isinstance(each, Record)][:3] == ["Z", "a", "a/é"]
    for name in ("photo.raw", "gone.txt", "pipe.jsonl"):
        assert any(name in line for line in told), name


def test_the_folder_of_a_finished_run_is_read_as_its_documents(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents/part-00000.jsonl").write_text('{"text":"kept"}')
    (tmp_path / "rejects.jsonl").write_text('{"text":"not a document"}')
    (tmp_path / "manifest.json").write_text("{}")
    assert [each.document.text for each in read([str(tmp_path)]) if isinstance(each, Record)] == ["kept"]


def test_globs_lists_and_the_same_file_twice(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "[1].txt"):
        (tmp_path / name).write_text(name)
    (tmp_path / "list").write_text(f"{tmp_path}/b.txt\n\n{tmp_path}/[1].txt\n")
    ids = [each.document.id for each in read([f"@{tmp_path}/list", f"{tmp_path}/?.txt"]) if isinstance(each, Record)]
    assert ids == ["b", "[1]", "a"]


@pytest.mark.parametrize("name", ["missing.jsonl", "*.nothing", "@missing", "a\0b"])
def test_an_input_that_does_not_exist_is_an_error_before_anything_is_read(tmp_path: Path, name: str) -> None:
    given = f"@{tmp_path}/{name[1:]}" if name.startswith("@") else f"{tmp_path}/{name}"
    with pytest.raises(InputError):
        read([given])


def test_a_type_that_is_not_read_is_named_and_costs_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "in.zip").write_bytes(b"PK\x03\x04")
    with pytest.raises(InputError, match="JSON lines"):
        read([str(tmp_path / "in.zip")])
    (tmp_path / "false.jsonl").write_bytes(b"%PDF-1.7\n")
    (tmp_path / "good.jsonl").write_bytes(LINES[0])
    assert codes(list(read([str(tmp_path)]))) == ["file-format", "ok"]
    with pytest.raises(UsageError):
        read([str(tmp_path)], ReadOptions(format="doc"))
    with pytest.raises(UsageError):
        read([str(tmp_path)], ReadOptions(encoding="utf-99"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_one_reject(tmp_path: Path) -> None:
    (tmp_path / "locked.jsonl").write_bytes(LINES[0])
    (tmp_path / "locked.jsonl").chmod(0)
    assert codes(list(read([str(tmp_path)]))) == ["file-unreadable"]


def test_standard_input_is_json_lines() -> None:
    code = "from cleaner.formats import read; print([r.document.text for r in read(['-'])])"
    done = subprocess.run(
        [sys.executable, "-c", code], input=b'{"text":"a"}\n{"text":"b"}\n', capture_output=True, check=True
    )
    assert done.stdout.decode().strip() == "['a', 'b']"


def test_a_file_is_a_document(tmp_path: Path) -> None:
    (found,) = from_file(tmp_path / "a.txt", "\ufeffOne.\r\nTwo.".encode(), source="paper")
    assert isinstance(found, Record)
    assert (found.document.text, found.document.source, found.fields) == (
        "One.\r\nTwo.",
        "paper",
        {"id": "a", "text": "One.\r\nTwo."},
    )
    assert codes(from_file(tmp_path / "b.txt", b"caf\xe9")) == ["not-utf8"]
    assert codes(from_file(tmp_path / "c.txt", b" \n")) == ["text-blank"]
    assert codes(from_file(tmp_path / "d.html", b"x" * 100, max_document_bytes=99)) == ["text-too-large"]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("\ufeffcafé".encode(), "café"),
        ("café".encode("utf-16"), "café"),
        ("<meta charset=latin-1>café".encode(), "<meta charset=latin-1>café"),
        ("<meta charset='windows-1251'>дом".encode("cp1251"), "<meta charset='windows-1251'>дом"),
        ("<meta charset=iso-8859-1>“café”".encode("cp1252"), "<meta charset=iso-8859-1>“café”"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">日本'.encode("shift_jis"),
         '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">日本'),
        ("<meta charset=iso-2022-jp>日本".encode("iso-2022-jp"), "<meta charset=iso-2022-jp>日本"),
        ('<?xml version="1.0" encoding="koi8-r"?>дом'.encode("koi8-r"), '<?xml version="1.0" encoding="koi8-r"?>дом'),
        ("<meta charset=no-such>café".encode("cp1252"), "<meta charset=no-such>café"),
        (b"caf\xe9", "café"),
    ],
)  # fmt: skip
def test_the_charset_of_a_page(data: bytes, text: str) -> None:
    assert page_text(data) == text


@given(st.text(st.characters(exclude_categories=[])))
def test_nothing_that_is_shown_can_drive_a_terminal(text: str) -> None:
    assert printable(text).isprintable()


def test_one_of_several_named_fields_is_taken() -> None:
    """Files of one run may call it otherwise; a file keeps to the first that its first record has."""
    several = ReadOptions(text_field="essay, story", id_field="nr,id")
    rows = (b'{"story":"first","id":1}', b'{"essay":"second","story":"","nr":2}')
    found = [parse(row, options=several)[0] for row in rows]
    assert [(item.document.text, item.document.id) for item in found if isinstance(item, Record)] == [
        ("first", "1"),
        ("second", "2"),
    ]
    (lost,) = parse(b'{"tale":"x"}', options=several)
    assert isinstance(lost, Reject) and "--text-field (there are: tale)" in lost.reason


def test_the_names_that_are_known_are_in_the_reference() -> None:
    told = (Path(__file__).parent.parent / "docs/reference/settings.md").read_text("utf-8")
    known = [*TEXT_FIELDS, *chain.from_iterable(FIELDS.values())]
    assert [name for name in known if f"`{name}`" not in told] == []


def test_a_byte_that_is_none_of_the_named_encoding_is_told_as_that() -> None:
    (bad, good) = parse(b'{"text":"\x81"}\n{"text":"caf\xe9"}\n', options=ReadOptions(encoding="cp1252"))
    assert isinstance(bad, Reject) and bad.reason.endswith("no character of the encoding that was named")
    assert isinstance(good, Record) and good.document.text == "caf\xe9"
