"""Map functions for the tests of engines, in a module that worker processes can import by name."""

import os

import pyarrow as pa
import pyarrow.compute as pc

NUMBERED = pa.schema([("n", pa.int64()), ("twice", pa.int64()), ("process", pa.int64())])
SCORED = pa.schema([("n", pa.int64()), ("score", pa.float64()), ("over", pa.bool_())])
THRESHOLD = 0.7


def doubled(batch: pa.RecordBatch) -> pa.RecordBatch:
    n = batch.column("n")
    process = pa.array([os.getpid()] * len(batch), pa.int64())
    return pa.record_batch([n, pc.call_function("multiply", [n, 2]), process], schema=NUMBERED)


def scored(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Sevenths of ten as float64, and whether they reach the threshold: decided here, and not in SQL."""
    score = pc.call_function("divide", [batch.column("n").cast(pa.float64()), 10.0])
    return pa.record_batch(
        [batch.column("n"), score, pc.call_function("greater_equal", [score, THRESHOLD])], schema=SCORED
    )


def failing(batch: pa.RecordBatch) -> pa.RecordBatch:
    raise LookupError(f"no luck with {len(batch)} rows")
