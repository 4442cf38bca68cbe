"""Haystack: the component, in a real pipeline."""

import os
import warnings
from pathlib import Path

import pytest

os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"
os.environ["HAYSTACK_DESERIALIZATION_ALLOWLIST"] = "cleaner.integrations.haystack"
pytest.importorskip("haystack")

from haystack import Document, Pipeline
from haystack.components.preprocessors import DocumentSplitter
from integration_documents import DOCUMENTS, assert_same, profile

from cleaner.integrations.haystack import ResidueCleaner


def documents() -> list[Document]:
    return [
        Document(content=d.text, meta={"title": d.title, "language": d.lang, "source": d.source, "name": d.id})
        for d in DOCUMENTS
    ]


@pytest.mark.parametrize("learnt", [False, True])
def test_the_law(learnt: bool, tmp_path: Path) -> None:
    known = profile() if learnt else None
    if known:
        known.save(tmp_path / "sources.jsonl")
    cleaner = ResidueCleaner(profile=str(tmp_path / "sources.jsonl") if known else None, edits=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # Haystack warns of documents that are changed in place
        done = cleaner.run(documents=documents())["documents"]
    assert_same([d.content for d in done], [d.meta["residue_edits"] for d in done], known)
    assert [d.meta["name"] for d in done] == [d.id for d in DOCUMENTS]


def test_ids_are_of_what_is_in_a_document_or_kept() -> None:
    given = documents()
    new = ResidueCleaner().run(documents=given)["documents"]
    assert [d.id for d in ResidueCleaner(keep_id=True).run(documents=given)["documents"]] == [d.id for d in given]
    assert [d.id for d in new] == [Document(content=d.content, meta=d.meta).id for d in new]
    assert [d.content for d in given] == [d.text for d in DOCUMENTS]


def test_a_pipeline_is_written_and_read() -> None:
    pipeline = Pipeline()
    pipeline.add_component("cleaner", ResidueCleaner(level="careful", keep_id=True, title="headline"))
    pipeline.add_component("splitter", DocumentSplitter(split_by="word", split_length=50))
    pipeline.connect("cleaner", "splitter")
    again = Pipeline.loads(pipeline.dumps())
    given = [
        Document(content="The bridge opens on Monday, the mayor said.\n\nLeave a reply:", meta={"headline": "A bridge"})
    ]
    one, two = (p.run({"cleaner": {"documents": given}})["splitter"]["documents"] for p in (pipeline, again))
    assert [d.content for d in one] == [d.content for d in two] == ["The bridge opens on Monday, the mayor said.\n"]
    assert one[0].meta["residue_rules"] == "comment-form" and one[0].meta["residue_chars"] == 15


def test_a_document_without_a_text_is_passed_on() -> None:
    given = [Document(content=None, meta={"file": "scan.png"})]
    assert ResidueCleaner().run(documents=given)["documents"] == given
