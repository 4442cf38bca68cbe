"""Polars: eager, lazy and streamed, a column gives what `cleaner.clean` gives."""

from typing import Any

import pytest
from integration_documents import assert_same, columns, profile

import cleaner

pl = pytest.importorskip("polars")
pytest.importorskip("cleaner.integrations.polars")

OLD = tuple(map(int, pl.__version__.split(".")[:2])) < (1, 23)
DIRTY = "The bridge opens on Monday, the mayor said.\n\nLeave a reply:"
CLEAN = "The bridge opens on Monday, the mayor said.\n"


@pytest.fixture
def frame() -> Any:
    """The shared documents."""
    return pl.DataFrame(columns())


def audit(**judgement: Any) -> Any:
    return pl.col("text").cleaner.audit(title="title", lang="lang", source=pl.col("source"), **judgement)


def test_the_law(frame: Any) -> None:
    """Texts and edits are those of `cleaner.clean`."""
    done = frame.select(audit().struct.unnest())
    assert done.columns == ["text", "residue_chars", "residue_rules", "edits"]
    assert_same(done["text"].to_list(), done["edits"].to_list())
    texts = frame.with_columns(pl.col("text").cleaner.clean(title="title", lang="lang", source="source"))
    assert texts.columns == frame.columns
    assert_same(texts["text"].to_list())


@pytest.mark.parametrize("engine", ["in-memory", "streaming"])
def test_the_law_lazily(frame: Any, engine: str) -> None:
    """A lazy plan knows the schema before it runs, and gives the same by either engine."""
    plan = pl.concat([frame.lazy().slice(0, 150), frame.lazy().slice(150)]).select(
        audit(profile=profile()).struct.unnest()
    )
    done = plan.collect(streaming=engine == "streaming") if OLD else plan.collect(engine=engine)
    assert plan.collect_schema() == done.schema
    assert_same(done["text"].to_list(), done["edits"].to_list(), profile())


def test_a_text_by_any_name() -> None:
    """A text's column may have any name, and what is made of it keeps that."""
    lines = "Mayor opens bridge\n\nThe bridge opens on Monday, the mayor said."
    frame = pl.DataFrame({"title": [lines], "kop": ["Mayor opens bridge"]})
    done = frame.select(pl.col("title").cleaner.clean(title="kop", lang=pl.lit("en")))
    assert done.to_dict(as_series=False) == {"title": [cleaner.clean(lines, "Mayor opens bridge", "en").text]}
    assert done.item() != lines


@pytest.mark.parametrize("dtype", [pl.String, pl.Categorical])
def test_null_stays_null(dtype: Any) -> None:
    frame = pl.DataFrame({"text": pl.Series([None, DIRTY], dtype=pl.String).cast(dtype)})
    done = frame.select(pl.col("text").cleaner.audit().struct.unnest())
    assert done["text"].to_list() == [None, CLEAN]
    assert done.row(0) == (None, None, None, None)
    assert frame.select(pl.lit(None).cleaner.clean()).item() is None


def test_no_rows() -> None:
    frame = pl.DataFrame(schema={"text": pl.String})
    assert frame.select(pl.col("text").cleaner.clean()).schema == {"text": pl.String}
    assert frame.select(pl.col("text").cleaner.audit().struct.unnest()).is_empty()


def test_in_a_group(frame: Any) -> None:
    """Within groups and windows, as an expression is expected to work."""
    done = frame.with_columns(pl.col("text").cleaner.clean(title="title", lang="lang", source="source").over("lang"))
    assert_same(done["text"].to_list())


def test_a_column_without_texts_is_told() -> None:
    with pytest.raises(Exception, match="n: a column of Int64, not of strings: cast it"):
        pl.DataFrame({"n": [1]}).select(pl.col("n").cleaner.clean())
