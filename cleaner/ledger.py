"""The ledger: every edit of a document, and the one place that edits text.

`cut` takes text out, `restore` puts it back, `replay` does again what a ledger says. An edit is the
union of what rules found: overlapping findings are cut whole, none is skipped.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cleaner.errors import AccountError
from cleaner.span import Span, gaps, union


@dataclass(frozen=True, slots=True)
class Edit:
    """One cut: `text` stood at [start, end) of the document as given, in code points.

    `confidence` is that of the least sure finding in it, `round` the last round that added to it. `evidence` is what
    spoke for it, the strongest first, each with its weight in (0, 1).
    """

    start: int
    end: int
    text: str
    rules: tuple[str, ...]
    reason: str
    confidence: float
    round: int
    evidence: tuple[str, ...] = ()  # as "label 0.90"

    def row(self) -> dict[str, object]:
        """The edit as a row of audit/edits, less the document's id."""
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "rules": list(self.rules),
            "round": self.round,
            "reason": self.reason,
            "confidence": self.confidence,
            "evidence": list(self.evidence),
        }


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A document's text less its edits.

    `asked` was proposed, but not sure enough to be cut; `noted` is less likely residue than text. Both are as the text
    stands after the edits, in the places of the text as it was given.
    """

    text: str
    edits: tuple[Edit, ...] = ()
    asked: tuple[Edit, ...] = ()
    noted: tuple[Edit, ...] = ()


def cut(text: str, spans: Iterable[Span]) -> str:
    """The text without the code points of the spans' union."""
    return "".join(text[s.start : s.end] for s in gaps(union(spans), len(text)))


def restore(cleaned: Cleaned) -> str:
    """The text as it was given, to the code point."""
    return put_back(cleaned.text, cleaned.edits)


def put_back(text: str, edits: Sequence[Edit]) -> str:
    """A cleaned text with its edits undone. Raises AccountError where the edits are of another text."""
    out: list[str] = []
    at = taken = 0  # in the document as given; in the cleaned text
    for edit in edits:
        keep = edit.start - at
        if keep < 0 or taken + keep > len(text) or len(edit.text) != edit.end - edit.start:
            raise AccountError("these edits are not of this text: offsets do not fit")
        out += [text[taken : taken + keep], edit.text]
        taken, at = taken + keep, edit.end
    return "".join([*out, text[taken:]])


def replay(text: str, edits: Sequence[Edit]) -> str:
    """Cut again what a ledger records. Raises AccountError where the text is another than the recorded one."""
    for edit in edits:
        if text[edit.start : edit.end] != edit.text:
            raise AccountError(f"these edits are of another text: [{edit.start}:{edit.end}] reads otherwise")
    return cut(text, [Span(e.start, e.end) for e in edits])
