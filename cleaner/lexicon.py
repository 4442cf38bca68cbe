"""The words that residue is made of, in many languages: data in `words/`, read here and asked by rules.

A file of `words/` is a class of residue, a table in it a language, a key a kind, a value the
phrases; in a phrase `…` stands for one or more words, `#` for a number. All is compared folded (`page.fold`), so
case, punctuation and compatibility forms never matter.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, cached_property, lru_cache
from itertools import count
from pathlib import Path
from typing import NamedTuple

from cleaner.page import UNSPACED, fold

_FOLDER = Path(__file__).parent / "words"
# Dates written in figures: 21.11.2024, 2024-11-21, 2024年11月21日, 11월 21일.
_FIGURES = re.compile(r"\b\d{1,4}([./\-–])\s?\d{1,2}\1\s?\d{1,4}\b|\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]")
# What a date's figures look like once folded: 21, 21st, 2024, 14h30, 340pm, 20241121t1030z, 2024年11月21日.
_FIGURE = re.compile(r"\d{1,4}(?:st|nd|rd|th|er|º|ª)?|\d{1,2}h\d\d|\d{1,4}[ap]m|\d+t\d+z?|[\d年月日時分년월일시]+")

_SLOTS = {"…": ".+", "#": r"\d[\dk ]*"}  # any words; a number
_SLOT = re.compile("([…#])")
_compiled = cache(re.compile)  # thousands of phrases, few of which a text ever needs


def _slotted(phrase: str) -> tuple[str, list[str]]:
    """A phrase's pattern, and the words in it that stand alone, with no slot written onto them."""
    pieces = _SLOT.split(phrase)  # text, slot, text, slot, text
    pattern = ""
    alone: list[str] = []
    for i in range(0, len(pieces), 2):
        text, words = pieces[i], fold(pieces[i]).split()
        opens = i > 0 and text[:1].isalnum()  # written onto the slot before it, as is usual in scripts without spaces
        closes = i + 1 < len(pieces) and text[-1:].isalnum()
        pattern += ("" if opens or not i or not words else " ") + re.escape(" ".join(words))
        if i + 1 < len(pieces):
            pattern += ("" if closes or (not words and not i) else " ") + _SLOTS[pieces[i + 1]]
        alone += words[opens : len(words) - closes]
    return pattern, alone


class _Slot(NamedTuple):
    """A phrase with slots: what it belongs to, its pattern, the words in it that stand alone."""

    owner: int
    pattern: str
    alone: frozenset[str]


class _Slots:
    """All phrases with slots, of whatever kind, so that a line is looked at once for all of them."""

    def __init__(self) -> None:
        self._all: list[_Slot] = []
        # Where no part is a word of its own: by the first character of the longest part, and whether a number belongs to it.
        self._attached: dict[tuple[str, bool], list[tuple[str, _Slot]]] = {}
        self.owners = lru_cache(8192)(self._owners)  # pages repeat lines, and rules ask the same of each

    def add(self, owner: int, phrase: str) -> None:
        """Enter a phrase under the number of what it belongs to."""
        pattern, alone = _slotted(phrase)
        if alone:
            self._all.append(_Slot(owner, pattern, frozenset(alone)))
        elif parts := fold(_SLOT.sub("\n", phrase)).split():
            part = max(parts, key=len)
            self._attached.setdefault((part[0], "#" in phrase), []).append((part, _Slot(owner, pattern, frozenset())))
        self.owners.cache_clear()
        vars(self).pop("_rarest", None)

    @cached_property
    def _rarest(self) -> dict[str, list[_Slot]]:
        """The phrases by that word of theirs which the fewest others have."""
        times = Counter(word for slot in self._all for word in slot.alone)
        found: dict[str, list[_Slot]] = {}
        for slot in self._all:
            found.setdefault(min(slot.alone, key=lambda word: (times[word], word)), []).append(slot)
        return found

    def _owners(self, key: str) -> frozenset[int]:
        words = set(key.split())
        likely = [s for word in words if word in self._rarest for s in self._rarest[word] if s.alone <= words]
        numbers = (False, True) if any(map(str.isdigit, key)) else (False,)
        near = (self._attached[char, n] for char in set(key) for n in numbers if (char, n) in self._attached)
        likely += [slot for listed in near for part, slot in listed if part in key]
        return frozenset(slot.owner for slot in likely if _compiled(slot.pattern).fullmatch(key))


_slots = _Slots()
_numbers = count()


