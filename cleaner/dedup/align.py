"""The passages that two texts share, for people to look at."""

from collections import defaultdict
from collections.abc import Iterator
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


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text, as the kernels see them in its normal form."""
    word, start, end = "", 0, 0
    for at, character in enumerate(text):
        for part in character if character.isascii() else normal_form(character):
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
    a, b = list(tokens(text_a)), list(tokens(text_b))
    places: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for at in range(len(a)):
        gram = _gram(a, at)
        if gram and len(places[gram]) < PLACES:
            places[gram].append(at)
    passages: list[tuple[Span, Span]] = []
    at = 0
    while at < len(b):
        found = places.get(_gram(b, at), [])
        length, start = max(((_reach(a, place, b, at), -place) for place in found), default=(0, 0))
        if not length:
            at += 1
            continue
        here, there = a[-start : -start + length], b[at : at + length]
        passages.append((Span(here[0].span.start, here[-1].span.end), Span(there[0].span.start, there[-1].span.end)))
        at += length
    return passages


def _gram(side: list[Token], at: int) -> tuple[str, ...]:
    """The tokens of four words' worth from a place on; empty when too few are left."""
    weight, end = 0, at
    while weight < RUN:
        if end == len(side):
            return ()
        weight += side[end].weight
        end += 1
    return tuple(token.form for token in side[at:end])


def _reach(a: list[Token], i: int, b: list[Token], j: int) -> int:
    """How many tokens are the same from two places on."""
    length = 0
    while i + length < len(a) and j + length < len(b) and a[i + length].form == b[j + length].form:
        length += 1
    return length
