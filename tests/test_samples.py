"""The small batch that users run first: what its truth calls residue goes, and every other line stays.

Pages are not here: their truth is for extraction and cleaning together (test_extract).
"""

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from cleaner.cleaning import clean
from cleaner.document import Document
from cleaner.formats import Record, read
from cleaner.ledger import Cleaned

SAMPLES = Path(__file__).parent.parent / "samples"
TRUTHS = {
    row["id"]: row["residue"]
    for kind in ("english", "languages", "texts")
    for row in map(json.loads, (SAMPLES / f"truth-{kind}.jsonl").read_text("utf-8").splitlines())
}

# Residue that stays today. A mend must take its line out of here: the test asserts that these stay.
KNOWN: dict[str, list[str]] = {
    # Agencies that no list names: the profile of a source may tell.
    "en-06": ["Norlight"],
    "en-17": ["Coastline Wire"],
    # A call whose verb does not open the line, or that names a channel and no newsletter.
    "de-04": [
        "Das Wichtigste aus Lindenfurt jeden Morgen in Ihrem Postfach: Hier kostenlos für unseren Newsletter anmelden!"
    ],
    # Credits in another order of words.
    "ja-02": ["鈴の音を確かめる児童たち＝霧ヶ沢市北小学校、戸叶良平撮影"],
}


@cache
def documents() -> dict[str, Document]:
    """The batch's documents by id, as any command reads them."""
    records = [record for record in read([str(SAMPLES / "batch")]) if isinstance(record, Record)]
    return {record.document.id: record.document for record in records if not record.html}


def cleaned(document: Document) -> Cleaned:
    return clean(document.text, document.title, document.lang, document.source)


def lines(text: str) -> Counter[str]:
    return Counter(line.strip() for line in text.split("\n") if line.strip())


def test_every_document_has_a_truth() -> None:
    """Each document of the batch is judged, and each judgement is of lines that it has."""
    assert documents().keys() == TRUTHS.keys()
    for id, residue in TRUTHS.items():
        assert Counter(residue) <= lines(documents()[id].text), id


@pytest.mark.parametrize("id", TRUTHS)
def test_residue_goes_and_text_stays(id: str) -> None:
    """Every line that the truth calls residue is cut, but for the KNOWN ones, and every other line stays.

    Seen to fail when teaser-list was left out, and when ad-label took every line of three words for a label.
    """
    document = documents()[id]
    gone = lines(document.text) - lines(cleaned(document).text)
    residue = Counter(TRUTHS[id])
    assert sorted((gone - residue).elements()) == [], "text was cut"
    assert sorted((residue - gone).elements()) == sorted(KNOWN.get(id, [])), "residue stayed"


@pytest.mark.parametrize("id", [id for id, residue in TRUTHS.items() if not residue])
def test_documents_without_residue_are_returned_as_they_are(id: str) -> None:
    """clean(a) = a, and nothing is asked.

    Seen to fail when ad-label took every line of three words for a label.
    """
    assert cleaned(documents()[id]) == Cleaned(documents()[id].text)
