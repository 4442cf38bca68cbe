"""JSON files: one object, an array of objects, objects one after the other, or JSON lines by another name."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from cleaner.formats import jsonl
from cleaner.formats.decode import decode
from cleaner.formats.inputs import InputFile, Tell
from cleaner.formats.layout import Layout
from cleaner.formats.lines import utf8
from cleaner.formats.objects import objects
from cleaner.formats.record import BadRecord, ReadOptions, Record, Reject, head
from cleaner.formats.unpack import Damage, raising

_BOM = b"\xef\xbb\xbf"
# After an object that was given up, what makes no record is taken for a piece of it.
_DEBRIS = ("json", "text-missing")


def read(file: InputFile, chunks: Iterator[bytes], options: ReadOptions, tell: Tell) -> Iterator[Record | Reject]:
    """The records of a JSON file; `line` is the place in its array, from 1, and `offset` 0.

    A file that is no single JSON value, or is over the bound of a line, is read as JSON lines if its first line is an
    object, and otherwise object by object: so a broken record costs no other, whatever the file was meant to be.
    """
    start, rest = _begun(utf8(chunks, options.encoding), options.max_line_bytes)
    whole, halves = _decoded(start) if rest is None else (None, 0)
    chunks = chain((start,), rest or ())
    if isinstance(whole, dict | list):
        yield from _items(Layout(file, options, tell), whole if isinstance(whole, list) else [whole])
        _tell_halves(file, halves, tell)
    elif _is_object(start.lstrip().split(b"\n", 1)[0]):
        yield from jsonl.read(file, chunks, replace(options, encoding="utf-8"), tell)
    else:
        yield from _strewn(file, chunks, options, tell)


def _items(layout: Layout, items: list[object]) -> Iterator[Record | Reject]:
    """The records among the values of an array."""
    for number, item in enumerate(items, 1):
        try:
            yield layout.record(item, number, 0)
        except BadRecord as bad:
            shown = head(str(item).encode("utf-8", "backslashreplace"))
            yield Reject(layout.file.name, number, 0, bad.id, bad.code, bad.message, shown)


def _strewn(file: InputFile, chunks: Iterator[bytes], options: ReadOptions, tell: Tell) -> Iterator[Record | Reject]:
    """The records among the objects of a file, each with its offset."""
    layout = Layout(file, options, tell)
    number = halves = 0
    strewn = False  # whether what comes may be pieces of an object that was given up
    for offset, data, found in objects(chunks, options.max_line_bytes):
        try:
            if isinstance(found, BadRecord):
                raise found
            record = layout.record(found[0], number + 1, offset)
        except BadRecord as bad:
            if not (strewn and bad.code in _DEBRIS):
                number += 1
                yield Reject(file.name, number, offset, bad.id, bad.code, bad.message, head(data))
            strewn = strewn or isinstance(found, BadRecord)
            continue
        strewn = False
        number += 1
        halves += found[1]
        yield record
    _tell_halves(file, halves, tell)


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
        return bytes(data), chain(raising(damage), chunks)
    return bytes(data), None


def _decoded(data: bytes) -> tuple[object, int]:
    """What `decode` makes of some JSON; no value if it is none."""
    try:
        return decode(data.removeprefix(_BOM))
    except BadRecord:
        return None, 0


def _is_object(data: bytes) -> bool:
    return isinstance(_decoded(data)[0], dict)


def _tell_halves(file: InputFile, halves: int, tell: Tell) -> None:
    if halves:
        tell(f"{file.name}: {halves:,} halves of surrogate pairs became U+FFFD")
