"""The seam: what every engine must do alike, and what the local one does with processes and memory."""

import os
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pytest
from engine_maps import NUMBERED, SCORED, THRESHOLD, doubled, failing, scored
from hypothesis import given
from hypothesis import strategies as st

from cleaner.engine import Engine
from cleaner.engine.local import BATCH_ROWS, LocalEngine
from cleaner.errors import CleanerError
from cleaner.pool import Pool


def numbers(count: int) -> pa.Table:
    return pa.table({"n": pa.array(range(count), pa.int64())})


@contextmanager
def opened(kind: int | str, request: pytest.FixtureRequest) -> Generator[Engine]:
    """The local engine with so many jobs, or Spark's, which is skipped where it is not installed."""
    if isinstance(kind, int):
        with LocalEngine(jobs=kind) as local:
            yield local
    else:
        session = request.getfixturevalue(kind)
        from cleaner.engine.spark import SparkEngine

        with SparkEngine(session) as distributed:
            yield distributed


@pytest.fixture(params=[1, 2, "spark"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    with opened(request.param, request) as engine:
        yield engine


@pytest.mark.parametrize("count", [0, 1, BATCH_ROWS, 5 * BATCH_ROWS + 7])
def test_a_map_keeps_every_row(engine: Engine, count: int) -> None:
    engine.put("given", numbers(count))
    engine.map("made", "given", doubled, NUMBERED, ["n"])
    made = engine.arrow("made").sort_by("n")
    assert made["n"].to_pylist() == list(range(count))
    assert made["twice"].to_pylist() == list(range(0, 2 * count, 2))


@pytest.mark.parametrize("jobs", [1, 2])
def test_small_tables_need_no_process(jobs: int) -> None:
    with LocalEngine(jobs) as engine:
        engine.put("given", numbers(BATCH_ROWS))
        engine.map("made", "given", doubled, NUMBERED, ["n"])
        assert engine.scalar("SELECT MIN(process) + MAX(process) FROM made") == 2 * os.getpid()


def test_large_tables_are_shared_out() -> None:
    with LocalEngine(jobs=2) as engine:
        engine.put("given", numbers(20 * BATCH_ROWS))
        engine.map("made", "given", doubled, NUMBERED, ["n"])
        assert engine.scalar(f"SELECT COUNT(*) FROM made WHERE process = {os.getpid()}") == 0


def test_results_come_in_the_order_of_the_items() -> None:
    for jobs in (1, 2):
        with Pool(jobs) as pool:
            assert list(pool.map(abs, range(-40, 0))) == list(range(40, 0, -1))


def test_rows_of_long_texts_go_in_smaller_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def sizes(batch: pa.RecordBatch) -> pa.RecordBatch:
        seen.append(len(batch))
        return pa.record_batch([batch.column("n")], names=["n"])

    monkeypatch.setattr("cleaner.engine.local.BATCH_BYTES", 10_000)
    with LocalEngine() as engine:
        engine.put("given", numbers(50).append_column("text", pa.array(["x" * 3000] * 50)))
        engine.map("made", "given", sizes, pa.schema([("n", pa.int64())]), ["n", "text"])
    assert sum(seen) == 50 and max(seen) <= 4


def test_an_error_in_a_map_is_the_error(engine: Engine) -> None:
    """Spark raises one of its own, which tells the worker's."""
    engine.put("given", numbers(3 * BATCH_ROWS))
    kind = LookupError if isinstance(engine, LocalEngine) else Exception
    with pytest.raises(kind, match="no luck with"):
        engine.map("made", "given", failing, NUMBERED, ["n"])
    engine.put("given", numbers(1))  # and the engine goes on
    assert engine.scalar("SELECT COUNT(*) FROM given") == 1


def test_the_float_trap(engine: Engine) -> None:
    """Engines compare a float32 with 0.7 in different ways; a float64 decided in the map is the same in all."""
    engine.put("given", pa.table({"n": pa.array([6, 7, 8] * 10, pa.int64())}))
    engine.map("made", "given", scored, SCORED, ["n"])
    assert engine.scalar("SELECT COUNT(*) FROM made WHERE over") == 20
    assert engine.scalar(f"SELECT COUNT(*) FROM made WHERE score >= {THRESHOLD}") == 20


Hashes = st.integers(-(2**63), 2**63 - 1) | st.integers(-4, 4)


@pytest.mark.parametrize("kind", [1, "parts", "spark"])
@given(st.lists(st.lists(Hashes, max_size=4, unique=True), max_size=6))
def test_common(kind: int | str, request: pytest.FixtureRequest, lists: list[list[int]]) -> None:
    """A row for each value that others have, beside what is told of its own; integers come back as they are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cleaner.engine.local.POSTED_BYTES", 1 << 30 if kind == "parts" else 1)
        with opened(1 if kind == "parts" else kind, request) as engine:
            schema = pa.schema([("n", pa.int64()), ("hashes", pa.list_(pa.int64())), ("name", pa.string())])
            names = [str(n) for n in range(len(lists))]
            engine.put("given", pa.table([list(range(len(lists))), lists, names], schema=schema))
            engine.common("shared", "given", ["n", "name"], "hashes", "h")
            found = sorted(tuple(row.values()) for row in engine.arrow("shared").to_pylist())
    counts = Counter(h for some in lists for h in some)
    assert found == sorted((n, str(n), h, counts[h]) for n, some in enumerate(lists) for h in some if counts[h] > 1)


def test_too_little_memory_is_told_in_a_line() -> None:
    """A list is one value, which cannot be spilled in part."""
    with LocalEngine(memory="30MB") as engine, pytest.raises(CleanerError, match=r"^memory: too little [^\n]*$"):
        engine.sql("listed", "SELECT ARRAY_AGG(range) AS numbers FROM range(20_000_000)")


def test_save_and_read(engine: Engine, tmp_path: Path) -> None:
    engine.put("given", numbers(10).append_column("text", pa.array(["a'b", None, "\x00", "語", ""] * 2)))
    engine.save("given", tmp_path / "it's")
    engine.read("again", tmp_path / "it's")
    assert engine.arrow("again").sort_by("n").equals(engine.arrow("given").sort_by("n"))
    assert engine.arrow("again").num_rows == 10
    with pytest.raises(Exception, match="exists"):
        engine.save("given", tmp_path / "it's")


def test_a_name_is_taken_over(engine: Engine) -> None:
    engine.sql("one", "SELECT 1 AS n")
    engine.sql("one", "SELECT n + 1 AS n FROM one")
    engine.sql("one", "SELECT 2 AS n", once=True)
    engine.sql("one", "SELECT n * 1 AS n FROM one")
    assert engine.scalar("SELECT n FROM one") == 2
    assert engine.scalar("SELECT n FROM one WHERE n > 5") is None


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    with LocalEngine(memory="64MB", folder=tmp_path) as engine:
        engine.sql("wide", "SELECT range AS n, repeat('x', 200) AS text FROM range(1000000)")
        assert engine.scalar("SELECT COUNT(DISTINCT n) FROM wide") == 1_000_000
        assert any(path.is_file() for path in tmp_path.rglob("*"))  # it has spilled
    assert list(tmp_path.iterdir()) == []


def test_nulls_come_last_where_it_is_said(engine: Engine) -> None:
    engine.put("given", pa.table({"n": pa.array([1, 2, 3], pa.int64()), "day": pa.array([None, 8, 7], pa.int64())}))
    engine.sql("seen", "SELECT n, ROW_NUMBER() OVER (ORDER BY day NULLS LAST, n) AS place FROM given")
    assert {row["n"]: row["place"] for row in engine.arrow("seen").to_pylist()} == {3: 1, 2: 2, 1: 3}
