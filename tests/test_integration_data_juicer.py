"""data-juicer: a recipe run by its own command gives what `cleaner.clean` gives."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from integration_documents import DOCUMENTS, assert_same, profile, rows, write_lines

from cleaner.errors import UsageError

pytest.importorskip("data_juicer")
mapper = pytest.importorskip("cleaner.integrations.data_juicer")

DIRTY = "The bridge opens on Monday, the mayor said.\n\nLeave a reply:"
RECIPE = """
project_name: articles
dataset_path: {folder}/in.jsonl
export_path: {folder}/out.jsonl
np: 2
use_cache: false
open_tracer: true
custom_operator_paths: [{folder}/operators.py]
process:
  - article_cleaner_mapper:
      profile: {folder}/sources.jsonl
"""


@pytest.mark.slow
def test_the_law(tmp_path: Path) -> None:
    """Texts and edits are those of `cleaner.clean`, in two processes, and every record passes."""
    write_lines(tmp_path / "in.jsonl")
    (tmp_path / "operators.py").write_text("import cleaner.integrations.data_juicer\n", "utf-8")
    (tmp_path / "recipe.yaml").write_text(RECIPE.format(folder=tmp_path), "utf-8")
    profile().save(tmp_path / "sources.jsonl")
    command = Path(sys.executable).parent / "dj-process"
    done = subprocess.run(
        [command, "--config", "recipe.yaml"], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-5000:]
    written = {row["id"]: row for row in map(json.loads, (tmp_path / "out.jsonl").read_text("utf-8").splitlines())}
    assert len(written) == len(DOCUMENTS)
    found = [written[document.id] for document in DOCUMENTS]
    assert_same([row["text"] for row in found], [json.loads(row["edits"]) for row in found], profile())


def test_the_law_in_a_dataset() -> None:
    """As an operator on a dataset, without a recipe, it gives the same."""
    data = pytest.importorskip("data_juicer.core.data").NestedDataset.from_list(rows())
    done = mapper.ArticleCleanerMapper().run(data).to_list()
    assert_same([row["text"] for row in done], [json.loads(row["edits"]) for row in done])


def test_any_batch_has_the_same_columns() -> None:
    """A batch without residue, one with, and one with a text that is none make one dataset."""
    texts = ["Nothing to cut here, the mayor said.", DIRTY, None]
    data = pytest.importorskip("data_juicer.core.data").NestedDataset.from_list([{"text": text} for text in texts])
    done = mapper.ArticleCleanerMapper(batch_size=1).run(data).to_list()
    assert [row["residue_rules"] for row in done] == ["", "comment-form", None]
    assert [row["edits"] and len(json.loads(row["edits"])) for row in done] == [0, 1, None]


def test_what_cannot_be_meant_is_told() -> None:
    with pytest.raises(UsageError, match="no such level"):
        mapper.ArticleCleanerMapper(level="wild")
