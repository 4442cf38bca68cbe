"""Arrow string columns as the bytes that kernels read."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cleaner.dedup.alphabet import normal_form, tables
from cleaner.dedup.compiled import compiled
from cleaner.dedup.tokens import is_unstable


def utf8(column: pa.Array) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The bytes of a string column, and the n + 1 offsets of its values; a null is an empty value."""
    column = column.cast(pa.large_string())
    _, offsets, buffer = column.buffers()
    ends = np.frombuffer(offsets, np.int64)[column.offset : column.offset + len(column) + 1]
    data = np.frombuffer(buffer if buffer is not None else b"", np.uint8)
    data.flags.writeable = ends.flags.writeable = False  # one kind of array: kernels are compiled once
    return data, ends


def normal_utf8(column: pa.Array) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The same for the normal forms of the texts. Only those that normalisation could change pass through Python."""
    data, offsets = utf8(column)
    unstable = _unstable(data, offsets, tables()[0])
    if not unstable.any():
        return data, offsets
    column = column.cast(pa.large_string())
    mask = pa.array(unstable)
    forms = [normal_form(text) for text in column.filter(mask).to_pylist()]
    return utf8(pc.call_function("replace_with_mask", [column, mask, pa.array(forms, pa.large_string())]))


@compiled
def _unstable(data: NDArray[np.uint8], offsets: NDArray[np.int64], kinds: NDArray[np.uint8]) -> NDArray[np.bool_]:
    found = np.zeros(len(offsets) - 1, np.bool_)
    for i in range(len(found)):
        found[i] = is_unstable(data, offsets[i], offsets[i + 1], kinds)
    return found


def int64_lists(column: pa.Array) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The sorted values of a column of int64 lists, as uint64, and the n + 1 offsets; a null is an empty list."""
    column = column.cast(pa.large_list(pa.int64())).fill_null([])
    ends = column.offsets.to_numpy().copy()
    values = column.values.to_numpy()[ends[0] : ends[-1]].copy().view(np.uint64)
    ends -= ends[0]
    _sort_each(values, ends)
    return values, ends


@compiled
def _sort_each(values: NDArray[np.uint64], ends: NDArray[np.int64]) -> None:
    for i in range(len(ends) - 1):
        values[ends[i] : ends[i + 1]].sort()
