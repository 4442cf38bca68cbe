"""Encodings put right: only where asked, every change recorded, and the text as it was read can be had back."""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import any_text

from cleaner.audit.read import Folder, edit_of
from cleaner.encoding import Repair, as_read, repair
from cleaner.errors import AccountError, MissingPart
from cleaner.ledger import put_back
from cleaner.settings import Settings

installed = pytest.mark.skipif(find_spec("ftfy") is None, reason="needs the text extra")

GOOD = "Die Brücke öffnet am Montag, sagte der Bürgermeister. “Endlich”, rief Zoë – für 100 €.\nNaïve façade, déjà vu."


def misread(text: str) -> str:
    """The text as it looks when its UTF-8 is taken for Windows-1252."""
    return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in text.encode("utf-8"))


WORDS = st.sampled_from(
    [*GOOD.split(), *misread(GOOD).split(), "\n", "\x92", "\x85", "\x00", "\ud800", "語", "Ã", "plain"]
)


@installed
def test_what_was_read_wrongly_is_put_right() -> None:
    assert repair(misread(GOOD))[0] == GOOD
    assert repair(GOOD) == (GOOD, ())


@installed
@given(st.lists(WORDS | any_text, max_size=20).map(" ".join))
def test_the_text_as_it_was_read_can_be_had_back(text: str) -> None:
    """Seen to fail when places were counted in the text as it was read."""
    repaired, repairs = repair(text)
    assert as_read(repaired, repairs) == text
    assert all(repaired[one.start : one.end] == one.repaired for one in repairs)
    assert [one.start for one in repairs] == sorted(one.start for one in repairs)
    assert bool(repairs) == (repaired != text)
    assert repaired.count("\n") == text.count("\n")  # lines stay what they are: rules look at them


@installed
def test_a_repair_is_no_longer_than_it_must_be() -> None:
    line = "In Lyon, " + misread("café") + " and more of it."
    assert repair(f"plain\n{line}")[1] == (Repair(18, 19, "Ã©", "é"),)


def test_repairs_of_another_text_are_refused() -> None:
    with pytest.raises(AccountError, match="of another text"):
        as_read("cafe", [Repair(3, 4, "Ã©", "é")])


@installed
@pytest.mark.parametrize("command", ["clean", "extract"])
def test_a_run_can_be_undone_to_the_code_point(tmp_path: Path, command: str) -> None:
    """Seen to fail when the second pass of a run put right what the first one had, and forgot what that was."""
    texts = {n: misread(f"{GOOD} Nr. {n}.\n\nLeave a reply:") for n in range(3)} | {
        3: "Nothing is wrong here.\nNothing."
    }
    source, out = tmp_path / "in.jsonl", tmp_path / "out"
    source.write_text(
        "".join(json.dumps({"id": str(n), "title": "Brücke", "text": t}) + "\n" for n, t in texts.items())
    )
    call = [sys.executable, "-m", "cleaner", command, str(source), "-o", str(out), "--fix-encoding"]
    done = subprocess.run(call, capture_output=True, text=True, check=True)
    assert "3 had their encoding put right" in done.stderr
    folder = Folder.open(out)
    assert folder.summary()["repaired"] == 3
    edits = list(folder.rows("audit/edits"))
    assert len(edits) == (3 if command == "clean" else 0)
    for written in folder.documents():
        assert misread("ü") not in written.text
        before = put_back(written.text, [edit_of(row) for row in edits if row["id"] == written.id])
        assert as_read(before, folder.repairs(written.id)) == texts[int(written.id)]
    told = subprocess.run([*call[:3], "explain", "1", "--in", str(out)], capture_output=True, text=True, check=True)
    assert "encoding put right" in told.stdout


def test_without_being_asked_nothing_is_put_right(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps({"id": "a", "text": misread(GOOD)}))
    call = [sys.executable, "-m", "cleaner", "clean", str(source), "-o", "-", "-q"]
    done = subprocess.run(call, capture_output=True, check=True)
    assert json.loads(done.stdout)["text"] == misread(GOOD)


@pytest.mark.skipif(find_spec("ftfy") is not None, reason="the text extra is installed")
def test_without_the_extra_it_is_told_what_to_install() -> None:
    with pytest.raises(MissingPart, match=r"article-cleaner\[text\]"):
        Settings(fix_encoding=True)
