"""spaCy: the component marks what `cleaner.clean` cuts, and takes nothing out."""

from pathlib import Path

import pytest

pytest.importorskip("spacy")

import spacy
from integration_documents import DOCUMENTS, assert_same, expected, profile
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from cleaner.audit.read import edit_of
from cleaner.integrations.spacy import NAME
from cleaner.ledger import replay


def pipeline(**config: object) -> Language:
    nlp: Language = spacy.blank("xx")
    nlp.add_pipe(NAME, config=config)
    return nlp


def marked(nlp: Language) -> list[Doc]:
    given = [nlp.make_doc(d.text) for d in DOCUMENTS]
    for doc, document in zip(given, DOCUMENTS, strict=True):
        known = {"title": document.title, "lang": document.lang, "source": document.source}
        doc.user_data.update({name: value for name, value in known.items() if value})
    return list(nlp.pipe(given))


@pytest.mark.parametrize("learnt", [False, True])
def test_the_law(learnt: bool, tmp_path: Path) -> None:
    known = profile() if learnt else None
    if known:
        known.save(tmp_path / "sources.jsonl")
    docs = marked(pipeline(profile=str(tmp_path / "sources.jsonl") if known else None))
    edits = [doc.spans["residue"].attrs["edits"] for doc in docs]
    rows = [[edit_of(row) for row in each] for each in edits]
    assert_same([replay(doc.text, each) for doc, each in zip(docs, rows, strict=True)], edits, known)


def test_spans_are_of_the_tokens_that_would_be_cut() -> None:
    """A token is in a span if and only if all of it, and more than white space, lies in an edit."""
    some = False
    for doc, document in zip(marked(pipeline()), DOCUMENTS, strict=True):
        assert doc.text == document.text
        edits = expected(document).edits
        inside = {t.i for t in doc for e in edits if e.start <= t.idx and t.idx + len(t) <= e.end and not t.is_space}
        told = {t.i for span in doc.spans["residue"] for t in span if not t.is_space}
        assert told == inside
        some |= bool(told)
        assert {span.label_ for span in doc.spans["residue"]} <= {"+".join(edit.rules) for edit in edits}
    assert some


def test_marks_are_saved_with_the_documents() -> None:
    docs = marked(pipeline())
    nlp = spacy.blank("xx")
    again = list(DocBin().from_bytes(DocBin(docs=docs).to_bytes()).get_docs(nlp.vocab))
    for before, after in zip(docs, again, strict=True):
        a, b = before.spans["residue"], after.spans["residue"]
        assert [(s.start, s.end, s.label_) for s in a] == [(s.start, s.end, s.label_) for s in b]
        assert a.attrs == b.attrs


def test_two_components_under_two_names() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("residue", name="sure", config={"level": "careful"})
    nlp.add_pipe("residue", name="likely", config={"level": "thorough"})
    doc = nlp("The bridge opens on Monday, the mayor said.\n\nLeave a reply:")
    assert [span.text for span in doc.spans["likely"]] == ["Leave a reply:"]
    assert "sure" in doc.spans
