"""Texts to what finds their copies: an exact key, their size, and sampled shingle hashes (fingerprints)."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cleaner.dedup.alphabet import WORD_WEIGHT, tables
from cleaner.dedup.columns import normal_utf8
from cleaner.dedup.compiled import compiled
from cleaner.dedup.shingles import FLOOR, SHINGLE, sample_limit, sampled
from cleaner.dedup.table import place_of, table_mask
from cleaner.dedup.tokens import tokenise, u64, weigh


def fingerprints(texts: pa.Array) -> pa.RecordBatch:
    """A row for each text of a string column: key_a, key_b (128 bits of the token sequence as two int64),
    words (words' worth of tokens, float64) and prints (distinct fingerprints, list of int64)."""
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
    values = np.empty(widest // 2 + 2, np.uint64)
    places = np.empty(widest // 2 + 2, np.int32)
    seen = np.empty(table_mask(widest // 2 + 2) + 1, np.uint64)
    prints = np.empty(1024 + n * 2 * FLOOR, np.uint64)
    total = 0
    for i in range(n):
        count = tokenise(data, offsets[i], offsets[i + 1], kinds, folds, hashes, marks)
        weight = weigh(marks, count)
        words[i] = weight / WORD_WEIGHT
        a = b = u64(count)
        for j in range(count):
            a = (a ^ hashes[j]) * u64(0xBF58476D1CE4E5B9)
            a ^= a >> u64(32)
            b = b * u64(0x9E3779B97F4A7C15) + hashes[j]
        keys[i, 0] = a
        keys[i, 1] = b
        limit = sample_limit(weight // WORD_WEIGHT)
        size = sampled(hashes, marks, count, SHINGLE, limit, values, places, places)
        if total + size > len(prints):
            grown = np.empty(2 * (total + size), np.uint64)
            grown[:total] = prints[:total]
            prints = grown
        mask = table_mask(size)
        seen[: mask + 1] = 0
        for value in values[:size]:
            at = place_of(seen, u64(mask), value)
            if seen[at] == u64(0):
                seen[at] = prints[total] = value
                total += 1
        ends[i + 1] = total
    return keys, words, prints[:total], ends
