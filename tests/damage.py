"""Whole files of every format that is read, where their records lie in them, and the ways in which files break."""

import csv
import gzip
import io
import json
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec

from hypothesis import strategies as st

TEXTS = [
    f"The {n}th council met {n * 7919 % 1013} times, and “the ferry” stayed at Ösby. " * (1 + n % 3) for n in range(8)
]
ROWS = [{"id": f"r{n}", "title": f"Report, part {n}", "text": text} for n, text in enumerate(TEXTS)]
Place = tuple[str, int]


@dataclass(frozen=True)
class Whole:
    """A whole file. `ends` says of its records where each ends in the unpacked bytes; `unpacked` how many bytes the
    first ones of the file, as they lie on the disk, unpack to."""

    name: str
    data: bytes
    ends: tuple[Place, ...]
    unpacked: Callable[[bytes], int] = len
    kind: str = ""

    def before(self, place: int) -> list[str]:
        """The ids of the records that lie wholly before a place of the file."""
        size = self.unpacked(self.data[:place])
        return [id for id, end in self.ends if end <= size]


def _joined(parts: list[tuple[str | None, bytes]], start: bytes = b"") -> tuple[bytes, tuple[Place, ...]]:
    """The parts one after the other, and where those with an id end."""
    data, ends = start, []
    for id, part in parts:
        data += part
        if id is not None:
            ends.append((id, len(data)))
    return data, tuple(ends)


def _lines(encoding: str = "utf-8", newline: str = "\n") -> tuple[bytes, tuple[Place, ...]]:
    rows = [(str(row["id"]), (json.dumps(row, ensure_ascii=False) + newline).encode(encoding)) for row in ROWS]
    return _joined([*rows], b"\xef\xbb\xbf" if newline == "\r\n" else b"")


def _array(indent: int | None) -> tuple[bytes, tuple[Place, ...]]:
    gap = b"\n  " if indent else b""
    rows = [(str(row["id"]), gap + json.dumps({**row, "tags": [{"a": "}, {"}]}).encode() + b",") for row in ROWS]
    data, ends = _joined([*rows], b"[")
    return data[:-1] + b"\n]", ends


def _table(delimiter: str) -> tuple[bytes, tuple[Place, ...]]:
    def row(cells: list[str]) -> bytes:
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter, lineterminator="\n").writerow(cells)
        return out.getvalue().encode()

    rows = [(r["id"], row([r["id"], r["title"], r["text"].replace("times, ", 'times,\n"so" ')])) for r in ROWS]
    return _joined([*rows], row(["id", "title", "text"]))


def http(body: bytes, extra: str = "", kind: str = "text/html; charset=utf-8") -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{extra}\r\n".encode() + body


def warc(id: str, block: bytes, kind: str = "response", extra: str = "") -> bytes:
    header = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://www.example.org/{id}\r\n"
        f"WARC-Date: 2024-05-01T10:00:00Z\r\nWARC-Record-ID: {id}\r\n{extra}Content-Length: {len(block)}\r\n\r\n"
    )
    return header.encode() + block + b"\r\n\r\n"


def _crawl() -> list[tuple[str | None, bytes]]:
    pages = [(row["id"], f"<html><body><p>{row['text']}</p></body></html>".encode()) for row in ROWS]
    chunked = [b"%x\r\n%s\r\n0\r\n\r\n" % (len(page), page) for _, page in pages]
    forms = [
        lambda n: warc(pages[n][0], http(pages[n][1])),
        lambda n: warc(pages[n][0], http(chunked[n], "Transfer-Encoding: chunked\r\n")),
        lambda n: warc(pages[n][0], http(gzip.compress(pages[n][1], mtime=0), "Content-Encoding: gzip\r\n")),
        lambda n: warc(pages[n][0], ROWS[n]["text"].encode(), "conversion", "Content-Type: text/plain\r\n"),
    ]
    records = [(pages[n][0], forms[n % 4](n)) for n in range(len(pages))]
    return [(None, warc("i", b"software: none\r\n", "warcinfo")), *records]


