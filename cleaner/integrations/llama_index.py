"""LlamaIndex: a transformation that cuts residue, the first of an ingestion pipeline."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Unpack

from cleaner.errors import MissingPart
from cleaner.integrations.metadata import cleaned
from cleaner.integrations.records import Options, Records

try:
    from llama_index.core.bridge.pydantic import PrivateAttr
    from llama_index.core.schema import BaseNode, MetadataMode, TransformComponent
except ImportError as missing:
    raise MissingPart(str(missing.name), "llama-index", "cleaner.integrations.llama_index") from missing


class ResidueTransform(TransformComponent):
    """Nodes less their residue; those given are not changed, and ids stay.

    Metadata tell title, language, source or address by their usual names, and are told what was cut: `residue_chars`,
    `residue_rules`, and with `edits` every cut as a dict in `residue_edits`. Neither embeddings nor language models are
    shown these. The options are those of `cleaner.clean`.
    """

    edits: bool = False
    state: str  # all else that decides on the result: the cache of a pipeline asks for it
    _records: Records = PrivateAttr()
    _options: Options = PrivateAttr()

    def __init__(self, *, edits: bool = False, **options: Unpack[Options]) -> None:
        records = Records("text", **options)
        names = {name: options.get(name) for name in ("title", "lang", "source", "url")}
        super().__init__(edits=edits, state=f"{records.cleaning.state()} {names}")
        self._records = records
        self._options = options

    def __reduce__(self) -> tuple[Any, ...]:
        """For another process it is made anew of what it was made of; LlamaIndex would make it of its fields alone."""
        return partial(ResidueTransform, edits=self.edits, **self._options), ()

    @classmethod
    def class_name(cls) -> str:
        """The name under which LlamaIndex writes it."""
        return "ResidueTransform"

    def __call__(self, nodes: Sequence[BaseNode], **kwargs: Any) -> Sequence[BaseNode]:
        """The nodes in their order, cleaned."""
        return [self._transformed(node) for node in nodes]

    def _transformed(self, node: BaseNode) -> BaseNode:
        text = node.get_content(metadata_mode=MetadataMode.NONE)
        done = cleaned(self._records, text, node.metadata, self.edits)
        if done is None:
            return node
        hidden = {
            field: [*getattr(node, field), *(name for name in done[1] if name not in getattr(node, field))]
            for field in ("excluded_embed_metadata_keys", "excluded_llm_metadata_keys")
        }
        new = node.model_copy(update={"metadata": {**node.metadata, **done[1]}, **hidden})
        if done[0] != text:
            new.set_content(done[0])
        return new
