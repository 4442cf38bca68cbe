"""The settings of a job: defaults, a TOML file, and what the caller says. Unknown keys are refused."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar, get_args, get_origin

from cleaner import encoding
from cleaner.bounds import PageBounds
from cleaner.errors import UsageError
from cleaner.formats.record import ReadOptions
from cleaner.level import FLOORS, Level

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

ENGINES = ("local", "spark")
_SIZE = re.compile(r"([1-9]\d*(?:\.\d+)?)\s?([KMGT])(i?)B", re.I)
_TOLD = {bool: "true or false", int: "a whole number", float: "a number", str: "a text", Path: "a path"}
_Options = TypeVar("_Options", bound="DataclassInstance")

LEAST_SECONDS = 1.0  # what a process loads for its first page is counted with it
MOST_SECONDS = 86_400.0


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Settings:
    """What a job does and how. Nothing here changes the result but what says so.

    `only` and `without` choose rules by id, `level` says how sure a finding must be to be cut (`cleaner.level`).
    `profile` is a saved profile, used as it is; without one a job learns its own from the batch.
    `keep` is the keeper policy: longest, earliest, first, or source:a,b.
    `against` is an index of earlier documents: what is a copy of one of them is a duplicate.
    `max_seconds` is the processor time that a page's extraction, or a document's cleaning, may take.
    `verdicts` is a file of what people said of links, as a report exports it: it overrules what the words say.
    `max_rejects` is the share of records that may be rejected before a job counts as failed.
    """

    clean: bool = True
    dedup: bool = True
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    level: Level = "normal"
    profile: Path | None = None
    fast: bool = False  # extract pages with resiliparse
    fix_encoding: bool = False  # put right what was decoded in the wrong encoding, as Ã¼ for ü
    keep: str = "longest"
    against: Path | None = None
    verdicts: Path | None = None
    format: str = "jsonl"  # of the output: jsonl, jsonl.gz, jsonl.zst, parquet
    report: bool = True  # write report.html, which takes one process; `cleaner report` writes it as well
    limit: int | None = None  # records read; for a first look
    max_seconds: float = 10.0
    max_rejects: float = 0.01
    engine: str = "local"  # or spark; does not change the result
    master: str | None = None  # of Spark; None is this machine; does not change the result
    overwrite: bool = False  # does not change the result
    jobs: int = field(default_factory=_cores)  # processes; does not change the result
    memory: str = "1GB"  # what DuckDB holds before it spills; does not change the result
    read: ReadOptions = field(default_factory=ReadOptions)
    page: PageBounds = field(default_factory=PageBounds)

    def __post_init__(self) -> None:
        if self.jobs < 1:
            raise UsageError("must be 1 or more", "jobs")
        if self.engine not in ENGINES:
            raise UsageError(f"must be one of {', '.join(ENGINES)}, not {self.engine!r}", "engine")
        if self.master and self.engine != "spark":
            raise UsageError("is Spark's: say engine = spark (--engine spark) as well", "master")
        if not 0 <= self.max_rejects <= 1:
            raise UsageError("must lie between 0 and 1", "max_rejects")
        if not LEAST_SECONDS <= self.max_seconds <= MOST_SECONDS:
            raise UsageError(f"must lie between {LEAST_SECONDS:g} and {MOST_SECONDS:,.0f}", "max_seconds")
        if self.level not in FLOORS:
            raise UsageError(f"must be one of {', '.join(FLOORS)}, not {self.level!r}", "level")
        if not _SIZE.fullmatch(self.memory):
            raise UsageError(f"must be a size as 500MB or 2GB, not {self.memory!r}", "memory")
        if self.limit is not None and self.limit < 1:
            raise UsageError("must be 1 or more", "limit")
        if self.fix_encoding:
            encoding.require()

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
        """These settings with some said otherwise; `read` and `page` may be mappings of their own."""
        return _changed(self, given)

    def result(self) -> dict[str, object]:
        """The settings that the result depends on, for the manifest."""
        told: dict[str, object] = asdict(self)
        for name in ("profile", "against", "verdicts"):
            told[name] = str(told[name]) if told[name] else None
        for name in ("engine", "master", "jobs", "memory", "overwrite"):
            del told[name]
        return told


def size(text: str) -> int:
    """The bytes of a size as 64MiB or 2GB. Raises ValueError for what is none."""
    if not (found := _SIZE.fullmatch(text)):
        raise ValueError(text)
    number, unit, binary = found.groups()
    return int(float(number) * (1024 if binary else 1000) ** ("KMGT".index(unit.upper()) + 1))


def _changed(options: _Options, given: Mapping[str, object], table: str = "") -> _Options:
    """The options with some said otherwise, in the types of theirs. Raises UsageError for what there is not."""
    known = {f.name: f.type for f in fields(options)}
    if unknown := sorted(set(given) - set(known)):
        raise UsageError(f"no such setting; there are {', '.join(sorted(known))}", table + unknown[0])
    changed: dict[str, Any] = {}
    for name, value in given.items():
        now = getattr(options, name)
        if not isinstance(now, ReadOptions | PageBounds):
            changed[name] = _cast(table + name, value, known[name])
        elif isinstance(value, Mapping):
            changed[name] = _changed(now, value, f"{name}.")
        elif isinstance(value, type(now)):
            changed[name] = value
        else:
            raise UsageError("must be a table", name)
    return replace(options, **changed)


def _cast(name: str, value: object, kind: object) -> object:
    """The value as one of the type `kind`, a field's. Raises UsageError for one of another type."""
    kinds = get_args(kind) if isinstance(kind, UnionType) else (kind,)
    if value is None and NoneType in kinds:
        return None
    if get_origin(kind) is tuple and isinstance(value, list | tuple) and all(isinstance(v, str) for v in value):
        return tuple(value)
    if Path in kinds and isinstance(value, str | Path):
        return Path(value)
    if float in kinds and type(value) is int:
        return float(value)
    if name.endswith("_bytes") and isinstance(value, str):
        try:
            return size(value)
        except ValueError:
            raise UsageError(f"must be bytes, or a size as 64MiB or 2GB, not {value!r}", name) from None
    if get_origin(kind) is Literal:
        kinds = (str,)
    if type(value) not in kinds:
        wanted = next((told for known, told in _TOLD.items() if known in kinds), "a list of texts")
        raise UsageError(f"must be {wanted}, not {value!r}", name)
    return value
