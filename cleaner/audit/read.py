"""The tables of an output folder, read back: of a finished run, or of one that is about to be put in its place."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any, Final, Self

from cleaner.encoding import Repair
from cleaner.errors import InputError
from cleaner.formats.decode import decode
from cleaner.formats.inputs import InputFile
from cleaner.formats.layout import FIELDS, TEXT_FIELDS, Layout, names_of
from cleaner.formats.lines import lines
from cleaner.formats.record import DEFAULTS, BadRecord, Record
from cleaner.formats.unpack import unpack
from cleaner.ledger import Edit
from cleaner.manifest import LAYOUT
from cleaner.output import finished
from cleaner.table import SUFFIXES

Row = Mapping[str, Any]

LABEL: Final = 90  # characters

# How the settings of a run name fields; its bounds are for its inputs, not for what it wrote.
_NAMING = ("text_field", "id_field", "title_field", "lang_field", "source_field", "url_field", "date_field", "source")


@dataclass(frozen=True, slots=True)
class Written:
    """A document as it was written, its text in the field `text_field`; `removed` says whether it is a duplicate."""

    id: str
    text: str
    fields: Row
    removed: bool
    title: str | None = None
    lang: str | None = None
    source: str | None = None
    url: str | None = None
    date: str | None = None
    text_field: str = "text"

    def why(self, name: str) -> str | None:
        """The `cluster`, `keeper` or `relation` of a document that was removed."""
        told = self.fields.get(f"cleaner_{name}", self.fields.get(name)) if self.removed else None
        return None if told is None else str(told)


def label(written: Written, edits: Sequence[Edit]) -> str:
    """What people know a document by: its title, or else how it began as it was read."""
    text = edits[0].text if edits and not edits[0].start else written.text
    line = written.title or next(filter(str.strip, text.split("\n")), "")
    line = " ".join(line.split())
    return line if len(line) <= LABEL else f"{line[: LABEL - 1]}…"


class Folder:
    """The tables below `path`, of the run that `manifest` tells of."""

    def __init__(self, path: Path, manifest: Row) -> None:
        self.path = path
        self.manifest = manifest
        read = manifest["settings"]["read"]
        self._options = replace(DEFAULTS, **{name: read[name] for name in _NAMING})

    @classmethod
    def open(cls, path: Path, exports: bool = False) -> Self:
        """The folder of a finished run, or of an export where those will do. Raises InputError for any other."""
        manifest = finished(path)
        if manifest is None or not (exports or manifest["layout"] == LAYOUT):
            raise InputError("is not the output of a finished run", str(path))
        return cls(path, manifest)

    def rows(self, table: str) -> Iterator[Row]:
        """The rows of a table, as `audit/edits`, in order."""
        for _, row in self._rows(table):
            yield row

    def summary(self) -> Row:
        """The summary of the finished run. Raises InputError for one that cannot be read."""
        path = self.path / "summary.json"
        try:
            summary = json.loads(path.read_bytes())
        except (OSError, ValueError):
            summary = None
        if not isinstance(summary, dict):
            raise InputError("is no JSON object any more: run the job again", str(path))
        return summary

    def rejects(self) -> Iterator[Row]:
        """The rows of rejects.jsonl."""
        return _lines(self.path / "rejects.jsonl")

    def documents(self) -> Iterator[Written]:
        """All documents, those that were kept first."""
        for table in ("documents", "removed"):
            yield from self._documents(table)

    def document(self, id: str) -> Written:
        """One document. Raises InputError for an id that is not in the folder."""
        for table in ("documents", "removed"):
            for written in self._documents(table, (id,)):
                return written
        raise InputError(f"holds no document {id!r}", str(self.path))

    def with_edits(self, ids: Collection[str] | None = None) -> Iterator[tuple[Written, tuple[Edit, ...]]]:
        """All documents, or those of some ids, with their edits, those that were kept first.

        Tables are in the order of the input, so that one walk along both is enough: nothing is held but the ids of the
        documents that were removed.
        """
        removed = {row["id"] for row in self.rows("audit/clusters") if not row["kept"]}
        for table in ("documents", "removed"):
            edited = groupby(self.rows("audit/edits"), key=lambda row: row["id"])
            ours = (
                (id, rows)
                for id, rows in edited
                if (id in removed) == (table == "removed") and (ids is None or id in ids)
            )
            id, rows = next(ours, (None, ()))
            for written in self._documents(table, ids):
                if written.id == id:
                    yield written, tuple(map(edit_of, rows))
                    id, rows = next(ours, (None, ()))
                else:
                    yield written, ()

    def edits(self, id: str) -> tuple[Edit, ...]:
        """The edits of one document."""
        return tuple(edit_of(row) for row in self.rows("audit/edits") if row["id"] == id)

    def repairs(self, id: str) -> tuple[Repair, ...]:
        """What was put right of one document's encoding."""
        rows = (row for row in self.rows("audit/repairs") if row["id"] == id)
        return tuple(Repair(row["start"], row["end"], row["text"], row["repaired"]) for row in rows)

    def link(self, a: str, b: str) -> Row | None:
        """The link between two documents, if there is one."""
        return next((row for row in self.rows("audit/links") if {row["a"], row["b"]} == {a, b}), None)

    def cluster(self, id: str) -> Row | None:
        """The document's row of audit/clusters, if it is in a cluster."""
        return next((row for row in self.rows("audit/clusters") if row["id"] == id), None)

    def _documents(self, table: str, ids: Collection[str] | None = None) -> Iterator[Written]:
        layouts: dict[tuple[Path, bool], Layout] = {}

        def layout_of(part: Path, named: bool) -> Layout:
            return layouts.get((part, named)) or layouts.setdefault((part, named), self._layout(part, named))

        for part, row in self._rows(table):
            layout = layout_of(part, named=True)
            if ids is not None and str(row.get("cleaner_id") or layout.id(row)) not in ids:
                continue
            try:
                record = layout.record(row, 0, 0)
            except BadRecord:  # a record of another input: a page, a text file, or one that was written otherwise
                layout = layout_of(part, named=False)
                layout.text_field = None  # whatever the record before it was
                try:
                    record = layout.record(row, 0, 0)
                except BadRecord as bad:
                    raise InputError(f"holds a record that cannot be read ({bad.message})", str(part)) from None
            yield _written(record, table == "removed")

    def _layout(self, part: Path, named: bool) -> Layout:
        """Where the records of a part have what: in the fields that the run named, or, without `named`, in those first.

        An id that was not found in a named field is written to `id`, for each kind of record.
        """
        texts = None if named else ",".join((*names_of(self._options.text_field), *TEXT_FIELDS))
        options = replace(self._options, text_field=texts) if texts else self._options
        layout = Layout(_file(part), options, _quiet)
        for role, names in layout.names.items():
            if role == "id" or not named:
                layout.names[role] = tuple(dict.fromkeys((*names, *FIELDS[role])))
        return layout

    def _rows(self, table: str) -> Iterator[tuple[Path, dict[str, Any]]]:
        for part in sorted((self.path / table).glob("part-*")):
            _, _, suffix = part.name.partition(".")
            if suffix == "parquet":
                from cleaner.columnar import rows

                yield from ((part, row) for row in rows(part))
            elif suffix in SUFFIXES:
                yield from ((part, row) for row in _lines(part))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a file of JSON lines, packed or not. Raises InputError for one that is damaged."""
    try:
        with path.open("rb") as stream:
            for line in lines(unpack(stream, DEFAULTS), 1 << 40):
                value, _ = decode(line.data)
                if not isinstance(value, dict):
                    raise InputError("no object")
                yield value
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", str(path)) from None
    except InputError as bad:
        raise InputError(f"holds a row that cannot be read ({bad.message}): run the job again", str(path)) from None


def edit_of(row: Row) -> Edit:
    """A row of audit/edits as the edit it records. Raises InputError for another row."""
    try:
        told = {name: row[name] for name in ("start", "end", "text", "reason", "confidence", "round")}
        return Edit(**told, rules=tuple(row["rules"]), evidence=tuple(row.get("evidence") or ()))
    except (KeyError, TypeError):
        raise InputError("holds a row that is no edit: run the job again", "audit/edits") from None


def _written(record: Record, removed: bool) -> Written:
    document = record.document
    id = str(record.fields.get("cleaner_id") or document.id)
    known = (document.title, document.lang, document.source, document.url, document.date)
    return Written(id, document.text, record.fields, removed, *known, record.text_field)


def _file(part: Path) -> InputFile:
    return InputFile(part, str(part), part.stem)


def _quiet(told: str) -> None:
    """Tell nobody."""
