"""spaCy: a component that marks residue in `doc.spans["residue"]`, and takes nothing out.

`nlp.add_pipe("residue")` finds it where article-cleaner is installed; importing this module is enough where it is not.
"""

from collections.abc import Sequence
from typing import Final

from cleaner.errors import MissingPart
from cleaner.integrations.records import Records, edit_rows
from cleaner.level import Level
from cleaner.profile import Profile

try:
    from spacy.language import Language
    from spacy.tokens import Doc, SpanGroup
except ImportError as missing:
    raise MissingPart(str(missing.name), "spacy", "cleaner.integrations.spacy") from missing

NAME: Final = "residue"


@Language.factory(NAME, default_config={"profile": None, "level": "normal", "without": []}, assigns=["doc.spans"])
def create(nlp: Language, name: str, profile: str | None, level: Level, without: Sequence[str]) -> "ResidueMarker":
    """The component. `profile` is a file written by `cleaner profile`, the rest as in `cleaner.clean`."""
    records = Records("text", profile=Profile.load(profile) if profile else None, level=level, without=without)
    return ResidueMarker(records, name)


class ResidueMarker:
    """Marks the residue of a document in the span group of the component's name.

    A span's label is the rule that found it ("a+b" for several). Spans are of whole tokens, the white space around them
    left out; the edits to the code point are in the group's `attrs["edits"]`. What is known beside a text (title, lang,
    source or url) is looked for in `doc.user_data`.
    """

    def __init__(self, records: Records, name: str = NAME) -> None:
        self._records = records
        self._name = name

    def __call__(self, doc: Doc) -> Doc:
        """The same document, marked."""
        known = {key: value for key, value in doc.user_data.items() if isinstance(key, str)}
        done = self._records.clean({**known, "text": doc.text})
        edits = done.edits if done else ()
        spans = [doc.char_span(e.start, e.end, label="+".join(e.rules), alignment_mode="contract") for e in edits]
        told = {"edits": edit_rows(done) if done else []}
        doc.spans[self._name] = SpanGroup(doc, name=self._name, attrs=told, spans=[span for span in spans if span])
        return doc