def _gunzipped(data: bytes) -> int:
    total = 0
    while data:
        decoder = zlib.decompressobj(31)
        total += len(decoder.decompress(data))
        data = decoder.unused_data
    return total


def _unzstd(data: bytes) -> int:
    import zstandard

    total = 0
    while data:
        decoder = zstandard.ZstdDecompressor().decompressobj()
        total += len(decoder.decompress(data))
        data = decoder.unused_data
    return total


def _gz(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def _parquet(packing: str, dictionary: bool = True) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {name: [row[name] for row in ROWS] for name in ("id", "title", "text")}
    out = io.BytesIO()
    meta = [{"tags": ["a", None], "n": n} for n in range(len(ROWS))]
    table = pa.table({**columns, "meta": meta})
    pq.write_table(
        table, out, row_group_size=3, compression=packing, use_dictionary=dictionary, write_page_checksum=True
    )
    return out.getvalue()


def _wholes() -> Iterator[Whole]:
    for name, (data, ends) in {
        "in.jsonl": _lines(),
        "crlf.jsonl": _lines(newline="\r\n"),
        "compact.json": _array(None),
        "indented.json": _array(2),
        "in.csv": _table(","),
        "in.tsv": _table("\t"),
    }.items():
        yield Whole(name, data, ends, kind=name.split(".")[1])
    for encoding in ("utf-16-le", "utf-32-be"):
        data, ends = _lines(encoding)
        mark = "\ufeff".encode(encoding)
        yield Whole(f"{encoding}.jsonl", mark + data, tuple((id, len(mark) + end) for id, end in ends), kind="jsonl")
    data, ends = _lines()
    yield Whole("in.jsonl.gz", _gz(data), ends, _gunzipped, "gz")
    half = len(data) // 2
    yield Whole("two.jsonl.gz", _gz(data[:half]) + _gz(data[half:]), ends, _gunzipped, "gz")
    yield Whole("in.csv.gz", _gz(_table(",")[0]), _table(",")[1], _gunzipped, "gz")
    text = "\n\n".join(TEXTS).encode()
    yield Whole("in.txt", text, (("in", len(text)),), kind="txt")
    page = b"<!doctype html><meta charset=utf-8><title>T</title><article><p>" + text.replace(b"\n\n", b"<p>")
    yield Whole("in.html", page, (("in", len(page)),), kind="html")
    if find_spec("zstandard"):
        import zstandard

        pack = zstandard.ZstdCompressor(write_checksum=True).compress
        skippable = b"\x50\x2a\x4d\x18\x04\0\0\0none"
        yield Whole("in.jsonl.zst", pack(data), ends, _unzstd, "zst")
        yield Whole("two.jsonl.zst", pack(data[:half]) + skippable + pack(data[half:]), ends, _unzstd, "zst")
    if find_spec("warcio"):
        data, ends = _joined(_crawl())
        yield Whole("in.warc", data, ends, kind="warc")
        data, ends = _joined([(id, _gz(part)) for id, part in _crawl()])
        yield Whole("in.warc.gz", data, ends, kind="warc")
        texts = [(row["id"], warc(row["id"], row["text"].encode(), "conversion")) for row in ROWS]
        data, ends = _joined([*texts])
        yield Whole("in.wet", data, ends, kind="warc")
    if find_spec("pyarrow"):
        for packing in ("none", "snappy", "zstd"):
            yield Whole(f"{packing}.parquet", _parquet(packing), (), kind="parquet")
        yield Whole("plain.parquet", _parquet("none", dictionary=False), (), kind="parquet")


WHOLES = {whole.name: whole for whole in _wholes()}

# What a break may leave: ends of lines and of texts, beginnings of files and frames, numbers that no file holds.
_DEBRIS = [
    *(bytes([byte]) for byte in b"\0\t\n\r\x1b\"'\\,:;<>[]{}|\x7f\x80\xc3\xe2\xed\xf4\xff"),
    b"\r\n\r\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\\ud800", b"\\u0000", b"NaN", b"1e999", b"\xed\xa0\x80", b"</script>",
    b"\x1f\x8b\x08\0\0\0\0\0\0\x03", b"\x28\xb5\x2f\xfd", b"\x50\x2a\x4d\x18\xff\xff\xff\x7f", b"PAR1", b"WARC/1.0\r\n",
    b"WARC/1.0\r\nContent-Length: 99\r\n\r\n", b"Content-Length: 0\r\n", b"Transfer-Encoding: chunked\r\n", b"HTTP/2 200\r\n",
    b"9" * 400, b"[" * 300, b'{"a":' * 300, b"<b>" * 300,
]  # fmt: skip
_SIZES = [0, 1, 2, 127, 128, 255, 2**15, 2**16 - 1, 2**31 - 1, 2**31, 2**32 - 1, 2**63 - 1, 2**63, 2**64 - 1]
_NUMBER = re.compile(rb"\d+")
Edit = Callable[[bytes], bytes]


def _at(data: bytes, place: int) -> int:
    return place % (len(data) + 1)


def _flipped(place: int, byte: int) -> Edit:
    def edit(data: bytes) -> bytes:
        at = place % max(1, len(data))
        return data[:at] + bytes(each ^ byte for each in data[at : at + 1]) + data[at + 1 :]

    return edit


def _cut(place: int) -> Edit:
    return lambda data: data[: _at(data, place)]


def _without(place: int, size: int) -> Edit:
    return lambda data: data[: _at(data, place)] + data[_at(data, place) + size :]


def _twice(place: int, size: int, to: int) -> Edit:
    def edit(data: bytes) -> bytes:
        at, there = _at(data, place), _at(data, to)
        return data[:there] + data[at : at + size] + data[there:]

    return edit


def _with(place: int, more: bytes) -> Edit:
    return lambda data: data[: _at(data, place)] + more + data[_at(data, place) :]


def _over(place: int, other: bytes) -> Edit:
    return lambda data: (data[: _at(data, place)] + other + data[_at(data, place) + len(other) :])[: len(data)]


def _renumbered(which: int, value: bytes) -> Edit:
    """Another number where one stands in digits: a length, a status, a version."""

    def edit(data: bytes) -> bytes:
        numbers = list(_NUMBER.finditer(data))
        if not numbers:
            return data
        one = numbers[which % len(numbers)]
        return data[: one.start()] + value + data[one.end() :]

    return edit


_places = st.integers(0, 1 << 14)
_lengths = st.integers(1, 64) | st.integers(1, 4096)
flips = st.builds(_flipped, _places, st.integers(1, 255))
sizes = st.builds(
    lambda place, size, width, order: _over(place, (size % (1 << 8 * width)).to_bytes(width, order)),
    _places,
    st.sampled_from(_SIZES) | st.integers(0, 1 << 20),
    st.sampled_from([1, 2, 4, 8]),
    st.sampled_from(["little", "big"]),
)
edits: st.SearchStrategy[Edit] = st.one_of(
    flips,
    sizes,
    st.builds(
        _renumbered, _places, st.sampled_from([str(size).encode() for size in _SIZES] + [b"-1", b"x", b"9" * 40])
    ),
    st.builds(_cut, _places),
    st.builds(_without, _places, _lengths),
    st.builds(_twice, _places, _lengths, _places),
    st.builds(_with, _places, st.sampled_from(_DEBRIS) | st.binary(min_size=1, max_size=40)),
    st.builds(_over, _places, st.sampled_from(_DEBRIS) | st.binary(min_size=1, max_size=40)),
)


def first_difference(a: bytes, b: bytes) -> int:
    """Where two byte strings differ first; the shorter one's length where one begins the other."""
    size = min(len(a), len(b))
    return next((n for n in range(size) if a[n] != b[n]), size)
