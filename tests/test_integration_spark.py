"""Spark: `clean_table` in `mapInArrow`, in Spark's own workers, gives what `cleaner.clean` gives."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from integration_documents import DOCUMENTS, assert_same, columns, profile

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytest.importorskip("pyspark", reason="Spark is not installed: tox -e spark")
pa = pytest.importorskip("pyarrow")

from cleaner.integrations.arrow import clean_table  # noqa: E402


def test_the_law(spark: "SparkSession") -> None:
    """Texts and edits are those of `cleaner.clean`, by the schema that an empty table tells."""
    from pyspark.sql.pandas.types import from_arrow_schema

    known, given = profile(), columns()

    def cleaned(batches: Iterator[Any]) -> Iterator[Any]:
        return (clean_table(batch, profile=known) for batch in batches)

    articles = spark.createDataFrame(
        list(zip(*given.values(), strict=True)), ", ".join(f"{name} string" for name in given)
    )
    schema = from_arrow_schema(clean_table(pa.schema([(name, pa.string()) for name in given]).empty_table()).schema)
    rows = {
        row["id"]: row.asDict(recursive=True) for row in articles.repartition(3).mapInArrow(cleaned, schema).collect()
    }
    assert len(rows) == len(DOCUMENTS)
    found = [rows[document.id] for document in DOCUMENTS]
    assert_same([row["text"] for row in found], [row["edits"] for row in found], known)
