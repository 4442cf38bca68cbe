"""Kernel that takes a source's furniture out of a token sequence."""

import numpy as np
from numpy.typing import NDArray

from cleaner.dedup.alphabet import WORD_WEIGHT
from cleaner.dedup.compiled import compiled
from cleaner.dedup.fingerprint import is_sampled, sample_limit
from cleaner.dedup.tokens import SHINGLE, shingle, weigh


@compiled
def strip(hashes: NDArray[np.uint64], marks: NDArray[np.uint8], count: int, furniture: NDArray[np.uint64]) -> int:
    """Drop the tokens of sorted `furniture` fingerprints, in place; returns how many tokens are left.

    Between two furniture fingerprints that follow each other, with none of the document's own
    between them, the tokens are furniture as well: only one shingle in some sixteen is sampled.
    """
    if not len(furniture):
        return count
    drop = np.zeros(count, np.bool_)
    limit = sample_limit(weigh(marks, count) // WORD_WEIGHT)
    last = -1  # end of the last furniture shingle; -1 after one of the document's own
    for at in range(count):
        value, after = shingle(hashes, marks, at, count, SHINGLE)
        if after == 0:
            break
        if not is_sampled(value, limit):
            continue
        place = np.searchsorted(furniture, value)
        if place < len(furniture) and furniture[place] == value:
            drop[min(at, last) if last >= 0 else at : after] = True
            last = after
        else:
            last = -1
    kept = 0
    for i in range(count):
        if not drop[i]:
            hashes[kept] = hashes[i]
            marks[kept] = marks[i]
            kept += 1
    return kept
