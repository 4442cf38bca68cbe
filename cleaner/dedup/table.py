"""An open-addressed table of hashes, for kernels: a power of two of places, at most half of them taken, zero where free."""

import numpy as np
from numpy.typing import NDArray

from cleaner.dedup.compiled import inlined
from cleaner.dedup.tokens import u64


@inlined
def place_of(keys: NDArray[np.uint64], mask: np.uint64, value: np.uint64) -> np.uint64:
    """Where the value is in the table, or where it belongs."""
    at = value & mask
    while keys[at] != u64(0) and keys[at] != value:
        at = (at + u64(1)) & mask
    return at


@inlined
def table_mask(entries: int) -> int:
    """Size less one of a table that is at most half full."""
    size = 16
    while size < 2 * entries:
        size *= 2
    return size - 1
