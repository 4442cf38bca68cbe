"""DuckDB: a query's batches through `clean_table`, and back into a query, give what `cleaner.clean` gives."""

from functools import partial
from pathlib import Path

import pytest
from integration_documents import DOCUMENTS, assert_same, columns, profile

duckdb = pytest.importorskip("duckdb")
pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

from cleaner.integrations.arrow import clean_table  # noqa: E402


@pytest.mark.parametrize("rows", [7, 1_000])
def test_the_law(rows: int, tmp_path: Path) -> None:
    """Texts and edits are those of `cleaner.clean`, whatever the batches, and come back from a file by a query."""
    raw, clean = tmp_path / "raw.parquet", tmp_path / "clean.parquet"
    pq.write_table(pa.table(columns()), raw)
    work = partial(clean_table, profile=profile())
    database = duckdb.connect()
    articles = database.cursor().sql(f"FROM '{raw}'").to_arrow_reader(rows)
    schema = work(articles.schema.empty_table()).schema
    cleaned = pa.RecordBatchReader.from_batches(schema, map(work, articles))
    database.register("cleaned", cleaned)
    database.sql(f"COPY (FROM cleaned) TO '{clean}'")
    done = database.sql(f"SELECT id, text, edits FROM '{clean}'").fetchall()
    assert [id for id, _, _ in done] == [document.id for document in DOCUMENTS]
    assert_same([text for _, text, _ in done], [edits for _, _, edits in done], profile())
