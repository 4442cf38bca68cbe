"""The words that residue is made of, in many languages: data in `words/`, read here and asked by rules.

A file of `words/` is a class of residue, a table in it a language, a key a kind, a value the
phrases; in a phrase `…` stands for one or more words, `#` for a number. All is compared folded (`page.fold`), so
case, punctuation and compatibility forms never matter.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property, lru_cache
from itertools import count

from cleaner.errors import RuleError
from cleaner.page import UNSPACED, Page, fold
from cleaner.slots import Slots, before_slot
from cleaner.wordfiles import Kind, kinds, read

LONGEST = 700  # code points; no rule looks for phrases in a longer line
# Dates written in figures: 21.11.2024, 2024-11-21, 2024年11月21日, 11월 21일.
_FIGURES = re.compile(r"\b\d{1,4}([./\-–])\s?\d{1,2}\1\s?\d{1,4}\b|\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]")
# What a date's figures look like once folded: 21, 21st, 2024, 14h30, 340pm, 20241121t1030z, 2024年11月21日.
_FIGURE = re.compile(r"\d{1,4}(?:st|nd|rd|th|er|º|ª)?|\d{1,2}h\d\d|\d{1,4}[ap]m|\d+t\d+z?|[\d年月日時分년월일시]+")
_UNSPACED = 12  # characters, at most, of a phrase that opens a line in a script without spaces

_slots = Slots()
_numbers = count()
_heads: dict[str, tuple[int, ...]] = {}  # by the words that phrases open with, two at most: whose they are


class Phrases:
    """The phrases of one kind, in all languages, ready to be asked about folded lines of moderate length.

    `kinds` are phrases that have been read before.
    """

    def __init__(self, phrases: Iterable[str], kinds: Sequence[Kind] = ()) -> None:
        self.number = next(_numbers)
        self._kinds = [*kinds, read(phrases)]
        self.words = frozenset(p for kind in self._kinds for p in kind.whole if p)  # the phrases without slots
        for kind in self._kinds:
            _slots.add(self.number, kind.slotted)
        for head in {head for phrase in self.words for head in _heads_of(phrase)}:
            _heads[head] = (*_heads.get(head, ()), self.number)
        near.cache_clear()

    @cached_property
    def _by_first(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for phrase in self.words:
            found.setdefault(phrase.partition(" ")[0], []).append(phrase)
        return found

    @cached_property
    def _unspaced(self) -> list[str]:
        return [phrase for phrase in self.words if not phrase.isascii() and UNSPACED.search(phrase)]

    @cached_property
    def _longest(self) -> int:
        return max((phrase.count(" ") + 1 for phrase in self.words), default=0)

    @cached_property
    def _opens_slotted(self) -> frozenset[str]:
        openings = (before_slot(slotted.phrase) for kind in self._kinds for slotted in kind.slotted)
        return frozenset(word for opening in openings for word in fold(opening).split()[:1])

    def __contains__(self, key: str) -> bool:
        """Whether a folded line is, as a whole, one of the phrases."""
        return key in self.words or self.slotted(key)

    def slotted(self, key: str) -> bool:
        """Whether a folded line is, as a whole, one of the phrases that have slots."""
        return self.number in near(key) and self.number in _slots.owners(key)

    def may_open(self, key: str) -> bool:
        """Whether a phrase begins with this folded word, or with something written onto a slot."""
        return key in self._by_first or key in self._opens_slotted or not key.isascii()

    def opening(self, key: str) -> str | None:
        """The longest phrase without slots that a folded line begins with, or None."""
        if key.partition(" ")[0] in self._by_first:
            words = key.split(" ", self._longest)
            for n in range(min(self._longest, len(words)), 0, -1):
                if (start := " ".join(words[:n])) in self.words:
                    return start
        if not key.isascii() and UNSPACED.match(key):
            return next((key[:n] for n in range(min(_UNSPACED, len(key)), 0, -1) if key[:n] in self.words), None)
        return None

    def within(self, key: str) -> bool:
        """Whether a folded line holds one of the phrases without slots."""
        padded = f" {key} "
        firsts = self._by_first
        if any(f" {phrase} " in padded for word in key.split() if word in firsts for phrase in firsts[word]):
            return True
        return not key.isascii() and any(phrase in key for phrase in self._unspaced)


def _heads_of(phrase: str) -> Iterator[str]:
    """Where a phrase without slots is found: under its first two words, or itself if it may open an unspaced line."""
    first, _, rest = phrase.partition(" ")
    yield f"{first} {rest.partition(' ')[0]}" if rest else first
    if len(phrase) <= _UNSPACED and not phrase.isascii() and UNSPACED.match(phrase):
        yield phrase


@lru_cache(1 << 14)  # as for `fold`
def near(key: str) -> frozenset[int]:
    """Whose phrases a folded line may be or open with, or its first sentence, or what stands before its colon: by number.

    Of all others it has none there.
    """
    words = key.split(" ", 2)
    heads = [words[0], " ".join(words[:2])]
    if not key.isascii() and UNSPACED.match(key):
        heads += (key[:n] for n in range(1, _UNSPACED + 1))
    found = _slots.near(key)
    for head in heads:
        found += _heads.get(head, ())
    return frozenset(found)


def may_be(key: str, *listed: Phrases) -> bool:
    """Whether a folded line, or its beginning, may be one of these phrases or open with one (`near`); else it does not."""
    found = near(key)
    return any(phrases.number in found for phrases in listed)


@lru_cache(1)
def held(page: Page) -> frozenset[int]:
    """Whose phrases the page's lines may be or open with (`near`): by number."""
    return frozenset().union(*(near(line.key) for line in page.lines if len(line.text) <= LONGEST))


