"""WARC and WET: the pages and texts of a crawl, and what broken records may cost."""

import gzip
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.formats import ReadOptions, Record, Reject, read
from cleaner.formats.frames import Broken, Frame, frames

pytest.importorskip("warcio")

PAGE = b"<html><body><p>The ferry to Osterholm sails twice a day.</p></body></html>"
HTML = "text/html; charset=utf-8"


def http(body: bytes = PAGE, extra: str = "", kind: str = HTML, status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{extra}\r\n".encode() + body


def warc(
    n: int | str, block: bytes | None = None, kind: str = "response", length: object = None, extra: str = ""
) -> bytes:
    block = http() if block is None else block
    return (
        (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://www.example.org/{n}\r\n"
            f"WARC-Date: 2024-05-01T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:{n}>\r\n{extra}"
            f"Content-Length: {len(block) if length is None else length}\r\n\r\n"
        ).encode()
        + block
        + b"\r\n\r\n"
    )


def wet(n: int | str, text: str) -> bytes:
    return warc(n, text.encode(), "conversion", extra="Content-Type: text/plain\r\n")


def parse(path: Path, data: bytes, told: list[str] | None = None, **options: object) -> list[Record | Reject]:
    path.write_bytes(data)
    return list(read([str(path)], ReadOptions(**options), ([] if told is None else told).append))  # type: ignore[arg-type]


def codes(found: Sequence[Record | Reject]) -> list[str]:
    return ["ok" if isinstance(each, Record) else each.code for each in found]


def ids(found: Sequence[Record | Reject]) -> list[str]:
    return [each.document.id for each in found if isinstance(each, Record)]


def gz(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


PACKERS: dict[str, Callable[[bytes], bytes]] = {"plain": bytes, "gz": gz}
try:
    import zstandard

    PACKERS["zst"] = zstandard.ZstdCompressor(write_checksum=True).compress
except ImportError:
    pass


@pytest.mark.parametrize("packer", PACKERS)
def test_a_page_is_a_record_with_what_its_header_says(tmp_path: Path, packer: str) -> None:
    data = b"".join(PACKERS[packer](warc(n)) for n in range(3))
    for name in ("in.warc", "in.warc.gz", "crawl"):
        found = parse(tmp_path / name, data)
        assert ids(found) == ["<urn:uuid:0>", "<urn:uuid:1>", "<urn:uuid:2>"]
        (first, *_) = found
        assert isinstance(first, Record) and first.html
        assert first.fields == {
            "id": "<urn:uuid:0>",
            "url": "https://www.example.org/0",
            "crawl_date": "2024-05-01T10:00:00Z",
            "html": PAGE.decode(),
        }
        assert (first.document.source, first.document.url) == ("example.org", "https://www.example.org/0")
        assert [each.line for each in found] == [1, 2, 3]
        assert [each.offset for each in found] == [0, len(warc(0)), 2 * len(warc(0))]


def test_a_text_of_a_wet_file_is_a_record(tmp_path: Path) -> None:
    told: list[str] = []
    extra = "Content-Type: text/plain\r\nWARC-Identified-Content-Language: deu,eng\r\n"
    data = warc("i", b"software: x\r\n", "warcinfo") + warc(1, "Grüße\nZeile".encode(), "conversion", extra=extra)
    (found,) = parse(tmp_path / "in.warc.wet.gz", gz(data), told)
    assert isinstance(found, Record) and not found.html and found.line == 2
    assert (found.document.text, found.document.lang) == ("Grüße\nZeile", "deu")
    assert told == [f"{tmp_path}/in.warc.wet.gz: 1 records are neither page nor text, and skipped: 1 warcinfo"]


def test_what_is_neither_page_nor_text_is_counted_and_told(tmp_path: Path) -> None:
    told: list[str] = []
    data = b"".join(
        [
            warc("q", b"GET / HTTP/1.1\r\n\r\n", "request"),
            warc("m", b"fetchTimeMs: 5\r\n", "metadata"),
            warc("v", b"HTTP/1.1 200 OK\r\n\r\n", "revisit"),
            warc("v2", b"", "revisit"),
            warc("s", http(status="404 Not Found")),
            warc("s2", http(status="404 Not Found")),
            warc("p", http(b"\x89PNG", kind="image/png")),
            warc("d", b"20240501\nexample.org. 300 IN A 1.2.3.4\n").replace(
                b"https://www.example.org/d", b"dns:example.org"
            ),
            warc("g"),
        ]
    )
    found = parse(tmp_path / "in.warc", data, told)
    assert ids(found) == ["<urn:uuid:g>"] and codes(found) == ["ok"]
    assert "8 records are neither page nor text, and skipped: 2 revisit, 2 status 404, " in told[0]
    assert told[0].endswith("and 1 other kinds")


@pytest.mark.parametrize(
    ("sent", "body", "text"),
    [
        ("text/html; charset=windows-1251", "<p>дом".encode("cp1251"), "<p>дом"),
        ("text/html; charset=windows-1251", "<meta charset=koi8-r><p>дом".encode("cp1251"), "<meta charset=koi8-r><p>дом"),
        ("text/html", "<meta charset=koi8-r><p>дом".encode("koi8-r"), "<meta charset=koi8-r><p>дом"),
        ("text/html; charset=no-such", "<meta charset=koi8-r><p>дом".encode("koi8-r"), "<meta charset=koi8-r><p>дом"),
        ('TEXT/HTML;CHARSET="latin-1"', "<p>“café”".encode("cp1252"), "<p>“café”"),
        ("text/html; charset=latin-1", "<p>café".encode(), "<p>café"),
        ("application/xhtml+xml", b"<p>x", "<p>x"),
    ],
)  # fmt: skip
def test_the_charset_that_was_sent_comes_before_the_one_in_the_page(
    tmp_path: Path, sent: str, body: bytes, text: str
) -> None:
    (found,) = parse(tmp_path / "in.warc", warc(1, http(body, kind=sent)))
    assert isinstance(found, Record) and found.document.text == text


def deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


CHUNKED = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)
TE = "Transfer-Encoding: chunked\r\n"


@pytest.mark.parametrize(
    ("body", "extra"),
    [
        (CHUNKED, TE),
        (PAGE, TE),
        (gz(PAGE), "Content-Encoding: gzip\r\n"),
        (PAGE, "Content-Encoding: gzip\r\n"),
        (zlib.compress(PAGE), "Content-Encoding: deflate\r\n"),
        (deflate(PAGE), "Content-Encoding: deflate\r\n"),
        (deflate(gz(PAGE)), "Content-Encoding: gzip, deflate\r\n"),
        (b"%x\r\n%s\r\n0\r\n\r\n" % (len(gz(PAGE)), gz(PAGE)), TE + "Content-Encoding: x-gzip\r\n"),
    ],
)
def test_a_body_is_unpacked_unless_the_crawler_did(tmp_path: Path, body: bytes, extra: str) -> None:
    (found,) = parse(tmp_path / "in.warc", warc(1, http(body, extra)))
    assert isinstance(found, Record) and found.document.text == PAGE.decode()


BAD = {
    "a length that is too small": (warc("b", length=40), "warc-length"),
    "a length that is too large": (warc("b", length=len(http()) + 90), "warc-length"),
    "a length of gigabytes": (warc("b", length=10**10), "warc-too-large"),
    "a negative length": (warc("b", length=-5), "warc-length"),
    "a length that is a word": (warc("b", length="many"), "warc-length"),
    "garbage": (b"\r\nGARBAGE " * 30, "warc-garbage"),
    "garbage in lines": (b"GARBAGE\r\n\r\n" * 30, "warc-garbage"),
    "binary garbage": (bytes(range(256)) * 9, "warc-garbage"),
    "a header without end": (b"WARC/1.0\r\nWARC-Type: response\r\nX: y\r\n", "warc-header"),
    "a cut record": (warc("b")[:250], "warc-length"),
    "no type": (warc("b").replace(b"WARC-Type: response\r\n", b""), "warc-header"),
    "no HTTP": (warc("b", b"\0\1\2 nothing"), "warc-http"),
    "no status": (warc("b", http(status="fine")), "warc-http"),
    "no body": (warc("b", http(b"")), "text-blank"),
    "no headers' end": (warc("b", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"), "text-blank"),
    "bad chunks": (warc("b", http(b"ZZ\r\nno chunk", TE)), "warc-body"),
    "cut chunks": (warc("b", http(b"ffff\r\n" + PAGE, TE)), "warc-body"),
    "a body that is cut": (warc("b", http(gz(PAGE)[:40], "Content-Encoding: gzip\r\n")), "warc-body"),
    "a cut deflated body": (warc("b", http(deflate(PAGE)[:40], "Content-Encoding: deflate\r\n")), "warc-body"),
    "a packing nobody knows": (warc("b", http(b"xyz", "Content-Encoding: compress\r\n")), "warc-body"),
    "one segment": (warc("b", extra="WARC-Segment-Number: 1\r\n"), "warc-segment"),
    "a text that is not UTF-8": (warc("b", b"caf\xe9", "conversion"), "not-utf8"),
    "a bomb": (warc("b", http(gz(b"<p>" + b"a " * (12 << 20)), "Content-Encoding: gzip\r\n")), "text-too-large"),
}  # fmt: skip


@pytest.mark.parametrize("packer", PACKERS)
@pytest.mark.parametrize("bad", BAD)
def test_a_broken_record_costs_itself_alone_and_says_where(tmp_path: Path, bad: str, packer: str) -> None:
    data, code = BAD[bad]
    pack = PACKERS[packer]
    before, after = warc(1) + warc(2), warc(3) + warc(4)
    found = parse(tmp_path / "in.warc", pack(before) + pack(data) + pack(after))
    assert ids(found) == [f"<urn:uuid:{n}>" for n in (1, 2, 3, 4)]
    assert codes(found) == ["ok", "ok", code, "ok", "ok"]
    reject = found[2]
    assert isinstance(reject, Reject) and reject.line == 3 and reject.reason
    assert reject.offset - len(before) in (0, 2)  # a blank line is none of the garbage after it
    if code in ("warc-body", "warc-http", "text-blank", "not-utf8"):
        assert reject.id == "<urn:uuid:b>"


@pytest.mark.parametrize("packer", [name for name in PACKERS if name != "plain"])
@pytest.mark.parametrize("at", [0, 2, 5])
@pytest.mark.parametrize("how", ["cut", "flipped", "garbage"])
def test_a_damaged_member_costs_itself_alone(tmp_path: Path, packer: str, at: int, how: str) -> None:
    pack = PACKERS[packer]
    members = [pack(warc(n, http(PAGE + bytes(range(32, 127)) * n))) for n in range(6)]
    bad = members[at]
    members[at] = {
        "cut": bad[: len(bad) // 2],
        "flipped": bad[:-40] + bytes(byte ^ 85 for byte in bad[-40:-30]) + bad[-30:],
        "garbage": bad[:4] + b"garbage" * 20,
    }[how]
    found = parse(tmp_path / "in.warc.gz", b"".join(members))
    assert ids(found) == [f"<urn:uuid:{n}>" for n in range(6) if n != at]
    assert [code for code in codes(found) if code != "ok"] in (["file-damaged"], ["file-cut"], ["warc-length"])


def test_a_file_that_ends_early_keeps_what_came_before(tmp_path: Path) -> None:
    data = warc(1) + warc(2)
    for size in range(len(warc(1)) + 40, len(data) - 5, 37):
        assert codes(parse(tmp_path / "in.warc", data[:size])) == ["ok", "warc-cut"]
    assert codes(parse(tmp_path / "in.warc", data[:-4])) == ["ok", "ok"]


def test_past_the_bounds_a_record_is_rejected_and_the_next_one_read(tmp_path: Path) -> None:
    data = warc(1) + warc("b", http(PAGE * 1000)) + warc(2)
    assert codes(parse(tmp_path / "in.warc", data, max_line_bytes=20_000)) == ["ok", "warc-too-large", "ok"]
    assert codes(parse(tmp_path / "in.warc", data, max_document_bytes=20_000)) == ["ok", "text-too-large", "ok"]
    assert codes(parse(tmp_path / "in.warc", wet(1, "word " * 9000), max_document_bytes=20_000)) == ["text-too-large"]


def test_a_page_that_speaks_of_warc_is_one_record(tmp_path: Path) -> None:
    body = b"<pre>\r\n" + warc("inner") + b"</pre>"
    (found,) = parse(tmp_path / "in.warc", warc(1, http(body)))
    assert isinstance(found, Record) and "urn:uuid:inner" in found.document.text


def test_newlines_alone_and_brackets_around_the_address_are_borne(tmp_path: Path) -> None:
    block = http().replace(b"\r\n", b"\n")
    data = warc(1, block).replace(b"\r\n", b"\n").replace(b"https://www.example.org/1", b"<https://www.example.org/1>")
    (found,) = parse(tmp_path / "in.warc", data)
    assert isinstance(found, Record) and found.document.url == "https://www.example.org/1"


noise = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [b"WARC/1.0\r\n", b"WARC/1.0\r\nContent-Length: 5\r\n\r\n", b"\r\n\r\n", b"\x1f\x8b\x08\0", warc("x")[:90]]
    ),
)


@given(st.lists(noise, max_size=4), st.integers(1, 99), st.booleans())
def test_planted_records_survive_around_any_noise(
    tmp_path_factory: pytest.TempPathFactory, noises: list[bytes], size: int, packed: bool
) -> None:
    parts = [warc("g0")]
    for n, each in enumerate(noises, 1):
        parts += [each, warc(f"g{n}")]
    if packed:
        parts = [part if part in noises else gz(part) for part in parts]
    found = parse(tmp_path_factory.mktemp("noise") / "in.warc", b"".join(parts))
    assert [id for id in ids(found) if "uuid:g" in id] == [f"<urn:uuid:g{n}>" for n in range(len(noises) + 1)]


@given(st.lists(noise | st.just(warc(1)), max_size=5), st.integers(1, 99))
def test_the_size_of_chunks_changes_nothing_and_all_bytes_are_told(parts: list[bytes], size: int) -> None:
    data = b"".join(parts)

    def chunks() -> Iterator[bytes]:
        yield from (data[at : at + size] for at in range(0, len(data), size))

    found = list(frames(chunks(), 1000))
    assert found == list(frames(iter([data]), 1000))
    assert [each.number for each in found] == list(range(1, len(found) + 1))
    assert bool(found) == bool(data.strip(b"\r\n"))
    for each in found:
        start = each.header if isinstance(each, Frame) else each.head
        assert data[each.offset :].startswith(start)
        assert not isinstance(each, Broken) or each.reason


@given(st.binary(max_size=300))
def test_no_bytes_raise(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("wild") / "in.warc"
    for given_data in (data, b"WARC/1.0\r\n" + data, warc(1, data), warc(1, http(data)), gz(warc(1))[:-9] + data):
        assert parse(path, given_data) or not given_data.strip(b"\r\n")


def test_a_package_that_is_missing_is_told_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "in.wet").write_bytes(warc(1))
    code = "import sys; sys.modules['warcio'] = None; from cleaner.formats import read; read([sys.argv[1]])"
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False)
    assert "MissingPart: a WARC file needs the package warcio" in done.stderr
