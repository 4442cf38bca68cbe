"""JSON files: one object, an array of objects, or JSON lines by another name."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from cleaner.formats import jsonl
from cleaner.formats.decode import decode
from cleaner.formats.inputs import InputFile, Tell
from cleaner.formats.layout import Layout
from cleaner.formats.lines import utf8
from cleaner.formats.record import BadRecord, ReadOptions, Record, Reject, head
from cleaner.formats.unpack import Damage, raising


def read(file: InputFile, chunks: Iterator[bytes], options: ReadOptions, tell: Tell) -> Iterator[Record | Reject]:
    """The records of a JSON file; `line` is the place in its array, from 1, and `offset` 0.

    A file that is no single JSON value, or is over the bound of a line, is read as JSON lines: so a broken record costs
    no other, whatever the file was meant to be.
    """
    start, rest = _begun(utf8(chunks, options.encoding), options.max_line_bytes)
    try:
        if rest is not None:
            raise BadRecord("json", "lines, too large, or damaged")
        value, halves = decode(start.removeprefix(b"\xef\xbb\xbf"))
        if not isinstance(value, dict | list):
            raise BadRecord("not-object", "no object")
    except BadRecord:
        yield from jsonl.read(file, chain((start,), rest or ()), replace(options, encoding="utf-8"), tell)
        return
    layout = Layout(file, options, tell)
    items: list[object] = value if isinstance(value, list) else [value]
    for number, item in enumerate(items, 1):
        try:
            yield layout.record(item, number, 0)
        except BadRecord as bad:
            shown = head(str(item).encode("utf-8", "backslashreplace"))
            yield Reject(file.name, number, 0, bad.id, bad.code, bad.message, shown)
    if halves:
        tell(f"{file.name}: {halves:,} halves of surrogate pairs became U+FFFD")


def _begun(chunks: Iterator[bytes], bound: int) -> tuple[bytes, Iterator[bytes] | None]:
    """The whole file, and None; or its beginning, and the rest, where it cannot be one JSON value in memory."""
    data = bytearray()
    told = False  # whether the first line has told what the file is
    try:
        for chunk in chunks:
            data += chunk
            if not told and b"\n" in chunk:
                first, *more = bytes(data).lstrip().split(b"\n", 1)
                told = bool(more)
                if told and _is_object(first):
                    return bytes(data), chunks
            if len(data) > bound:
                return bytes(data), chunks
    except Damage as damage:
        return bytes(data), raising(damage)
    return bytes(data), None


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(decode(line.removeprefix(b"\xef\xbb\xbf"))[0], dict)
    except BadRecord:
        return False
