"""Kernels from bytes to tokens.

A text becomes an array of 64-bit token hashes beside an array of marks: what a token weighs
(in twelfths of a word), whether it is a number or a name, and whether it stands in a quotation.
Everything downstream counts in words' worth of text, so that one threshold holds for all scripts.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaner.dedup.alphabet import (
    GAP,
    HAN,
    HAN_WEIGHT,
    IDEOGRAPHS_END,
    IGNORED,
    LETTER,
    TABLE_SIZE,
    TAGS,
    TAGS_END,
    THAI_WEIGHT,
    WORD_WEIGHT,
)
from cleaner.dedup.compiled import compiled, inlined

u64 = np.uint64
Point = int | np.int64  # a code point; kernels widen bytes to signed integers before they shift them

WEIGHT: Final = 15  # mask of the weight
NUMBER: Final = 16
GLUED: Final = 32  # a number joined to the number before it by one point or comma: 5.98
NAME: Final = 64  # begins with a capital, and not because a sentence does
QUOTED: Final = 128

LONGEST_QUOTATION: Final = 300  # tokens; a quotation mark that opens more was a slip of the pen

_HASH_PRIME = u64(0x100000001B3)
_MIX_A = u64(0xBF58476D1CE4E5B9)
_MIX_B = u64(0x94D049BB133111EB)
_GOLDEN = u64(0x9E3779B97F4A7C15)


_WORD = np.array([chr(point).isascii() and chr(point).isalnum() for point in range(256)])  # bytes of ASCII words
_EACH = u64(0x0101010101010101)  # each of eight bytes


@inlined
def mixed(x: np.uint64) -> np.uint64:
    """Every bit of the result hangs on every bit of x (the finisher of splitmix64)."""
    x ^= x >> u64(30)
    x *= _MIX_A
    x ^= x >> u64(27)
    x *= _MIX_B
    return x ^ (x >> u64(31))


@inlined
def code_point(data: NDArray[np.uint8], at: int) -> tuple[Point, int]:
    """The code point, of two bytes or more, of valid UTF-8 at a byte, and the byte after it."""
    first = np.int64(data[at])
    if first < 0xE0:
        return (first & 31) << 6 | np.int64(data[at + 1]) & 63, at + 2
    if first < 0xF0:
        return (first & 15) << 12 | (np.int64(data[at + 1]) & 63) << 6 | np.int64(data[at + 2]) & 63, at + 3
    return ((first & 7) << 18 | (np.int64(data[at + 1]) & 63) << 12 | (np.int64(data[at + 2]) & 63) << 6
            | np.int64(data[at + 3]) & 63), at + 4  # fmt: skip


@inlined
def kind_at(point: Point, kinds: NDArray[np.uint8]) -> Point:
    """The kind of any code point, without the mark of instability."""
    if point < TABLE_SIZE:
        return np.int64(kinds[point] & 7)
    if point < IDEOGRAPHS_END:
        return HAN
    return IGNORED if TAGS <= point < TAGS_END else GAP


@inlined
def eight(data: NDArray[np.uint8], at: int) -> np.uint64:
    """Eight bytes as one number, the first one lowest: a single load, where the machine has it so."""
    i = u64(at)
    return (u64(data[i]) | u64(data[i + u64(1)]) << u64(8) | u64(data[i + u64(2)]) << u64(16)
            | u64(data[i + u64(3)]) << u64(24) | u64(data[i + u64(4)]) << u64(32) | u64(data[i + u64(5)]) << u64(40)
            | u64(data[i + u64(6)]) << u64(48) | u64(data[i + u64(7)]) << u64(56))  # fmt: skip


@inlined
def eight_before(data: NDArray[np.uint8], at: int, end: int) -> np.uint64:
    """The same, with zeros from `end` on."""
    if at + 8 <= end:
        return eight(data, at)
    value = u64(0)
    for i in range(at, end):
        value |= u64(data[i]) << u64(8 * (i - at))
    return value


@inlined
def word_bytes(value: np.uint64) -> tuple[np.uint64, int]:
    """How many of eight bytes, from the lowest on, are ASCII letters and digits; and these, in lower case.

    All eight are looked at in one go: a sum sets a byte's highest bit where the byte reaches a bound.
    """
    low = value & (_EACH * u64(0x7F))
    lower = low | (_EACH * u64(0x20))
    letters = (lower + _EACH * u64(0x80 - 0x61)) & ~(lower + _EACH * u64(0x7F - 0x7A))
    digits = (low + _EACH * u64(0x80 - 0x30)) & ~(low + _EACH * u64(0x7F - 0x39))
    other = ~((letters | digits) & ~value) & (_EACH * u64(0x80))
    if other == u64(0):
        return lower, 8
    below = (other - u64(1)) & ~other  # all bits up to the first other byte's highest
    return lower & (below >> u64(7)), int(((below & _EACH) * _EACH) >> u64(56)) - 1


@compiled
def is_unstable(data: NDArray[np.uint8], start: int, end: int, kinds: NDArray[np.uint8]) -> bool:
    """Whether normalisation (NFKC) could change the tokens of data[start:end]."""
    at = start
    while at < end:
        if data[at] < 0x80:
            at += 8 if at + 8 <= end and eight(data, at) & (_EACH * u64(0x80)) == u64(0) else 1
            continue
        point, at = code_point(data, at)
        if (point < TABLE_SIZE and kinds[point] > 7) or 0x2F800 <= point < 0x2FA20:
            return True
    return False


@inlined
def closes(opened: Point, point: Point) -> bool:
    """Whether a quotation mark ends the quotation that another one opened."""
    if point == 0x22:
        return True
    if opened == 0x22:
        return point == 0x201D
    if opened == 0x201E:  # low opening marks close in two ways
        return point == 0x201C or point == 0x201D
    if opened == 0xAB:
        return point == 0xBB
    if opened == 0xBB:
        return point == 0xAB
    return point == opened + 1  # double marks, corner brackets


@compiled
def tokenise(
    data: NDArray[np.uint8], start: int, end: int, kinds: NDArray[np.uint8], folds: NDArray[np.uint32],
    hashes: NDArray[np.uint64], marks: NDArray[np.uint8],
) -> int:  # fmt: skip
    """Token hashes and marks of the UTF-8 data[start:end]; returns how many.

    `hashes` and `marks` must hold (end - start) // 2 + 2 entries: the densest text is one letter a token.
    """
    point: Point
    kind: Point
    opened: Point = 0
    count = 0
    word = part = u64(0)  # `part`: up to eight bytes of the word, `filled` of them
    filled = 0
    inside = letters = capital = False
    sentence_start = True
    opened_at = 0
    joints = 0  # code points since the last token; -1: something other than one point or comma
    at = start
    while at <= end:
        if at < end and data[at] < 0x80:  # ASCII is nearly all of many texts: eight bytes of a word at a time
            if _WORD[data[at]]:
                if not inside:
                    inside = True
                    letters = False
                    capital = data[at] & 0x60 == 0x40
                    word = u64(0)
                size = 8
                while size == 8:
                    piece, size = word_bytes(eight_before(data, at, end))
                    at += size
                    letters |= piece & (_EACH * u64(0x40)) != u64(0)
                    part |= piece << u64(8 * filled)  # what is ignored inside a word may have left it begun
                    filled += size
                    if filled >= 8:
                        word = (word ^ part) * _HASH_PRIME + u64(1)
                        filled -= 8
                        part = piece >> u64(8 * (size - filled)) if filled else u64(0)
                continue
            point, kind = np.int64(data[at]), GAP
            at += 1
        elif at < end:
            point, at = code_point(data, at)
            kind = kind_at(point, kinds)
        else:
            point, at, kind = 0, end + 1, GAP
        if kind == IGNORED:
            continue
        if filled:
            word = (word ^ part) * _HASH_PRIME + u64(1)
            part = u64(0)
            filled = 0
        if kind == LETTER:
            folded_point = np.int64(folds[point])  # letters are in the table
            if not inside:
                inside = True
                capital = folded_point != point
                word = u64(0)
            letters = True
            word = (word ^ u64(folded_point)) * _HASH_PRIME + u64(1)
            continue
        if inside:
            hashes[count] = mixed(word)
            mark = WORD_WEIGHT
            if not letters:
                mark |= NUMBER
                if joints == 1 and count > 0 and marks[count - 1] & NUMBER:
                    mark |= GLUED
            mark |= NAME * (capital & (not sentence_start))  # no branch: a machine cannot guess it
            if opened:
                mark |= QUOTED
            marks[count] = mark
            count += 1
            inside = sentence_start = False
            joints = 0
        if point == 0x20:
            joints = -1
            continue
        if kind != GAP:
            hashes[count] = mixed(u64(point) * _GOLDEN)
            marks[count] = (HAN_WEIGHT if kind == HAN else THAI_WEIGHT) | (QUOTED if opened else 0)
            count += 1
            sentence_start = False
            joints = -1
            continue
        joints = joints + 1 if joints >= 0 and (point == 0x2E or point == 0x2C) else -1
        if opened and count - opened_at > LONGEST_QUOTATION:
            for i in range(opened_at, count):
                marks[i] &= 255 - QUOTED
            opened = 0
        if point == 0x0A:  # a quotation ends with its paragraph; a line that ends inside a sentence was wrapped
            if sentence_start:
                opened = 0
            sentence_start = True
        elif point == 0x2E or point == 0x21 or point == 0x3F or point == 0x3A or point == 0x2022:
            sentence_start = True
        elif point == 0x22 or 0x201C <= point <= 0x201E or point == 0xAB or point == 0xBB or 0x300C <= point <= 0x300F:
            if opened and closes(opened, point):
                opened = 0
            elif not opened and point != 0x201D and point != 0x300D and point != 0x300F:
                opened, opened_at, sentence_start = point, count, True
    return count


@inlined
def weight_of(mark: np.uint8) -> int:
    """Twelfths of a word that a token of this mark weighs."""
    return int(mark & WEIGHT)


@compiled
def weigh(marks: NDArray[np.uint8], count: int) -> int:
    """Twelfths of a word in the first `count` tokens."""
    weight = 0
    for i in range(count):
        weight += weight_of(marks[i])
    return weight
