"""Tables as Parquet. What its columns are is settled over all rows of a table, before the first part is written.

Records carry any fields, and one field may be a number here and a list there. So rows are kept as JSON lines until
the table is closed; then they are read twice: for the kinds of their values, and to be written. The mapping is told
in docs/reference/output.md, and `cleaner.formats.marks` undoes it.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal

from cleaner.errors import InputError, MissingPart
from cleaner.formats.decode import decode
from cleaner.formats.layout import unique
from cleaner.formats.marks import Marks
from cleaner.formats.record import printable
from cleaner.table import PART_BYTES, Part, Table, unwritable

try:
    import pyarrow as pa
    import pyarrow.parquet as pq
except ImportError as missing:
    raise MissingPart(str(missing.name), "corpus", "writing Parquet") from missing

Row = Mapping[str, object]
Kind = Literal["none", "truth", "small", "whole", "number", "text", "texts", "json"]

GROUP_ROWS: Final = 10_000
GROUP_BYTES: Final = 16 << 20  # of JSON lines
BATCH_ROWS: Final = 256  # read at a time
MOST_COLUMNS: Final = 1_000  # what further fields there are, share one
MORE: Final = "cleaner_more"
EXACT: Final = 1 << 53  # whole numbers that a double holds
# Of a table without rows: whoever asks for a column finds it.
KNOWN: Final[Mapping[str, Mapping[str, Kind]]] = {
    "documents": {"id": "text", "text": "text"},
    "removed": dict.fromkeys(("id", "text", "cluster", "keeper", "relation"), "text"),
    "audit/edits": {
        "id": "text", "start": "whole", "end": "whole", "text": "text", "rules": "texts", "round": "whole",
        "reason": "text", "confidence": "number", "evidence": "texts",
    },
    "audit/repairs": {"id": "text", "start": "whole", "end": "whole", "text": "text", "repaired": "text"},
    "audit/links": {
        "a": "text", "b": "text", "relation": "text", "coverage_a": "number", "coverage_b": "number",
        "jaccard": "number", "longest": "whole",
    },
    "audit/clusters": {
        "id": "text", "cluster": "text", "keeper": "text", "kept": "truth", "size": "whole", "via": "text",
        "steps": "whole", "weakest": "number",
    },
    "audit/profile": {"source": "text", "line": "text", "stories": "whole"},
    "audit/survivors": {"line": "text", "stories": "whole", "sources": "whole"},
}  # fmt: skip
_TYPES: Final[Mapping[Kind, "pa.DataType"]] = {
    "none": pa.string(),
    "truth": pa.bool_(),
    "small": pa.int64(),
    "whole": pa.int64(),
    "number": pa.float64(),
    "text": pa.string(),
    "texts": pa.list_(pa.string()),
    "json": pa.string(),
}
_HOW: Final[dict[str, Any]] = {"compression": "zstd", "write_page_index": True, "write_page_checksum": True}
if int(pa.__version__.split(".")[0]) >= 21:
    _HOW["use_content_defined_chunking"] = True  # a data set that grows is sent again in small part only


def kind_of(value: object) -> Kind:
    """The kind of a value that JSON has a form for."""
    if isinstance(value, str):
        return "text"
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "truth"
    if isinstance(value, int):
        return "small" if -EXACT <= value <= EXACT else "whole" if -(1 << 63) <= value < 1 << 63 else "json"
    if isinstance(value, float):
        return "number"
    return "texts" if isinstance(value, list) and all(isinstance(item, str) for item in value) else "json"


def joined(one: Kind, other: Kind) -> Kind:
    """The kind of a column that holds values of both kinds, and loses nothing."""
    if one == other or other == "none":
        return one
    if one == "none":
        return other
    pair = {one, other}
    return "whole" if pair == {"small", "whole"} else "number" if pair == {"small", "number"} else "json"


class Columns:
    """The columns of a table, in the order in which its rows name them. It is shown all rows, and then makes batches."""

    def __init__(self) -> None:
        self._kinds: dict[str, Kind] = {}
        self._more = False

    def see(self, row: Row) -> None:
        """Take in a row. What comes after the first MOST_COLUMNS fields gets no column of its own."""
        kinds = self._kinds
        for name, value in row.items():
            if name in kinds:
                kinds[name] = joined(kinds[name], kind_of(value))
            elif len(kinds) < MOST_COLUMNS:
                kinds[name] = kind_of(value)
            else:
                self._more = True

    def settle(self, known: Mapping[str, Kind]) -> None:
        """The last row was shown; a table without any has the columns that are `known`."""
        self._kinds = self._kinds or dict(known)
        more = unique([*self._kinds, MORE])[-1] if self._more else None
        self._marks = Marks(frozenset(name for name, kind in self._kinds.items() if kind == "json"), more)
        fields = [(name, _TYPES[kind]) for name, kind in self._kinds.items()] + ([(more, pa.string())] if more else [])
        self.schema = pa.schema(fields, self._marks.metadata())

    def batch(self, rows: Sequence[Row]) -> "pa.RecordBatch":
        """Rows that were shown, as Arrow has them."""
        arrays = [_array([row.get(name) for row in rows], kind) for name, kind in self._kinds.items()]
        if self._marks.more:
            arrays.append(_array([self._further(row) or None for row in rows], "json"))
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)

    def _further(self, row: Row) -> Row:
        return {name: value for name, value in row.items() if name not in self._kinds and value is not None}


class ColumnarTable(Table):
    """A table under way whose parts will be Parquet; `close` writes them. It is for the table `table` of a folder."""

    def __init__(self, folder: Path, table: str, name: Callable[[int], str], part_bytes: int = PART_BYTES) -> None:
        super().__init__(folder, lambda n: f"{name(n)}.rows", "jsonl", part_bytes)
        self._known = KNOWN.get(table, {})
        self._closed = False

    def close(self) -> list[Part]:
        """Bring all parts to the disk; the table takes no more rows."""
        if not self._closed:
            staged = super().close()
            columns = Columns()
            for part in staged:
                for _, row in _staged(part.path):
                    columns.see(row)
            columns.settle(self._known)
            self.parts = [_converted(part, columns) for part in staged]
            self._closed = True
        return self.parts


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a part, as they were written. Raises InputError for a file that is damaged."""
    try:
        with pq.ParquetFile(path, pre_buffer=False, page_checksum_verification=True) as file:
            marks = Marks.of(file.schema_arrow.metadata) or Marks(frozenset())
            for batch in file.iter_batches(BATCH_ROWS):
                yield from map(marks.row, batch.to_pylist())
    except (pa.ArrowException, OSError, ValueError) as error:
        told = printable(str(error).split("\n")[0][:200])
        raise InputError(f"is no whole Parquet file ({told}): run the job again", str(path)) from None


