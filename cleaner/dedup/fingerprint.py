"""Texts to what finds their copies: an exact key, their size, and sampled shingle hashes (fingerprints).

A shingle is kept when its hash is below max(1/16, 64/n) of the range, n being the shingles of the
document: the same shingle is kept or dropped everywhere (FracMinHash; Irber 2022), long texts
give one in sixteen, short ones some 64. Limits are nested, so texts of any lengths can be joined.
"""

from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cleaner.dedup.alphabet import WORD_WEIGHT, tables
from cleaner.dedup.columns import normal_utf8
from cleaner.dedup.compiled import compiled, inlined
from cleaner.dedup.tokens import SHINGLE, mixed, shingle, tokenise, u64, weigh

SCALE: Final = 16
FLOOR: Final = 64
_RANGE = 1 << 24  # limits are compared on the upper 24 bits of a hash


@inlined
def sample_limit(shingles: int) -> np.uint64:
    """Hashes whose upper 24 bits are below this are kept in a document of so many shingles."""
    return u64(min(_RANGE, max(_RANGE // SCALE, (FLOOR * _RANGE) // max(1, shingles))))


@inlined
def is_sampled(value: np.uint64, limit: np.uint64) -> bool:
    return bool((value >> u64(40)) < limit)


def fingerprints(texts: pa.Array) -> pa.RecordBatch:
    """A row for each text of a string column: key_a, key_b (128 bits of the token sequence as two int64),
    words (words' worth of tokens, float64) and prints (sorted distinct fingerprints, list of int64)."""
    data, offsets = normal_utf8(texts)
    keys, words, prints, ends = _fingerprints(data, offsets, *tables())
    return pa.record_batch(
        {
            "key_a": pa.array(keys[:, 0].view(np.int64)),
            "key_b": pa.array(keys[:, 1].view(np.int64)),
            "words": pa.array(words),
            "prints": pa.ListArray.from_arrays(pa.array(ends), pa.array(prints.view(np.int64))),
        }
    )


@compiled
def _fingerprints(
    data: NDArray[np.uint8], offsets: NDArray[np.int64], kinds: NDArray[np.uint8], folds: NDArray[np.uint32]
) -> tuple[NDArray[np.uint64], NDArray[np.float64], NDArray[np.uint64], NDArray[np.int32]]:
    n = len(offsets) - 1
    widest = 0
    for i in range(n):
        widest = max(widest, offsets[i + 1] - offsets[i])
    hashes = np.empty(widest // 2 + 2, np.uint64)
    marks = np.empty(widest // 2 + 2, np.uint8)
    keys = np.zeros((n, 2), np.uint64)
    words = np.zeros(n, np.float64)
    ends = np.zeros(n + 1, np.int32)
    found = np.empty(widest // 2 + 2, np.uint64)
    prints = np.empty(1024 + n * 2 * FLOOR, np.uint64)
    total = 0
    for i in range(n):
        count = tokenise(data, offsets[i], offsets[i + 1], kinds, folds, hashes, marks)
        weight = weigh(marks, count)
        words[i] = weight / WORD_WEIGHT
        a = b = u64(count)
        for j in range(count):
            a = mixed(a ^ hashes[j])
            b = b * u64(0x9E3779B97F4A7C15) + mixed(hashes[j] + b)
        keys[i, 0] = a
        keys[i, 1] = b
        limit = sample_limit(weight // WORD_WEIGHT)
        size = 0
        for j in range(count):
            value, after = shingle(hashes, marks, j, count, SHINGLE)
            if after == 0:
                break
            if is_sampled(value, limit):
                found[size] = value
                size += 1
        some = np.sort(found[:size])
        if total + size > len(prints):
            grown = np.empty(2 * (total + size), np.uint64)
            grown[:total] = prints[:total]
            prints = grown
        for j in range(size):
            if j == 0 or some[j] != some[j - 1]:
                prints[total] = some[j]
                total += 1
        ends[i + 1] = total
    return keys, words, prints[:total], ends
