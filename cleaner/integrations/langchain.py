"""LangChain: a document transformer that cuts residue, before documents are split."""

from collections.abc import Sequence
from typing import Any, Unpack

from cleaner.errors import MissingPart
from cleaner.integrations.metadata import cleaned
from cleaner.integrations.records import Options, Records

try:
    from langchain_core.documents import BaseDocumentTransformer, Document
except ImportError as missing:
    raise MissingPart(str(missing.name), "langchain", "cleaner.integrations.langchain") from missing


class ResidueTransformer(BaseDocumentTransformer):
    """Documents less their residue; those given are not changed, and ids stay.

    Metadata tell title, language, source or address by their usual names, and are told what was cut: `residue_chars`,
    `residue_rules`, and with `edits` every cut as a dict in `residue_edits`. The options are those of `cleaner.clean`.
    """

    def __init__(self, *, edits: bool = False, **options: Unpack[Options]) -> None:
        self._edits = edits
        self._records = Records("page_content", **options)

    def transform_documents(self, documents: Sequence[Document], **kwargs: Any) -> Sequence[Document]:
        """The documents in their order, cleaned."""
        return [self._transformed(document) for document in documents]

    def _transformed(self, document: Document) -> Document:
        done = cleaned(self._records, document.page_content, document.metadata, self._edits)
        if done is None:
            return document
        return document.model_copy(update={"page_content": done[0], "metadata": {**document.metadata, **done[1]}})
