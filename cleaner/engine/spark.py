"""The engine of a cluster: Spark for what is SQL, and its Python workers for map functions.

Every table is written to a work folder as Parquet, and what follows reads it there. So a worker that is lost costs the
tasks it was at and no more; Spark knows the size of what it joins; and no plan grows with those before it. The work
folder must be seen by all workers under one path, as the inputs are. Workers need this package, installed or sent
along (see docs/scale.md).
"""

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from cleaner.errors import CleanerError, MissingPart

try:
    import pyarrow as pa
    from py4j.protocol import Py4JError  # pyright: ignore[reportMissingImports]
    from pyspark.errors import PySparkException  # pyright: ignore[reportMissingImports]
    from pyspark.sql import DataFrame, SparkSession  # pyright: ignore[reportMissingImports]
    from pyspark.sql.pandas.types import from_arrow_schema  # pyright: ignore[reportMissingImports]
except ImportError as missing:
    raise MissingPart(str(missing.name), "spark", "the Spark engine") from missing

LOOPBACK: Final = "127.0.0.1"
BATCH_ROWS: Final = 2048
BATCH_BYTES: Final = 16 << 20  # rows of long texts go in smaller batches
WHOLE: Final = "_SUCCESS"  # Spark leaves it in the folder of a table once all of it is there
TASK_BYTES: Final = 32 << 20  # packed bytes of a table that one task reads: map functions take long over few bytes

Partition = Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]
MapFunction = Callable[[pa.RecordBatch], pa.RecordBatch]


class SparkEngine:
    """Tables in a Spark session of its own beside the one that is given: their names and settings are not shared.

    Use it as a context manager: it owns a folder.

    folder: where tables are written; a new folder in it is used, and removed at the end.
    kept: a folder to write them to instead, where they stay: what is there whole is not computed again. Whoever gives it
      says that tables, functions and their order are those of the last time.
    """

    def __init__(self, session: SparkSession, folder: Path | None = None, kept: Path | None = None) -> None:
        self.session = session.newSession()
        for setting, value in (
            ("execution.arrow.maxRecordsPerBatch", BATCH_ROWS),
            ("execution.arrow.maxBytesPerBatch", BATCH_BYTES),
            ("files.maxPartitionBytes", TASK_BYTES),
        ):
            self.session.conf.set(f"spark.sql.{setting}", value)
        self._owned = ExitStack()
        self._folder = kept or Path(
            self._owned.enter_context(tempfile.TemporaryDirectory(prefix="cleaner-", dir=folder))
        )
        self._count = 0  # tables written so far

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove what was written. What Spark raised leaves as a CleanerError of one line."""
        self.close()
        if error is not None and isinstance(error, PySparkException | Py4JError):
            raise CleanerError(told(error), "Spark") from error

    def close(self) -> None:
        """Remove what was written, unless it is kept; the session that was given stays as it was."""
        self._owned.close()

    def read(self, name: str, path: Path) -> None:
        self.session.read.parquet(_address(path)).createOrReplaceTempView(name)

    def map(self, name: str, source: str, function: MapFunction, schema: pa.Schema, columns: Sequence[str]) -> None:
        self._write(name, self.apply(self.session.table(source).select(*columns), partial(_each, function), schema))

    def common(self, name: str, source: str, columns: Sequence[str], values: str, value: str) -> None:
        posted = f"{name}_posted"
        self.sql(posted, f"SELECT {', '.join(columns)}, EXPLODE({values}) AS {value} FROM {source}")
        shared = f"SELECT {value}, COUNT(*) AS holders FROM {posted} GROUP BY {value} HAVING COUNT(*) > 1"
        self.sql(name, f"SELECT p.*, s.holders FROM {posted} p JOIN ({shared}) s ON p.{value} = s.{value}")

    def sql(self, name: str, query: str, *, once: bool = False) -> None:
        result = self.session.sql(query)
        if once:
            result.createOrReplaceTempView(name)
        else:
            self._write(name, result)

    def save(self, name: str, path: Path) -> None:
        self._save(name, self.session.table(name), path)

    def scalar(self, query: str) -> object:
        row = self.session.sql(query).first()
        return row[0] if row else None

    def arrow(self, name: str) -> pa.Table:
        return self.session.table(name).toArrow()

    def put(self, name: str, table: pa.Table) -> None:
        self._write(name, self.session.createDataFrame(table))

    def spread(self, name: str, count: int, tasks: int, function: Partition, schema: pa.Schema) -> None:
        """Name what a picklable function makes of the numbers below `count`, the column `id`, in so many tasks."""
        self._write(name, self.apply(self.session.range(0, count, 1, max(1, tasks)), function, schema))

    def apply(self, rows: DataFrame, function: Partition, schema: pa.Schema) -> DataFrame:
        """What a picklable function makes of each partition."""
        return rows.mapInArrow(function, from_arrow_schema(schema))

    def _write(self, name: str, table: DataFrame) -> None:
        self._count += 1
        path = self._folder / f"{self._count:03}-{name}"
        if (path / WHOLE).exists():
            self._show(name, table, path)
        else:
            shutil.rmtree(path, ignore_errors=True)  # what a driver that was killed left of it
            self._save(name, table, path)

    def _save(self, name: str, table: DataFrame, path: Path) -> None:
        table.write.option("parquet.block.size", TASK_BYTES).parquet(_address(path), compression="zstd")
        self._show(name, table, path)

    def _show(self, name: str, table: DataFrame, path: Path) -> None:
        """Name what is in a folder, which has the columns of the table."""
        self.session.read.schema(table.schema).parquet(_address(path)).createOrReplaceTempView(name)


def begun(master: str | None) -> SparkSession:
    """A session at a master, or the one that this process has already. Raises CleanerError where there is none.

    Settings are those of spark-defaults.conf and of PYSPARK_SUBMIT_ARGS. Without a master Spark runs on this machine
    alone: nothing listens to the network, and workers run this very Python.
    """
    master = master or "local[*]"
    builder = SparkSession.builder.appName("article-cleaner").config("spark.ui.showConsoleProgress", "false")
    if master.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        os.environ.setdefault("SPARK_LOCAL_IP", LOOPBACK)
        for name, value in (("driver.host", LOOPBACK), ("driver.bindAddress", LOOPBACK), ("ui.enabled", "false")):
            builder = builder.config(f"spark.{name}", value)
    try:
        session: SparkSession = builder.master(master).config("spark.log.level", "ERROR").getOrCreate()
    except Exception as error:  # of Java, of the network, of Spark's: each has its own
        raise CleanerError(f"no session could be begun, {told(error)}", f"Spark at {master}") from error
    return session


def told(error: BaseException) -> str:
    """What went wrong, in a line: the error of a worker, or the first line of Spark's own."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    worker = next((at for at, line in enumerate(lines) if line.startswith("Traceback (most recent call last)")), None)
    if worker is None:
        return next(iter(lines), type(error).__name__)
    # What stands beside the left border is the error; its trace is set in, and Java's follows.
    ends = (line for line in str(error).splitlines() if re.match(r"\w+(\.\w+)*(: |$)", line))
    return next(ends, lines[worker - 1])


def _each(function: MapFunction, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """What a Python worker runs over a partition."""
    return map(function, batches)


def _address(path: Path) -> str:
    """A path of this machine's file system, whatever the cluster's usual one is."""
    return f"file://{path.absolute()}"
