"""Which tables a run's folder has, and how each is written."""

from importlib import import_module
from pathlib import Path
from typing import Final

from cleaner.errors import UsageError
from cleaner.table import SUFFIXES, Table

TABLES: Final = (
    "documents",
    "removed",
    "audit/edits",
    "audit/repairs",
    "audit/links",
    "audit/clusters",
    "audit/profile",
    "audit/survivors",
    "rejects",
)


def require(suffix: str) -> None:
    """Tell before the work what it will need. UsageError for a format that there is none of, MissingPart for a package."""
    if suffix not in SUFFIXES:
        raise UsageError(f"no such format; there are {', '.join(SUFFIXES)}", suffix)
    if suffix == "parquet":
        import_module("cleaner.columnar")


def new_table(folder: Path, name: str, suffix: str) -> Table:
    """The table `name`, one of TABLES, below `folder`, in the format that `suffix` names."""
    if name not in TABLES:
        raise ValueError(f"no table {name!r}")
    if name == "rejects":
        return Table(folder, lambda _: "rejects.jsonl", "jsonl", part_bytes=1 << 62)
    if suffix == "parquet":
        from cleaner.columnar import ColumnarTable

        return ColumnarTable(folder, name, lambda n: f"{name}/part-{n:05d}.parquet")
    return Table(folder, lambda n: f"{name}/part-{n:05d}.{suffix}", suffix)
