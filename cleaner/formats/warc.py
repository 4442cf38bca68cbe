"""WARC and WET: the pages and texts among a crawl's records."""

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING

from cleaner.document import Document
from cleaner.errors import MissingPart
from cleaner.formats.charset import page_text
from cleaner.formats.frames import Broken, Frame, frames
from cleaner.formats.inputs import InputFile, Tell
from cleaner.formats.layout import hashed_id
from cleaner.formats.record import BadRecord, ReadOptions, Record, Reject, head, is_blank, not_utf8, printable
from cleaner.formats.unpack import Damage, unpack
from cleaner.url import host

if TYPE_CHECKING:
    from warcio.statusandheaders import StatusAndHeaders

MAGIC = b"WARC/"
_PAGES = ("text/html", "application/xhtml+xml")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<")
_TOLD = 5  # kinds of skipped records, the most frequent first


class _Skipped(Exception):
    """A record that is no page and no text, and need not be; the message is its kind."""


def read(file: InputFile, chunks: Iterator[bytes], options: ReadOptions, tell: Tell) -> Iterator[Record | Reject]:
    """The pages (HTML in responses of status 200) and the texts (conversions) of a crawl, as records; `line` counts the
    records of the file.

    A record that is broken, or whose body is, is a reject. What is neither page nor text is counted and told.
    """
    require()
    skipped: Counter[str] = Counter()
    for frame in frames(chunks, options.max_line_bytes):
        if isinstance(frame, Broken):
            yield Reject(file.name, frame.number, frame.offset, None, frame.code, frame.reason, head(frame.head))
            continue
        try:
            yield _record(file, frame, options)
        except _Skipped as kind:
            skipped[str(kind)] += 1
        except BadRecord as bad:
            shown = head(frame.header + frame.block[:200])
            yield Reject(file.name, frame.number, frame.offset, bad.id, bad.code, bad.message, shown)
    if skipped:
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in skipped.most_common(_TOLD))
        more = f" and {len(skipped) - _TOLD:,} other kinds" if len(skipped) > _TOLD else ""
        tell(f"{file.name}: {skipped.total():,} records are neither page nor text, and skipped: {kinds}{more}")


def require() -> None:
    """MissingPart if what reads WARC is not installed."""
    try:
        import_module("warcio")
    except ImportError:
        raise MissingPart("warcio", "corpus", "a WARC file") from None


def _record(file: InputFile, frame: Frame, options: ReadOptions) -> Record:
    """The record of a page or text; _Skipped for another kind, BadRecord for a broken one."""
    header = _headers(frame.header)[0]
    id, url = header.get_header("WARC-Record-ID"), header.get_header("WARC-Target-URI")
    url = url.strip("<> ") if url else None  # wget 1.19 writes brackets
    try:
        kind = (header.get_header("WARC-Type") or "").lower()
        if not kind:
            raise BadRecord("warc-header", "no WARC-Type")
        if header.get_header("WARC-Segment-Number"):
            raise BadRecord("warc-segment", "is one segment of a record")
        if kind == "response":
            text, field = _page(header, frame.block, url, options), "html"
        elif kind == "conversion":
            text, field = _text(header, frame.block, options), "text"
        else:
            raise _Skipped(printable(kind[:40]))
        if is_blank(text):
            raise BadRecord("text-blank", "blank")
    except BadRecord as bad:
        raise BadRecord(bad.code, bad.message, id) from None
    source = options.source or host(url)
    id = id or url or hashed_id(source, text)
    langs = header.get_header("WARC-Identified-Content-Language")
    date = header.get_header("WARC-Date")
    lang = langs.split(",")[0].strip() if langs else None
    fields: dict[str, object] = {"id": id}
    dated = "crawl_date" if field == "html" else "date"  # a page has a date of its own
    for name, value in (("url", url), (dated, date), ("lang", lang)):
        if value:
            fields[name] = value
    fields[field] = text
    document = Document(id, text, lang=lang or None, source=source, url=url, date=date if dated == "date" else None)
    return Record(document, fields, field, file.name, frame.number, frame.offset, field == "html")


