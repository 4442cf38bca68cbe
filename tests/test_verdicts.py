"""Verdicts: on cuts, held against the rules as they are; on links, held by the clusters of a run."""

import json
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from cleaner.errors import InputError
from cleaner.profile import Profile
from cleaner.verdicts import Tally, read_pairs, read_verdicts, tally, tried

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


# On links


def said(a: str, b: str, verdict: str, **more: object) -> dict[str, object]:
    return {"kind": "link", "a": a, "b": b, "relation": "rewrite", "verdict": verdict, **more}


def test_pairs_are_read_in_any_order(tmp_path: Path) -> None:
    rows = [said("b", "a", "wrong"), verdict(CUT, "right", "comment-form"), said("c", "a", "right"), said("a", "b", "wrong")]  # fmt: skip
    assert read_pairs(saved(tmp_path, *rows)) == read_pairs(saved(tmp_path, *rows[::-1]))
    assert read_pairs(saved(tmp_path, *rows)) == [("a", "b", False), ("a", "c", True)]


@pytest.mark.parametrize("row", [said("a", "a", "wrong"), said("a", "b", "perhaps"), {"kind": "link", "a": "a"}])
def test_what_is_no_verdict_on_a_pair_is_told_with_its_line(tmp_path: Path, row: Any) -> None:
    with pytest.raises(InputError, match="line 2 is not a verdict"):
        read_pairs(saved(tmp_path, said("a", "b", "right"), row))


def test_a_file_that_says_both_is_told(tmp_path: Path) -> None:
    file = saved(tmp_path, said("a", "b", "right"), said("b", "a", "wrong"))
    with pytest.raises(InputError, match="lines 1 and 2 contradict each other on a and b: keep one of them"):
        read_pairs(file)


corpus = pytest.mark.skipif(find_spec("duckdb") is None, reason="needs the corpus extra")
BATCH = Path(__file__).parent.parent / "samples" / "batch" / "english.jsonl"


def deduplicated(tmp_path: Path, *rows: Mapping[str, object], code: int = 0) -> tuple[Path, str]:
    """A run over the sample articles with these verdicts on pairs, and what it tells."""
    command = [sys.executable, "-m", "cleaner", "dedup", str(BATCH), "-o", str(tmp_path / "out"), "--verdicts"]
    done = subprocess.run([*command, str(saved(tmp_path, *rows))], capture_output=True, text=True, check=False)
    assert done.returncode == code and "Traceback" not in done.stderr
    return tmp_path / "out", done.stderr


def table(out: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / name / "part-00000.jsonl").read_text("utf-8").splitlines()]


def explained(out: Path, a: str, b: str) -> str:
    command = [sys.executable, "-m", "cleaner", "explain", a, b, "--in", str(out)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@corpus
def test_a_run_holds_what_was_said_of_links_and_shows_it(tmp_path: Path) -> None:
    """A rewrite that is none is parted; a template and a pair that no words link are joined; an unknown id is told."""
    out, told = deduplicated(
        tmp_path,
        said("en-15", "en-16", "wrong"),
        said("en-27", "en-28", "right"),
        said("en-01", "en-02", "right"),
        said("en-17", "nobody", "right"),
    )
    assert "3 of 4 on links hold" in told and "no document here is nobody" in told
    links = {(row["a"], row["b"]): row for row in table(out, "audit/links")}
    assert all("verdict" in row for row in links.values())
    said_of = {pair: (row["relation"], row["verdict"]) for pair, row in links.items() if row["verdict"]}
    assert said_of == {
        ("en-15", "en-16"): ("rewrite", "wrong"),
        ("en-27", "en-28"): ("template", "right"),
        ("en-01", "en-02"): ("rewrite", "right"),
    }
    cluster = {row["id"]: row["cluster"] for row in table(out, "audit/clusters")}
    assert "en-15" not in cluster and "en-16" not in cluster
    assert cluster["en-27"] == cluster["en-28"] and cluster["en-01"] == cluster["en-02"]
    removed = {row["id"]: row["relation"] for row in table(out, "removed")}
    assert "template" in {removed.get("en-27"), removed.get("en-28")}
    apart = explained(out, "en-15", "en-16")
    assert "two stories" in apart and "not merged" in apart
    assert "one story" in explained(out, "en-27", "en-28")
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    assert summary["verdicts"] == {"pairs": 4, "held": 3, "absent": ["nobody"], "contradicted": []}
    page = (out / "report.html").read_text("utf-8")
    assert "judged two stories" in page and "judged one story" in page and "Not merged: judged" in page


@corpus
def test_verdicts_that_contradict_each_other_are_told(tmp_path: Path) -> None:
    rows = [said("en-15", "en-16", "right"), said("en-16", "en-17", "right"), said("en-15", "en-17", "wrong")]
    out, told = deduplicated(tmp_path, *rows)
    assert "2 of 3 on links hold" in told and "against others, and not held" in told
    cluster = {row["id"]: row["cluster"] for row in table(out, "audit/clusters")}
    assert cluster.get("en-15", "none") != cluster.get("en-17", "alone")


@corpus
def test_a_file_of_no_verdicts_is_told_before_the_work(tmp_path: Path) -> None:
    out, told = deduplicated(tmp_path, {"kind": "link", "a": "en-15"}, code=3)
    assert (
        told.strip().endswith("line 1 is not a verdict: it has no 'b', and a report's export has") and not out.exists()
    )
