"""NeMo Curator: from files to files through a pipeline on Ray, documents are what `cleaner.clean` makes of them."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from integration_documents import DOCUMENTS, assert_same, columns, profile, write_lines

from cleaner.errors import UsageError

os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
pytest.importorskip("nemo_curator")
stage = pytest.importorskip("cleaner.integrations.nemo_curator")


def test_the_law(tmp_path: Path) -> None:
    """Texts and edits are those of `cleaner.clean`, and every record passes."""
    executor = pytest.importorskip("nemo_curator.backends.ray_data").RayDataExecutor()
    pipeline = pytest.importorskip("nemo_curator.pipeline").Pipeline
    reader = pytest.importorskip("nemo_curator.stages.text.io.reader").JsonlReader
    writer = pytest.importorskip("nemo_curator.stages.text.io.writer").JsonlWriter

    (tmp_path / "in").mkdir()
    for n in range(2):
        write_lines(tmp_path / "in" / f"{n}.jsonl", DOCUMENTS[n::2])
    stages = [
        reader(str(tmp_path / "in"), files_per_partition=1),
        stage.CleanTexts(profile=profile()),
        writer(str(tmp_path / "out")),
    ]
    pipeline(name="clean", stages=stages).run(executor)

    written: dict[str, dict[str, Any]] = {}
    for file in (tmp_path / "out").glob("*.jsonl"):
        for row in map(json.loads, file.read_text("utf-8").splitlines()):
            written[row["id"]] = row
    assert len(written) == len(DOCUMENTS)
    rows = [written[document.id] for document in DOCUMENTS]
    assert_same([row["text"] for row in rows], [row["edits"] for row in rows], profile())


def test_a_batch_of_either_kind() -> None:
    """A batch that holds a frame of pandas, whatever its index, gives the same as one that holds a table of Arrow."""
    pa = pytest.importorskip("pyarrow")
    batch = pytest.importorskip("nemo_curator.tasks").DocumentBatch
    table = pa.table(columns())
    frame = table.to_pandas().set_index("id", drop=False)
    for data in (table, frame):
        done = stage.CleanTexts().process(batch(dataset_name="articles", data=data, _metadata={"k": "v"}))
        assert_same(done.data["text"].to_pylist(), done.data["edits"].to_pylist())
        assert (done.dataset_name, done._metadata) == ("articles", {"k": "v"})


def test_what_cannot_be_meant_is_told() -> None:
    with pytest.raises(UsageError, match="no such level"):
        stage.CleanTexts(level="wild")
    assert stage.CleanTexts("body").inputs() == (["data"], ["body"])
