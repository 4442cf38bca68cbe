"""What a run did to each source, language and rule, counted over all of its documents."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from cleaner.account import UNKNOWN
from cleaner.audit.read import Written
from cleaner.audit.samples import Least, lot
from cleaner.ledger import Edit

Place = Literal["head", "inline", "tail"]
PLACES: Final[tuple[Place, ...]] = ("head", "inline", "tail")
HALF: Final = 0.5  # of a document's characters
UNBROKEN: Final = 800  # characters of a line that must have been several
WORST: Final = 20  # documents that are shown for what they lost


@dataclass(slots=True)
class Group:
    """The documents of a source or a language. Characters `before` are as read, `kept` as they left the run."""

    documents: int = 0
    removed: int = 0
    before: int = 0
    cut: int = 0
    kept: int = 0

    @property
    def after(self) -> int:
        """Characters after cleaning, duplicates among them."""
        return self.before - self.cut

    @property
    def lost(self) -> float:
        """The share of its characters that did not leave the run."""
        return 1 - self.kept / self.before if self.before else 0.0

    @property
    def lost_documents(self) -> float:
        """The share of its documents that did not leave the run."""
        return self.removed / self.documents if self.documents else 0.0

    def add(self, written: Written, cut: int) -> None:
        """Count a document."""
        self.documents += 1
        self.removed += written.removed
        self.before += len(written.text) + cut
        self.cut += cut
        self.kept += 0 if written.removed else len(written.text)


@dataclass(slots=True)
class RuleFigures:
    """What a rule did, alone or with others. `places` counts edits: before all text that stays, after it, or between."""

    edits: int = 0
    characters: int = 0
    documents: int = 0
    sources: set[str] = field(default_factory=set[str])
    places: Counter[Place] = field(default_factory=Counter[Place])


@dataclass(frozen=True, slots=True)
class Loss:
    """A document, and how much of it was cut."""

    id: str
    source: str
    before: int
    cut: int

    @property
    def share(self) -> float:
        """Of its characters."""
        return self.cut / self.before


class Figures:
    """Counts over all documents, of which it holds a row for each source, language and rule."""

    def __init__(self) -> None:
        self.all = Group()
        self.edited = 0
        self.unbroken = 0  # documents of one line, long enough for more
        self.sources: dict[str, Group] = {}
        self.languages: dict[str, Group] = {}
        self.rules: dict[str, RuleFigures] = {}
        self.fired: Counter[tuple[str, str]] = Counter()  # (source, rule) to documents
        self.halved = 0  # documents that lost over half
        self.worst: Least[Loss] = Least(WORST)

    def see(self, written: Written, edits: Sequence[Edit], places: Sequence[Place]) -> None:
        """Count a document, its edits, and their places."""
        cut = sum(edit.end - edit.start for edit in edits)
        source = written.source or UNKNOWN
        self.all.add(written, cut)
        self.unbroken += len(written.text) >= UNBROKEN and "\n" not in written.text.strip()
        self.sources.setdefault(source, Group()).add(written, cut)
        self.languages.setdefault(written.lang or UNKNOWN, Group()).add(written, cut)
        if not edits:
            return
        self.edited += 1
        loss = Loss(written.id, source, len(written.text) + cut, cut)
        if loss.share > HALF:
            self.halved += 1
            self.worst.offer((-loss.share, lot(written.id)), loss)
        for edit, place in zip(edits, places, strict=True):
            for rule in edit.rules:
                figures = self.rules.setdefault(rule, RuleFigures())
                figures.edits += 1
                figures.characters += edit.end - edit.start
                figures.places[place] += 1
        for rule in {rule for edit in edits for rule in edit.rules}:
            self.rules[rule].documents += 1
            self.rules[rule].sources.add(source)
            self.fired[source, rule] += 1


def places_of(text: str, edits: Sequence[Edit]) -> list[Place]:
    """Where each edit stood, by the cleaned text: `head` with nothing but blanks before, `tail` with none after."""
    places: list[Place] = []
    taken = 0
    for edit in edits:
        at = edit.start - taken  # in the cleaned text
        taken += edit.end - edit.start
        if not text[:at].strip():
            places.append("head")
        elif not text[at:].strip():
            places.append("tail")
        else:
            places.append("inline")
    return places
