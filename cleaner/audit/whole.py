"""Whole documents with what was cut from them in its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from cleaner.audit.cuts import Cut, cut_of
from cleaner.audit.figures import places_of
from cleaner.audit.read import Written
from cleaner.ledger import Edit, put_back

DRAWN: Final = 24  # documents chosen by lot among those with edits
WHOLE: Final = 12_000  # code points of a text that is shown whole
EDGE: Final = 1500  # code points either side of a gap in a longer one
MOST_CUTS: Final = 60  # of a document


class Piece(NamedTuple):
    """A stretch of text; `cut` is its number among the document's cuts from 1 on, 0 for text that stays."""

    text: str
    cut: int = 0
    hidden: int = 0  # code points that are not shown after `text`
    rest: str = ""  # what follows them

    @property
    def margin(self) -> str:
        """The blanks that `text` begins with."""
        return self.text[: len(self.text) - len(self.text.lstrip())]


@dataclass(frozen=True, slots=True)
class Whole:
    """A document as it was read: pieces that stay and pieces that were cut. `more` cuts are not shown as such."""

    written: Written
    before: int
    cut: int
    pieces: tuple[Piece, ...]
    cuts: tuple[Cut, ...]
    more: int


def whole(written: Written, edits: Sequence[Edit]) -> Whole:
    """A document with its edits, its longest stretches shortened where it is a long one."""
    text = put_back(written.text, edits)
    places = places_of(written.text, edits)
    brief = len(text) > WHOLE
    pieces: list[Piece] = []
    at = 0
    for number, edit in enumerate(edits[:MOST_CUTS], 1):
        if edit.start > at:
            pieces.append(_piece(text[at : edit.start], 0, brief))
        pieces.append(_piece(edit.text, number, brief))
        at = edit.end
    if len(edits) > MOST_CUTS:
        pieces.append(Piece("", 0, len(text) - at))
    elif at < len(text):
        pieces.append(_piece(text[at:], 0, brief))
    cuts = [cut_of(written, text, *pair) for pair in zip(edits[:MOST_CUTS], places, strict=False)]
    cut = sum(edit.end - edit.start for edit in edits)
    return Whole(written, len(text), cut, tuple(pieces), tuple(cuts), max(0, len(edits) - MOST_CUTS))


def _piece(text: str, cut: int, brief: bool) -> Piece:
    if brief and len(text) > 3 * EDGE:
        return Piece(text[:EDGE], cut, len(text) - 2 * EDGE, text[-EDGE:])
    return Piece(text, cut)
