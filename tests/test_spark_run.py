"""The main job on Spark writes the very folder that it writes on this machine, whatever is in the batch.

Skipped where Spark or Java is not installed; `tox -e spark` installs what is needed.
"""

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from dedup_strategies import Article, quoting, reworked

import cleaner
from cleaner.errors import CleanerError, UsageError
from cleaner.settings import Settings
from cleaner.tables import TABLES

if TYPE_CHECKING:
    from pyspark.sql import SparkSession  # pyright: ignore[reportMissingImports]

pytest.importorskip("pyspark", reason="Spark is not installed: tox -e spark")
from cleaner import distributed

SAMPLES = Path(__file__).parent.parent / "samples" / "batch"
PAGE = """<html><head><title>Ferry returns to the north quay</title></head><body><article><h1>Ferry returns to the north
quay</h1><p>The ferry that crosses the sound twice a day was back at the north quay on Tuesday, after eleven weeks in
the yard at Lomvik.</p><p>Its new engine is quieter, the captain said, and burns a third less. The first crossing carried
forty passengers, two horses and the mail.</p></article><footer>All rights reserved</footer></body></html>"""


def rows(batch: Sequence[Mapping[str, object]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in batch)


def odd_batch(folder: Path) -> list[str]:
    """Three files: copies of all kinds under ids that repeat and get into each other's way, furniture, pages, what is
    broken, half of a surrogate pair, a record of an earlier run."""
    folder.mkdir()
    stories = [Article("english", tuple(range(100 * at, 100 * at + 12))) for at in range(12)]
    signed = "\n\nSubscribe to our newsletter\nThe Lomvik Letter, every Friday\n\nLeave a reply:"
    first = [
        {
            "id": ("x", "x#2", "a", "a", f"n{at}")[at % 5],
            "text": story.text + signed,
            "source": "letter",
            "n": float(at),
        }
        for at, story in enumerate(stories)
    ]
    second = [
        {"id": "x", "text": stories[0].text, "url": "https://quay.example/1"},
        {"id": "x", "text": stories[1].text, "cluster": "of my own", "date": "2021-03-01"},
        {"id": "x#2", "text": reworked(stories[2], 2).text, "cleaner_id": "x#2"},
        {"id": "only", "text": quoting(stories[3], 3).text, "cleaner_id": "left by a run"},
        {"text": stories[4].text + "\n\nShare this:"},
        {"id": "half\ud800", "text": stories[5].text + " \udc80", "source": "so\ud800"},
    ]
    (folder / "a.jsonl").write_text(rows(first), "utf-8")
    text = "".join(json.dumps(row) + "\n" for row in second)
    with gzip.open(folder / "b.jsonl.gz", "wt", encoding="utf-8") as packed:
        packed.write(f'{text}{{"id": "torn"\n{{"id": "blank", "text": " "}}\n{text[: text.index(chr(10)) + 1]}')
    (folder / "c.html").write_text(PAGE, "utf-8")
    (folder / "empty.html").write_text("<html><body></body></html>", "utf-8")
    return [str(folder)]


def folder_of(path: Path) -> dict[str, bytes]:
    return {p.relative_to(path).as_posix(): p.read_bytes() for p in sorted(path.rglob("*")) if p.is_file()}


def table_of(folder: Mapping[str, bytes], name: str) -> bytes:
    return b"".join(data for path, data in folder.items() if path.startswith(name))


def both(
    inputs: list[str], tmp_path: Path, spark: "SparkSession", **given: object
) -> tuple[dict[str, bytes], dict[str, bytes], list[list[str]]]:
    """The folders of a local run and of one on Spark, and what either told."""
    settings = Settings(jobs=1, max_rejects=1).with_(given)
    told: list[list[str]] = [[], []]
    cleaner.run(inputs, tmp_path / "local", settings, tell=told[0].append)
    cleaner.run(inputs, tmp_path / "spark", settings, engine=spark, tell=told[1].append)
    return folder_of(tmp_path / "local"), folder_of(tmp_path / "spark"), told


def test_the_samples(spark: "SparkSession", tmp_path: Path) -> None:
    """Every byte of the folder, the report and the manifest among them; and the same notes."""
    local, there, (told, told_there) = both([str(SAMPLES)], tmp_path, spark)
    assert local == there
    assert told == told_there != []


@pytest.mark.parametrize(
    "given",
    [{}, {"dedup": False, "format": "jsonl.gz"}, {"clean": False, "keep": "earliest"}, {"limit": 9}],
    ids=["run", "clean", "dedup", "limit"],
)
def test_an_odd_batch(spark: "SparkSession", tmp_path: Path, given: dict[str, object]) -> None:
    """Ids, rejects, pages, what earlier runs left, and a limit that ends within a file."""
    local, there, _ = both(odd_batch(tmp_path / "given"), tmp_path, spark, **given)
    for name in local:
        assert there[name] == local[name], name
    assert list(there) == list(local)
    if not given:
        found = {json.loads(line).get("cleaner_id") for line in local["documents/part-00000.jsonl"].splitlines()}
        found |= {json.loads(line).get("cleaner_id") for line in local["removed/part-00000.jsonl"].splitlines()}
        assert found > {"x#2#2", "x#3", "a#2", "only"}
        assert len(local["rejects.jsonl"].splitlines()) == 3


def test_small_parts(spark: "SparkSession", tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts are split otherwise than on one machine, and hold the same rows in the same order."""
    monkeypatch.setattr(distributed, "CHUNK", 2)
    monkeypatch.setattr(distributed, "PART_CHARACTERS", 3_000)
    local, there, _ = both(odd_batch(tmp_path / "given"), tmp_path, spark)
    assert sum(path.startswith("documents/") for path in there) > 2
    for name in TABLES:
        assert table_of(there, name) == table_of(local, name), name
    assert there["summary.json"] == local["summary.json"]


def test_an_index_and_a_profile(spark: "SparkSession", tmp_path: Path) -> None:
    from cleaner.adding import add_files

    inputs = odd_batch(tmp_path / "given")
    quiet = {"tell": lambda _: None, "refuse": lambda _: None, "advance": lambda *_: None}
    add_files(inputs[:1], tmp_path / "index", Settings(jobs=1, limit=8), **quiet)  # type: ignore[arg-type]
    cleaner.run(inputs, tmp_path / "first", Settings(jobs=1, max_rejects=1))
    profile = tmp_path / "first" / "audit" / "profile" / "part-00000.jsonl"
    local, there, _ = both(inputs, tmp_path, spark, against=tmp_path / "index", profile=profile)
    assert local == there
    assert b'"indexed":true' in local["audit/clusters/part-00000.jsonl"]


def test_what_a_worker_raises_is_told_in_a_line(
    spark: "SparkSession", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cleaner.cluster_tasks.build", lambda: "0.0.9")
    with pytest.raises(CleanerError, match=r"a worker has article-cleaner .*, and the driver 0\.0\.9") as error:
        cleaner.run([str(SAMPLES)], tmp_path / "out", engine=spark)
    assert "\n" not in str(error.value)
    assert not (tmp_path / "out").exists()


def test_no_worker_can_read_the_standard_input(spark: "SparkSession", tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="write it to a file"):
        cleaner.run("-", tmp_path / "out", Settings(jobs=1), engine=spark)
    assert not (tmp_path / "out").exists()
