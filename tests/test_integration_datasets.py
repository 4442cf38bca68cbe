"""Hugging Face datasets: mapped, in processes, and streamed, a dataset gives what `cleaner.clean` gives."""

import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from integration_documents import DOCUMENTS, assert_same, columns, profile

from cleaner.errors import UsageError

os.environ.setdefault("HF_HUB_OFFLINE", "1")
datasets = pytest.importorskip("datasets")
CleanTexts = pytest.importorskip("cleaner.integrations.datasets").CleanTexts

DIRTY = "The bridge opens on Monday, the mayor said.\n\nLeave a reply:"
CLEAN = "The bridge opens on Monday, the mayor said.\n"


@pytest.fixture
def dataset() -> Any:
    """The shared documents."""
    return datasets.Dataset.from_dict(columns())


def mapped(dataset: Any, clean: Any, **how: Any) -> Any:
    return dataset.map(clean, batched=True, features=clean.features(dataset.features), **how)


@pytest.mark.parametrize("how", [{}, {"num_proc": 2}, {"batch_size": 1}, {"batch_size": 7, "writer_batch_size": 3}])
def test_the_law(dataset: Any, how: dict[str, Any]) -> None:
    """Texts and edits are those of `cleaner.clean`, whatever the batches and processes."""
    done = mapped(dataset, CleanTexts(profile=profile()), **how)
    assert_same(done["text"][:], done["edits"][:], profile())
    assert done["id"][:] == [document.id for document in DOCUMENTS]


def test_the_law_streamed(dataset: Any) -> None:
    """A streamed dataset gives the same."""
    rows = list(mapped(dataset.to_iterable_dataset(num_shards=2), CleanTexts()))
    assert_same([row["text"] for row in rows], [row["edits"] for row in rows])


def test_the_law_in_arrow(dataset: Any) -> None:
    """A dataset in Arrow's format goes through the function for tables."""
    arrow = pytest.importorskip("cleaner.integrations.arrow")
    done = dataset.with_format("arrow").map(arrow.clean_table, batched=True).with_format(None)
    assert_same(done["text"][:], done["edits"][:])


def test_what_was_cut_survives_files(dataset: Any, tmp_path: Path) -> None:
    """Edits come back from Parquet as they were, by their features."""
    done = mapped(dataset, CleanTexts())
    done.to_parquet(str(tmp_path / "part.parquet"))
    again = datasets.Dataset.from_parquet(str(tmp_path / "part.parquet"), cache_dir=str(tmp_path / "cache"))
    assert again.features == done.features
    assert_same(again["text"][:], again["edits"][:])


def test_a_first_batch_without_residue() -> None:
    """What edits are is told by the features: batches without any do not make another column of them."""
    dataset = datasets.Dataset.from_dict({"text": ["Nothing to cut here, the mayor said.", None, DIRTY]})
    done = mapped(dataset, CleanTexts(), batch_size=1, writer_batch_size=1)
    assert done["text"][:] == ["Nothing to cut here, the mayor said.", None, CLEAN]
    assert done["residue_chars"][:] == [0, None, len(DIRTY) - len(CLEAN)]
    assert done["residue_rules"][:] == ["", None, "comment-form"]
    assert [edits and len(edits) for edits in done["edits"][:]] == [[], None, 1]


def fingerprint(clean: Any) -> str:
    return str(datasets.fingerprint.Hasher.hash(clean))


SCRIPT = """
import sys
sys.path[:0] = sys.argv[1:]
from integration_documents import profile
from datasets.fingerprint import Hasher
from cleaner.integrations.datasets import CleanTexts
print(Hasher.hash(CleanTexts(profile=profile(), level="careful")))
"""


def test_the_fingerprint_is_that_of_the_results(dataset: Any) -> None:
    """It is the same in another process and after use, and another where the results may be others."""
    clean = CleanTexts(profile=profile(), level="careful")
    first = fingerprint(clean)
    clean(dataset[:5])
    assert fingerprint(clean) == fingerprint(pickle.loads(pickle.dumps(clean))) == first
    script = [sys.executable, "-c", SCRIPT, str(Path(__file__).parent)]
    for seed in ("1", "2"):
        done = subprocess.run(
            script, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        )
        assert done.stdout.split()[-1] == first
    others = [CleanTexts(profile=profile()), CleanTexts(level="careful"), CleanTexts(), CleanTexts(title="id"), CleanTexts(without=["ad-label"])]  # fmt: skip
    assert len({first, *map(fingerprint, others)}) == 1 + len(others)


def test_other_rules_have_another_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache that other rules have filled is not taken for ours."""
    first = fingerprint(CleanTexts())
    monkeypatch.setattr("cleaner.integrations.records.digest", lambda rules: "of other rules")
    assert fingerprint(CleanTexts()) != first


def test_a_second_map_is_read_from_the_cache(dataset: Any, tmp_path: Path) -> None:
    """The second time nothing is computed: the same cache file serves."""
    on_disk = dataset.save_to_disk(str(tmp_path / "set")) or datasets.load_from_disk(str(tmp_path / "set"))
    first, second = (mapped(on_disk, CleanTexts(profile=profile())) for _ in range(2))
    assert first._fingerprint == second._fingerprint
    assert first.cache_files == second.cache_files != []


def test_what_cannot_be_meant_is_told() -> None:
    dataset = datasets.Dataset.from_dict({"body": ["a"], "edits": [1]})
    with pytest.raises(UsageError, match="text: no such column; there are body"):
        CleanTexts().features(dataset.remove_columns("edits").features)
    with pytest.raises(UsageError, match="edits: there is such a column already"):
        CleanTexts("body").features(dataset.features)
    with pytest.raises(UsageError, match="edits: there is such a column already"):
        dataset.map(CleanTexts("body"), batched=True)