def _staged(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each row, and the length of its line in bytes."""
    with path.open("rb") as file:
        for line in file:
            row, _ = decode(line)
            assert isinstance(row, dict)
            yield len(line), row


def _converted(part: Part, columns: Columns) -> Part:
    """The Parquet file that a part of JSON lines becomes; the latter is removed."""
    path = part.path.with_suffix("")
    try:
        with pq.ParquetWriter(path, columns.schema, **_HOW) as writer:
            for group in _groups(_staged(part.path)):
                writer.write_batch(columns.batch(group), row_group_size=GROUP_ROWS)
        with path.open("rb") as file:
            os.fsync(file.fileno())
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
        part.path.unlink()
    except OSError as error:
        raise unwritable(path, error) from None
    return Part(path, size, digest, part.records)


def _groups(staged: Iterable[tuple[int, Row]]) -> Iterator[list[Row]]:
    """Rows in groups of at most GROUP_ROWS and GROUP_BYTES, or of one."""
    group: list[Row] = []
    size = 0
    for length, row in staged:
        if group and (len(group) == GROUP_ROWS or size + length > GROUP_BYTES):
            yield group
            group, size = [], 0
        group.append(row)
        size += length
    if group:
        yield group


def _array(values: list[Any], kind: Kind) -> "pa.Array":
    if kind == "json":
        values = [None if value is None else _json(value) for value in values]
    return pa.array(values, _TYPES[kind])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
