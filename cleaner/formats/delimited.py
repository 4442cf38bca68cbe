"""CSV and TSV: rows under a header.

A row is read strictly, so that a quote that is never closed, or stands where none may, costs its own line, and reading
goes on at the next one. A row that is no good so is read as other writers would have meant it.
"""

import csv
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from cleaner.formats.inputs import InputFile, Tell
from cleaner.formats.layout import Layout, unique
from cleaner.formats.lines import Line, all_lines, utf8
from cleaner.formats.record import BadRecord, ReadOptions, Record, Reject, head, not_utf8

_MARK = "\ufeff"
_DELIMITERS = ",;\t|"
_SAID = re.compile(rb'"?sep=([\t!#-~])"?\r?', re.IGNORECASE)  # for Excel
# What the lines of a row look like when its first line was given up.
_DEBRIS = ("csv-quote", "csv-fields")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row by its first line: its cells, or why there are none."""

    line: Line
    cells: list[str]
    bad: BadRecord | None = None


def read(file: InputFile, chunks: Iterator[bytes], options: ReadOptions, tell: Tell) -> Iterator[Record | Reject]:
    """A record or a reject for each row below the header, and a reject where the file is damaged.

    The header tells the delimiter: comma, semicolon, tab or bar; or a line `sep=` before it does. If it names no text, it
    is a reject, and the rest is not read. A row of more or fewer fields than the header is a reject; lines that only the broken quote before them can
    explain are part of its reject, as is the line after a damage, which may be half of a row.
    """
    # The csv module has one bound for all who use it; the bound of a row, which is held here, is the bound of its fields.
    csv.field_size_limit(max(csv.field_size_limit(), options.max_line_bytes))
    chunks = _newlines(utf8(chunks, options.encoding))
    rows = _Rows(all_lines(chunks, options.max_line_bytes), options.max_line_bytes)
    layout = Layout(file, options, tell)
    if header := rows.header(layout):
        names = unique([cell.strip() for cell in header.cells])
        if bad := header.bad or layout.lacking(names):
            yield _reject(file, header.line, bad)
            return
        strewn = False  # whether lines may be debris of a row that was given up
        while row := rows.row(len(names)):
            try:
                if row.bad:
                    raise row.bad
                if [cell.removeprefix(_MARK) for cell in row.cells] == header.cells:
                    raise BadRecord("csv-header", "is the header once more")
                record = layout.record(dict(zip(names, row.cells, strict=True)), row.line.number, row.line.offset)
            except BadRecord as bad:
                if not (strewn and bad.code in _DEBRIS):
                    yield _reject(file, row.line, bad)
                    strewn = bad.code == "csv-quote" or row.line.torn is not None
                continue
            strewn = False
            yield record


def _newlines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The chunks, with newlines where carriage returns alone end the lines, as in old spreadsheets."""
    alone: bool | None = None

    def turned(chunk: bytes) -> bytes:
        nonlocal alone
        if alone is None and chunk:
            alone = b"\r" in chunk[:-1] and b"\n" not in chunk
        return chunk.replace(b"\r", b"\n") if alone else chunk

    return map(turned, chunks)


def _reject(file: InputFile, line: Line, bad: BadRecord) -> Reject:
    return Reject(file.name, line.number, line.offset, bad.id, bad.code, bad.message, head(line.data))


class _Rows:
    """Lines to rows; the lines that a row took in vain are read again."""

    def __init__(self, lines: Iterator[Line], bound: int) -> None:
        self._lines = lines
        self._bound = bound
        self._ahead: deque[Line] = deque()
        self._delimiter = ","

    def header(self, layout: Layout) -> _Row | None:
        """The first row, by the delimiter that gives it the name of a text, or else the most cells."""
        first = self._first()
        said = first and _SAID.fullmatch(first.data)
        if said:
            first = self._first()
        if first is None:
            return None
        self._ahead.appendleft(first)
        line = first.data.decode("utf-8", "replace").replace("\r", "")

        def told(delimiter: str) -> tuple[bool, int]:
            cells = next(csv.reader([line], delimiter=delimiter), [])
            return layout.lacking([cell.strip() for cell in cells]) is None, len(cells)

        self._delimiter = said[1].decode() if said else max(_DELIMITERS, key=told)
        return self.row(None)

    def row(self, width: int | None) -> _Row | None:
        """The next row, of `width` cells if that is known; None at the end."""
        first = self._first()
        if first is None:
            return None
        if first.torn:
            return _Row(first, [], BadRecord(first.torn.code, first.torn.message))
        if not first.whole:
            return _Row(first, [], BadRecord("line-too-long", f"over {self._bound:,} bytes in a line"))
        faults: list[BadRecord] = []
        for reading in (_plain, _backslashed, _literal) if self._delimiter == "\t" else (_plain, _backslashed):
            taken = [first]
            try:
                cells = self._cells(taken, reading)
                if width is None or len(cells) == width:
                    return _Row(first, cells, next(filter(None, map(_undecoded, taken)), None))
                raise BadRecord("csv-fields", f"fields: {len(cells):,}, names in the header: {width:,}")
            except BadRecord as bad:
                # A field of several lines whose row comes out wrong began with a stray quote.
                faults.append(bad if len(taken) == 1 else BadRecord("csv-quote", "holds a quote that is not closed"))
                self._ahead.extendleft(reversed(taken[1:]))
        return _Row(first, [], faults[0])

    def _cells(self, taken: list[Line], reading: "_Reading") -> list[str]:
        """The cells of the row that begins with the one line in `taken`, to which the others it takes are added."""
        change, quoting = reading

        def fed() -> Iterator[str]:
            yield change(taken[0].data.decode("utf-8", "surrogateescape")) + "\n"
            size = len(taken[0].data)
            while line := self._next():
                taken.append(line)
                size += len(line.data) + 1
                if not line.whole or line.torn or size > self._bound:
                    return
                yield change(line.data.decode("utf-8", "surrogateescape")) + "\n"

        try:
            return next(csv.reader(fed(), delimiter=self._delimiter, strict=True, quoting=quoting))
        except csv.Error:
            raise BadRecord("csv-quote", "holds a stray quote or carriage return") from None

    def _first(self) -> Line | None:
        while line := self._next():
            if line.torn or (line.data and not line.data.isspace()):
                return line
        return None

    def _next(self) -> Line | None:
        if self._ahead:
            return self._ahead.popleft()
        line = next(self._lines, None)
        after = line
        while after and after.torn:  # what comes next may be half of a row
            after = next(self._lines, None)
        return line


# How a row may have been meant: what is done to its lines first, and whether quotes count.
_Reading = tuple[Callable[[str], str], Literal[0, 3]]
_plain: _Reading = (str, csv.QUOTE_MINIMAL)
_backslashed: _Reading = (lambda line: line.replace('\\"', '""'), csv.QUOTE_MINIMAL)  # Spark, MySQL
_literal: _Reading = (str, csv.QUOTE_NONE)  # tabs need no quotes


def _undecoded(line: Line) -> BadRecord | None:
    try:
        line.data.decode("utf-8")
    except UnicodeDecodeError as error:
        return not_utf8(line.data, error)
    return None
