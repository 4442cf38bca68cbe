"""The settings of a job: defaults, a TOML file, and what the caller says. Unknown keys are refused."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Self

from cleaner.errors import UsageError
from cleaner.formats.record import ReadOptions
from cleaner.level import FLOORS, Level

_SIZE = re.compile(r"[1-9]\d*(?:\.\d+)?\s?[MGT]i?B", re.I)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Settings:
    """What a job does and how. Nothing here changes the result but what says so.

    `only` and `without` choose rules by id, `level` says how sure a finding must be to be cut (`cleaner.level`).
    `profile` is a saved profile, used as it is; without one a job learns its own from the batch.
    `keep` is the keeper policy: longest, earliest, first, or source:a,b.
    `against` is an index of earlier documents: what is a copy of one of them is a duplicate.
    `max_rejects` is the share of records that may be rejected before a job counts as failed.
    """

    clean: bool = True
    dedup: bool = True
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    level: Level = "normal"
    profile: Path | None = None
    fast: bool = False  # extract pages with resiliparse
    keep: str = "longest"
    against: Path | None = None
    format: str = "jsonl"  # of the output: jsonl, jsonl.gz, jsonl.zst, parquet
    limit: int | None = None  # records read; for a first look
    max_rejects: float = 0.01
    overwrite: bool = False  # does not change the result
    jobs: int = field(default_factory=_cores)  # processes; does not change the result
    memory: str = "1GB"  # what DuckDB holds before it spills; does not change the result
    read: ReadOptions = field(default_factory=ReadOptions)

    def __post_init__(self) -> None:
        if self.jobs < 1:
            raise UsageError("must be 1 or more", "jobs")
        if not 0 <= self.max_rejects <= 1:
            raise UsageError("must lie between 0 and 1", "max_rejects")
        if self.level not in FLOORS:
            raise UsageError(f"must be one of {', '.join(FLOORS)}, not {self.level!r}", "level")
        if not _SIZE.fullmatch(self.memory):
            raise UsageError(f"must be a size as 500MB or 2GB, not {self.memory!r}", "memory")
        if self.limit is not None and self.limit < 1:
            raise UsageError("must be 1 or more", "limit")

    @classmethod
    def from_file(cls, path: Path) -> Self:
        """The settings of a TOML file. Raises UsageError for a file that cannot be read, and for unknown keys."""
        try:
            table = tomllib.loads(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise UsageError(f"cannot be read as TOML: {error}", str(path)) from None
        try:
            return cls().with_(table)
        except UsageError as error:
            raise UsageError(str(error), str(path)) from None

    def with_(self, given: Mapping[str, object]) -> Self:
        """These settings with some said otherwise; `read` may be a mapping of its own."""
        known = {f.name for f in fields(self)}
        if unknown := sorted(set(given) - known):
            raise UsageError(f"no such setting; there are {', '.join(sorted(known))}", unknown[0])
        changed: dict[str, Any] = {
            name: _cast(name, value, getattr(self, name)) for name, value in given.items() if name != "read"
        }
        read = given.get("read")
        if isinstance(read, Mapping):
            options = {f.name for f in fields(ReadOptions)}
            if unknown := sorted(set(read) - options):
                raise UsageError(f"no such setting; there are {', '.join(sorted(options))}", f"read.{unknown[0]}")
            changed["read"] = replace(self.read, **read)
        elif isinstance(read, ReadOptions):
            changed["read"] = read
        elif read is not None:
            raise UsageError("must be a table", "read")
        return replace(self, **changed)

    def result(self) -> dict[str, object]:
        """The settings that the result depends on, for the manifest."""
        told: dict[str, object] = asdict(self)
        for name in ("profile", "against"):
            told[name] = str(told[name]) if told[name] else None
        for name in ("jobs", "memory", "overwrite"):
            del told[name]
        return told


def _cast(name: str, value: object, default: object) -> object:
    """The value in the type of its default. Raises UsageError for one of another type."""
    if isinstance(default, tuple) and isinstance(value, list | tuple) and all(isinstance(v, str) for v in value):
        return tuple(value)
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if name == "limit" and (value is None or type(value) is int):
        return value
    if name in ("profile", "against") and (value is None or isinstance(value, str | Path)):
        return None if value is None else Path(value)
    if type(value) is not type(default):
        raise UsageError(f"must be {type(default).__name__}, not {type(value).__name__}", name)
    return value