def _headers(data: bytes) -> "tuple[StatusAndHeaders, int]":
    """The headers that `data` begins with, and where they end."""
    from warcio.statusandheaders import StatusAndHeadersParser

    stream = BytesIO(data)
    return StatusAndHeadersParser([], verify=False).parse(stream), stream.tell()


def _text(header: "StatusAndHeaders", block: bytes, options: ReadOptions) -> str:
    kind = _kind(header.get_header("Content-Type"))
    if kind not in ("", "text/plain"):
        raise _Skipped(f"conversion to {kind}")
    if len(block) > options.max_document_bytes:
        raise BadRecord("text-too-large", f"over {options.max_document_bytes:,} bytes")
    try:
        return block.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise not_utf8(block, error, "of the record ") from None


def _page(header: "StatusAndHeaders", block: bytes, url: str | None, options: ReadOptions) -> str:
    """The HTML that a response holds."""
    if url and not url.lower().startswith(("http:", "https:")):
        raise _Skipped("response of another protocol")
    if not block.startswith(b"HTTP/"):
        raise BadRecord("warc-http", "holds no HTTP response")
    http, begin = _headers(block)
    status = http.get_statuscode()
    if not (status.isascii() and status.isdigit()):
        raise BadRecord("warc-http", "holds no HTTP status")
    if status != "200":
        raise _Skipped(f"status {status[:10]}")
    told = http.get_header("Content-Type")
    kind = _kind(told or header.get_header("WARC-Identified-Payload-Type"))
    body = block[begin:]
    if kind not in _PAGES and (kind or not _MARKUP.match(body)):
        raise _Skipped(kind or "response of no type")
    charset = _CHARSET.search(told or "")
    data = _decoded(body, http, options)
    return page_text(data, charset[1] if charset else None)


def _kind(told: str | None) -> str:
    return printable((told or "").split(";")[0].strip().lower()[:60])


def _decoded(body: bytes, http: "StatusAndHeaders", options: ReadOptions) -> bytes:
    """The body less its chunks and its packing; many crawlers undo these, and keep the header that tells of them."""
    from warcio.bufferedreaders import ChunkedDataException, ChunkedDataReader

    if len(body) > options.max_document_bytes:
        raise BadRecord("text-too-large", f"over {options.max_document_bytes:,} bytes")
    if "chunked" in (http.get_header("Transfer-Encoding") or "").lower() and not _MARKUP.match(body):
        try:
            body = ChunkedDataReader(BytesIO(body), raise_exceptions=True).read()
        except ChunkedDataException:
            raise BadRecord("warc-body", "the chunks of its body are broken, or cut") from None
    for packing in reversed((http.get_header("Content-Encoding") or "").lower().split(",")):
        body = body if _MARKUP.match(body) else _unpacked(body, packing.strip(), options)
    return body


def _unpacked(body: bytes, packing: str, options: ReadOptions) -> bytes:
    most = options.max_document_bytes
    try:
        match packing:
            case "" | "identity":
                return body
            case "gzip" | "x-gzip" | "zstd":
                return b"".join(unpack(BytesIO(body), replace(options, max_unpacked_bytes=most)))
            case "deflate":
                # Half of the world leaves out zlib's header, whose first byte is x.
                decoder = zlib.decompressobj(zlib.MAX_WBITS if body.startswith(b"x") else -zlib.MAX_WBITS)
                data = decoder.decompress(body, most + 1)
                if len(data) > most:
                    raise Damage("file-too-large", f"over {most:,} bytes")
                if not decoder.eof:
                    raise Damage("file-cut", "is cut")
                return data
            case _:
                raise BadRecord("warc-body", f"its body is packed by {printable(packing[:40])}, which is not read")
    except (Damage, zlib.error) as error:
        if isinstance(error, Damage) and error.code == "file-too-large":
            raise BadRecord("text-too-large", f"over {most:,} bytes") from None
        raise BadRecord("warc-body", "its packed body is damaged, or cut") from None
