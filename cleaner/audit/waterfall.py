"""From what came in to what went out, as the bars of a waterfall."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

Kind = Literal["stays", "cut", "removed", "rejected"]


class Step(NamedTuple):
    """One bar: what it stands for, how much, and where it begins and how long it is, in shares of what came in."""

    name: str
    amount: int
    start: float
    length: float
    kind: Kind
    anchor: str  # where the report shows it


def records(counts: Mapping[str, int]) -> list[Step]:
    """The records of a summary."""
    losses: list[tuple[str, str, Kind, str]] = [
        ("rejected", "rejected", "rejected", "rejects"),
        ("duplicates", "removed", "removed", "duplicates"),
    ]
    return _steps(counts, losses)


def characters(counts: Mapping[str, int]) -> list[Step]:
    """The characters of a summary."""
    losses: list[tuple[str, str, Kind, str]] = [
        ("residue", "cut", "cut", "rules"),
        ("in duplicates", "removed", "removed", "duplicates"),
    ]
    return _steps(counts, losses)


def _steps(counts: Mapping[str, int], losses: list[tuple[str, str, Kind, str]]) -> list[Step]:
    whole = left = counts["in"]
    steps = [Step("read", whole, 0.0, 1.0 if whole else 0.0, "stays", "")]
    for name, column, kind, anchor in losses:
        left -= counts[column]
        steps.append(Step(name, counts[column], left / max(1, whole), counts[column] / max(1, whole), kind, anchor))
    return [*steps, Step("kept", counts["out"], 0.0, counts["out"] / max(1, whole), "stays", "")]
