"""Ray: a dataset's batches through `clean_table` give what `cleaner.clean` gives."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from integration_documents import DOCUMENTS, assert_same, columns, profile

os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
pytest.importorskip("ray.data")
pa = pytest.importorskip("pyarrow")

import ray  # noqa: E402

from cleaner.integrations.arrow import clean_table  # noqa: E402


@pytest.fixture(scope="module")
def here() -> Iterator[None]:
    """Ray on this machine, with two processes."""
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    yield
    ray.shutdown()


@pytest.mark.parametrize("how", [{}, {"batch_size": 7}])
def test_the_law(here: None, how: dict[str, Any]) -> None:
    """Texts and edits are those of `cleaner.clean`, whatever the blocks and batches."""
    table = pa.table(columns())
    blocks = ray.data.from_arrow([table.slice(0, 150), table.slice(150)])
    done = blocks.map_batches(clean_table, batch_format="pyarrow", fn_kwargs={"profile": profile()}, **how)
    rows = {row["id"]: row for row in done.take_all()}
    assert len(rows) == len(DOCUMENTS)
    found = [rows[document.id] for document in DOCUMENTS]
    assert_same([row["text"] for row in found], [row["edits"] for row in found], profile())
