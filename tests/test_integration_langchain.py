"""LangChain: the transformer, with documents of the real framework."""

import asyncio

import pytest

pytest.importorskip("langchain_core")

from integration_documents import DOCUMENTS, assert_same, profile
from langchain_core.documents import Document

from cleaner.integrations.langchain import ResidueTransformer


def documents() -> list[Document]:
    return [
        Document(page_content=d.text, id=d.id, metadata={"title": d.title, "language": d.lang, "source": d.source})
        for d in DOCUMENTS
    ]


@pytest.mark.parametrize("learnt", [False, True])
def test_the_law(learnt: bool) -> None:
    known = profile() if learnt else None
    done = ResidueTransformer(edits=True, profile=known).transform_documents(documents())
    assert_same([d.page_content for d in done], [d.metadata["residue_edits"] for d in done], known)
    assert [d.id for d in done] == [d.id for d in DOCUMENTS]


def test_what_was_given_stays_and_metadata_tell() -> None:
    given = documents()
    done = asyncio.run(ResidueTransformer().atransform_documents(given))
    assert [d.page_content for d in given] == [d.text for d in DOCUMENTS]
    for before, after in zip(given, done, strict=True):
        assert after.metadata.keys() - before.metadata.keys() == {"residue_chars", "residue_rules"}
        assert after.metadata["residue_chars"] == len(before.page_content) - len(after.page_content)
        assert bool(after.metadata["residue_rules"]) == (after.page_content != before.page_content)


def test_cleaned_again_it_still_tells_what_was_cut() -> None:
    """The second cleaning, which cuts nothing, does not say so."""
    transformer = ResidueTransformer()
    once = transformer.transform_documents(documents())
    assert transformer.transform_documents(once) == once
