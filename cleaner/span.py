"""Half-open ranges of code points, and the little algebra on them."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Span(NamedTuple):
    """The code points from `start` up to, not including, `end`."""

    start: int
    end: int


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Merge overlapping and touching spans: sorted, disjoint, none empty."""
    merged: list[Span] = []
    for span in sorted(s for s in spans if s.end > s.start):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def gaps(spans: Sequence[Span], length: int) -> tuple[Span, ...]:
    """What a union leaves of a text of `length` code points."""
    kept: list[Span] = []
    at = 0
    for span in spans:
        kept.append(Span(at, span.start))
        at = span.end
    kept.append(Span(at, length))
    return tuple(s for s in kept if s.end > s.start)
