"""What each code point is to the comparison: a letter of a word, a word of its own, nothing, or a gap.

A word is a run of letters, digits and combining marks. Scripts written without spaces have no
such runs: there each code point is a token, and weighs the part of a word that it is on average.
"""

import unicodedata
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

GAP: Final = 0
LETTER: Final = 1
IGNORED: Final = 2  # soft hyphens, joiners, direction marks, variants: neither seen nor compared
HAN: Final = 3  # Han and kana
THAI: Final = 4  # Thai, Lao, Khmer, Burmese
UNSTABLE: Final = 8  # added to a kind: compatibility normalisation (NFKC) would change the code point or a neighbour

# Weights are twelfths of a word: a Chinese word has about two characters, a Thai word four.
WORD_WEIGHT: Final = 12
HAN_WEIGHT: Final = 6
THAI_WEIGHT: Final = 3

TABLE_SIZE: Final = 0x20000  # the planes with alphabets; above them are ideographs,
IDEOGRAPHS_END: Final = 0x40000
TAGS: Final = 0xE0000  # tags and variation selectors
TAGS_END: Final = 0xE1000

_HAN_RANGES = ((0x2E80, 0x2FE0), (0x3005, 0x3008), (0x3021, 0x302A), (0x3031, 0x3036), (0x303B, 0x303D),
               (0x3041, 0x3100), (0x31F0, 0x3200), (0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00),
               (0x1AFF0, 0x1B170))  # fmt: skip
_THAI_RANGES = ((0x0E01, 0x0E3B), (0x0E40, 0x0E4F), (0x0E81, 0x0EBE), (0x0EC0, 0x0ECF), (0x0EDC, 0x0EE0),
                (0x1000, 0x1040), (0x104C, 0x10A0), (0x1780, 0x17D4), (0x17D7, 0x17D8), (0x17DC, 0x17DE),
                (0xA9E0, 0xAA00), (0xAA60, 0xAA80))  # fmt: skip
_UNIFORM = ((0x3400, 0x4DC0, HAN), (0x4E00, 0xA000, HAN), (0xAC00, 0xD7A4, LETTER), (0xD800, 0xF900, GAP),
            (0x17000, 0x18D00, LETTER))  # fmt: skip


def kind_of(character: str) -> int:
    """The kind of one code point (GAP, LETTER, IGNORED, HAN or THAI), without the mark of instability."""
    point = ord(character)
    if point >= TABLE_SIZE:
        return HAN if point < IDEOGRAPHS_END else IGNORED if TAGS <= point < TAGS_END else GAP
    category = unicodedata.category(character)
    if category == "Cf" or point == 0x34F or 0x180B <= point < 0x1810 or 0xFE00 <= point < 0xFE10:
        return IGNORED
    if category[0] not in "LNM":
        return GAP
    if any(low <= point < high for low, high in _HAN_RANGES):
        return HAN
    if category != "Nd" and any(low <= point < high for low, high in _THAI_RANGES):
        return THAI
    return LETTER


def folded(character: str) -> str:
    """The code point that stands for both cases; itself where folding would need more than one."""
    for form in (character.casefold(), character.lower()):
        if len(form) == 1:
            return form
    return character


def normal_form(text: str) -> str:
    """Compatibility characters and combining sequences in their one form (NFKC)."""
    return unicodedata.normalize("NFKC", text)


def _unstable(character: str, kind: int) -> bool:
    """Whether normalisation changes what the code point is to the comparison."""
    form = normal_form(character)
    return form != character and any(kind_of(part) != kind or kind not in (GAP, IGNORED) for part in form)


@cache
def tables() -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
    """Kind and folded code point of each code point below TABLE_SIZE, made once a process."""
    kinds = np.zeros(TABLE_SIZE, np.uint8)
    folds = np.arange(TABLE_SIZE, dtype=np.uint32)
    uniform = np.zeros(TABLE_SIZE, np.bool_)
    for low, high, kind in _UNIFORM:
        kinds[low:high] = kind
        uniform[low:high] = True
    for point in np.flatnonzero(~uniform).tolist():
        character = chr(point)
        kind = kind_of(character)
        kinds[point] |= kind
        if kind == GAP and not unicodedata.decomposition(character):
            continue
        if kind == LETTER:
            folds[point] = ord(folded(character))
        parts = unicodedata.decomposition(character).split()
        if unicodedata.combining(character) or (parts and _unstable(character, kind)):
            kinds[point] |= UNSTABLE
        if len(parts) == 2 and parts[0][0] != "<":
            kinds[int(parts[1], 16)] |= UNSTABLE  # joins the code point before it
    kinds[0x1161:0x1176] |= UNSTABLE  # Korean vowels and finals do so by rule
    kinds[0x11A8:0x11C3] |= UNSTABLE
    return kinds, folds
