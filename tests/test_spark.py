"""Spark and this machine give the same duplicates, row by row, however the rows lie.

Skipped where Spark or Java is not installed; `tox -e spark` installs what is needed.
"""

from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from dedup_strategies import SCRIPTS, Article, quoting, reworked, sentence

from cleaner import pipeline
from cleaner.dedup.describe import DOCUMENT_COLUMNS
from cleaner.engine import Engine
from cleaner.engine.local import LocalEngine
from cleaner.formats import Record, read

if TYPE_CHECKING:
    from pyspark.sql import SparkSession  # pyright: ignore[reportMissingImports]

pytest.importorskip("pyspark", reason="Spark is not installed: tox -e spark")
from cleaner.engine.spark import SparkEngine

Row = dict[str, str | None]
SCHEMA = pa.schema([("n", pa.int64()), *((name, pa.string()) for name in DOCUMENT_COLUMNS[1:])])
SAMPLES = Path(__file__).parent.parent / "samples" / "batch"


def table(rows: list[Row]) -> pa.Table:
    return pa.Table.from_pylist([{"n": n} | row for n, row in enumerate(rows)], schema=SCHEMA)


def duplicates(engine: Engine, documents: pa.Table, keep: str = "longest") -> tuple[list[Row], list[Row]]:
    """Links and clusters in their order."""
    engine.put("documents", documents)
    pipeline.find_duplicates(engine, keep)
    links = engine.arrow("links").sort_by([("na", "ascending"), ("nb", "ascending")])
    return links.to_pylist(), engine.arrow("clusters").sort_by("n").to_pylist()


def generated(stories: int, seed: int) -> list[Row]:
    """Stories with copies of all kinds in four scripts, dated and not, of outlets with furniture; repeated addresses;
    and a sentence on more documents than a crowd."""
    random, rows = Random(seed), list[Row]()
    for at in range(stories):
        story = Article(SCRIPTS[at % 4], tuple(range(100 * at, 100 * at + random.randint(8, 15))))
        near = story._replace(numbers=(*story.numbers[:4], 80_000 + at, *story.numbers[5:]))
        texts = [story.text, story.text, near.text, reworked(story, at).text, quoting(story, at).text, ""]
        for kind, text in enumerate(texts):
            house, day = (at + kind // 2) % 3, at // 3 + kind // 2
            outlet = f"outlet{house}"
            furniture = f"\n\n{sentence('english', 90_000 + house)}{sentence('english', 91_000)}"
            date = None if random.random() < 0.4 else f"2021-{1 + day // 28 % 12:02}-{1 + day % 28:02}"
            page = at if random.random() < 0.2 else 10 * at + kind
            url = None if random.random() < 0.2 else f"https://{outlet}.example/{page}"
            rows.append({"id": f"d{random.randint(0, 5 * stories)}", "text": text and text + furniture,
                         "source": random.choice([outlet, None]), "url": url, "date": date})  # fmt: skip
    random.shuffle(rows)
    return rows


def sampled() -> list[Row]:
    found = (record.document for record in read([str(SAMPLES)]) if isinstance(record, Record))
    return [{name: getattr(document, name) for name in DOCUMENT_COLUMNS[1:]} for document in found]


@pytest.mark.parametrize("keep", ["longest", "earliest"])
def test_the_samples_have_the_same_duplicates(spark: "SparkSession", keep: str) -> None:
    documents = table(sampled())
    with LocalEngine() as local, SparkEngine(spark) as distributed:
        here, there = duplicates(local, documents, keep), duplicates(distributed, documents, keep)
    assert here == there
    assert {link["relation"] for link in here[0]} == {"near", "rewrite", "excerpt", "template"}


@pytest.mark.parametrize("partitions", ["1", "5"])
def test_a_generated_corpus_has_the_same_duplicates(spark: "SparkSession", partitions: str) -> None:
    """Documents without a day, repeated addresses, furniture and a crowd among them; in one partition and in five."""
    documents = table(generated(60, seed=int(partitions)))
    with LocalEngine() as local, SparkEngine(spark) as distributed:
        distributed.session.conf.set("spark.sql.shuffle.partitions", partitions)
        distributed.session.conf.set("spark.sql.adaptive.coalescePartitions.enabled", "false")
        here, there = duplicates(local, documents), duplicates(distributed, documents)
        crowd = local.scalar("SELECT MAX(documents) FROM counted")
        assert isinstance(crowd, int) and crowd > pipeline.CROWD
        assert local.scalar("SELECT COUNT(*) FROM repeated") != 0 and local.scalar("SELECT COUNT(*) FROM versions") != 0
    assert here == there
    assert {link["relation"] for link in here[0]} >= {"exact", "near", "rewrite", "excerpt"}


def test_no_documents(spark: "SparkSession") -> None:
    with SparkEngine(spark) as distributed:
        assert duplicates(distributed, table([])) == ([], [])


def test_the_given_session_stays_as_it_was(spark: "SparkSession", tmp_path: Path) -> None:
    """Its tables keep their names, and nothing is left on the disk."""
    spark.createDataFrame([(7,)], ["n"]).createOrReplaceTempView("documents")
    with SparkEngine(spark, tmp_path) as distributed:
        distributed.put("documents", table([]))
        assert any(tmp_path.iterdir())
    assert not any(tmp_path.iterdir())
    row = spark.table("documents").first()
    assert row is not None and row[0] == 7
    spark.catalog.dropTempView("documents")
