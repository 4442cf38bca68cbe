"""Files that are one document each: plain text and HTML pages."""

from collections.abc import Iterator

from cleaner.document import Document
from cleaner.formats.charset import page_text
from cleaner.formats.inputs import InputFile, Tell
from cleaner.formats.lines import utf8
from cleaner.formats.record import BadRecord, ReadOptions, Record, Reject, head, is_blank, not_utf8
from cleaner.formats.unpack import Damage


def read_text(file: InputFile, chunks: Iterator[bytes], options: ReadOptions, tell: Tell) -> Iterator[Record | Reject]:
    """The text file as a record. A damaged one is a reject: half an article is not one."""
    yield _one(file, utf8(chunks, options.encoding), options, html=False)


def read_page(file: InputFile, chunks: Iterator[bytes], options: ReadOptions, tell: Tell) -> Iterator[Record | Reject]:
    """The HTML page as a record whose text is its HTML."""
    yield _one(file, chunks, options, html=True)


def _one(file: InputFile, chunks: Iterator[bytes], options: ReadOptions, html: bool) -> Record | Reject:
    data = bytearray()
    try:
        for chunk in chunks:
            data += chunk
            if len(data) > options.max_document_bytes:
                raise BadRecord("text-too-large", f"over {options.max_document_bytes:,} bytes")
        text = page_text(bytes(data)) if html else _text(bytes(data))
        if is_blank(text):
            raise BadRecord("text-blank", "blank")
    except (BadRecord, Damage) as bad:
        return Reject(file.name, 1, 0, file.key, bad.code, bad.message, head(bytes(data[:200])))
    fields: dict[str, object] = {"id": file.key, "text": text}
    return Record(Document(file.key, text, source=options.source), fields, "text", file.name, 1, 0, html)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise not_utf8(data, error, "") from None
