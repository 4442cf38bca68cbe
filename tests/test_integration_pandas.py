"""pandas: a series of texts of any kind gives what `cleaner.clean` gives, and a value that is no text stays."""

import pickle
from typing import Any

import pytest
from integration_documents import DOCUMENTS, assert_same, columns, profile

import cleaner
from cleaner.errors import UsageError

pd = pytest.importorskip("pandas")
pytest.importorskip("cleaner.integrations.pandas")

DIRTY = "The bridge opens on Monday, the mayor said.\n\nLeave a reply:"
CLEAN = "The bridge opens on Monday, the mayor said.\n"
DTYPES = ["object", "str", "string", "category"]


@pytest.fixture
def frame() -> Any:
    """The shared documents, under an index that is no count."""
    return pd.DataFrame(columns()).set_index("id")


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_law(frame: Any, dtype: str) -> None:
    """Texts and edits are those of `cleaner.clean`, and a series keeps its name, index and type."""
    texts = frame["text"].astype(dtype)
    known = {"title": frame["title"], "lang": frame["lang"], "source": frame["source"]}
    audit = texts.cleaner.audit(**known, profile=profile())
    assert_same(list(audit["text"]), list(audit["edits"]), profile())
    done = texts.cleaner.clean(**known)
    assert_same(list(done))
    assert (done.name, list(done.index)) == ("text", [document.id for document in DOCUMENTS])
    if dtype != "category":
        assert done.dtype == texts.dtype == audit["text"].dtype


def test_arrow_strings(frame: Any) -> None:
    pa = pytest.importorskip("pyarrow")
    texts = frame["text"].astype(pd.ArrowDtype(pa.string()))
    done = texts.cleaner.clean(title=frame["title"], lang=frame["lang"], source=frame["source"])
    assert_same(list(done))
    assert done.dtype == texts.dtype


def test_what_is_no_text_stays() -> None:
    """A missing value and a number stay as they are, are missing in the audit, and cost no other value."""
    texts = pd.Series([DIRTY, None, 5, float("nan")], dtype="object")
    audit = texts.cleaner.audit()
    assert audit["text"].tolist()[:3] == [CLEAN, None, 5]
    assert audit["residue_chars"].isna().tolist() == [False, True, True, True]
    assert audit["residue_rules"][0] == "comment-form"
    assert len(audit["edits"][0]) == 1
    assert audit["edits"].isna().tolist() == [False, True, True, True]


def test_one_string_for_all() -> None:
    lines = "Mayor opens bridge\n\nThe bridge opens on Monday, the mayor said."
    texts = pd.Series([lines, lines])
    assert (
        texts.cleaner.clean(title="Mayor opens bridge").tolist()
        == [cleaner.clean(lines, "Mayor opens bridge").text] * 2
        != [cleaner.clean(lines).text] * 2
    )


def test_a_missing_title_is_none() -> None:
    """Titles of a frame have gaps, which pandas fills with NaN: they are no titles."""
    titles = pd.Series(["The ferry", float("nan"), None], dtype="object")
    assert pd.Series([DIRTY] * 3).cleaner.clean(title=titles).tolist() == [CLEAN] * 3


def test_what_cannot_be_meant_is_told() -> None:
    with pytest.raises(AttributeError, match="a series of int64 has no texts to clean"):
        _ = pd.Series([1]).cleaner
    with pytest.raises(UsageError, match="title: a series of another index than the texts'"):
        pd.Series([DIRTY]).cleaner.clean(title=pd.Series(["a"], index=[7], name="title"))
    with pytest.raises(UsageError, match="no such level"):
        pd.Series([DIRTY]).cleaner.clean(level="wild")


def test_no_rows() -> None:
    empty = pd.Series([], dtype="object", name="text")
    assert empty.cleaner.clean().tolist() == []
    assert list(empty.cleaner.audit().columns) == ["text", "residue_chars", "residue_rules", "edits"]


def test_frames_go_through_pickle(frame: Any) -> None:
    audit = frame["text"].cleaner.audit()
    assert pickle.loads(pickle.dumps(audit)).equals(audit)
