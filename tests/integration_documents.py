"""The law of all integrations: the same 200 documents give the same texts and the same edits as `cleaner.clean`.

The documents are the samples, texts that frameworks stumble over, and articles with residue drawn from the strategies
of the laws by a fixed seed. They are in an order that no id or length tells.
"""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Final

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from strategies import article, residue, title

import cleaner
from cleaner import Cleaned, Document, Profile
from cleaner.formats import Record, read

COUNT: Final = 200
SEED: Final = 20241121
SAMPLES: Final = Path(__file__).parent.parent / "samples"
HOUSES: Final = ("riverpost.example", "citizen.example", None)
# Offsets are code points, whatever a framework counts in: one, two and four bytes, and pairs of UTF-16.
STUMBLES: Final = (
    "",
    "One line, and no break after it.",
    "Über die Brücke 🌉 fährt ab Montag der Bus, sagte die Bürgermeisterin.\n\nLeave a reply:",
    "The ferry 👩\u200d👧 sails again on Friday, the harbour office said.\r\n\r\nLeave a reply:\r\n",
    "The mill\x00 opens on Friday, the council said.\n\nLeave a reply:",
    "=1+1 was the answer that the clerk wrote on the wall of the school.\n\nShare this:\nFacebook\nWhatsApp\nTelegram",
)


def _read(*files: Path) -> Iterator[Document]:
    for item in read(list(map(str, files))):
        if isinstance(item, Record) and not item.html:
            yield item.document


@st.composite
def _dirty(draw: st.DrawFn) -> tuple[str, str | None, str | None]:
    """An article's text with residue, its title, its source."""
    text = draw(article)
    for block in draw(st.lists(residue, min_size=1, max_size=3)):
        text = block.beside(text)
    return text, draw(title | st.none()), draw(st.sampled_from(HOUSES))


def _drawn(count: int) -> list[Document]:
    """So many articles with residue, the same ones whenever it is called."""
    drawn: dict[str, Document] = {}  # by text

    @seed(SEED)
    @settings(
        max_examples=4 * count,
        database=None,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )
    @given(_dirty())
    def keep(dirty: tuple[str, str | None, str | None]) -> None:
        text, title, source = dirty
        drawn.setdefault(text, Document(f"drawn-{len(drawn):03}", text, title=title, source=source))

    keep()
    return random.Random(SEED).sample(list(drawn.values()), count)


def _documents() -> tuple[Document, ...]:
    found = [Document(f"stumble-{n}", text, lang="en", source="riverpost.example") for n, text in enumerate(STUMBLES)]
    found += _read(SAMPLES / "batch")
    found += random.Random(SEED).sample(list(_read(*sorted((SAMPLES / "negative").glob("*.jsonl")))), 40)
    found += _drawn(COUNT - len(found))
    random.Random(SEED).shuffle(found)
    return tuple(found)


DOCUMENTS: Final = _documents()
FIELDS: Final = ("id", "text", "title", "lang", "source")  # all that cleaning may use, and who it is


def rows(documents: Sequence[Document] = DOCUMENTS) -> list[dict[str, str | None]]:
    """The documents as records, under names that `cleaner run` knows."""
    return [{name: getattr(document, name) for name in FIELDS} for document in documents]


def columns() -> dict[str, list[str | None]]:
    """All documents as columns, under the same names."""
    return {name: [row[name] for row in rows()] for name in FIELDS}


def write_lines(file: Path, documents: Sequence[Document] = DOCUMENTS) -> Path:
    """The documents in a new file of JSON lines."""
    file.write_text("".join(json.dumps(row) + "\n" for row in rows(documents)), "utf-8")
    return file


@cache
def profile() -> Profile:
    """What the sources of the documents repeat, and a line that one house has under every article."""
    habit = "This newspaper is printed on the harbour of Lomvik."
    stories = [{"text": document.text, "source": document.source} for document in DOCUMENTS]
    bodies = [document.text for document in DOCUMENTS if document.id.startswith("en-")][:6]
    return cleaner.learn_profile(
        stories + [{"text": f"{body}\n\n{habit}", "source": "riverpost.example"} for body in bodies]
    )


def expected(document: Document, profile: Profile | None = None) -> Cleaned:
    """What every integration must make of a document, all that is known of it told."""
    return cleaner.clean(document.text, document.title, document.lang, document.source, profile)


def edit_rows(cleaned: Cleaned) -> list[dict[str, object]]:
    """The edits as rows of the audit have them, without the document's id."""
    return [{name: _plain(value) for name, value in asdict(edit).items()} for edit in cleaned.edits]


def assert_same(
    texts: Sequence[object],
    edits: Sequence[Sequence[Mapping[str, object]]] | None = None,
    profile: Profile | None = None,
    documents: Sequence[Document] = DOCUMENTS,
) -> None:
    """Fail unless these are the cleaned texts of all documents, in their order, and these their edits, as `edit_rows`.

    An integration that tells less of an edit is held to what it tells, its place and its text at the least.
    """
    assert len(texts) == len(documents)
    wanted = [expected(document, profile) for document in documents]
    for document, text, cleaned in zip(documents, texts, wanted, strict=True):
        assert text == cleaned.text, document.id
    if edits is None:
        return
    assert len(edits) == len(documents)
    for document, rows, cleaned in zip(documents, edits, wanted, strict=True):
        told = [{name: _plain(value) for name, value in row.items()} for row in rows]
        assert all(row.keys() >= {"start", "end", "text"} for row in told), document.id
        assert told == [{name: full[name] for name in told[0]} for full in edit_rows(cleaned)], document.id
        assert all(document.text[e.start : e.end] == e.text for e in cleaned.edits), document.id


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
