"""Verdicts that people gave in a report: on cuts, held against the rules as they are now, and on links.

A verdict carries what stood around its cut, so that the rules can be tried without the corpus. Around a cut in a long
text that is not all: where the rules do not make a right cut again, its text may have needed more of the page.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cleaner.cleaning import clean
from cleaner.errors import InputError
from cleaner.level import Level
from cleaner.profile import Profile

REPEATED: Final = "repeated-line"  # cuts what a source repeats: silent without a profile


@dataclass(frozen=True, slots=True)
class Verdict:
    """What somebody said of one cut, and the text that it was made in: `before`, `text`, `after`."""

    id: str
    start: int
    end: int
    rules: tuple[str, ...]
    right: bool
    before: str
    text: str
    after: str
    title: str | None = None
    lang: str | None = None
    source: str | None = None
    clipped: bool = False


@dataclass(frozen=True, slots=True)
class PairVerdict:
    """What somebody said of two documents: `right` where they are one story, whatever the relation that was found."""

    a: str
    b: str
    right: bool


@dataclass(slots=True)
class Tally:
    """The verdicts on one rule's cuts, and how many of either kind the rules still make; `untried` could not be."""

    right: int = 0
    wrong: int = 0
    still_right: int = 0
    still_wrong: int = 0
    untried: int = 0


def read_verdicts(path: Path) -> list[Verdict]:
    """The verdicts on cuts in a file that a report has exported; those on links are passed over.

    Raises InputError for a file that cannot be read, and for a line that is no verdict.
    """
    return [verdict for _, verdict in _verdicts(path) if isinstance(verdict, Verdict)]


def read_pairs(path: Path) -> list[tuple[str, str, bool]]:
    """The pairs of documents of which a file says whether they are one story, sorted; verdicts on cuts are passed over.

    Raises InputError as `read_verdicts` does, and for a pair of which it says both.
    """
    pairs: dict[tuple[str, str], tuple[bool, int]] = {}
    for number, verdict in _verdicts(path):
        if isinstance(verdict, PairVerdict):
            pair = min(verdict.a, verdict.b), max(verdict.a, verdict.b)
            right, earlier = pairs.setdefault(pair, (verdict.right, number))
            if right is not verdict.right:
                told = f"lines {earlier} and {number} contradict each other on {' and '.join(pair)}: keep one of them"
                raise InputError(told, str(path))
    return [(*pair, right) for pair, (right, _) in sorted(pairs.items())]


def still_cut(verdict: Verdict, profile: Profile | None = None, level: Level = "normal") -> bool:
    """Whether the rules cut it again: over half of what is not blank in it."""
    given = verdict.before + verdict.text + verdict.after
    start = len(verdict.before)
    end = start + len(verdict.text)
    said = sum(not sign.isspace() for sign in verdict.text)
    cut = 0
    for edit in clean(given, verdict.title, verdict.lang, verdict.source, profile, level=level).edits:
        cut += sum(not sign.isspace() for sign in given[max(start, edit.start) : min(end, edit.end)])
    return 2 * cut > said


def tried(
    verdicts: Iterable[Verdict], profile: Profile | None = None, level: Level = "normal"
) -> Iterator[tuple[Verdict, bool | None]]:
    """Each verdict, and whether its cut is still made; None where that cannot be told.

    It cannot where not all of its text is here, or what its source repeats had a part in it and nothing says what that
    is: there is no profile, or the verdict names no source.
    """
    for verdict in verdicts:
        made = None if verdict.clipped else still_cut(verdict, profile, level)
        unknown = REPEATED in verdict.rules and (profile is None or verdict.source is None)
        yield verdict, None if not made and unknown else made


def tally(outcomes: Iterable[tuple[Verdict, bool | None]]) -> dict[str, Tally]:
    """What `tried` gives, by rule; a cut of several rules counts for each."""
    rules: dict[str, Tally] = {}
    for verdict, made in outcomes:
        for rule in verdict.rules:
            counts = rules.setdefault(rule, Tally())
            counts.right += verdict.right
            counts.wrong += not verdict.right
            counts.still_right += verdict.right and made is True
            counts.still_wrong += not verdict.right and made is True
            counts.untried += made is None
    return dict(sorted(rules.items()))


def _verdicts(path: Path) -> Iterator[tuple[int, Verdict | PairVerdict]]:
    """The verdicts of a file, each with the number of its line."""
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read as verdicts: {error}", str(path)) from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            verdict, wrong = None, "export verdicts from report.html"
            try:
                row = json.loads(line)
                verdict = _pair(row) if row["kind"] == "link" else _cut(row)
            except KeyError as error:
                wrong = f"it has no {error}, and a report's export has"
            except (ValueError, TypeError, AttributeError, RecursionError):
                pass
            if verdict is None:
                raise InputError(f"line {number} is not a verdict: {wrong}", str(path))
            yield number, verdict


def _pair(row: Mapping[str, Any]) -> PairVerdict | None:
    a, b, said = row["a"], row["b"], row["verdict"]
    good = isinstance(a, str) and isinstance(b, str) and a != b and said in ("right", "wrong")
    return PairVerdict(a, b, said == "right") if good else None


def _cut(row: Mapping[str, Any]) -> Verdict | None:
    words = [row[name] for name in ("id", "before", "text", "after")]
    words += [row[name] for name in ("title", "lang", "source") if name in row] + row["rules"]
    good = (
        row["kind"] == "cut" and row["verdict"] in ("right", "wrong") and all(isinstance(word, str) for word in words)
    )
    if not (good and all(type(row[name]) is int for name in ("start", "end")) and row["text"].strip()):
        return None
    return Verdict(
        row["id"],
        row["start"],
        row["end"],
        tuple(row["rules"]),
        row["verdict"] == "right",
        row["before"],
        row["text"],
        row["after"],
        row.get("title"),
        row.get("lang"),
        row.get("source"),
        row.get("clipped") is True,
    )
