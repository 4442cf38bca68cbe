"""The words that residue is made of, in many languages: data in `words/`, read here and asked by rules.

A file of `words/` is a class of residue, a table in it a language, a key a kind, a value the
phrases; in a phrase `…` stands for one or more words, `#` for a number. All is compared folded (`page.fold`), so
case, punctuation and compatibility forms never matter.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

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


class Phrases:
    """The phrases of one kind, in all languages, ready to be asked about folded lines of moderate length."""

    def __init__(self, phrases: Iterable[str]) -> None:
        whole: set[str] = set()
        self._slotted: dict[str, list[str]] = {}  # patterns by the longest word of the phrase
        self._attached: list[tuple[str, str]] = []  # by the longest part, where no part is a word of its own
        for phrase in phrases:
            if not _SLOT.search(phrase):
                whole.add(fold(phrase))
                continue
            pattern, alone = _slotted(phrase)
            if alone:
                self._slotted.setdefault(max(alone, key=len), []).append(pattern)
            else:
                self._attached.append((max(fold(_SLOT.sub("\n", phrase)).split(), key=len, default=''), pattern))
        self._attached_ascii = [(part, pattern) for part, pattern in self._attached if part.isascii()]
        self.words = frozenset(whole - {""})  # the phrases without slots
        self._longest = max((len(p.split()) for p in self.words), default=0)

    def __contains__(self, key: str) -> bool:
        """Whether a folded line is, as a whole, one of the phrases."""
        return key in self.words or self.slotted(key)

    def slotted(self, key: str) -> bool:
        """Whether a folded line is, as a whole, one of the phrases that have slots."""
        words = key.split()
        if not self._slotted.keys().isdisjoint(words):
            for word in self._slotted.keys() & set(words):
                if any(_compiled(pattern).fullmatch(key) for pattern in self._slotted[word]):
                    return True
        attached = self._attached_ascii if key.isascii() else self._attached
        return any(part in key and _compiled(pattern).fullmatch(key) for part, pattern in attached)

    def opening(self, key: str) -> str | None:
        """The longest phrase without slots that a folded line begins with, or None."""
        words = key.split(" ", self._longest)
        for n in range(min(self._longest, len(words)), 0, -1):
            if (start := " ".join(words[:n])) in self.words:
                return start
        if UNSPACED.match(key):
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
        self._phrases = {f"{group}.{kind}": phrases(group, kind) for group, kind in kinds}
        self._whole: dict[str, tuple[str, ...]] = {}
        for name, listed in self._phrases.items():
            for phrase in listed.words:
                self._whole[phrase] = (*self._whole.get(phrase, ()), name)
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
    if not (_FOLDER / f"{group}.toml").exists(): return {}
    return tomllib.loads((_FOLDER / f"{group}.toml").read_text("utf-8"))


@cache
def _calendar() -> tuple[frozenset[str], frozenset[str]]:
    """The words that name a month, and the other words that may stand in a line that is a date."""
    months = phrases("byline", "months", "months_dates", "months_short").words
    around = phrases("byline", "weekdays", "clock", "updated").words
    spelled = frozenset(w for p in months for w in p.split() if len(w) > 1 and not w.isdigit())
    return spelled, frozenset(w for p in around for w in p.split())


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
