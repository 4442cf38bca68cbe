"""The persistent index: documents of earlier batches, with what finding their duplicates has cost so far.

A folder that only grows. Each batch is a run in it: its documents, their descriptions, and the verdicts on the pairs
that it brought, as Parquet. A run appears by one renaming, whole or not at all. What was described or decided by other
kernels than today's is done again, so an update of the program needs no new index.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cleaner import __version__
from cleaner.errors import CleanerError, InputError, MissingPart, UsageError
from cleaner.prepare import Prepared
from cleaner.settings import Settings
from cleaner.table import unwritable

try:
    import pyarrow as pa

    from cleaner import pipeline
    from cleaner.dedup.compiled import kernels
    from cleaner.dedup.describe import DESCRIPTION, DOCUMENT_COLUMNS
    from cleaner.dedup.sign import SIGNED
    from cleaner.dedup.verify import LINK
    from cleaner.engine import Engine
    from cleaner.engine.local import LocalEngine
    from cleaner.staging import Stage
except ImportError as missing:
    raise MissingPart(str(missing.name), "corpus", "the index") from missing

VERDICT: Final = pa.schema([*LINK, SIGNED.field("frame")])
_ADDING: Final = "_adding"
_RUN: Final = "run.json"


@dataclass(frozen=True, slots=True)
class Run:
    """One batch of an index: its place, its documents' first number and count, its inputs, and its kernels."""

    folder: Path
    first: int
    documents: int
    inputs: tuple[Mapping[str, str | None], ...]
    kernels: str
    version: str


class Index:
    """An index on the disk. Raises InputError for a folder that is none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.runs: list[Run] = []
        first = 0
        for place in sorted((folder / "runs").glob("[0-9]*")):
            told = _told(place / _RUN)
            run = Run(place, first, told["documents"], tuple(told["inputs"]), told["kernels"], told["version"])
            self.runs.append(run)
            first += run.documents
        self.documents = first
        if not self.runs and folder.exists() and any(not p.name.startswith(_ADDING) for p in folder.iterdir()):
            raise InputError("is no index of duplicates", str(folder))

    def hashes(self) -> frozenset[str]:
        """The SHA-256 of all files that were added."""
        return frozenset(told["sha256"] for run in self.runs for told in run.inputs if told["sha256"])

    def state(self) -> str:
        """A SHA-256 of what the index holds."""
        told = [(run.documents, run.kernels, run.version, [dict(file) for file in run.inputs]) for run in self.runs]
        return hashlib.sha256(json.dumps([str(self.folder), told]).encode()).hexdigest()

    def tables(self, engine: Engine, arriving: str) -> None:
        """Name `documents` (those of the index, then the table `arriving`), known_descriptions and known_verdicts."""
        columns = ", ".join(DOCUMENT_COLUMNS)
        later = ", ".join(f"n + {self.documents} AS n" if name == "n" else name for name in DOCUMENT_COLUMNS)
        if not self.runs:
            engine.sql("documents", f"SELECT {later} FROM {arriving}", once=True)
            engine.put("known_descriptions", DESCRIPTION.empty_table())
            engine.put("known_verdicts", VERDICT.empty_table())
            return
        engine.read("indexed", self.folder / "runs" / "*" / "documents")
        engine.sql(
            "documents",
            f"SELECT {columns} FROM indexed UNION ALL SELECT {later} FROM {arriving}",
            once=True,
        )
        if any(run.kernels != kernels() for run in self.runs):
            engine.put("known_descriptions", DESCRIPTION.empty_table())
            engine.put("known_verdicts", VERDICT.empty_table())
        else:
            engine.read("known_descriptions", self.folder / "runs" / "*" / "descriptions")
            engine.read("known_verdicts", self.folder / "runs" / "*" / "verdicts")

    def add(
        self, documents: Iterable[Prepared], inputs: Sequence[Mapping[str, str | None]], settings: Settings
    ) -> dict[str, int]:
        """Add a batch as a run. Returns the counts of documents, and of those that are copies of others.

        Raises CleanerError where the disk does not take it, or another batch was added meanwhile: nothing is added then.
        """
        work = self.folder / f"{_ADDING}-{os.getpid()}"
        self._sweep()
        try:
            work.mkdir(parents=True)
            counts = self._build(work, documents, inputs, settings)
            target = self.folder / "runs" / f"{len(self.runs) + 1:06}"
            target.parent.mkdir(exist_ok=True)
            if target.exists():
                raise CleanerError("another batch was added meanwhile; run the command again", str(self.folder))
            work.rename(target)
            _flush(target.parent)
        except OSError as error:
            raise unwritable(work, error) from None
        finally:
            shutil.rmtree(work, ignore_errors=True)
        return counts

    def _build(
        self, work: Path, documents: Iterable[Prepared], inputs: Sequence[Mapping[str, str | None]], settings: Settings
    ) -> dict[str, int]:
        with Stage(work / "staged") as stage:
            for document in documents:
                stage.write(document)
        with LocalEngine(settings.jobs, settings.memory, work) as engine:
            engine.read("staged", stage.folder)
            self.tables(engine, "staged")
            pipeline.find_duplicates(engine, settings.keep, known=True)
            columns = ", ".join(DOCUMENT_COLUMNS)
            new = f"WHERE n >= {self.documents} ORDER BY n"
            engine.sql("added", f"SELECT {columns} FROM documents {new}", once=True)
            engine.save("added", work / "documents")
            engine.sql("added_descriptions", f"SELECT * FROM described {new}", once=True)
            engine.save("added_descriptions", work / "descriptions")
            engine.sql("added_verdicts", "SELECT * FROM verdicts ORDER BY a, b", once=True)
            engine.save("added_verdicts", work / "verdicts")
            copies = engine.scalar(f"SELECT COUNT(*) FROM clusters WHERE NOT kept AND n >= {self.documents}")
        shutil.rmtree(stage.folder)
        told = {
            "documents": stage.count,
            "inputs": [dict(told) for told in inputs],
            "kernels": kernels(),
            "version": __version__,
        }
        (work / _RUN).write_text(json.dumps(told, indent=1) + "\n", "utf-8")
        for path in work.rglob("*"):
            _flush(path)
        return {"documents": stage.count, "copies": int(str(copies))}

    def _sweep(self) -> None:
        """Remove what an ended process left behind."""
        for left in self.folder.glob(f"{_ADDING}-*"):
            pid = left.name.rpartition("-")[2]
            if not pid.isdigit() or not Path(f"/proc/{pid}").exists():
                shutil.rmtree(left, ignore_errors=True)


def opened(folder: Path) -> Index:
    """An index that must be there. Raises UsageError if it is not."""
    if not (folder / "runs").is_dir():
        raise UsageError("is no index; make one with `cleaner index add INDEX INPUT...`", str(folder))
    return Index(folder)


def _told(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(path.read_text("utf-8"))
        if not isinstance(told, dict) or not {"documents", "inputs", "kernels", "version"} <= told.keys():
            raise ValueError
    except (OSError, ValueError):
        raise InputError("is damaged: no run of an index can be read there", str(path)) from None
    return told


def _flush(path: Path) -> None:
    """Bring a file or a folder to the disk itself."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
