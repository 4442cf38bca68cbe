"""datatrove: through its readers, writers and processes, documents are what `cleaner.clean` makes of them."""

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from dedup_articles import AGENCY, REWRITE, SAME_TOPIC
from integration_documents import DOCUMENTS, assert_same, expected, profile, rows

import cleaner
from cleaner.errors import InputError, UsageError

pytest.importorskip("orjson")
Document = pytest.importorskip("datatrove.data").Document
LocalPipelineExecutor = pytest.importorskip("datatrove.executor.local").LocalPipelineExecutor
JsonlReader = pytest.importorskip("datatrove.pipeline.readers").JsonlReader
writers = pytest.importorskip("datatrove.pipeline.writers")
step = pytest.importorskip("cleaner.integrations.datatrove")

DIRTY = "The bridge opens on Monday, the mayor said.\n\nLeave a reply:"


def lines(folder: Path) -> list[dict[str, Any]]:
    """The rows of all files of JSON lines below a folder, in their order."""
    found: list[dict[str, Any]] = []
    for file in sorted(folder.glob("*.jsonl*")):
        text = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        found += map(json.loads, text.splitlines())
    return found


def shards(folder: Path, documents: Sequence[Mapping[str, Any]], count: int) -> Path:
    """Documents in so many files."""
    folder.mkdir()
    for n in range(count):
        shard = documents[len(documents) * n // count : len(documents) * (n + 1) // count]
        (folder / f"{n}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in shard), "utf-8")
    return folder


def run(steps: list[Any], logs: Path, tasks: int = 1, workers: int = 1) -> dict[str, Any]:
    """Run a pipeline in processes of its own, and return its stats by step."""
    LocalPipelineExecutor(pipeline=steps, tasks=tasks, workers=workers, logging_dir=str(logs)).run()
    told = json.loads((logs / "stats.json").read_text("utf-8"))
    return {part["name"]: {name: _total(value) for name, value in part["stats"].items()} for part in told}


def _total(stat: Any) -> Any:
    """The sum of a figure, which is told alone where each of its values is 1."""
    return stat["total"] if isinstance(stat, dict) else stat


@pytest.mark.parametrize("workers", [1, 2])
def test_the_law(tmp_path: Path, workers: int) -> None:
    """Texts and edits are those of `cleaner.clean`, in one process and in two, and the stats are their sums.

    datatrove's reader leaves blank texts out, and tells so.
    """
    documents = [document for document in DOCUMENTS if document.text]
    source = shards(tmp_path / "in", rows(documents), 2)
    clean = step.CleanTexts(edits=str(tmp_path / "edits"), profile=profile())
    steps = [JsonlReader(str(source)), clean, writers.JsonlWriter(str(tmp_path / "out"))]
    stats = run(steps, tmp_path / "logs", tasks=2, workers=workers)[str(clean)]

    written = lines(tmp_path / "out")
    assert [row["id"] for row in written] == [document.id for document in documents]
    edits: dict[str, list[dict[str, Any]]] = {document.id: [] for document in documents}
    for row in lines(tmp_path / "edits"):
        edits[row.pop("id")].append(row)
    assert_same([row["text"] for row in written], list(edits.values()), profile(), documents)

    cleaned = [expected(document, profile()) for document in documents]
    cut = [sum(edit.end - edit.start for edit in one.edits) for one in cleaned]
    assert [row["metadata"]["residue_chars"] for row in written] == cut
    assert stats["total"] == stats["forwarded"] == len(documents)
    assert stats["residue_chars"] == sum(cut)
    for rule in {rule for one in cleaned for edit in one.edits for rule in edit.rules}:
        told = stats[f"residue_{rule}"]
        assert told == sum(rule in edit.rules for one in cleaned for edit in one.edits), rule


def test_metadata_are_told() -> None:
    """Titles and sources are found in the metadata, by the names that `cleaner run` knows or by a name that is given."""
    text, title = "Mayor opens bridge\n\nThe bridge opens on Monday, the mayor said.", "Mayor opens bridge"
    body = cleaner.clean(text, title).text
    assert body != text
    for clean, metadata in ((step.CleanTexts(), {"title": title}), (step.CleanTexts(title="kop"), {"kop": title})):
        (done,) = clean.run(iter([Document(text, "a", metadata=metadata)]))
        assert done.text == body
        assert done.metadata["residue_rules"] == "title-repeat"


def test_cleaning_twice_is_told() -> None:
    steps = [step.CleanTexts(), step.CleanTexts()]
    with pytest.raises(UsageError, match="residue_chars, residue_rules: there is such a column already"):
        list(steps[1].run(steps[0].run(iter([Document(DIRTY, "a")]))))


def test_parquet_keeps_its_columns(tmp_path: Path) -> None:
    """The first document decides on a Parquet file's columns: one without residue has them all."""
    pq = pytest.importorskip("pyarrow.parquet")
    texts = ["Nothing to cut here, the mayor said.", DIRTY]
    data: Any = (Document(text, str(n)) for n, text in enumerate(texts))
    list(writers.ParquetWriter(str(tmp_path)).run(step.CleanTexts().run(data)))
    written = pq.read_table(tmp_path).to_pylist()
    assert [row["metadata"]["residue_rules"] for row in written] == ["", "comment-form"]


@pytest.fixture(scope="module")
def corpus() -> list[dict[str, Any]]:
    """An agency's story, a copy, a rewrite of it, and another story."""
    texts = {"wire": AGENCY, "copy": AGENCY, "rewrite": REWRITE, "other": SAME_TOPIC}
    return [{"id": id, "text": text} for id, text in texts.items()]


def test_duplicates_go_by_the_verdicts(tmp_path: Path, corpus: list[dict[str, Any]]) -> None:
    """Written by datatrove, judged by `cleaner dedup`, dropped by datatrove: what is removed has its keeper beside it."""
    pytest.importorskip("duckdb")
    source = shards(tmp_path / "in", corpus, 1)
    run(
        [JsonlReader(str(source)), step.CleanTexts(), writers.JsonlWriter(str(tmp_path / "clean"))],
        tmp_path / "logs" / "1",
    )
    cleaner.run([str(tmp_path / "clean")], tmp_path / "verdicts", cleaner.Settings(clean=False, jobs=1))
    removed = {row["id"]: row for row in lines(tmp_path / "verdicts" / "removed")}
    assert removed.keys() < {"wire", "copy", "rewrite"}
    assert len(removed) == 2

    drop = step.DropDuplicates(tmp_path / "verdicts", writers.JsonlWriter(str(tmp_path / "removed")))
    steps = [JsonlReader(str(tmp_path / "clean")), drop, writers.JsonlWriter(str(tmp_path / "kept"))]
    stats = run(steps, tmp_path / "logs" / "2")[str(drop)]
    kept, gone = lines(tmp_path / "kept"), lines(tmp_path / "removed")
    assert [row["id"] for row in kept] == [row["id"] for row in lines(tmp_path / "verdicts" / "documents")]
    assert {row["id"]: row["metadata"]["duplicate_of"] for row in gone} == {
        id: row["keeper"] for id, row in removed.items()
    }
    assert all(row["metadata"]["filter_reason"] == "duplicate" for row in gone)
    assert (stats["total"], stats["forwarded"], stats["dropped"], stats["dropped_duplicate"]) == (4, 2, 2, 2)


def test_an_id_that_comes_twice_is_dropped_once(tmp_path: Path, corpus: list[dict[str, Any]]) -> None:
    """Verdicts are of ids: where two documents have one, no more is dropped than was judged."""
    pytest.importorskip("duckdb")
    cleaner.run([str(shards(tmp_path / "in", corpus, 1))], tmp_path / "out", cleaner.Settings(clean=False, jobs=1))
    drop = step.DropDuplicates(tmp_path / "out")
    (id, *_) = [row["id"] for row in lines(tmp_path / "out" / "removed")]
    assert [document.text for document in drop.run(iter([Document("a", id), Document("b", id)]))] == ["b"]
    assert drop.stats["kept_repeated_id"].total == 1


def test_a_folder_that_is_no_run_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not the output of a finished run"):
        step.DropDuplicates(tmp_path)
