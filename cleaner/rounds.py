"""Rounds: every rule proposes on one view of the document, the union is cut, until no rule proposes.

Edits only delete, so each round shortens the view and a fixpoint exists; rules see the same view
within a round, so their order can change nothing.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from cleaner.errors import RoundsSpent, RuleError
from cleaner.ledger import Cleaned, Edit, cut
from cleaner.level import ASK, FLOORS
from cleaner.page import Page
from cleaner.rule import Finding, Rule
from cleaner.span import Span, gaps, union

FLOOR = FLOORS["normal"]
BUDGET = 100  # rounds; a page needs two or three
BLANK = re.compile(r"(?:[^\S\n]*\n)+")
EVIDENCE = 6  # pieces that an edit names, the strongest
LEAST = 0.05  # share of a document's letters that must be left, or else a sentence


class Found(NamedTuple):
    """A finding where it stands in the document as given, and who found it when."""

    span: Span
    rule: str
    round: int
    finding: Finding


class View:
    """What the cuts so far leave of a text, and the way back from its offsets to the text's."""

    def __init__(self, text: str, gone: Sequence[Span]) -> None:
        self._kept = gaps(gone, len(text))
        self._starts = [0, *accumulate(s.end - s.start for s in self._kept)][:-1]
        self.text = cut(text, gone)

    def back(self, at: int) -> int:
        """The place in the text of the view's code point `at`."""
        run = bisect_right(self._starts, at) - 1
        return self._kept[run].start + at - self._starts[run]

    def span(self, span: Span) -> Span:
        """A span of the view as the hull of its code points in the text."""
        return Span(self.back(span.start), self.back(span.end - 1) + 1)


def clean_page(page: Page, rules: Sequence[Rule], floor: float = FLOOR) -> Cleaned:
    """Cut what the rules find with a confidence of `floor` or more, in rounds.

    Page rules are asked at first, and when the others are at rest.

    Raises RuleError for a finding outside the page, RoundsSpent when the rounds do not come to rest.
    """
    whole = [rule for rule in rules if rule.place == "page"]
    local = [rule for rule in rules if rule.place != "page"]
    gone: tuple[Span, ...] = ()
    found: list[Found] = []
    seen: Page | None = None
    for turn in range(1, BUDGET + 1):
        view = View(page.text, gone)
        taken = [page.text[span.start : span.end] for span in gone]
        seen = Page(view.text, page.title, page.lang, page.repeats, taken if turn > 1 else None, seen)
        fresh = list(_propose(seen, view, local if turn > 1 else rules, turn))
        sure = [f for f in fresh if f.finding.confidence >= floor]
        if not sure:  # what is left is judged as a whole
            seen.taken = taken
            fresh += _propose(seen, view, whole, turn)
            sure = [f for f in fresh if f.finding.confidence >= floor]
        if not sure:
            return _settle(page.text, seen, found, [f for f in fresh if f.finding.confidence < floor])
        found += sure
        gone = union(f.span for f in found)
        if not gone[0].start and (blank := BLANK.match(page.text, gone[0].end)):
            # Several cuts have met at the head: what is left begins with a line that says something.
            last = next(i for i, f in enumerate(found) if f.span.end == gone[0].end)
            found[last] = found[last]._replace(span=Span(found[last].span.start, blank.end()))
            gone = union(f.span for f in found)
    raise RoundsSpent(f"rules still propose after {BUDGET} rounds")


def _propose(seen: Page, view: View, rules: Sequence[Rule], turn: int) -> Iterator[Found]:
    for rule in rules:
        for finding in rule.propose(seen):
            if not 0 <= finding.span.start < finding.span.end <= len(view.text):
                raise RuleError(f"finds {tuple(finding.span)}, outside a page of {len(view.text)}", rule.id)
            yield Found(view.span(finding.span), rule.id, turn, finding)


def _settle(text: str, left: Page, found: list[Found], unsure: list[Found]) -> Cleaned:
    edits = _edits(text, found)
    if found and _emptied(text, left):
        return Cleaned(text, (), edits)  # nobody's article is all residue: ask about all of it
    asked = [f for f in unsure if f.finding.confidence >= ASK]
    noted = [f for f in unsure if f.finding.confidence < ASK]
    return Cleaned(left.text, edits, _edits(text, asked), _edits(text, noted))


def _emptied(text: str, left: Page) -> bool:
    if any(line.ends for line in left.lines):
        return False
    if _letters(left.text[: len(text) // 10]) >= LEAST * len(text):
        return False  # as is seen at a glance
    return _letters(left.text) < LEAST * _letters(text)


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def _edits(text: str, found: Sequence[Found]) -> tuple[Edit, ...]:
    if not found:
        return ()
    edits: list[Edit] = []
    ordered = sorted(found, key=lambda f: (f.span, f.rule, f.round))
    at = 0
    for span in union(f.span for f in found):
        inside: list[Found] = []
        while at < len(ordered) and ordered[at].span.start < span.end:
            inside.append(ordered[at])
            at += 1
        edits.append(
            Edit(
                start=span.start,
                end=span.end,
                text=text[span.start : span.end],
                rules=tuple(sorted({f.rule for f in inside})),
                reason="; ".join(dict.fromkeys(f.finding.reason for f in inside)),
                confidence=round(min(f.finding.confidence for f in inside), 4),
                round=max(f.round for f in inside),
                evidence=_evidence(inside),
            )
        )
    return tuple(edits)


def _evidence(found: Sequence[Found]) -> tuple[str, ...]:
    """What speaks for an edit, the strongest first: of what was named several times, how often, and the greatest weight."""
    weights: defaultdict[str, list[float]] = defaultdict(list)
    for piece in (piece for f in found for piece in f.finding.evidence):
        weights[piece.name].append(piece.weight)
    strongest = sorted((-max(some), name, len(some)) for name, some in weights.items())[:EVIDENCE]
    return tuple(f"{f'{times} × ' if times > 1 else ''}{name} {-weight:.2f}" for weight, name, times in strongest)
