"""A folder is held to its manifest, and pages are made records of."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner.audit.read import Folder
from cleaner.audit.verify import verify
from cleaner.job import run
from cleaner.settings import Settings

PAGE = "<html lang=en><head><title>Ferry to stop in May</title></head><body><article>" + "".join(
    f"<p>The council of Harn voted on day {n} to keep the ferry for one season more, the harbour office said.</p>"
    for n in range(6)
)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    lines = [{"id": f"d{n}", "text": f"The bridge opens on day {n}, said the mayor."} for n in range(4)] + [{"id": "x"}]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    run(tmp_path / "in.jsonl", tmp_path / "out", Settings(dedup=False, jobs=1))
    return tmp_path / "out"


def test_a_folder_is_as_it_was_written(out: Path) -> None:
    assert list(verify(Folder.open(out))) == []


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (lambda path: path.unlink(), "is missing"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1]), "bytes, not"),
        (_flip, "other bytes"),
    ],
)
@pytest.mark.parametrize("name", ["documents/part-00000.jsonl", "rejects.jsonl", "README.md"])
def test_every_harm_is_told(out: Path, name: str, harm: Callable[[Path], object], told: str) -> None:
    harm(out / name)
    (fault,) = verify(Folder.open(out))
    assert fault.startswith(f"{name}: ") and told in fault


def test_an_account_that_does_not_hold_is_told(out: Path) -> None:
    summary = json.loads((out / "summary.json").read_text())
    summary["records"]["out"] -= 1
    (out / "summary.json").write_text(json.dumps(summary))
    assert len(list(verify(Folder.open(out)))) == 2


def test_a_manifest_does_not_lead_out(out: Path) -> None:
    manifest = json.loads((out / "manifest.json").read_text())
    manifest["outputs"][0]["path"] = "../in.jsonl"
    (out / "manifest.json").write_text(json.dumps(manifest))
    assert list(verify(Folder.open(out))) == ["../in.jsonl: lies outside of the folder"]


def cleaner(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "cleaner", *map(str, arguments)], capture_output=True, text=True, check=False
    )


def test_verify_as_a_command(out: Path) -> None:
    assert cleaner("verify", out).returncode == 0
    (out / "README.md").unlink()
    done = cleaner("verify", out)
    assert (done.returncode, done.stdout) == (1, f"{out}/README.md: is missing\n")
    assert cleaner("verify", out.parent).returncode == 3


def test_pages_become_records(tmp_path: Path) -> None:
    (tmp_path / "ferry.html").write_text(PAGE)
    streamed = cleaner("extract", tmp_path / "ferry.html", "-o", "-")
    record = json.loads(streamed.stdout)
    assert record["title"] == "Ferry to stop in May" and "for one season more" in record["text"]
    assert cleaner("extract", tmp_path / "ferry.html", "-o", tmp_path / "out").returncode == 0
    assert json.loads((tmp_path / "out/documents/part-00000.jsonl").read_text()) == record
    assert not (tmp_path / "out/audit/edits/part-00000.jsonl").read_text()
