"""Parquet: row groups to records, some rows at a time."""

import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import BinaryIO

from cleaner.errors import MissingPart
from cleaner.formats.inputs import InputFile, Tell, begins
from cleaner.formats.layout import TEXT_FIELDS, Layout, unique
from cleaner.formats.marks import Marks
from cleaner.formats.record import BadRecord, ReadOptions, Record, Reject, head, printable, reason
from cleaner.formats.unpack import RATIO_FLOOR, Damage, next_place

MAGIC = b"PAR1"
# A column that keeps a text once may repeat it by the million: few rows at a time are as fast as many, and cannot grow
# beyond memory.
_BATCH_ROWS = 8
_BUFFER = 1 << 20  # read of each column at a time


def read(file: InputFile, chunks: Iterator[bytes], options: ReadOptions, tell: Tell) -> Iterator[Record | Reject]:
    """A record or a reject for each row; `line` is the row's number, from 1, and `offset` 0.

    A file that is no whole Parquet file is one reject. Where a row group is damaged, so is the rest of it, and the next
    one is read.
    """
    require()
    try:
        with _seekable(file, chunks) as source:
            yield from _rows(file, source, options, tell)
    except Damage as damage:
        yield Reject(file.name, 0, 0, None, damage.code, damage.message, "")
    except OSError as error:
        yield Reject(file.name, 0, 0, None, "file-unreadable", f"cannot be read, or copied ({reason(error)})", "")


def require() -> None:
    """MissingPart if what reads Parquet is not installed."""
    try:
        import_module("pyarrow.parquet")
    except ImportError:
        raise MissingPart("pyarrow", "corpus", "a Parquet file") from None


@contextmanager
def _seekable(file: InputFile, chunks: Iterator[bytes]) -> Generator[BinaryIO, None, None]:
    """The unpacked file, to be read at any place: itself, or a copy in the folder for temporary files."""
    if file.path and begins(file).startswith(MAGIC):
        with file.path.open("rb") as stream:
            yield stream
        return
    with tempfile.TemporaryFile() as copy:
        for chunk in chunks:
            copy.write(chunk)
        yield copy


def _rows(file: InputFile, source: BinaryIO, options: ReadOptions, tell: Tell) -> Iterator[Record | Reject]:
    import pyarrow as pa

    broken = (pa.ArrowException, OSError, ValueError, RecursionError)
    layout = Layout(file, options, tell)
    try:
        table = _Table(source, options)
    except broken as error:
        yield Reject(file.name, 0, 0, None, "file-damaged", f"is no whole Parquet file ({_told(error)})", "")
        return
    if next_place(source, 4, 2 * MAGIC) is not None:  # one's end before the other's beginning
        told = "seems to be several Parquet files joined, of which one alone is read"
        yield Reject(file.name, 0, 0, None, "file-damaged", told, "")
    if bad := layout.lacking(table.names):
        yield Reject(file.name, 0, 0, None, bad.code, bad.message, head(", ".join(table.names).encode()))
        return
    number = 0
    for group in range(table.groups):
        end = number + table.rows(group)
        try:
            for value in table.values(group):
                number += 1
                try:
                    if isinstance(value, BadRecord):
                        raise value
                    yield layout.record(value, number, 0)
                except BadRecord as bad:
                    yield Reject(file.name, number, 0, bad.id, bad.code, bad.message, _head(value))
            if number < end:
                raise ValueError("there are fewer than the file says")
        except broken as error:
            lost = f"rows {number + 1:,} to {end:,} cannot be read ({_told(error)})"
            yield Reject(file.name, number + 1, 0, None, "file-damaged", lost, "")
        except Damage as damage:
            yield Reject(file.name, number + 1, 0, None, damage.code, damage.message, "")
            return
        number = end


class _Table:
    """An open Parquet file: the unique names of its columns, and the rows of its groups."""

    def __init__(self, source: BinaryIO, options: ReadOptions) -> None:
        import pyarrow.parquet as pq

        from cleaner.formats.cells import reader

        # Threads would be of no use beside the processes that clean, and must not be there when those are forked. What
        # the columns of a group tell of themselves is not asked: pyarrow ends the process where that is damaged.
        self._file = pq.ParquetFile(source, pre_buffer=False, buffer_size=_BUFFER, page_checksum_verification=True)
        schema = self._file.schema_arrow
        self.names = unique(schema.names)
        self.groups: int = self._file.num_row_groups
        texts = {options.text_field} if options.text_field else TEXT_FIELDS.keys()
        self._readers = [reader(field.type, name in texts) for name, field in zip(self.names, schema, strict=True)]
        self._marks = Marks.of(schema.metadata)
        self._bound = _Bound(source.seek(0, 2), options)

    def rows(self, group: int) -> int:
        """How many rows a group holds, by the file's own account."""
        return int(self._file.metadata.row_group(group).num_rows)

    def values(self, group: int) -> Iterator[dict[str, object] | BadRecord]:
        """The rows of a group as objects. Damage where they pass a bound; what Arrow raises where it cannot read on."""
        for batch in self._file.iter_batches(_BATCH_ROWS, [group], use_threads=False):
            columns = list(zip(self.names, batch.columns, self._readers, strict=True))
            for row in range(len(batch)):
                try:
                    value = {name: read(column[row]) for name, column, read in columns}
                    if self._marks:  # one that this project wrote
                        value = self._marks.row(value)
                except BadRecord as bad:
                    yield bad
                    continue
                except UnicodeDecodeError as error:
                    yield BadRecord("not-utf8", f"holds byte 0x{error.object[error.start]:02x}, which is not UTF-8")
                    continue
                self._bound.check(value)
                yield value


class _Bound:
    """What a file of `size` bytes may hold: a text that is kept once, and repeated by many rows, passes any other."""

    def __init__(self, size: int, options: ReadOptions) -> None:
        self._most = min(options.max_unpacked_bytes, max(RATIO_FLOOR, size * options.max_ratio))
        self._held = 0

    def check(self, value: dict[str, object]) -> None:
        """Count a row; Damage past the bound."""
        self._held += sum(len(cell) for cell in value.values() if isinstance(cell, str))
        if self._held > self._most:
            raise Damage("file-ratio", f"holds over {self._most:,} characters for its size: the rest is not read")


def _told(error: Exception) -> str:
    return printable(str(error).split("\n")[0][:200])


def _head(value: object) -> str:
    return "" if isinstance(value, BadRecord) else head(str(value)[:400].encode("utf-8", "backslashreplace"))
