"""Arrow: tables of any shape and type of string give what `cleaner.clean` gives, and bad values cost no others."""

import pickle
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from integration_documents import DOCUMENTS, assert_same, columns, profile
from strategies import any_text

import cleaner
from cleaner.errors import UsageError

pa = pytest.importorskip("pyarrow")

from cleaner.integrations.arrow import AUDIT_TYPES, clean_table, fingerprint_table  # noqa: E402

STRINGS = {"string": pa.string(), "large": pa.large_string(), "dictionary": pa.dictionary(pa.int32(), pa.string())}
if int(pa.__version__.partition(".")[0]) >= 20:  # some earlier ones have views that nothing can be done with
    STRINGS["view"] = pa.string_view()
DIRTY = "The bridge opens on Monday, the mayor said.\n\nLeave a reply:"
CLEAN = "The bridge opens on Monday, the mayor said.\n"


def documents(type: Any = None) -> Any:
    """The shared documents as a table, with a column that has nothing to do with cleaning."""
    type = type or pa.string()
    arrays = {name: pa.array(values) for name, values in columns().items()}
    return pa.table(arrays | {"text": arrays["text"].cast(type), "n": pa.array(range(len(DOCUMENTS)))})


@pytest.mark.parametrize("kind", STRINGS)
def test_the_law(kind: str) -> None:
    """Texts and edits are those of `cleaner.clean`, in every type of string."""
    table = clean_table(documents(STRINGS[kind]))
    assert_same(table["text"].to_pylist(), table["edits"].to_pylist())
    assert table["n"].to_pylist() == list(range(len(DOCUMENTS)))
    given, got = STRINGS[kind], table.schema.field("text").type
    assert got == (pa.string() if kind == "dictionary" else given)


def test_the_law_with_a_profile() -> None:
    table = clean_table(documents(), profile=profile())
    assert_same(table["text"].to_pylist(), table["edits"].to_pylist(), profile())


@pytest.mark.parametrize(
    "cut",
    [
        lambda table: pa.concat_tables(table.slice(n, 7) for n in range(0, len(table), 7)),
        lambda table: pa.concat_tables([table.slice(0, 0), table]),
        lambda table: pa.concat_tables([table] * 6).slice(1000, 200),
        lambda table: table.combine_chunks(),
    ],
    ids=["many chunks", "an empty chunk", "a slice", "one chunk"],
)
def test_chunks_change_nothing(cut: Callable[[Any], Any]) -> None:
    assert clean_table(cut(documents())).combine_chunks() == clean_table(documents()).combine_chunks()


def test_a_batch_is_a_batch() -> None:
    """A record batch comes back as one, whole or in pieces, by a function that went through pickle."""
    work = pickle.loads(pickle.dumps(partial(clean_table, profile=profile())))
    (batch,) = documents().combine_chunks().to_batches()
    done = work(batch)
    assert isinstance(done, pa.RecordBatch)
    assert_same(done.column("text").to_pylist(), done.column("edits").to_pylist(), profile())
    halves = [work(batch.slice(0, 100)), work(batch.slice(100))]
    assert pa.Table.from_batches(halves).combine_chunks() == pa.Table.from_batches([done])


@pytest.mark.parametrize("kind", [*STRINGS, "null"])
def test_the_schema_is_known_before_the_rows(kind: str) -> None:
    """Spark asks for the schema of the result first: an empty table tells it, for any type of string."""
    type = pa.null() if kind == "null" else STRINGS[kind]
    table = pa.table({"text": pa.array([None, None], type)})
    batch = table.slice(0, 0).combine_chunks()
    assert clean_table(batch).schema == clean_table(table).schema
    assert clean_table(pa.RecordBatch.from_pylist([], table.schema)).schema == clean_table(table).schema
    assert fingerprint_table(batch).schema == fingerprint_table(table).schema
    assert clean_table(table).schema.names == ["text", *AUDIT_TYPES]


def test_null_stays_null() -> None:
    table = clean_table(pa.table({"text": [None, DIRTY, None]}))
    assert table["text"].to_pylist() == [None, CLEAN, None]
    assert table["residue_chars"].to_pylist() == [None, len(DIRTY) - len(CLEAN), None]
    assert table["residue_rules"].to_pylist() == [None, "comment-form", None]
    assert [edits and len(edits) for edits in table["edits"].to_pylist()] == [None, 1, None]


