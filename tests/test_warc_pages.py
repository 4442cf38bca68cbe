"""A crawl gives the documents that its pages give as files, whoever wrote the WARC."""

import gzip
import io
import json
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

import cleaner
from cleaner.settings import Settings

warcio = pytest.importorskip("warcio")

from warcio.statusandheaders import StatusAndHeaders  # noqa: E402
from warcio.warcwriter import WARCWriter  # noqa: E402

SAMPLES = Path(__file__).parent.parent / "samples" / "batch" / "pages"

Pages = Sequence[bytes]
Writer = Callable[[Pages, Path], None]


def address(n: int) -> str:
    return f"https://www.example.org/{n}"


def by_warcio(pages: Pages, path: Path, *, packed: bool) -> None:
    """As crawlers write it: who crawled, and for each page the request, the response and some metadata."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=packed)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "a crawler"}))
        for n, page in enumerate(pages):
            get = StatusAndHeaders("GET / HTTP/1.1", [("Host", "www.example.org")], is_http_request=True)
            writer.write_record(writer.create_warc_record(address(n), "request", http_headers=get))
            ok = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            writer.write_record(writer.create_warc_record(address(n), "response", io.BytesIO(page), http_headers=ok))
            told = io.BytesIO(b"fetchTimeMs: 12\r\n")
            writer.write_record(writer.create_warc_record(address(n), "metadata", told, warc_content_type="application/warc-fields"))  # fmt: skip


def by_fastwarc(pages: Pages, path: Path) -> None:
    """By the writer of FastWARC."""
    fastwarc = pytest.importorskip("fastwarc.warc", reason="needs FastWARC")
    with path.open("wb") as file:
        for n, page in enumerate(pages):
            record = fastwarc.WarcRecord()
            record.init_headers(fastwarc.WarcRecordType.response)
            record.headers["WARC-Target-URI"] = address(n)
            record.set_bytes_content(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page)
            record.write(file)


def chunked(page: bytes) -> bytes:
    """The body as a server sends it that does not know its length yet."""
    parts = [page[at : at + 1000] for at in range(0, len(page), 1000)]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def odd_bodies(page: bytes) -> list[tuple[str, bytes]]:
    """Headers of HTTP and bodies, in the ways that servers and crawlers have."""
    return [
        ("content-type: TEXT/HTML\n", page),
        ("Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n", chunked(page)),
        ("Content-Type: application/xhtml+xml; charset=UTF-8\r\nContent-Encoding: gzip\r\n", gzip.compress(page)),
        ('Content-Type: text/html; charset="utf-8"\r\nContent-Encoding: deflate\r\n', zlib.compress(page)),
    ]


def by_hand(pages: Pages, path: Path) -> None:
    """Version 1.1, headers in capitals or folded, lines of a newline alone, brackets around the address, spare blank lines."""
    with path.open("wb") as file:
        for n, page in enumerate(pages):
            way = n % 4
            headers, body = odd_bodies(page)[way]
            end = "\n" if headers.endswith("\n") and "\r" not in headers else "\r\n"
            block = f"HTTP/1.0 200{end}{headers}{end}".encode() + body
            uri = f"<{address(n)}>" if way == 1 else address(n)
            file.write(
                f"WARC/1.1\r\nWARC-TYPE: response\r\nwarc-target-uri: {uri}\r\nWARC-Date: 2024-05-01T10:00:00.123Z\r\n"
                f"WARC-Record-ID: <urn:uuid:{n}>\r\nX-Folded: one\r\n two\r\nContent-Length: {len(block)}\r\n\r\n".encode()
                + block
                + b"\r\n" * (2 + way)
            )


WRITERS: dict[str, Writer] = {
    "warcio.warc": lambda pages, path: by_warcio(pages, path, packed=False),
    "warcio.warc.gz": lambda pages, path: by_warcio(pages, path, packed=True),
    "fastwarc.warc": by_fastwarc,
    "by-hand.warc": by_hand,
}


def articles(source: Path, out: Path) -> list[tuple[str, object]]:
    """The texts and titles of the articles, in the order of the input."""
    summary = cleaner.run(source, out, Settings(clean=False, dedup=False, max_rejects=1.0))
    rows = [json.loads(line) for line in (out / "documents" / "part-00000.jsonl").open(encoding="utf-8")]
    records = summary["records"]
    assert isinstance(records, dict)
    assert records["in"] == records["out"] + records["rejected"] and records["out"] == len(rows)
    return [(row["text"], row.get("title")) for row in rows]


def same(pages: Pages, folder: Path, writer: str) -> None:
    files = folder / "files"
    files.mkdir()
    for n, page in enumerate(pages):
        (files / f"{n:05}.html").write_bytes(page)
    WRITERS[writer](pages, folder / writer)
    wanted = articles(files, folder / "of-files")
    assert len(wanted) > len(pages) * 0.9
    assert articles(folder / writer, folder / "of-warc") == wanted


@pytest.mark.parametrize("writer", WRITERS)
def test_samples_as_a_crawl(tmp_path: Path, writer: str) -> None:
    same([path.read_bytes() for path in sorted(SAMPLES.glob("*.html"))], tmp_path, writer)


@pytest.mark.slow
@pytest.mark.parametrize("writer", WRITERS)
def test_labelled_pages_as_a_crawl(tmp_path: Path, writer: str, labelled_pages: list[dict[str, str]]) -> None:
    same([page["html"].encode() for page in labelled_pages], tmp_path, writer)