class Phrases:
    """The phrases of one kind, in all languages, ready to be asked about folded lines of moderate length."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._number = next(_numbers)
        whole: set[str] = set()
        opens: set[str] = set()
        for phrase in phrases:
            if _SLOT.search(phrase):
                _slots.add(self._number, phrase)
                opens.update(fold(_SLOT.split(phrase)[0]).split()[:1])
            else:
                whole.add(fold(phrase))
        self.words = frozenset(whole - {""})  # the phrases without slots
        self._first = frozenset(p.partition(" ")[0] for p in self.words)
        self._opens_slotted = frozenset(opens)
        self._longest = max((p.count(" ") + 1 for p in self.words), default=0)

    def __contains__(self, key: str) -> bool:
        """Whether a folded line is, as a whole, one of the phrases."""
        return key in self.words or self._number in _slots.owners(key)

    def slotted(self, key: str) -> bool:
        """Whether a folded line is, as a whole, one of the phrases that have slots."""
        return self._number in _slots.owners(key)

    def may_open(self, key: str) -> bool:
        """Whether a phrase begins with this folded word, or with something written onto a slot."""
        return key in self._first or key in self._opens_slotted or not key.isascii()

    def opening(self, key: str) -> str | None:
        """The longest phrase without slots that a folded line begins with, or None."""
        if key.partition(" ")[0] in self._first:
            words = key.split(" ", self._longest)
            for n in range(min(self._longest, len(words)), 0, -1):
                if (start := " ".join(words[:n])) in self.words:
                    return start
        if not key.isascii() and UNSPACED.match(key):
            return next((key[:n] for n in range(min(12, len(key)), 0, -1) if key[:n] in self.words), None)
        return None

    def within(self, key: str) -> bool:
        """Whether a folded line holds one of the phrases without slots."""
        padded = f" {key} "
        return any(f" {p} " in padded or (p in key and UNSPACED.search(p) is not None) for p in self.words)


@cache
def phrases(group: str, *kinds: str) -> Phrases:
    """The phrases of these kinds of `words/<group>.toml`, over all its languages."""
    return Phrases(p for table in _tables(group).values() for kind in kinds for p in table.get(kind, ()))


class Classes:
    """Several kinds asked at once: which of them a folded line is, as a whole or by how it begins."""

    def __init__(self, kinds: Sequence[tuple[str, str]]) -> None:
        self._whole: dict[str, tuple[str, ...]] = {}
        for group, kind in kinds:
            for phrase in phrases(group, kind).words:
                self._whole[phrase] = (*self._whole.get(phrase, ()), f"{group}.{kind}")
        self._longest = max(p.count(" ") + 1 for p in self._whole)

    def of(self, key: str) -> tuple[str, ...]:
        """The kinds that have the line as a phrase without slots."""
        return self._whole.get(key, ())

    def opening(self, key: str) -> tuple[str, ...]:
        """The kinds that have the longest of the phrases which the line begins with."""
        words = key.split(" ", self._longest)
        starts = (" ".join(words[:n]) for n in range(min(self._longest, len(words)), 0, -1))
        return next((self._whole[start] for start in starts if start in self._whole), ())


@cache
def by_opening(group: str, kind: str) -> tuple[Phrases, Phrases]:
    """The phrases of a kind that open with words, and what follows the slot in those that open with one."""
    listed = [p for table in _tables(group).values() for p in table.get(kind, ())]
    return (
        Phrases(p for p in listed if not p.startswith("…")),
        Phrases(p.removeprefix("…") for p in listed if p.startswith("…")),
    )


@cache
def _tables(group: str) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((_FOLDER / f"{group}.toml").read_text("utf-8"))


@cache
def _calendar() -> tuple[frozenset[str], frozenset[str]]:
    """The words that name a month, and the other words that may stand in a line that is a date."""
    months = phrases("byline", "months", "months_dates", "months_short").words
    around = phrases("byline", "weekdays", "clock", "updated").words
    spelled = frozenset(w for p in months for w in p.split() if len(w) > 1 and not w.isdigit())
    return spelled, frozenset(w for p in around for w in p.split())


def months() -> frozenset[str]:
    """The words that name a month in any of the languages, folded."""
    return _calendar()[0]


def is_date(text: str) -> bool:
    """Whether a line is a date, or a time of publication, and nothing else, in any house style."""
    if len(text) > 80 or not any(map(str.isdigit, text)):
        return False
    months, around = _calendar()
    words = fold(text).split()
    if not all(w in months or w in around or _FIGURE.fullmatch(w) for w in words):
        return False
    written = len(_FIGURES.findall(text))
    if written > 1:  # two dates are a table's head, unless words say what happened on each
        return any(w in around for w in words)
    return (
        written == 1 or any(w in months for w in words) or phrases("byline", "updated").opening(fold(text)) is not None
    )