def test_a_text_that_is_not_utf_8_keeps_its_bytes() -> None:
    """Arrow does not look into strings; one that lies costs no other row, and is handed on to the byte."""
    raw = [b"\xff\xfe broken", DIRTY.encode(), b"The bridge opens on Monday, the mayor said."]
    texts = pa.array(raw, pa.binary()).view(pa.string())
    table = clean_table(pa.table({"text": texts, "title": texts}))
    assert table["text"].combine_chunks().view(pa.binary()).to_pylist() == [raw[0], CLEAN.encode(), raw[2]]
    assert table["edits"].to_pylist()[0] is None
    assert fingerprint_table(pa.table({"text": texts})).num_rows == 3


def test_columns_are_found_or_named() -> None:
    """The names that `cleaner run` knows are found, in an object too; others are named."""
    text, title = "Mayor opens bridge\n\nThe bridge opens on Monday, the mayor said.", "Mayor opens bridge"
    body = cleaner.clean(text, title).text
    assert body != text
    for table in (
        clean_table(pa.table({"text": [text], "headline": [title]})),
        clean_table(pa.table({"text": [text], "metadata": [{"title": title, "n": 1}]})),
        clean_table(pa.table({"body": [text], "kop": [title]}), "body", title="kop"),
    ):
        assert table.column(0).to_pylist() == [body]


@pytest.mark.parametrize(
    ("columns", "options", "told"),
    [
        ({"text": ["a"]}, {"text": "body"}, "body: no such column; there are text"),
        ({"text": ["a"]}, {"title": "kop"}, "kop: no such column; there are text"),
        ({"text": [1]}, {}, "text: a column of int64, not of strings: cast it"),
        ({"text": [b"a"]}, {}, "text: a column of binary, not of strings: cast it"),
        ({"text": ["a"], "edits": [1]}, {}, "edits: there is such a column already"),
        ({"text": ["a"]}, {"level": "wild"}, "wild: no such level"),
        ({"text": ["a"]}, {"without": ["no-such-rule"]}, "no rule 'no-such-rule'"),
    ],
)
def test_what_cannot_be_meant_is_told(columns: dict[str, Any], options: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError) as error:
        clean_table(pa.table(columns), **options)
    assert str(error.value).startswith(told)


def test_an_option_that_there_is_not_is_told() -> None:
    with pytest.raises(TypeError, match="levl"):
        clean_table(pa.table({"text": [DIRTY]}), levl="careful")  # type: ignore[call-arg]


def test_two_columns_of_one_name_are_told() -> None:
    table = pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["text", "text"])
    with pytest.raises(UsageError, match="two columns of this name"):
        clean_table(table)


def test_metadata_and_the_place_of_columns_stay() -> None:
    schema = pa.schema([pa.field("n", pa.int64()), pa.field("text", pa.string(), metadata={"k": "v"})], {"a": "b"})
    table = clean_table(pa.table({"n": [1], "text": [DIRTY]}, schema))
    assert table.schema.names == ["n", "text", *AUDIT_TYPES]
    assert table.schema.metadata == {b"a": b"b"}
    assert table.schema.field("text").metadata == {b"k": b"v"}


@given(st.lists(any_text | st.none(), max_size=5))
def test_every_text_can_be_restored(texts: list[str | None]) -> None:
    """For any texts, a null among them: each text is what its row and its edits give back."""
    table = clean_table(pa.table({"text": pa.array(texts, pa.string())}))
    for text, row in zip(texts, table.to_pylist(), strict=True):
        if text is None:
            assert row == dict.fromkeys(["text", *AUDIT_TYPES])
            continue
        edits = tuple(cleaner.Edit(**edit) for edit in row["edits"])
        assert cleaner.restore(cleaner.Cleaned(row["text"], edits)) == text
        assert row["residue_chars"] == len(text) - len(row["text"])


def test_fingerprints_are_those_of_the_index() -> None:
    """A fingerprint is that of `cleaner.dedup`, null for null, and equal for equal words in any type of string."""
    from cleaner.dedup.fingerprint import fingerprints

    texts = [DIRTY, None, DIRTY.upper(), "", *(document.text for document in DOCUMENTS)]
    wanted = [row if text is not None else dict.fromkeys(row) for text, row in zip(texts, fingerprints(pa.array(texts)).to_pylist(), strict=True)]  # fmt: skip
    for type in STRINGS.values():
        table = fingerprint_table(pa.table({"text": pa.array(texts).cast(type)}))
        assert table.select(["key_a", "key_b", "words", "prints"]).to_pylist() == wanted
    assert wanted[0] == wanted[2] != wanted[3]
    with pytest.raises(UsageError, match="words"):
        fingerprint_table(pa.table({"text": ["a"], "words": [1]}))
