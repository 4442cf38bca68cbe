"""Verdicts on cuts, held against the rules: what is still cut, what is not, and what cannot be told."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cleaner.errors import InputError
from cleaner.profile import Profile
from cleaner.verdicts import Tally, read_verdicts, tally, tried

BEFORE = (
    "The bridge opens on Monday, the mayor told reporters.\n\nIt took four years to build, two more than planned.\n\n"
)
CUT = "Leave a reply:\n"
QUOTE = "She had counted every lamp on it, twice, and there were two hundred and six of them.\n\n"
REPEATED = "Set in type on the old quay\n"


def verdict(text: str, said: str, *rules: str, **more: object) -> dict[str, object]:
    return {
        "kind": "cut", "id": "a", "start": len(BEFORE), "end": len(BEFORE) + len(text), "rules": list(rules),
        "before": BEFORE, "text": text, "after": "", "verdict": said, **more,
    }  # fmt: skip


def saved(folder: Path, *rows: Mapping[str, object]) -> Path:
    file = folder / "verdicts.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return file


def held(file: Path, *more: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cleaner", "rules", "test", "--verdicts", str(file), *map(str, more)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done


def test_a_wrong_cut_that_is_still_made_fails(tmp_path: Path) -> None:
    done = held(saved(tmp_path, verdict(CUT, "wrong", "comment-form")))
    assert done.returncode == 1
    assert f'still wrong: a [{len(BEFORE)}:{len(BEFORE + CUT)}] comment-form "Leave a reply:\\n"' in done.stdout


def test_a_wrong_cut_that_is_no_longer_made_passes(tmp_path: Path) -> None:
    link = {"kind": "link", "a": "x", "b": "y", "relation": "near", "verdict": "wrong"}
    done = held(saved(tmp_path, verdict(QUOTE, "wrong", "teaser-list"), link, verdict(CUT, "right", "comment-form")))
    assert done.returncode == 0 and "still wrong" not in done.stdout
    rows = [line.split() for line in done.stdout.splitlines() if line.startswith(("teaser-list", "comment-form"))]
    assert rows == [["comment-form", "1", "1", "0", "0", "0"], ["teaser-list", "0", "0", "1", "0", "0"]]


def test_what_a_source_repeats_needs_the_profile(tmp_path: Path) -> None:
    file = saved(tmp_path, verdict(REPEATED, "wrong", "repeated-line", source="riverpost"))
    assert list(tally(tried(read_verdicts(file))).values()) == [Tally(wrong=1, untried=1)]
    assert held(file).returncode == 0
    profile = Profile({"riverpost": {"set in type on the old quay": 40}})
    profile.save(tmp_path / "profile.jsonl")
    assert list(tally(tried(read_verdicts(file), profile)).values()) == [Tally(wrong=1, still_wrong=1)]
    assert held(file, "--profile", tmp_path / "profile.jsonl").returncode == 1


def test_a_clipped_cut_is_not_tried(tmp_path: Path) -> None:
    file = saved(tmp_path, verdict(CUT, "wrong", "comment-form", clipped=True))
    assert list(tally(tried(read_verdicts(file))).values()) == [Tally(wrong=1, untried=1)]


@pytest.mark.parametrize(
    "row",
    [
        {"kind": "cut"},
        verdict(CUT, "perhaps", "comment-form"),
        verdict(CUT, "right", "comment-form", before=None),
        verdict(CUT, "right", "comment-form", start="0"),
        verdict(" \n", "right", "comment-form"),
        verdict(CUT, "right", "comment-form", lang=7),
        verdict(CUT, "right", "comment-form", rules="comment-form"),
        [],
    ],
)
def test_what_is_no_verdict_is_told_with_its_line(tmp_path: Path, row: Any) -> None:
    file = saved(tmp_path, verdict(CUT, "right", "comment-form"), row)
    with pytest.raises(InputError, match="line 2 is not a verdict"):
        read_verdicts(file)


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "v").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="cannot be read as verdicts"):
        read_verdicts(tmp_path / "v")
    assert held(tmp_path / "v").returncode == 3
