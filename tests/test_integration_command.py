"""The command: through a pipe, into a folder, and from there to Dolma, documents are what `cleaner.clean` makes of them."""

import gzip
import json
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from integration_documents import DOCUMENTS, assert_same, profile, write_lines

import cleaner
from cleaner.exports import dolma
from cleaner.exports.door import export
from cleaner.formats.record import is_blank
from cleaner.ledger import cut
from cleaner.span import Span

GIVEN = [
    document for document in DOCUMENTS if not is_blank(document.text)
]  # the command rejects a record without a text
CLEAN = f"{shlex.quote(sys.executable)} -m cleaner clean"


def lines(folder: Path) -> list[dict[str, Any]]:
    """The rows of all parts of a table, packed or not."""
    parts = sorted(folder.glob("part-*"))
    packed = [part.read_bytes() for part in parts]
    return [json.loads(row) for part in packed for row in unpacked(part).splitlines()]


def unpacked(part: bytes) -> bytes:
    return gzip.decompress(part) if part.startswith(b"\x1f\x8b") else part


def shell(command: str, folder: Path) -> bytes:
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.mark.parametrize("learnt", [False, True])
@pytest.mark.parametrize("jobs", [1, 2])
def test_the_law_of_a_pipe(jobs: int, learnt: bool, tmp_path: Path) -> None:
    """Between two other programs, texts are those of `cleaner.clean`, and nothing else of a record changes."""
    write_lines(tmp_path / "raw.jsonl", GIVEN)
    profile().save(tmp_path / "sources.jsonl")
    options = f"--quiet --jobs {jobs}" + " --profile sources.jsonl" * learnt
    out = shell(f"gzip -c raw.jsonl | {CLEAN} - {options} | gzip", tmp_path)
    done = [json.loads(row) for row in unpacked(out).splitlines()]
    assert_same([row.pop("text") for row in done], None, profile() if learnt else None, GIVEN)
    given = [json.loads(row) for row in (tmp_path / "raw.jsonl").read_text("utf-8").splitlines()]
    assert done == [{name: value for name, value in row.items() if name != "text"} for row in given]


@pytest.mark.parametrize("learnt", [False, True])
def test_the_law_of_a_folder(learnt: bool, tmp_path: Path) -> None:
    """Texts and edits are those of `cleaner.clean` with what is told, or has been learnt of these documents."""
    write_lines(tmp_path / "raw.jsonl", GIVEN)
    profile().save(tmp_path / "sources.jsonl")
    shell(f"{CLEAN} raw.jsonl -o out" + " --profile sources.jsonl" * learnt, tmp_path)
    edits: dict[str, list[dict[str, Any]]] = {document.id: [] for document in GIVEN}
    for row in lines(tmp_path / "out/audit/edits"):
        edits[row.pop("id")].append(row)
    known = profile() if learnt else cleaner.learn_profile(GIVEN)
    written = lines(tmp_path / "out/documents")
    assert_same([row["text"] for row in written], list(edits.values()), known, GIVEN)
    assert [row["id"] for row in written] == [document.id for document in GIVEN]


def test_the_law_of_dolma(tmp_path: Path) -> None:
    """The spans of the attributes, taken out of the documents beside them, leave the texts of `cleaner.clean`."""
    write_lines(tmp_path / "raw.jsonl", GIVEN)
    cleaner.run(tmp_path / "raw.jsonl", tmp_path / "run", cleaner.Settings(dedup=False, jobs=1))
    export(tmp_path / "run", "dolma", tmp_path / "out")
    documents, attributes = lines(tmp_path / "out/documents"), lines(tmp_path / "out/attributes/cleaner")
    assert [row["text"] for row in documents] == [document.text for document in GIVEN]
    assert [row["id"] for row in attributes] == [document.id for document in GIVEN]
    edits = [
        [{"start": start, "end": end, "confidence": sure} for start, end, sure in row["attributes"][dolma.RESIDUE]]
        for row in attributes
    ]
    pairs = zip(documents, edits, strict=True)
    texts = [cut(row["text"], [Span(edit["start"], edit["end"]) for edit in each]) for row, each in pairs]
    told = [
        [{**edit, "text": row["text"][edit["start"] : edit["end"]]} for edit in each]
        for row, each in zip(documents, edits, strict=True)
    ]
    assert_same(texts, told, cleaner.learn_profile(GIVEN), GIVEN)
