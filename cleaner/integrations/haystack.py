"""Haystack: a component that cuts residue, between a converter and a splitter."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Unpack

from cleaner.errors import MissingPart
from cleaner.integrations.metadata import cleaned
from cleaner.integrations.records import Names, Records
from cleaner.level import Level
from cleaner.profile import Profile

try:
    from haystack import Document, component, default_to_dict
except ImportError as missing:
    raise MissingPart(str(missing.name), "haystack", "cleaner.integrations.haystack") from missing


class Written(Names, total=False):
    """The options of `Records` that can be written with a pipeline: all but a profile, which is told by its file."""

    level: Level
    without: Sequence[str]


@component
class ResidueCleaner:
    """Documents less their residue; those given are not changed.

    Their meta tell title, language, source or address by their usual names, and are told what was cut: `residue_chars`,
    `residue_rules`, and with `edits` every cut as a dict in `residue_edits`.

    A document's id is a hash of what is in it, so that a cleaned one has another, unless `keep_id` is set. `profile` is a
    file written by `cleaner profile`; the other options are those of `cleaner.clean`.
    """

    def __init__(
        self, profile: str | None = None, keep_id: bool = False, edits: bool = False, **options: Unpack[Written]
    ) -> None:
        self._given = {"profile": profile, "keep_id": keep_id, "edits": edits, **options}
        self._records = Records("content", profile=Profile.load(profile) if profile else None, **options)
        self._keep_id = keep_id
        self._edits = edits

    def to_dict(self) -> dict[str, Any]:
        """How the component is written with its pipeline."""
        written: dict[str, Any] = default_to_dict(self, **self._given)
        return written

    @component.output_types(documents=list[Document])
    def run(self, documents: list[Document]) -> dict[str, list[Document]]:
        """The documents in their order; one without a text is passed on."""
        return {"documents": [self._cleaned(document) for document in documents]}

    def _cleaned(self, document: Document) -> Document:
        done = cleaned(self._records, document.content, document.meta, self._edits)
        if done is None:
            return document
        id = document.id if self._keep_id else ""
        return replace(document, id=id, content=done[0], meta={**document.meta, **done[1]})
