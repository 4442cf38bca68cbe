"""Two documents side by side: what they share in one row, where they differ in the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from cleaner.audit.clusters import Ends, score
from cleaner.audit.read import Row, Written
from cleaner.errors import MissingPart
from cleaner.span import Span, union

try:
    from cleaner.dedup.align import align
except ImportError as missing:
    raise MissingPart(str(missing.name), "corpus", "comparing two documents") from missing

LONGEST: Final = 12_000  # code points of a text that are compared
LONG: Final = 420  # code points of a passage that is shown whole
MOST_ROWS: Final = 60


class Stretch(NamedTuple):
    """Text of one side; `moved` says that the other side has it, too, at another place."""

    text: str
    moved: bool = False


class Line(NamedTuple):
    """One row of the comparison: `shared` passages are the same words on both sides."""

    shared: bool
    left: tuple[Stretch, ...]
    right: tuple[Stretch, ...]


class Compared(NamedTuple):
    """Two texts in rows, the shares of either in passages that both have, and whether some of them is not shown."""

    rows: tuple[Line, ...]
    share_left: float
    share_right: float
    clipped: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two documents and what they share; `link` is None where they are in one cluster through others."""

    left: Written
    right: Written
    link: Row | None
    compared: Compared

    @property
    def score(self) -> float | None:
        """How much they have in common, as far as a link says."""
        return score(self.link) if self.link else None


def pairs(found: Sequence[Ends], texts: Mapping[str, Written]) -> list[Pair]:
    """Each pair of documents, set side by side; those of which a text is missing are left out."""
    return [
        Pair(texts[a], texts[b], link, compare(texts[a].text, texts[b].text))
        for a, b, link in found
        if a in texts and b in texts
    ]


def compare(left: str, right: str) -> Compared:
    """Set two texts side by side, by their common runs of four words and more."""
    clipped = max(len(left), len(right)) > LONGEST
    left, right = left[:LONGEST], right[:LONGEST]
    passages = align(left, right)
    shared = tuple(union(passage[side] for passage in passages) for side in (0, 1))
    rows: list[Line] = []
    done_left = done_right = 0
    ends = (Span(len(left), len(left)), Span(len(right), len(right)))
    for a, b in (*in_order(passages), ends):
        between = (left[done_left : a.start], right[done_right : b.start])
        if any(any(map(str.isalnum, text)) for text in between):  # blanks and marks are no difference
            rows.append(
                Line(False, _stretches(between[0], done_left, shared[0]), _stretches(between[1], done_right, shared[1]))
            )
        if a.end > a.start:
            same = (_short(left[a.start : a.end]), _short(right[b.start : b.end]))
            rows.append(Line(True, (Stretch(same[0]),), (Stretch(same[1]),)))
        done_left, done_right = a.end, b.end
    shares = [sum(s.end - s.start for s in spans) for spans in shared]
    return Compared(
        tuple(rows[:MOST_ROWS]),
        shares[0] / max(1, len(left)),
        shares[1] / max(1, len(right)),
        clipped or len(rows) > MOST_ROWS,
    )


def in_order(passages: Sequence[tuple[Span, Span]]) -> list[tuple[Span, Span]]:
    """The passages that stand in the same order in both texts, of all such choices one with the most text.

    `passages` are in the order of the second text, as `align` gives them.
    """
    best: list[tuple[int, int]] = []  # (text up to here, the passage before or -1)
    for at, (a, _) in enumerate(passages):
        before = max(
            ((best[i][0], i) for i in range(at) if passages[i][0].end <= a.start),
            default=(0, -1),
        )
        best.append((before[0] + a.end - a.start, before[1]))
    chosen: list[tuple[Span, Span]] = []
    at = max(range(len(best)), key=lambda i: best[i][0], default=-1)
    while at >= 0:
        chosen.append(passages[at])
        at = best[at][1]
    return chosen[::-1]


def _stretches(text: str, at: int, shared: Sequence[Span]) -> tuple[Stretch, ...]:
    """A text that begins at `at` of its document, what is shared elsewhere apart."""
    made: list[Stretch] = []
    done, end = at, at + len(text)
    for span in shared:
        start, stop = max(span.start, done), min(span.end, end)
        if start >= stop:
            continue
        if start > done:
            made.append(Stretch(_short(text[done - at : start - at])))
        made.append(Stretch(_short(text[start - at : stop - at]), moved=True))
        done = stop
    if done < end:
        made.append(Stretch(_short(text[done - at :])))
    return tuple(made)


def _short(text: str) -> str:
    """A passage, the middle of a long one left out and told."""
    if len(text) <= LONG:
        return text
    half = LONG // 2
    return f"{text[:half]} […{len(text) - 2 * half:,} characters…] {text[-half:]}"
