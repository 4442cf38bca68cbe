"""The engine of one machine: DuckDB for what is SQL, a pool of processes for map functions."""

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from cleaner.errors import CleanerError, MissingPart
from cleaner.pool import Pool
from cleaner.settings import size

try:
    import duckdb
    import pyarrow as pa
    import pyarrow.parquet as pq
except ImportError as missing:
    raise MissingPart(str(missing.name), "corpus", "the local engine") from missing

BATCH_ROWS: Final = 2048
PRELOAD: Final = ("cleaner.kernels_ready",)  # loaded once before the forks, if no others were forked before
BATCH_BYTES: Final = 16 << 20  # rows of long texts go in smaller batches
POSTED_BYTES: Final = 32  # of memory for each value that rows may have in common: 24 were enough, 13 were not

MapFunction = Callable[[pa.RecordBatch], pa.RecordBatch]


class LocalEngine:
    """Tables in a DuckDB database that spills to disk past its memory limit.

    With one job, and for a table of one batch, map functions run in this process; otherwise in `jobs` others,
    with the results in the order of the batches. Use it as a context manager: it owns a folder and processes.

    jobs: processes for map functions, and threads for SQL.
    memory: what DuckDB may use before it spills, as in "1GB".
    folder: where to spill; a new folder in it is used, and removed at the end.
    kept: a folder where the results of map functions stay: what is there is not computed again. Whoever gives it says
      that tables and functions are those of the last time.
    """

    def __init__(
        self, jobs: int = 1, memory: str = "1GB", folder: Path | None = None, kept: Path | None = None
    ) -> None:
        self._kept = kept
        self._folder = tempfile.TemporaryDirectory(prefix="cleaner-", dir=folder)
        self._pool = Pool(jobs, PRELOAD)
        self._memory = size(memory)
        self._kinds: dict[str, str] = {}  # of each name: TABLE, or VIEW for what is read once or is in files
        self._database = duckdb.connect(
            ":memory:",
            config={
                "memory_limit": memory,
                "temp_directory": self._folder.name,
                "threads": jobs,
                "preserve_insertion_order": "false",
            },
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._pool.abandon()
        self.close()

    def close(self) -> None:
        """End the processes, and remove what was spilled."""
        self._pool.close()
        self._database.close()
        self._folder.cleanup()

    def read(self, name: str, path: Path) -> None:
        self.sql(name, f"SELECT * FROM read_parquet({_quoted(path / '*.parquet')})", once=True)

    def map(self, name: str, source: str, function: MapFunction, schema: pa.Schema, columns: Sequence[str]) -> None:
        kept = self._kept and self._kept / f"{name}.parquet"
        if kept and kept.exists():
            self.sql(name, f"SELECT * FROM read_parquet({_quoted(kept)})")
            return
        self._compute(name, source, function, schema, columns)
        if kept:
            self._keep(name, kept)

    def _compute(
        self, name: str, source: str, function: MapFunction, schema: pa.Schema, columns: Sequence[str]
    ) -> None:
        cursor = self._database.cursor()
        try:
            rows = cursor.sql(f"SELECT {', '.join(columns)} FROM {source}").to_arrow_reader(BATCH_ROWS)
            errors: list[Exception] = []
            results = _remembered(self._pool.map(function, _sized(rows)), errors)
            try:
                self._store(name, pa.RecordBatchReader.from_batches(schema, results))
            except duckdb.Error:
                if errors:
                    raise errors[0] from None
                raise
        finally:
            cursor.close()

    def common(self, name: str, source: str, columns: Sequence[str], values: str, value: str) -> None:
        """In parts that fit into memory: most values are one row's alone, and a group of them cannot be spilled."""
        key = columns[0]
        told = ", ".join(f"t.{column}" for column in columns)
        posted = self.scalar(f"SELECT CAST(COALESCE(SUM(LEN({values})), 0) AS BIGINT) FROM {source}")
        assert isinstance(posted, int)
        parts = 1  # or a power of two
        while parts * self._memory < posted * POSTED_BYTES:
            parts *= 2
        for part in range(parts):
            query = f"""WITH
                posted AS MATERIALIZED (
                  SELECT {key}, {value} FROM (SELECT {key}, UNNEST({values}) AS {value} FROM {source})
                  WHERE {value} & {parts - 1} = {part}),
                shared AS (SELECT {value}, COUNT(*) AS holders FROM posted GROUP BY {value} HAVING COUNT(*) > 1)
                SELECT {told}, p.{value}, s.holders FROM posted p
                JOIN shared s ON p.{value} = s.{value} JOIN {source} t ON p.{key} = t.{key}"""
            if part == 0:
                self.sql(name, query)
            else:
                self._execute(f"INSERT INTO {name} {query}")

    def sql(self, name: str, query: str, *, once: bool = False) -> None:
        kind = "VIEW" if once else "TABLE"
        if self._kinds.get(name, kind) == kind:
            self._execute(f"CREATE OR REPLACE {kind} {name} AS {query}")
        else:
            self._execute(f"CREATE {kind} {name}_taking_over AS {query}")
            self._execute(f"DROP {self._kinds[name]} {name}")
            self._execute(f"ALTER {kind} {name}_taking_over RENAME TO {name}")
        self._kinds[name] = kind

    def _execute(self, statement: str) -> None:
        """Raises CleanerError where the memory does not do."""
        try:
            self._database.execute(statement)
        except duckdb.OutOfMemoryException as error:
            told = str(error).split("\n")[0]
            raise CleanerError(f"too little for so many documents: give more ({told})", "memory") from None

    def save(self, name: str, path: Path) -> None:
        path.mkdir(parents=True)
        with pq.ParquetWriter(path / "part-00000.parquet", self._schema(name), compression="zstd") as writer:
            for batch in self._database.table(name).to_arrow_reader(BATCH_ROWS):
                writer.write_batch(batch)
        self.read(name, path)

    def scalar(self, query: str) -> object:
        rows = self._database.sql(query).fetchall()
        return rows[0][0] if rows else None

    def arrow(self, name: str) -> pa.Table:
        return self._database.table(name).to_arrow_table()

    def put(self, name: str, table: pa.Table) -> None:
        self._store(name, table.to_reader())

    def _keep(self, name: str, path: Path) -> None:
        """A table as a file that is there whole or not at all."""
        new = path.with_suffix(".new")
        self._database.execute(f"COPY {name} TO {_quoted(new)} (FORMAT parquet)")
        with new.open("rb") as file:
            os.fsync(file.fileno())
        new.replace(path)

    def _schema(self, name: str) -> pa.Schema:
        return self._database.table(name).limit(0).to_arrow_table().schema

    def _store(self, name: str, batches: pa.RecordBatchReader) -> None:
        self._database.register("arriving", batches)
        try:
            self.sql(name, "SELECT * FROM arriving")
        finally:
            self._database.unregister("arriving")


def _quoted(path: Path) -> str:
    """A path as SQL has it."""
    return "'" + str(path).replace("'", "''") + "'"


def _sized(batches: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    """The same rows in batches that stay below BATCH_BYTES, or have one row."""
    for batch in batches:
        rows = max(1, int(len(batch) * BATCH_BYTES / max(BATCH_BYTES, batch.nbytes)))
        for start in range(0, len(batch), rows):
            yield batch.slice(start, rows)


def _remembered(batches: Iterator[pa.RecordBatch], errors: list[Exception]) -> Iterator[pa.RecordBatch]:
    """The same batches; an error on the way is kept, since the database passes on its text alone."""
    try:
        yield from batches
    except Exception as error:
        errors.append(error)
        raise
