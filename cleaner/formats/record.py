"""What reading yields: a record, or the reject that stands where a record could not be had."""

from dataclasses import dataclass, field

from cleaner.bounds import check_bounds
from cleaner.document import Document
from cleaner.encoding import Repair
from cleaner.errors import InputError

HEAD_BYTES = 200


class BadRecord(InputError):
    """A record that cannot be used. `code` is the reject's reason code; caught by the reader of its format."""

    def __init__(self, code: str, reason: str, id: str | None = None) -> None:
        super().__init__(reason)
        self.code = code
        self.id = id


NO_CHARACTER = b"\xed\xb2\x80"  # no UTF-8: stands for what could not be decoded from another encoding


def not_utf8(data: bytes, error: UnicodeDecodeError, what: str = "of the line ") -> BadRecord:
    """What to say of bytes that no text can be made of, as they are or in the encoding that was named."""
    if data.startswith(NO_CHARACTER, error.start):
        return BadRecord(
            "not-utf8", f"the byte near {error.start} {what}is no character of the encoding that was named"
        )
    return BadRecord(
        "not-utf8", f"byte 0x{data[error.start]:02x} at {error.start} {what}is not UTF-8; name the file's encoding"
    )


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read: the fields' names where they are not the usual ones, and the bounds.

    `source` is for documents that name none. `encoding` is the files' encoding (a UTF-16 or UTF-32 byte order mark
    overrules it). Sizes are in bytes; a ratio is unpacked bytes to packed ones. Past the bound of a line or a document
    the record is rejected, past the bound of a file its rest.
    """

    text_field: str | None = None
    id_field: str | None = None
    title_field: str | None = None
    lang_field: str | None = None
    source_field: str | None = None
    url_field: str | None = None
    date_field: str | None = None
    source: str | None = None
    format: str | None = None
    encoding: str = "utf-8"
    max_line_bytes: int = 64 << 20
    max_document_bytes: int = 20 << 20
    max_unpacked_bytes: int = 100 << 30
    max_ratio: int = 1000

    def __post_init__(self) -> None:
        check_bounds(self, "read")


DEFAULTS = ReadOptions()


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that was not used, and why. `line` is 0 where the whole file is meant; `head` is printable."""

    file: str
    line: int
    offset: int
    id: str | None
    code: str
    reason: str
    head: str

    def row(self) -> dict[str, object]:
        """The line of rejects.jsonl."""
        return {
            "file": self.file,
            "line": self.line,
            "offset": self.offset,
            "id": self.id,
            "code": self.code,
            "reason": self.reason,
            "head": self.head,
        }


@dataclass(frozen=True, slots=True)
class Record:
    """A document with the record it came in.

    `fields` is the record as read, in its own order; `text_field` is the key whose value is the text. Where `html` is
    true the text is a page's HTML, still to be extracted. `line` counts from 1, and counts records where a file has no
    lines; `offset` is the place of the record's first byte in the unpacked file (of its UTF-8 form, where the file is in
    another encoding), and 0 where records lie in columns. `repairs` are what was put right of the document's encoding.
    """

    document: Document
    fields: dict[str, object] = field(repr=False)
    text_field: str
    file: str
    line: int
    offset: int
    html: bool = False
    repairs: tuple[Repair, ...] = ()

    def reject(self, code: str, reason: str) -> Reject:
        """This record as a reject of a later stage."""
        text = self.document.text[:HEAD_BYTES].encode("utf-8", "backslashreplace")
        return Reject(self.file, self.line, self.offset, self.document.id, code, reason, head(text))


def is_blank(text: str) -> bool:
    """Whether a text shows nothing: it is empty, or all spaces, controls and signs without a width."""
    return not any(c.isprintable() and c != " " for c in text)


def printable(text: str) -> str:
    """`text` with everything a terminal or a log might act on as an escape sequence."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def head(data: bytes) -> str:
    """The first 200 bytes, printable."""
    return printable(data[:HEAD_BYTES].decode("utf-8", "backslashreplace"))


def reason(error: Exception) -> str:
    """What went wrong, in the system's words, without its number and path."""
    return (error.strerror or type(error).__name__) if isinstance(error, OSError) else printable(str(error))
