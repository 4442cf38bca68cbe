"""The blocks of docs/how-to/query-the-audit.md run, on each format of output, and answer what they say."""

import json
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cleaner.audit.read import Folder
from cleaner.ledger import put_back

duckdb = pytest.importorskip("duckdb")
pytest.importorskip("pyarrow")

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "how-to" / "query-the-audit.md"
if not PAGE.is_file():
    pytest.skip("there are no docs beside the tests", allow_module_level=True)
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE.read_text("utf-8"), re.M | re.S)
AWKWARD = "The bridge 👩\u200d👧 opens on Monday, the mayor told the cafe\u0301.\n\nLeave a reply:\n\n{} It took four years to build. 🌉"


def blocks(kind: str) -> list[str]:
    return [text for name, text in BLOCKS if name == kind]


@pytest.fixture(scope="module", params=["parquet", "jsonl"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the page's commands were run, with the batch and some texts beyond ASCII."""
    folder = tmp_path_factory.mktemp("place")
    shutil.copytree(ROOT / "samples" / "batch", folder / "samples" / "batch")
    rows = [{"id": f"odd{n}", "source": f"s{n}", "text": AWKWARD.format(n)} for n in range(3)]
    (folder / "samples/batch/odd.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    for line in "".join(blocks("sh")).splitlines():
        words = shlex.split(line.replace("--format parquet", f"--format {request.param}"))
        assert words[0] == "cleaner"
        subprocess.run([sys.executable, "-m", *words, "-q"], cwd=folder, check=True)
    return folder


def asked(place: Path, monkeypatch: pytest.MonkeyPatch, share: float = 0.5) -> list[list[tuple[Any, ...]]]:
    """What DuckDB answers to the queries."""
    monkeypatch.chdir(place)
    suffix = Folder.open(place / "out").manifest["settings"]["format"]
    views, *queries = blocks("sql")
    with duckdb.connect() as database:
        database.execute(views.replace(".parquet", f".{suffix}"))
        return [database.execute(query.replace("> 0.5", f"> {share}")).fetchall() for query in queries]


def test_the_queries_answer_what_they_say(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    most, halved, copying, loosest, restored = asked(place, monkeypatch)
    folder = Folder.open(place / "out")
    summary = folder.summary()
    assert (most[0][2] >= most[-1][2] > 0 and ("s0", "Leave a reply:", 1, 1) in most) or len(most) == 20
    lost = {w.id: sum(e.end - e.start for e in edits) for w, edits in folder.with_edits() if edits}
    share = {w.id: lost[w.id] / (lost[w.id] + len(w.text)) for w in folder.documents() if w.id in lost}
    assert [row[0] for row in halved] == [id for id, part in sorted(share.items(), key=lambda x: -x[1]) if part > 0.5]
    some = asked(place, monkeypatch, 0.2)[1]
    assert {id: part for id, _, _, part in some} == pytest.approx(
        {id: part for id, part in share.items() if part > 0.2}
    )
    assert some and sum(row[2] for row in copying) == summary["records"]["removed"] > 0
    assert len(loosest) == min(20, summary["clusters"]["count"])
    for cluster, size, weakest, members in loosest:
        assert len(members) == size and cluster in members and 0 < weakest <= 1
    wanted = {written.id: put_back(written.text, edits) for written, edits in folder.with_edits() if edits}
    assert dict(restored) == wanted and any(id.startswith("odd") for id in wanted)


def test_sqlite_answers_the_same(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    most, halved, copying, loosest, _ = asked(place, monkeypatch)
    with closing(sqlite3.connect(place / "corpus.sqlite")) as database:
        found = [database.execute(query).fetchall() for query in blocks("sqlite")[0].split(";\n") if query.strip()]
    assert sorted(row[2] for row in found[0]) == sorted(row[2] for row in most)
    assert [row[0] for row in found[1]] == [row[0] for row in halved]
    assert sorted(found[2], key=str) == sorted(copying, key=str)
    assert [row[2] for row in found[3]] == [row[2] for row in loosest]
    assert sum(row[1] for row in found[4]) == sum(
        rule["edits"] for rule in Folder.open(place / "out").summary()["rules"].values()
    )


def test_the_blocks_of_python_run(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    folder = Folder.open(place / "out")
    frames, library = blocks("python")
    found: dict[str, Any] = {}
    exec(library, found)
    assert found["original"] == {written.id: put_back(written.text, edits) for written, edits in folder.with_edits()}
    if folder.manifest["settings"]["format"] == "parquet":
        pytest.importorskip("pandas")
        exec(frames, found)
        assert found["by_source"]["count"].sum() == sum(rule["edits"] for rule in folder.summary()["rules"].values())
