"""The tables of a finished output folder, read back."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleaner.errors import InputError
from cleaner.formats import Record, read
from cleaner.formats.lines import lines
from cleaner.formats.record import DEFAULTS
from cleaner.formats.unpack import unpack
from cleaner.ledger import Edit
from cleaner.output import finished

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    """A document as it was written; `removed` tells of the cluster that took it out, where one did."""

    id: str
    text: str
    fields: Row
    removed: bool


class Folder:
    """An output folder. Raises InputError where there is none that is finished."""

    def __init__(self, path: Path) -> None:
        if finished(path) is None:
            raise InputError("is not the output of a finished run", str(path))
        self.path = path

    def rows(self, table: str) -> Iterator[Row]:
        """The rows of an audit table, as `audit/edits`, in order."""
        for part in self._parts(table):
            with part.open("rb") as stream:
                for line in lines(unpack(stream, DEFAULTS), DEFAULTS.max_line_bytes):
                    yield json.loads(line.data)

    def documents(self) -> Iterator[Written]:
        """All documents, those that were kept first."""
        for table in ("documents", "removed"):
            parts = [str(part) for part in self._parts(table)]
            for item in read(parts) if parts else ():
                if isinstance(item, Record):
                    id = item.fields.get("cleaner_id") or item.document.id
                    yield Written(str(id), item.document.text, item.fields, table == "removed")

    def document(self, id: str) -> Written:
        """One document. Raises InputError for an id that is not in the folder."""
        for written in self.documents():
            if written.id == id:
                return written
        raise InputError(f"holds no document {id!r}", str(self.path))

    def edits(self, id: str) -> tuple[Edit, ...]:
        """The edits of one document."""
        return tuple(edit_of(row) for row in self.rows("audit/edits") if row["id"] == id)

    def link(self, a: str, b: str) -> Row | None:
        """The link between two documents, if there is one."""
        return next((row for row in self.rows("audit/links") if {row["a"], row["b"]} == {a, b}), None)

    def cluster(self, id: str) -> Row | None:
        """The document's row of audit/clusters, if it is in a cluster."""
        return next((row for row in self.rows("audit/clusters") if row["id"] == id), None)

    def _parts(self, table: str) -> list[Path]:
        return sorted((self.path / table).glob("part-*.jsonl*"))


def edit_of(row: Row) -> Edit:
    """A row of audit/edits as the edit it records."""
    return Edit(
        row["start"], row["end"], row["text"], tuple(row["rules"]), row["reason"], row["confidence"], row["round"]
    )
