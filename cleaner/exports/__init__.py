"""A finished run's folder in other layouts: one module a target. `cleaner.exports.door` opens them all."""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Target(NamedTuple):
    """A layout: what it is, and the format of its tables. `marks` says that duplicates are in it only when asked for,
    `again` that it is a run's folder again."""

    says: str
    suffix: str = "jsonl"
    marks: bool = False
    again: bool = False


TARGETS: Final[Mapping[str, Target]] = {
    "parquet": Target("the same folder, its tables as Parquet", "parquet", again=True),
    "hf": Target("a data set that datasets.load_dataset loads, with its card and its audit", "parquet"),
    "dolma": Target("documents as they were read, with what was cut as Dolma attributes"),
    "prevertical": Target("<doc> and <p>, as corpus managers read it", marks=True),
    "tei": Target("TEI P5", marks=True),
    "sqlite": Target("one SQLite file with all tables, and views of them"),
}
