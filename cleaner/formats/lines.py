"""Bytes to lines: split at the newline byte only, each line with its number and place, none above the bound."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from cleaner.errors import UsageError
from cleaner.formats.record import HEAD_BYTES, NO_CHARACTER, printable
from cleaner.formats.unpack import Damage, raising

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(slots=True)
class Line:
    """A line without its newline. Past the bound only its head is kept, and `whole` is false; `torn` is the damage of
    the file right after it."""

    number: int
    offset: int
    data: bytes
    whole: bool = True
    torn: Damage | None = None


def lines(chunks: Iterator[bytes], bound: int) -> Iterator[Line]:
    """The lines of a file that are not blank, or torn, each less one carriage return at its end; see `all_lines`."""
    for line in all_lines(chunks, bound):
        if line.whole:
            if not line.torn and (not line.data or line.data.isspace()):
                continue
            line.data = line.data.removesuffix(b"\r")
        yield line


def all_lines(chunks: Iterator[bytes], bound: int) -> Iterator[Line]:
    """The lines of a file given in chunks of any size; one UTF-8 byte order mark is dropped.

    What follows the last newline is a line too, even if it is nothing. A Damage in `chunks` ends the line it tears;
    where chunks follow it, so do lines, the first of which may be the rest of another.
    """
    number, offset = 1, 0
    parts: list[bytes] = []  # the line under way, in pieces
    size = 0
    while True:
        try:
            chunk = next(chunks, None)
        except Damage as damage:
            torn = _line(number, offset, parts, size, bound)
            torn.torn = damage
            yield torn
            number += 1
            offset += size
            parts, size = [], 0
            continue
        if chunk is None:
            yield _line(number, offset, parts, size, bound)
            return
        first, *more = chunk.split(b"\n")
        for part in more:
            parts.append(first)
            size += len(first)
            yield _line(number, offset, parts, size, bound)
            number += 1
            offset += size + 1
            parts, size, first = [], 0, part
        parts.append(first)
        size += len(first)
        if size > bound:
            parts = [b"".join(parts)[: HEAD_BYTES + 3]]


def _line(number: int, offset: int, parts: list[bytes], size: int, bound: int) -> Line:
    data = b"".join(parts)
    if number == 1 and data.startswith(codecs.BOM_UTF8):
        data = data[3:]
    return Line(number, offset, data) if size <= bound else Line(number, offset, data[:HEAD_BYTES], whole=False)


def utf8(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """A file's chunks in UTF-8, from `encoding` or what a UTF-16 or UTF-32 byte order mark says.

    What cannot be decoded becomes a byte that is not UTF-8 either, so that its line is rejected and no other. After a
    Damage, chunks go on in UTF-8 alone: no other encoding tells where a character begins.
    """
    try:
        first = next(chunks, b"")
    except Damage as damage:
        return chain(raising(damage), chunks)
    for mark, name in _MARKS:
        if first.startswith(mark):
            encoding = name
            break
    if codecs.lookup(encoding).name == "utf-8":
        return chain((first,), chunks)
    return _utf8(chain((first,), chunks), encoding)


def check_encoding(name: str) -> None:
    """UsageError if there is no such encoding, or it is none of text that comes in pieces, as base64 and IDNA."""
    try:
        codecs.getincrementaldecoder(name)(_BROKEN).decode(b"a\xff", final=True)
    except (LookupError, ValueError, TypeError, AssertionError):
        raise UsageError("no such encoding of text", printable(name)) from None


def _utf8(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)(_BROKEN)
    damage: Damage | None = None
    try:
        for chunk in chunks:
            yield decoder.decode(chunk).encode("utf-8", "surrogatepass")
    except Damage as error:
        damage = error
    yield decoder.decode(b"", final=damage is None).encode("utf-8", "surrogatepass")
    if damage:
        raise damage


def _broken(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return NO_CHARACTER.decode("utf-8", "surrogatepass"), error.end


_BROKEN = "cleaner.broken"
codecs.register_error(_BROKEN, _broken)
