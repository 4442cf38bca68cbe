"""WARC bytes to the records in them, each with number and place; what is broken is told, and costs no other.

A record is believed where what its Content-Length says is so. Where it is not, and after a damage, reading goes on at
the next words that begin a record: after garbage, these need not stand at the beginning of a line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cleaner.formats.record import HEAD_BYTES, BadRecord
from cleaner.formats.window import Window

_START = re.compile(rb"WARC/\d\.\d{1,2}\r?\n(?:warc-[\w-]{1,40}|content-(?:type|length))[ \t]*:", re.IGNORECASE)
_LONGEST_START = 128
_END_OF_HEADER = re.compile(rb"\r?\n\r?\n")
_HEADER_MOST = 1 << 20
_LENGTH = re.compile(rb"\ncontent-length[ \t]*:[ \t]*(\d{1,18})[ \t]*\r?\n", re.IGNORECASE)
_BLANK = re.compile(rb"[\r\n]*")
_CLOSED = (b"\r\n\r\n", b"\n\n")


@dataclass(frozen=True, slots=True)
class Frame:
    """A whole record: its header with the empty line, and its block. `number` counts records from 1, broken ones too."""

    number: int
    offset: int
    header: bytes
    block: bytes


@dataclass(frozen=True, slots=True)
class Broken:
    """What stands where a record should be, and why it is none."""

    number: int
    offset: int
    code: str
    reason: str
    head: bytes


def frames(chunks: Iterator[bytes], bound: int) -> Iterator[Frame | Broken]:
    """The records of a file given in chunks; one whose block is of more than `bound` bytes is broken.

    What lies between a broken record and the next whole one is part of it. A Damage in `chunks` breaks a record, and the
    chunks that follow it are read on.
    """
    window = _Window(chunks)
    number = 0
    lost = False  # whether what comes belongs to what has been told
    while True:
        window.skip_blank()
        offset = window.offset
        try:
            if window.damage and not window.data:
                raise BadRecord(window.damage.code, window.damage.message)
            if not window.data:
                return
            header, block = window.record(bound)
        except BadRecord as bad:
            if not lost:
                number += 1
                yield Broken(number, offset, bad.code, bad.message, window.head())
            lost = True
            window.skip_to_start()
            continue
        lost = False
        number += 1
        yield Frame(number, offset, header, block)


class _Window(Window):
    """The window of a WARC file."""

    def head(self) -> bytes:
        """The first bytes."""
        self._need(HEAD_BYTES)
        return bytes(self.data[:HEAD_BYTES])

    def skip_blank(self) -> None:
        """Drop empty lines."""
        while True:
            blank = _BLANK.match(self.data)
            self.drop(blank.end() if blank else 0)
            if self.data or not self.more():
                return

    def skip_to_start(self) -> None:
        """Drop all before the next record's beginning, the present one apart; past a damage if there is none."""
        while True:
            if start := _START.search(self.data, 1):
                self.drop(start.start())
                return
            self.drop(len(self.data) - _LONGEST_START)
            if not self.more():
                self.drop(len(self.data))
                self.pass_damage()
                return

    def record(self, bound: int) -> tuple[bytes, bytes]:
        """The header and the block of the record that begins here; BadRecord if none does, or it is not whole."""
        self._need(_LONGEST_START)
        if not _START.match(self.data):
            raise BadRecord("warc-garbage", "is no WARC record")
        while not (blank := _END_OF_HEADER.search(self.data)):
            if len(self.data) > _HEADER_MOST:
                raise BadRecord("warc-header", f"a header of over {_HEADER_MOST:,} bytes")
            if not self.more():
                raise self._cut()
        begin = blank.end()
        header = bytes(self.data[:begin])
        if _START.search(header, 1):
            raise BadRecord("warc-header", "a header without end")
        length = _LENGTH.search(header)
        if not length:
            raise BadRecord("warc-length", "no Content-Length that is a number")
        end = begin + int(length[1])
        if end - begin > bound:
            raise BadRecord("warc-too-large", f"over {bound:,} bytes in a record")
        if not self._need(end):
            raise self._cut()
        if not self._closed(end):
            raise BadRecord("warc-length", "its Content-Length is wrong: no record ends there")
        if self.damage and self.damage.inside and not self.data[end:].strip():
            raise self._cut()  # it may be damaged as well, as checksums come last
        block = bytes(self.data[begin:end])
        self.drop(end)
        return header, block

    def _closed(self, end: int) -> bool:
        """Whether a record may end there: before two line ends, before another record, or with the file."""
        self._need(end + len(_CLOSED[0]) + _LONGEST_START)
        after = bytes(self.data[end : end + len(_CLOSED[0]) + _LONGEST_START])
        rest = after.lstrip(b"\r\n")
        return not rest or after.startswith(_CLOSED) or _START.match(rest) is not None

    def _cut(self) -> BadRecord:
        if self.damage:
            return BadRecord(self.damage.code, self.damage.message)
        return BadRecord("warc-cut", "ends before what its header says")

    def _need(self, size: int) -> bool:
        """Whether there are so many bytes before the end or a damage."""
        while len(self.data) < size:
            if not self.more():
                return False
        return True
