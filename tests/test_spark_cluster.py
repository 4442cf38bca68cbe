"""A cluster of two workers gives what this machine gives, also when one of them is killed with what it holds.

Skipped where Spark or Java is not installed; `tox -e spark` installs what is needed. Takes minutes.
"""

import json
import random
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from dedup_strategies import Article, quoting, reworked
from spark_cluster import Cluster, cluster, kill, until

import cleaner
from cleaner.formats import Record, read
from cleaner.settings import Settings
from cleaner.tables import TABLES

pytest.importorskip("pyspark", reason="Spark is not installed: tox -e spark")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java"),
]
FILES = 4


def batch(folder: Path) -> list[str]:
    """Stories with their copies, over four files, signed with what their sources repeat."""
    draw, rows = random.Random(7), list[dict[str, object]]()
    for at in range(60):
        story = Article("english", tuple(range(100 * at, 100 * at + 12)))
        near = story._replace(numbers=(*story.numbers[:4], 80_000 + at, *story.numbers[5:]))
        for kind, text in enumerate((story.text, near.text, reworked(story, at).text, quoting(story, at).text)):
            source = f"outlet{(at + kind) % 3}"
            text += f"\n\nThe {source} letter, every Friday\n\nLeave a reply:"
            rows.append(
                {"id": f"d{draw.randint(0, 300)}", "text": text, "source": source, "date": f"2021-03-{1 + at % 28:02}"}
            )
    draw.shuffle(rows)
    return spread(rows, folder)


def spread(rows: Sequence[Mapping[str, object]], folder: Path) -> list[str]:
    folder.mkdir()
    for at in range(FILES):
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows[at::FILES])
        (folder / f"{at}.jsonl").write_text(text, "utf-8")
    return [str(folder)]


def tables(folder: Path) -> dict[str, bytes]:
    """The tables, their parts joined, and the summary."""
    found = {name: b"".join(p.read_bytes() for p in sorted((folder / name).glob("*"))) for name in TABLES}
    return found | {name: (folder / name).read_bytes() for name in ("rejects.jsonl", "summary.json")}


def finished(spark: Cluster, inputs: list[str], output: Path, killed_at: str | None = None) -> dict[str, bytes]:
    """The tables that a job on the cluster wrote. A worker is killed when the job begins to write a table of a name."""
    process = spark.cleaner("run", *inputs, "-o", str(output))
    if killed_at:
        begins(process, output, killed_at)
        spark.kill_worker()
    assert process.wait() == 0
    return tables(output)


def begins(process: "subprocess.Popen[bytes]", output: Path, table: str) -> None:
    """Wait until a job begins to write a table."""
    written = f"_tmp/kept-*/*-{table}"
    until(lambda: [p.name for p in output.glob(written)] or ["ended"] * (process.poll() is not None))
    assert process.poll() is None


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("cluster")) as started:
        yield started


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], dict[str, bytes]]:
    """A batch, and the tables of an undisturbed run on this machine."""
    folder = tmp_path_factory.mktemp("here")
    inputs = batch(folder / "given")
    cleaner.run(inputs, folder / "out", Settings(jobs=1))
    return inputs, tables(folder / "out")


@pytest.mark.parametrize("killed_at", [None, "cleaned", "described", "joined", "verified", "read"])
def test_a_worker_is_killed(
    spark: Cluster, here: tuple[list[str], dict[str, bytes]], tmp_path: Path, killed_at: str | None
) -> None:
    """kill -9 of a worker and its executor, while pages are read, cleaned, joined, and compared: the tables are those of
    an undisturbed run on one machine."""
    inputs, expected = here
    spark.two_workers()
    assert finished(spark, inputs, tmp_path / "out", killed_at) == expected
    assert len(spark.workers) == (1 if killed_at else 2)
    assert not (tmp_path / "out" / "_tmp").exists()


@pytest.mark.parametrize("killed_at", ["cleaned", "joined", "verified"])
def test_the_driver_is_killed(
    spark: Cluster, here: tuple[list[str], dict[str, bytes]], tmp_path: Path, killed_at: str
) -> None:
    """The same command goes on from the tables that were whole, and ends with those of an undisturbed run."""
    inputs, expected = here
    spark.two_workers()
    process = spark.cleaner("run", *inputs, "-o", str(tmp_path / "out"))
    begins(process, tmp_path / "out", killed_at)
    kill(process)
    whole = {path.parent: path.stat().st_mtime_ns for path in tmp_path.glob("out/_tmp/kept-*/*/_SUCCESS")}
    assert whole
    again = spark.cleaner("run", *inputs, "-o", str(tmp_path / "out"))
    begins(again, tmp_path / "out", "members")  # the last but one that the comparison writes
    assert {folder: (folder / "_SUCCESS").stat().st_mtime_ns for folder in whole} == whole
    assert again.wait() == 0
    assert tables(tmp_path / "out") == expected
    assert not (tmp_path / "out" / "_tmp").exists()


def test_real_articles(spark: Cluster, tmp_path: Path, realtext: Path) -> None:
    records = read([str(realtext / "insm_de.jsonl.zst")])
    inputs = spread([record.fields for record in records if isinstance(record, Record)], tmp_path / "given")
    same(spark, inputs, tmp_path)


def test_real_pages(spark: Cluster, tmp_path: Path, labelled_pages: list[dict[str, str]]) -> None:
    assert len(labelled_pages) > 600
    same(spark, spread(labelled_pages, tmp_path / "given"), tmp_path)


def same(spark: Cluster, inputs: list[str], folder: Path) -> None:
    """Hold the tables of the cluster to those of this machine."""
    cleaner.run(inputs, folder / "local", Settings(jobs=2, max_rejects=1.0))
    spark.two_workers()
    assert finished(spark, [*inputs, "--max-rejects", "1"], folder / "out") == tables(folder / "local")
