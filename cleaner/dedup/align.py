"""The passages that two texts share, for people to look at."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from cleaner.dedup.alphabet import (
    GAP,
    HAN,
    HAN_WEIGHT,
    IGNORED,
    LETTER,
    THAI_WEIGHT,
    WORD_WEIGHT,
    folded,
    kind_of,
    normal_form,
)
from cleaner.span import Span

RUN: Final = 4 * WORD_WEIGHT
PLACES: Final = 64  # of a phrase that one text repeats, so many places are tried


class Token(NamedTuple):
    """A token of a text: its normal form, its weight in twelfths of a word, and its code points."""

    form: str
    weight: int
    span: Span


_kind = lru_cache(maxsize=4096)(kind_of)
_WORD: Final = re.compile(r"[^\W_]+")


def tokens(text: str) -> list[Token]:
    """The tokens of a text, as the kernels see them in its normal form."""
    if all(map(_is_plain, set(text))):
        return [Token(_form(word[0]), WORD_WEIGHT, Span(*word.span())) for word in _WORD.finditer(text)]
    return list(by_character(text))


@lru_cache(maxsize=4096)
def _is_plain(character: str) -> bool:
    """Whether a regular expression sees what the kernels do: a letter of its own normal form, or a gap."""
    form = normal_form(character)
    if character.isalnum():
        return form == character and _kind(character) == LETTER
    return all(_kind(part) == GAP for part in form)


def by_character(text: str) -> Iterator[Token]:
    """The tokens of any text, seen a character at a time."""
    word, start, end = "", 0, 0
    for at, character in enumerate(text):
        for part in normal_form(character):
            kind = _kind(part)
            if kind == LETTER:
                start = start if word else at
                word, end = word + part, at + 1
            if kind in (LETTER, IGNORED):
                continue
            if word:
                yield Token(_form(word), WORD_WEIGHT, Span(start, end))
                word = ""
            if kind != GAP:
                yield Token(part, HAN_WEIGHT if kind == HAN else THAI_WEIGHT, Span(at, at + 1))
    if word:
        yield Token(_form(word), WORD_WEIGHT, Span(start, end))


@lru_cache(maxsize=1 << 14)
def _form(word: str) -> str:
    return "".join(map(folded, normal_form(word)))


def align(text_a: str, text_b: str) -> list[tuple[Span, Span]]:
    """The common runs of at least four words' worth, as code points of either text, in the order of `text_b`.

    Passages do not overlap in `text_b`; each is as long as any that begins at its place.
    """
    a, b = tokens(text_a), tokens(text_b)
    places: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, gram in enumerate(_grams(a)):
        if gram and len(places[gram]) < PLACES:
            places[gram].append(at)
    passages: list[tuple[Span, Span]] = []
    done = 0
    for at, gram in enumerate(_grams(b)):
        if at < done:
            continue
        found = places.get(gram, [])
        length, start = max(((_reach(a, place, b, at), -place) for place in found), default=(0, 0))
        if length:
            done = at + length
            here, there = a[-start : -start + length], b[at:done]
            passages.append(
                (Span(here[0].span.start, here[-1].span.end), Span(there[0].span.start, there[-1].span.end))
            )
    return passages


def _grams(side: Sequence[Token]) -> Iterator[tuple[str, ...]]:
    """The tokens of four words' worth from each place on; empty when too few are left."""
    forms = [token.form for token in side]
    weight = end = 0
    for at, token in enumerate(side):
        while weight < RUN and end < len(side):
            weight += side[end].weight
            end += 1
        yield tuple(forms[at:end]) if weight >= RUN else ()
        weight -= token.weight


def _reach(a: Sequence[Token], i: int, b: Sequence[Token], j: int) -> int:
    """How many tokens are the same from two places on."""
    length = 0
    while i + length < len(a) and j + length < len(b) and a[i + length].form == b[j + length].form:
        length += 1
    return length
