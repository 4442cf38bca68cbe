"""The objects of a JSON file that is no single value: an array that is cut, broken or too large, objects in a row.

An object begins at a brace and ends at the brace that closes it, whatever stands between two of them. Where one is
broken, reading goes on at the next place where one object follows another.
"""

import re
from collections.abc import Iterator

from cleaner.formats.decode import MAX_DEPTH, decode
from cleaner.formats.record import HEAD_BYTES, BadRecord
from cleaner.formats.window import Window

_BETWEEN = re.compile(rb"(?:[\s,\[\]]|\xef\xbb\xbf)*+")
_NEXT = re.compile(rb"\}[\s,\[\]]*+(?=\{)|\n(?=\{)")
_BLANK = b" \t\n\r\f\v,\xef\xbb\xbf"
_ANY = re.compile(rb"(?=\{)")
_LONGEST_NEXT = 128  # of what may lie across two chunks
_MARK = re.compile(rb'["\[\]{}]')
_QUOTED = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_CLOSES = {ord("]"): ord("["), ord("}"): ord("{")}
# Bytes looked through for the ends of objects that have none, before the rest of the file is given up.
_WASTED_MOST = 1 << 27


def objects(chunks: Iterator[bytes], bound: int) -> Iterator[tuple[int, bytes, tuple[object, int] | BadRecord]]:
    """Where each object of a file begins, its bytes, and what `decode` makes of them, or why that is nothing.

    The file is given in chunks of UTF-8. An object of more than `bound` bytes is broken. A Damage in `chunks` takes the
    object that it tears with it, and the chunks that follow it are read on.
    """
    window = _Window(chunks)
    wasted, broken, lost = 0, False, False  # lost: since a damage, no object has been read
    while True:
        if not window.skip():
            damage = window.pass_damage()
            if damage and not lost:
                yield window.offset, b"", BadRecord(damage.code, damage.message)
            if not damage:
                break
            broken = lost = True
            continue
        try:
            data = window.object(bound)
            value = decode(data)
        except BadRecord as bad:
            if not window.torn():
                yield window.offset, bytes(window.data[:HEAD_BYTES]), bad
            wasted += window.seen
            if wasted > _WASTED_MOST:
                much = BadRecord("file-damaged", "is broken in too many places: the rest is not read")
                yield window.offset, b"", much
                return
            window.skip_to_next()
            broken = True
            continue
        broken = lost = False
        yield window.offset, data, value
        window.drop(len(data))
    if window.open and not broken:
        yield window.offset, b"", BadRecord("file-cut", "ends before its array does")


class _Window(Window):
    """The window of a JSON file. So much of it has been `seen` in search of an object's end; `open` says that an array has
    begun that has not ended."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        super().__init__(chunks)
        self.seen = 0
        self.open = False

    def skip(self) -> bool:
        """Drop what may stand between two objects; false at the end."""
        while True:
            between = _BETWEEN.match(self.data)
            assert between
            if brackets := between[0].translate(None, _BLANK):
                self.open = brackets.endswith(b"[")
            self.drop(between.end())
            if self.data or not self.more():
                return bool(self.data)

    def skip_to_next(self) -> None:
        """Drop what is broken: all before the next object that follows another, or any if this is none."""
        mark = _NEXT if self.data.startswith(b"{") else _ANY
        begin = 1
        while not (found := mark.search(self.data, begin)):
            begin = 0
            self.drop(len(self.data) - _LONGEST_NEXT)
            if not self.more():
                self.drop(len(self.data))
                return
        self.drop(found.end())

    def object(self, bound: int) -> bytes:
        """The object that begins here; BadRecord if none does, or its end is not found."""
        self.seen = 0
        if not self.data.startswith(b"{"):
            raise BadRecord("json", "not JSON: no object begins here")
        at, quoted, nest = 0, False, bytearray()
        while True:
            self.seen = at
            if quoted:
                inside = _QUOTED.match(self.data, at)
                at = inside.end() if inside else at
                quoted = at >= len(self.data) or self.data[at] != ord('"')
                at += not quoted
            elif mark := _MARK.search(self.data, at):
                at, byte = mark.end(), mark[0][0]
                if byte == ord('"'):
                    quoted = True
                elif byte not in _CLOSES:
                    nest.append(byte)
                elif nest.pop() != _CLOSES[byte]:
                    raise BadRecord(
                        "json", f"not JSON: a bracket is closed that is not open, at {at - 1} of the object"
                    )
                elif not nest and at <= bound:
                    return bytes(self.data[:at])
                elif not nest:
                    raise _too_long(bound)
                if len(nest) > MAX_DEPTH:
                    raise BadRecord("json-depth", f"nested over {MAX_DEPTH} deep")
                continue
            else:
                at = len(self.data)
            if not quoted and at < len(self.data):
                continue
            if len(self.data) > bound:
                raise _too_long(bound)
            if not self.more():
                raise BadRecord("json", "not JSON: the file ends in the middle of an object")

    def torn(self) -> bool:
        """Whether the object that begins here ends, as far as is seen, in a damage."""
        return self.damage is not None and self.seen >= len(self.data)


def _too_long(bound: int) -> BadRecord:
    return BadRecord("line-too-long", f"over {bound:,} bytes in an object")
