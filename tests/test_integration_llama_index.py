"""LlamaIndex: the transformation, in a real ingestion pipeline."""

import pickle

import pytest

pytest.importorskip("llama_index.core")

from integration_documents import DOCUMENTS, assert_same, profile
from llama_index.core import Document
from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.node_parser import TokenTextSplitter
from llama_index.core.schema import MetadataMode

from cleaner.integrations.llama_index import ResidueTransform


def documents() -> list[Document]:
    return [
        Document(text=d.text, id_=d.id, metadata={"title": d.title, "lang": d.lang, "source": d.source})
        for d in DOCUMENTS
    ]


@pytest.mark.parametrize("learnt", [False, True])
def test_the_law(learnt: bool) -> None:
    known = profile() if learnt else None
    given = documents()
    transform = pickle.loads(pickle.dumps(ResidueTransform(edits=True, profile=known)))  # as for another process
    done = IngestionPipeline(transformations=[transform]).run(documents=given)
    texts = [node.get_content(metadata_mode=MetadataMode.NONE) for node in done]
    assert_same(texts, [node.metadata["residue_edits"] for node in done], known)
    assert [node.node_id for node in done] == [d.id for d in DOCUMENTS]
    assert [node.text for node in given] == [d.text for d in DOCUMENTS]
    assert all(node.excluded_embed_metadata_keys == [] for node in given)


def test_before_a_splitter_and_in_another_process_neither_embeddings_nor_models_see_the_audit() -> None:
    one, two = (
        IngestionPipeline(transformations=[transform, TokenTextSplitter(chunk_size=256, chunk_overlap=0)]).run(
            documents=documents()[:40]
        )
        for transform in (ResidueTransform(), pickle.loads(pickle.dumps(ResidueTransform())))
    )
    assert [node.get_content() for node in one] == [node.get_content() for node in two]
    assert any(node.metadata["residue_chars"] for node in one)
    for node in one:
        for mode in (MetadataMode.EMBED, MetadataMode.LLM):
            assert "residue" not in node.get_content(metadata_mode=mode).partition("\n\n")[0]


def test_the_cache_knows_another_setting() -> None:
    """The settings are part of what the cache is asked by."""
    pipeline = IngestionPipeline(transformations=[ResidueTransform(level="careful")])
    careful = pipeline.run(documents=documents())
    pipeline.transformations = [ResidueTransform(level="thorough")]
    thorough = pipeline.run(documents=documents())
    assert sum(node.metadata["residue_chars"] for node in careful) < sum(n.metadata["residue_chars"] for n in thorough)
