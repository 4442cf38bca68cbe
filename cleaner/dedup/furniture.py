"""Kernel that takes a source's furniture out of a token sequence."""

import numpy as np
from numpy.typing import NDArray

from cleaner.dedup.alphabet import WORD_WEIGHT
from cleaner.dedup.compiled import compiled
from cleaner.dedup.shingles import SHINGLE, sample_limit, sampled
from cleaner.dedup.tokens import weigh


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
    values = np.empty(count, np.uint64)
    starts = np.empty(count, np.int32)
    ends = np.empty(count, np.int32)
    for i in range(sampled(hashes, marks, count, SHINGLE, limit, values, starts, ends)):
        place = np.searchsorted(furniture, values[i])
        if place < len(furniture) and furniture[place] == values[i]:
            drop[min(starts[i], last) if last >= 0 else starts[i] : ends[i]] = True
            last = ends[i]
        else:
            last = -1
    kept = 0
    for i in range(count):
        if not drop[i]:
            hashes[kept] = hashes[i]
            marks[kept] = marks[i]
            kept += 1
    return kept
