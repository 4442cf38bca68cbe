"""Dolma: the documents as they were read, and beside them, row for row, what was cut, as attributes.

Nothing is dropped: `cleaner__residue__cut` holds the spans of the residue, each with the confidence of its cut, and
`cleaner__duplicates__removed` the whole of a document that was removed. `dolma -c mix.json mix`, in this folder, then makes the corpus.
"""

import json
from functools import partial
from pathlib import Path
from typing import Final

from cleaner.audit.read import Folder, Written
from cleaner.ledger import put_back
from cleaner.output import OutputFolder
from cleaner.table import PART_BYTES, Table, json_line

RESIDUE: Final = "cleaner__residue__cut"
REMOVED: Final = "cleaner__duplicates__removed"
MIX: Final = {
    "streams": [
        {
            "name": "cleaned",
            "documents": ["${oc.env:PWD}/documents/*.jsonl.gz"],  # Dolma looks for "/documents/" in the path
            "attributes": ["cleaner"],
            "output": {"path": "./mixed", "max_size_in_bytes": 1 << 30},
            "filter": {
                "exclude": [f"$@.attributes[?(@.{REMOVED} && @.{REMOVED}[0] && @.{REMOVED}[0][2] >= 1.0)]"],
                "include": [],
            },
            "span_replacement": [{"span": f"$.attributes.{RESIDUE}", "min_score": 0.0, "replacement": ""}],
        }
    ],
    "processes": 1,
}


def fill(folder: Folder, out: OutputFolder, duplicates: bool) -> dict[str, int]:
    """Write documents and attributes; both break into parts at the same rows."""
    documents = out.table("documents", partial(_table, "documents"))
    attributes = out.table("attributes", partial(_table, "attributes/cleaner"))
    size = removed = 0
    for written, edits in folder.with_edits():
        text = put_back(written.text, edits)
        source = written.source or "unknown"
        line = json_line(
            {"id": written.id, "text": text, "source": source, **_dated(written), "metadata": _metadata(written)}
        )
        if size and size + len(line) > PART_BYTES:
            documents.end_part()
            attributes.end_part()
            size = 0
        size += len(line)
        documents.write_line(line)
        spans = {
            RESIDUE: [[edit.start, edit.end, edit.confidence] for edit in edits],
            REMOVED: [[0, len(text), 1.0]] if written.removed else [],
        }
        attributes.write({"id": written.id, "source": source, "attributes": spans})
        removed += written.removed
    out.write_text("mix.json", json.dumps(MIX, indent=2) + "\n")
    return {"documents": documents.count - removed, "duplicates": removed}


def _table(name: str, folder: Path) -> Table:
    """A table of packed parts that end where they are told to."""
    return Table(folder, lambda n: f"{name}/part-{n:05d}.jsonl.gz", "jsonl.gz", part_bytes=1 << 62)


def _dated(written: Written) -> dict[str, object]:
    return {"created": written.date} if written.date else {}


def _metadata(written: Written) -> dict[str, object]:
    """The record's other fields, what the run added among them."""
    taken = (written.text_field, "id", "source", "created")
    return {name: value for name, value in written.fields.items() if name not in taken}
