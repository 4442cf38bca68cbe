"""The words that residue is made of, in many languages: data in `words/`, read here and asked by rules.

A file of `words/` is a class of residue, a table in it a language, a key a kind, a value the
phrases; `…` in a phrase stands for one or more words. All is compared folded (`page.fold`), so
case, punctuation and compatibility forms never matter.
"""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from cleaner.page import UNSPACED as _UNSPACED
from cleaner.page import fold

_FOLDER = Path(__file__).parent / "words"
# Dates written in figures: 21.11.2024, 2024-11-21, 2024年11月21日, 11월 21일.
_FIGURES = re.compile(r"\b\d{1,4}([./\-–])\s?\d{1,2}\1\s?\d{1,4}\b|\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]")
# What a date's figures look like once folded: 21, 21st, 2024, 14h30, 340pm, 20241121t1030z, 2024年11月21日.
_FIGURE = re.compile(r"\d{1,4}(?:st|nd|rd|th|er|º|ª)?|\d{1,2}h\d\d|\d{1,4}[ap]m|\d+t\d+z?|[\d年月日時分년월일시]+")


class Phrases:
    """The phrases of one kind, in all languages, ready to be asked about folded lines of moderate length."""

    def __init__(self, phrases: Iterable[str]) -> None:
        whole: set[str] = set()
        self._slotted: dict[str, list[re.Pattern[str]]] = {}  # by their longest word
        self._unspaced: list[tuple[str, re.Pattern[str]]] = []
        for phrase in phrases:
            pieces = [fold(p) for p in phrase.split("…")]
            if len(pieces) == 1:
                whole.add(pieces[0])
                continue
            needle = max((w for p in pieces for w in p.split()), key=len, default="")
            if not needle:
                continue  # "© …" says nothing once folded: signs are for the rules
            glue = "" if _UNSPACED.search(needle) else " "
            parts = [re.escape(p) for p in pieces if p]
            slot = f"{glue}.+{glue}"
            pattern = re.compile(
                ("" if pieces[0] else f".+{glue}") + slot.join(parts) + ("" if pieces[-1] else f"{glue}.+")
            )
            if glue:
                self._slotted.setdefault(needle, []).append(pattern)
            else:
                self._unspaced.append((needle, pattern))
        self.words = frozenset(whole - {""})  # the phrases without slots
        self._longest = max((len(p.split()) for p in self.words), default=0)

    def __contains__(self, key: str) -> bool:
        """Whether a folded line is, as a whole, one of the phrases."""
        return key in self.words or self.slotted(key)

    def slotted(self, key: str) -> bool:
        """Whether a folded line is, as a whole, one of the phrases that have slots."""
        if any(w in self._slotted and any(p.fullmatch(key) for p in self._slotted[w]) for w in key.split()):
            return True
        return not key.isascii() and any(n in key and p.fullmatch(key) for n, p in self._unspaced)

    def opening(self, key: str) -> str | None:
        """The longest phrase without slots that a folded line begins with, or None."""
        words = key.split(" ", self._longest)
        for n in range(min(self._longest, len(words)), 0, -1):
            if (start := " ".join(words[:n])) in self.words:
                return start
        if _UNSPACED.match(key):
            return next((key[:n] for n in range(min(12, len(key)), 0, -1) if key[:n] in self.words), None)
        return None

    def within(self, key: str) -> bool:
        """Whether a folded line holds one of the phrases without slots."""
        padded = f" {key} "
        return any(f" {p} " in padded or (p in key and _UNSPACED.search(p) is not None) for p in self.words)


@cache
def phrases(group: str, *kinds: str) -> Phrases:
    """The phrases of these kinds of `words/<group>.toml`, over all its languages."""
    tables = tomllib.loads((_FOLDER / f"{group}.toml").read_text("utf-8"))
    return Phrases(p for table in tables.values() for kind in kinds for p in table.get(kind, ()))


@cache
def _calendar() -> tuple[frozenset[str], frozenset[str]]:
    """The words that name a month, and the other words that may stand in a line that is a date."""
    months = phrases("byline", "months", "months_dates", "months_short").words
    around = phrases("byline", "weekdays", "clock", "updated").words
    return frozenset(w for p in months for w in p.split()), frozenset(w for p in around for w in p.split())


def is_date(text: str) -> bool:
    """Whether a line is a date, or a time of publication, and nothing else, in any house style."""
    if len(text) > 80 or not any(map(str.isdigit, text)):
        return False
    months, around = _calendar()
    words = fold(text).split()
    if not all(w in months or w in around or _FIGURE.fullmatch(w) for w in words):
        return False
    return any(w in months for w in words) or _FIGURES.search(text) is not None
