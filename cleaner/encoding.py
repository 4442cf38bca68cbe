"""Text that was decoded in the wrong encoding, put right by ftfy: Ã¼ to ü, â€œ to “. Every change is recorded.

Line by line, since what was pieced together may be wrong in one place and right in another. Of a changed line the
stretch from its first change to its last is kept as it was, so that the text can be had back to the code point.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module

from cleaner.errors import AccountError, MissingPart


@dataclass(frozen=True, slots=True)
class Repair:
    """A stretch that was put right: at [start, end) of the repaired text stands `repaired`, where `text` was read."""

    start: int
    end: int
    text: str
    repaired: str


def require() -> None:
    """MissingPart if what puts encodings right is not installed."""
    try:
        import_module("ftfy")
    except ImportError:
        raise MissingPart("ftfy", "text", "putting encodings right") from None


def repair(text: str) -> tuple[str, tuple[Repair, ...]]:
    """The text with its encoding put right, and what that changed, in order."""
    fix_encoding: Callable[[str], str] = import_module("ftfy").fix_encoding
    lines: list[str] = []
    repairs: list[Repair] = []
    place = 0
    for line in text.split("\n"):
        fixed = line if line.isascii() else fix_encoding(line)
        if fixed != line:
            repairs.append(_repair(line, fixed, place))
        lines.append(fixed)
        place += len(fixed) + 1
    return "\n".join(lines), tuple(repairs)


def as_read(text: str, repairs: Iterable[Repair]) -> str:
    """A repaired text as it was read. Raises AccountError where the repairs are of another text."""
    out: list[str] = []
    place = 0
    for one in repairs:
        if one.start < place or text[one.start : one.end] != one.repaired:
            raise AccountError(f"these repairs are of another text: [{one.start}:{one.end}] reads otherwise")
        out += [text[place : one.start], one.text]
        place = one.end
    return "".join([*out, text[place:]])


def _repair(line: str, fixed: str, place: int) -> Repair:
    before = _alike(line, fixed)
    after = _alike(line[before:][::-1], fixed[before:][::-1])
    text, repaired = line[before : len(line) - after], fixed[before : len(fixed) - after]
    return Repair(place + before, place + before + len(repaired), text, repaired)


def _alike(a: str, b: str) -> int:
    """With how many of the same characters both begin."""
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
