"""Single cuts for people to judge: drawn by lot for each rule, and those that are the likeliest to be wrong."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import log10
from typing import Final

from cleaner.audit.figures import Place
from cleaner.audit.read import Written
from cleaner.audit.samples import Least, lot
from cleaner.ledger import Edit, put_back

PER_RULE: Final = 6  # by lot, and as many by risk
CONTEXT: Final = 1000  # characters either side that a verdict carries
LONGEST: Final = 6000  # characters of a cut that are shown and carried; of a longer one only the beginning


@dataclass(frozen=True, slots=True)
class Cut:
    """One edit with what stood around it. `clipped` says that its text is longer than what is here."""

    id: str
    title: str | None
    lang: str | None
    source: str | None
    before: str
    after: str
    edit: Edit
    place: Place

    @property
    def text(self) -> str:
        """What was cut, or the beginning of it."""
        return self.edit.text[:LONGEST]

    @property
    def clipped(self) -> bool:
        """Whether `text` is not all."""
        return len(self.edit.text) > LONGEST


def risk(edit: Edit, place: Place) -> float:
    """How much would be lost if the edit were wrong, times how unsure it is: for ranking, no probability.

    Long cuts weigh more, those between text that stays twice.
    """
    doubt = 1.01 - edit.confidence  # the surest rules have their riskiest cuts, too
    return round(doubt * log10(10 + edit.end - edit.start) * (2 if place == "inline" else 1), 9)


def cut_of(written: Written, text: str, edit: Edit, place: Place) -> Cut:
    """An edit of a document whose text as it was read is `text`."""
    before = text[max(0, edit.start - CONTEXT) : edit.start]
    after = text[edit.end : edit.end + CONTEXT]
    return Cut(written.id, written.title, written.lang, written.source, before, after, edit, place)


class Cuts:
    """The cuts of each rule that are shown."""

    def __init__(self) -> None:
        self._drawn: defaultdict[str, Least[Cut]] = defaultdict(lambda: Least(PER_RULE))
        self._risky: defaultdict[str, Least[Cut]] = defaultdict(lambda: Least(PER_RULE))

    def see(self, written: Written, edits: Sequence[Edit], places: Sequence[Place]) -> None:
        """Take in the edits of a document."""
        text = None  # as it was read, put together when it is first asked for
        for edit, place in zip(edits, places, strict=True):
            number = lot(written.id, edit.start)
            for rule in edit.rules:
                by_lot, by_risk = self._drawn[rule], self._risky[rule]
                ranks = (number,), (-risk(edit, place), number)
                if by_lot.wants(ranks[0]) or by_risk.wants(ranks[1]):
                    text = put_back(written.text, edits) if text is None else text
                    cut = cut_of(written, text, edit, place)
                    by_lot.offer(ranks[0], cut)
                    by_risk.offer(ranks[1], cut)

    def drawn(self, rule: str) -> list[Cut]:
        """Some of a rule's cuts, chosen by lot."""
        return list(self._drawn[rule])

    def risky(self, rule: str) -> list[Cut]:
        """A rule's cuts of the greatest risk, those that were drawn left out."""
        drawn = {(cut.id, cut.edit.start) for cut in self._drawn[rule]}
        return [cut for cut in self._risky[rule] if (cut.id, cut.edit.start) not in drawn]
