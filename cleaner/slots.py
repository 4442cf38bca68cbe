"""Phrases with gaps to fill: in a phrase `…` stands for one or more words, `#` for a number.

There are thousands of them, and a line is looked at once for all: by the words it opens with, by a word that a phrase
must have, or, where a gap is written onto the words as in scripts without spaces, by its characters.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from cleaner.page import fold

_SLOTS = {"…": ".+", "#": r"\d[\dk ]*"}  # any words; a number
_SLOT = re.compile("([…#])")
_compiled = cache(re.compile)  # thousands of phrases, few of which a text ever needs


class Slotted(NamedTuple):
    """A phrase: how it is written, its pattern, the words in it that stand alone, its longest part, where it is found."""

    phrase: str
    pattern: str
    alone: Sequence[str]
    part: str
    place: str  # opened, within, attached or inside, as below; or empty, if it has no word at all
    at: str


def has_slot(phrase: str) -> bool:
    """Whether a phrase has a gap to fill."""
    return "…" in phrase or "#" in phrase


def slotted(phrase: str) -> Slotted:
    """Read a phrase that has slots."""
    pieces = _SLOT.split(phrase)  # text, slot, text, slot, text
    pattern = ""
    alone: list[str] = []
    first: list[str] = []
    parts: list[str] = []
    for i in range(0, len(pieces), 2):
        text, words = pieces[i], fold(pieces[i]).split()
        opens = i > 0 and text[:1].isalnum()  # written onto the slot before it
        closes = i + 1 < len(pieces) and text[-1:].isalnum()
        pattern += ("" if opens or not i or not words else " ") + re.escape(" ".join(words))
        if i + 1 < len(pieces):
            pattern += ("" if closes or (not words and not i) else " ") + _SLOTS[pieces[i + 1]]
        alone += words[opens : len(words) - closes]
        first = first if i else list(alone)
        parts += words
    part = max(parts, key=len, default="")
    if first:
        place, at = "opened", " ".join(first[:2])
    elif alone:
        place, at = "within", max(alone, key=lambda word: (len(word), word))
    elif (opening := fold(pieces[0])) or pieces[1] == "#":
        place, at = "attached", "0" if not opening or opening[0].isdigit() else opening[0]
    else:
        place, at = "inside", "" if part.isascii() else part[0]
    return Slotted(phrase, pattern, alone, part, place if parts else "", at)


def before_slot(phrase: str) -> str:
    """What a phrase says before its first gap."""
    return _SLOT.split(phrase, maxsplit=1)[0]


class _Owned(NamedTuple):
    """A phrase as it is looked for: whose it is, and what a line must have for it."""

    owner: int
    pattern: str
    alone: frozenset[str]
    part: str


_Places = dict[str, list[_Owned]]


class Slots:
    """All phrases with slots, of whatever kind, each under the number of what it belongs to."""

    def __init__(self) -> None:
        self._opened: _Places = {}  # by its first words, two if they stand alone
        self._within: _Places = {}  # by the longest word in it
        self._attached: _Places = {}  # no word stands alone: by the first character; a figure is "0"
        self._inside: _Places = {}  # nor does it open with one: by the first of its longest part; ASCII as such
        self._places = {
            "opened": self._opened, "within": self._within, "attached": self._attached, "inside": self._inside
        }  # fmt: skip
        self.owners = lru_cache(8192)(self._owners)  # pages repeat lines, and rules ask the same of each

    def add(self, owner: int, phrases: Iterable[Slotted]) -> None:
        """Enter phrases under the number of what they belong to."""
        for phrase in phrases:
            if phrase.place:
                owned = _Owned(owner, phrase.pattern, frozenset(phrase.alone), phrase.part)
                self._places[phrase.place].setdefault(phrase.at, []).append(owned)
        self.owners.cache_clear()

    def _likely(self, key: str) -> list[_Owned]:
        """The phrases that a folded line may be; all others it cannot be, nor can any beginning of it."""
        words = key.split()
        if not words:
            return []
        found = [*self._opened.get(words[0], ()), *self._opened.get(" ".join(words[:2]), ())]
        if not self._within.keys().isdisjoint(words):
            for word in self._within.keys() & set(words):
                found += self._within[word]
        found += self._attached.get("0" if key[0].isdigit() else key[0], ())
        found += self._inside.get("", ())
        if not key.isascii():
            for char in self._inside.keys() & set(key):
                found += self._inside[char]
        if not found:
            return []
        held = set(words)
        return [owned for owned in found if owned.alone <= held and owned.part in key]

    def near(self, key: str) -> list[int]:
        """Whose phrases a folded line may be, or a beginning of it: the others have none."""
        return [owned.owner for owned in self._likely(key)]

    def _owners(self, key: str) -> frozenset[int]:
        """Whose phrases a folded line is, as a whole."""
        return frozenset(owned.owner for owned in self._likely(key) if _compiled(owned.pattern).fullmatch(key))
