"""Texts that look like residue and are none: every one of samples/negative comes through untouched.

A file is a kind: poems, glossaries, box scores, quoted speech, in many languages, written for this project.
"""

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from cleaner.cleaning import clean
from cleaner.ledger import Edit

FOLDER = Path(__file__).parent.parent / "samples" / "negative"
KINDS = sorted(file.stem for file in FOLDER.glob("*.jsonl"))


class Text(NamedTuple):
    """A text with what is known beside it."""

    id: str
    lang: str
    title: str | None
    text: str

    def edits(self) -> tuple[Edit, ...]:
        """What cleaning takes out of it."""
        return clean(self.text, title=self.title, lang=self.lang).edits


@cache
def texts(kind: str) -> tuple[Text, ...]:
    """The texts of a kind."""
    rows = map(json.loads, (FOLDER / f"{kind}.jsonl").read_text("utf-8").splitlines())
    return tuple(Text(row["id"], row["lang"], row.get("title"), row["text"]) for row in rows)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_cut(kind: str) -> None:
    """Seen to fail when comment-form read quoted speech, and when share-bar took a lone "Print" for a button."""
    cut = {text.id: [(edit.rules, edit.text) for edit in edits] for text in texts(kind) if (edits := text.edits())}
    assert cut == {}


def test_there_are_many_and_each_has_its_name() -> None:
    """Enough kinds and texts to mean something, each named after its kind, in its place."""
    ids = [text.id for kind in KINDS for text in texts(kind)]
    assert len(KINDS) >= 40
    assert len(ids) >= 150
    assert len(set(ids)) == len(ids)
    assert all(text.id.rpartition("-")[0] == kind for kind in KINDS for text in texts(kind))


def test_they_are_of_many_languages() -> None:
    """Words of residue differ by language, and so do the texts that hold them."""
    assert len({text.lang for kind in KINDS for text in texts(kind)}) >= 15
