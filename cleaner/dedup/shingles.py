"""Kernel from tokens to shingles: runs of tokens that weigh some words together, of which a sample is kept.

A shingle is kept when its hash is below max(1/16, 64/n) of the range, n being the shingles of the
document: the same shingle is kept or dropped everywhere (FracMinHash; Irber 2022), long texts
give one in sixteen, short ones some 64. Limits are nested, so texts of any lengths can be joined.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaner.dedup.alphabet import THAI_WEIGHT, WORD_WEIGHT
from cleaner.dedup.compiled import compiled, inlined
from cleaner.dedup.tokens import mixed, u64, weight_of

SHINGLE: Final = 5 * WORD_WEIGHT  # a shingle is five words' worth of tokens
RUN: Final = 4 * WORD_WEIGHT  # the shortest run that counts as common text: four words' worth

SCALE: Final = 16
FLOOR: Final = 64
_RANGE = 1 << 24  # limits are compared on the upper 24 bits of a hash
EVERY: Final = u64(_RANGE)  # the limit that keeps all

_BASE = 0x9E3779B97F4A7C15
_POWERS = np.array([pow(_BASE, n, 1 << 64) for n in range(SHINGLE // THAI_WEIGHT)], np.uint64)


@inlined
def sample_limit(shingles: int) -> np.uint64:
    """Hashes whose upper 24 bits are below this are kept in a document of so many shingles."""
    return u64(min(_RANGE, max(_RANGE // SCALE, (FLOOR * _RANGE) // max(1, shingles))))


@inlined
def is_sampled(value: np.uint64, limit: np.uint64) -> bool:
    """Whether a shingle of this hash is kept."""
    return bool((value >> u64(40)) < limit)


@compiled
def sampled(
    hashes: NDArray[np.uint64], marks: NDArray[np.uint8], count: int, worth: int, limit: np.uint64,
    values: NDArray[np.uint64], starts: NDArray[np.int32], ends: NDArray[np.int32],
) -> int:  # fmt: skip
    """The sampled ones of the runs that weigh `worth` and begin at each token: their hashes, their first tokens, and the
    tokens after them. Returns how many.

    A run's hash is a polynomial of its tokens', so that the next run's follows from it in two multiplications (Karp and
    Rabin 1987).
    """
    value = u64(0)
    weight = after = size = 0
    for at in range(count):
        while weight < worth:
            if after >= count:
                return size
            value = value * u64(_BASE) + hashes[after]
            weight += weight_of(marks[after])
            after += 1
        found = mixed(value)
        values[size] = found
        starts[size] = at
        ends[size] = after
        size += is_sampled(found, limit)  # no branch: a machine cannot guess it
        value -= hashes[at] * _POWERS[after - at - 1]
        weight -= weight_of(marks[at])
    return size