@cache
def phrases(group: str, *names: str) -> Phrases:
    """The phrases of these kinds of `words/<group>.toml`, over all its languages. Raises RuleError where there are none."""
    known = kinds().get(group, {})
    if not names or not known.keys() >= set(names):
        there = f"there are {', '.join(sorted(known))}" if known else "there is no such file"
        raise RuleError(f"no phrases of the kinds {', '.join(names)}: {there}", f"words/{group}.toml")
    found = [known[name] for name in names]
    return Phrases((), found)


class Classes:
    """Several kinds asked at once: which of them a folded line is, as a whole or by how it begins."""

    def __init__(self, names: Sequence[tuple[str, str]]) -> None:
        self._whole: dict[str, tuple[str, ...]] = {}
        for group, name in names:
            words = phrases(group, name).words
            shared = {phrase: (*self._whole[phrase], f"{group}.{name}") for phrase in words & self._whole.keys()}
            self._whole.update(dict.fromkeys(words, (f"{group}.{name}",)))
            self._whole.update(shared)

    @cached_property
    def _longest(self) -> int:
        return max(phrase.count(" ") + 1 for phrase in self._whole)

    def of(self, key: str) -> tuple[str, ...]:
        """The kinds that have the line as a phrase without slots."""
        return self._whole.get(key, ())

    def opening(self, key: str) -> tuple[str, ...]:
        """The kinds that have the longest of the phrases which the line begins with."""
        return self._whole.get(self._start(key), ())

    def parts(self, key: str) -> list[str]:
        """The phrases that a folded line is a row of, counts between them left out; none where it holds anything else."""
        found: list[str] = []
        while key:
            if start := self._start(key):
                found.append(start)
            else:
                start = key.partition(" ")[0]
                if not found or not start.isdigit():
                    return []
            key = key[len(start) :].lstrip()
        return found

    def _start(self, key: str) -> str:
        """The longest of the phrases which the line begins with, as words; "" where there is none."""
        words = key.split(" ", self._longest)
        starts = (" ".join(words[:n]) for n in range(min(self._longest, len(words)), 0, -1))
        return next((start for start in starts if start in self._whole), "")


@cache
def by_opening(group: str, name: str) -> tuple[Phrases, Phrases]:
    """The phrases of a kind that open with words, and what follows the slot in those that open with one."""
    kind = kinds()[group][name]
    rest = [slotted.phrase.removeprefix("…") for slotted in kind.slotted if slotted.phrase.startswith("…")]
    words = [slotted for slotted in kind.slotted if not slotted.phrase.startswith("…")]
    return Phrases((), [Kind(kind.whole, words)]), Phrases(rest)


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
