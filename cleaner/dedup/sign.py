"""A number for all that decides on a pair beside its two texts, so that a verdict is known again."""

from hashlib import blake2b
from typing import Final

import pyarrow as pa

FRAME_COLUMNS: Final = ("a", "b", "furniture_a", "furniture_b", "days", "same_source", "same_page")
SIGNED: Final = pa.schema([("a", pa.int64()), ("b", pa.int64()), ("frame", pa.int64())])


def signed(frames: pa.RecordBatch) -> pa.RecordBatch:
    """A row of SIGNED for each row of FRAME_COLUMNS; equal frames have equal numbers, in every process."""
    columns = [frames.column(name).to_pylist() for name in FRAME_COLUMNS[2:]]
    numbers = list(map(_number, *columns))
    return pa.record_batch([frames.column("a"), frames.column("b"), numbers], schema=SIGNED)


def _number(furniture_a: list[int] | None, furniture_b: list[int] | None, *rest: float | bool | None) -> int:
    frame = repr((sorted(furniture_a or ()), sorted(furniture_b or ()), *rest))
    return int.from_bytes(blake2b(frame.encode(), digest_size=8).digest(), signed=True)
