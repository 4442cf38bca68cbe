"""The seam: what a pipeline asks of an engine.

A pipeline is plain SQL between named tables, and map functions from one Arrow record batch to
another. An engine that has these eight methods can run it. Rules that keep engines alike:

- a map function keeps the number of rows; rows are dropped in SQL
- thresholds are decided inside map functions, and figures are float64: engines compare float32 differently
- fingerprints are int64, since not every engine has unsigned integers
- no column is named like its table
- what is ordered by may be null only where NULLS LAST is said
- rows have no order but the one a query asks for
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pyarrow as pa


class Engine(Protocol):
    """Named tables, and what can be done with them."""

    def read(self, name: str, path: Path) -> None:
        """Name the rows of a folder of Parquet files."""
        ...

    def map(
        self,
        name: str,
        source: str,
        function: "Callable[[pa.RecordBatch], pa.RecordBatch]",
        schema: "pa.Schema",
        columns: Sequence[str],
    ) -> None:
        """Name the results of a picklable function over batches of some columns of a table."""
        ...

    def common(self, name: str, source: str, columns: Sequence[str], values: str, value: str) -> None:
        """Name a row for each value in the list column `values` that other rows have as well, beside the other columns
        and how many rows have it (`holders`). The first of the columns is a key, and no row has a value twice."""
        ...

    def sql(self, name: str, query: str, *, once: bool = False) -> None:
        """Name the result of a query. A name that was taken is taken over. What is read `once` need not be kept."""
        ...

    def save(self, name: str, path: Path) -> None:
        """Write a table to a new folder of Parquet files; its name then stands for what was written."""
        ...

    def scalar(self, query: str) -> object:
        """The first value of the first row of a query."""
        ...

    def arrow(self, name: str) -> "pa.Table":
        """A whole table in memory."""
        ...

    def put(self, name: str, table: "pa.Table") -> None:
        """Name a table in memory."""
        ...
