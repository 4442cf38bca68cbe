"""datatrove: a step that takes residue out, and one that drops duplicates by what `cleaner dedup` has found."""

import contextlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Unpack

from cleaner.audit.read import Folder
from cleaner.errors import MissingPart
from cleaner.integrations.records import Options, Records, audit_columns, edit_rows, refuse_taken
from cleaner.table import json_line

try:
    from datatrove.data import Document
    from datatrove.io import DataFolderLike, get_datafolder
    from datatrove.pipeline.base import PipelineStep
    from datatrove.pipeline.writers.disk_base import DiskWriter
    from datatrove.utils.typeshelper import StatHints
except ImportError as missing:
    raise MissingPart(str(missing.name), "datatrove", "cleaner.integrations.datatrove") from missing

# No lists: a nested column breaks Parquet writers, which take their columns from the first document.
SCALARS: Final = ("residue_chars", "residue_rules")


class CleanTexts(PipelineStep):
    """Take the residue out of documents, with what their metadata tell of title, language, source and address.

    Metadata get `residue_chars`, the code points that were cut, and `residue_rules`, the rules as "a;b". The edits
    themselves go to the folder `edits` where one is given: a file of JSON lines for each rank, rows as in audit/edits.
    The other options are those of `cleaner.clean`, but `title`, `lang`, `source` and `url` name metadata; where they are
    not given, the names that `cleaner run` knows are used.

    Raises UsageError at the first document whose metadata have such a field already.
    """

    type = "✂️ - FORMAT"
    name = "🧹 article-cleaner"

    def __init__(self, edits: DataFolderLike | None = None, **options: Unpack[Options]) -> None:
        super().__init__()
        self._edits = None if edits is None else get_datafolder(edits)
        self._records = Records(**options)

    def run(self, data: Iterator[Document], rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """The documents, cleaned, in their order."""
        sidecar = self._edits.open(f"{rank:05d}.jsonl", "wb") if self._edits else contextlib.nullcontext()
        with sidecar as stream:
            for document in data:
                self.stat_update(StatHints.total)
                with self.track_time():
                    rows = self._clean(document)
                    if stream:
                        stream.writelines(json_line({"id": document.id, **row}) for row in rows)
                self.stat_update(StatHints.forwarded)
                self.update_doc_stats(document)
                yield document

    def _clean(self, document: Document) -> list[dict[str, object]]:
        refuse_taken(document.metadata, SCALARS)
        done = self._records.clean({**document.metadata, "text": document.text})
        audit = audit_columns([done])
        document.metadata |= {name: audit[name][0] for name in SCALARS}
        if done is None:
            self.stat_update("not_cleaned")
            return []
        document.text = done.text
        if done.edits:
            self.stat_update("residue_documents")
            self.stat_update("residue_chars", value=document.metadata["residue_chars"], unit="doc")
        for rule, count in Counter(rule for edit in done.edits for rule in edit.rules).items():
            self.stat_update(f"residue_{rule}", value=count)
        return edit_rows(done)


class DropDuplicates(PipelineStep):
    """Drop the documents that a finished run in the folder `verdicts` removed, by their ids.

    What goes is written by the `exclusion_writer`, where there is one, with `filter_reason`, `cluster` and `duplicate_of`
    (the keeper) in its metadata. Ids must be those that the run read, and one document's each: where an id comes a
    second time in a rank it is kept, and counted as `kept_repeated_id`.

    Raises InputError where `verdicts` is not the output of a finished run.
    """

    type = "🔻 - FILTER"
    name = "👯 article-cleaner duplicates"

    def __init__(self, verdicts: str | Path, exclusion_writer: DiskWriter | None = None) -> None:
        super().__init__()
        Folder.open(Path(verdicts))
        self._verdicts = Path(verdicts).absolute()
        self.exclusion_writer = exclusion_writer

    def run(self, data: Iterator[Document], rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """The documents that stay, in their order."""
        rows = Folder.open(self._verdicts).rows("audit/clusters")
        removed = {row["id"]: (row["cluster"], row["keeper"]) for row in rows if not row["kept"]}
        gone: set[str] = set()
        with self.exclusion_writer or contextlib.nullcontext() as writer:
            for document in data:
                self.stat_update(StatHints.total)
                if document.id not in removed or document.id in gone:
                    if document.id in gone:
                        self.stat_update("kept_repeated_id")
                    self.stat_update(StatHints.forwarded)
                    self.update_doc_stats(document)
                    yield document
                    continue
                gone.add(document.id)
                self.stat_update(StatHints.dropped, "dropped_duplicate")
                if writer:
                    cluster, keeper = removed[document.id]
                    document.metadata |= {"filter_reason": "duplicate", "cluster": cluster, "duplicate_of": keeper}
                    writer.write(document, rank)
