"""The command line, as a user runs it: real processes, real files."""

import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from cleaner.audit.read import edit_of
from cleaner.ledger import put_back

ROOT = Path(__file__).parent.parent
BATCH = ROOT / "samples" / "batch"
corpus = pytest.mark.skipif(find_spec("duckdb") is None, reason="needs the corpus extra")

ARTICLE = "The bridge opens on Monday, the mayor told reporters.\n\nIt took four years to build, two more than planned."


def cleaner(
    *arguments: str | Path, input: bytes = b"", code: int = 0, **env: str
) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "cleaner", *map(str, arguments)]
    done = subprocess.run(command, input=input, capture_output=True, env={**os.environ, **env}, check=False)
    assert done.returncode == code, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    return done


def rows(folder: Path, table: str) -> Iterator[dict[str, Any]]:
    for part in sorted((folder / table).glob("part-*.jsonl")):
        yield from map(json.loads, part.read_text("utf-8").splitlines())


def jsonl(*records: Mapping[str, object]) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def test_clean_as_a_stream() -> None:
    given = jsonl({"id": "a", "text": ARTICLE + "\n\nLeave a reply:", "more": [1, None]}, {"id": 7, "text": ARTICLE})
    out = [json.loads(line) for line in cleaner("clean", "-", "-o", "-", input=given).stdout.splitlines()]
    assert out == [{"id": "a", "text": ARTICLE + "\n", "more": [1, None]}, {"id": 7, "text": ARTICLE}]


def test_clean_to_a_folder_gives_every_character_back(tmp_path: Path) -> None:
    cleaner("clean", BATCH, "-o", tmp_path / "out")
    given = {
        r["id"]: r["text"] for f in BATCH.glob("*.jsonl") for r in map(json.loads, f.read_text("utf-8").splitlines())
    }
    edits: dict[str, list[dict[str, Any]]] = {}
    for row in rows(tmp_path / "out", "audit/edits"):
        edits.setdefault(row["id"], []).append(row)
    assert edits
    written = {r["id"]: r["text"] for r in rows(tmp_path / "out", "documents")}
    assert given.keys() <= written.keys()
    for id, text in given.items():
        assert put_back(written[id], [edit_of(row) for row in edits.get(id, ())]) == text


@corpus
def test_run_accounts_for_every_record(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(
        jsonl({"id": "a", "text": ARTICLE}, {"id": "b", "text": ARTICLE}, {"id": "c", "text": None})
        + b"not json\n"
        + jsonl({"id": "a", "text": "Quite another text under an id that was taken before."})
    )
    done = cleaner("run", source, "-o", tmp_path / "out", "--json", code=3)
    records = json.loads(done.stdout)["records"]
    assert {k: records[k] for k in ("in", "out", "removed", "rejected")} == {
        "in": 5,
        "out": 2,
        "removed": 1,
        "rejected": 2,
    }
    rejects = [json.loads(line) for line in (tmp_path / "out" / "rejects.jsonl").read_text().splitlines()]
    assert [(r["line"], r["id"]) for r in rejects] == [(3, "c"), (4, None)]
    kept, removed = list(rows(tmp_path / "out", "documents")), list(rows(tmp_path / "out", "removed"))
    assert [r.get("cleaner_id", r["id"]) for r in kept] == ["b", "a#2"] or [r["id"] for r in kept] == ["a", "a"]
    assert removed[0]["relation"] == "exact" and removed[0]["keeper"] in ("a", "b")


def test_repeated_ids_never_meet_an_id_of_the_input(tmp_path: Path) -> None:
    """Seen to fail when the second `x` was named `x#2` beside a record of that name."""
    source = tmp_path / "in.jsonl"
    source.write_bytes(jsonl(*({"id": id, "text": ARTICLE + f"\nBy {id}."} for id in ("x", "x", "x#2", "x", "x#2"))))
    cleaner("clean", source, "-o", tmp_path / "out")
    named = [r.get("cleaner_id", r["id"]) for r in rows(tmp_path / "out", "documents")]
    assert len(set(named)) == 5 and [r["id"] for r in rows(tmp_path / "out", "documents")] == [
        "x",
        "x",
        "x#2",
        "x",
        "x#2",
    ]


WATCH = """
import sys
def watch(event, told):
    # Processes speak through sockets of the file system, whose addresses are paths.
    if event == "socket.getaddrinfo" or (event == "socket.connect" and isinstance(told[1], tuple)):
        open({opened!r}, "a").write(event)
sys.addaudithook(watch)
"""


@corpus
def test_a_run_opens_no_connection(tmp_path: Path) -> None:
    """Seen to fail when the command looked up a host before its work, and when a process did at its work."""
    opened = tmp_path / "opened"
    (tmp_path / "sitecustomize.py").write_text(WATCH.format(opened=str(opened)))  # which every Python of the run loads
    path = os.pathsep.join(filter(None, (str(tmp_path), os.environ.get("PYTHONPATH"))))
    cleaner("run", BATCH, "-o", tmp_path / "out", "--jobs", "2", PYTHONPATH=path)
    assert not opened.exists()


@corpus
def test_the_readme_shows_what_a_run_prints(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cleaner", "run", "samples/batch", "-o", str(tmp_path / "out")]
    env = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    printed = "\n".join(line.rstrip() for line in done.stderr.strip().splitlines())
    # The folder's name is the reader's; a long one may be broken over lines.
    assert printed.partition("\nopen ")[0] in (ROOT / "README.md").read_text("utf-8")


@corpus
def test_any_number_of_processes_writes_the_same_bytes(tmp_path: Path) -> None:
    for jobs in ("1", "2"):
        cleaner("run", BATCH, "-o", tmp_path / jobs, "--jobs", jobs, PYTHONHASHSEED=jobs)
    one, two = (
        {p.relative_to(tmp_path / jobs): p.read_bytes() for p in (tmp_path / jobs).rglob("*") if p.is_file()}
        for jobs in ("1", "2")
    )
    assert one == two


@corpus
@pytest.mark.parametrize("suffix", ["jsonl.gz", "jsonl.zst"])
def test_packed_output_reads_back(tmp_path: Path, suffix: str) -> None:
    cleaner("run", BATCH, "-o", tmp_path / "plain")
    cleaner("run", BATCH, "-o", tmp_path / "packed", "--format", suffix)
    again = cleaner("clean", *sorted((tmp_path / "packed" / "documents").glob("*")), "-o", "-").stdout
    assert again == b"".join(p.read_bytes() for p in sorted((tmp_path / "plain" / "documents").glob("*")))


@corpus
def test_explain_shows_a_document_and_a_pair(tmp_path: Path) -> None:
    cleaner("run", BATCH, "-o", tmp_path / "out")
    edit = next(rows(tmp_path / "out", "audit/edits"))
    told = cleaner("explain", edit["id"], "--in", tmp_path / "out").stdout.decode()
    assert edit["text"].strip().splitlines()[0] in told and edit["rules"][0] in told
    link = next(rows(tmp_path / "out", "audit/links"))
    told = cleaner("explain", link["a"], link["b"], "--in", tmp_path / "out").stdout.decode()
    assert link["relation"] in told
    cleaner("explain", "no-such-id", "--in", tmp_path / "out", code=3)


@pytest.mark.skipif(find_spec("duckdb") is not None, reason="the corpus extra is installed")
def test_without_the_extra_dedup_names_what_to_install(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(jsonl({"id": "a", "text": ARTICLE}))
    done = cleaner("dedup", source, "-o", tmp_path / "out", code=2)
    assert b"pip install 'article-cleaner[corpus]'" in done.stderr
    assert not (tmp_path / "out").exists()


def test_check_prints_findings_and_exits_with_1(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(jsonl({"id": "x", "text": ARTICLE + "\nLeave a reply:"}))
    done = cleaner("check", source, code=1)
    assert (
        done.stdout.decode().strip()
        == f'{source}:1 x comment-form [{len(ARTICLE) + 1}:{len(ARTICLE) + 15}] "Leave a reply:"'
    )
    source.write_bytes(jsonl({"id": "x", "text": ARTICLE}))
    assert cleaner("check", source).stdout == b""


@pytest.mark.parametrize(
    "condition, code",
    [
        ("removed=5%", 1), ("removed=0.05", 1), ("removed=90%", 0), ("rule=comment-form", 1), ("rule=teaser-list", 0),
        ("removed=much", 2), ("rule=no-such-rule", 2), ("all", 2),
    ],
)  # fmt: skip
def test_check_fails_on_what_it_is_told_to(condition: str, code: int) -> None:
    """15 of some 200 characters would be cut, by comment-form."""
    given = jsonl({"id": "x", "text": ARTICLE + "\nLeave a reply:"})
    done = cleaner("check", "-", "--fail-on", condition, input=given, code=code)
    assert (b"failed: " in done.stderr) == (code == 1) and (done.stdout != b"") == (code != 2)


def test_check_prints_findings_as_json(tmp_path: Path) -> None:
    given = jsonl({"id": "x", "text": ARTICLE + "\nLeave a reply:\n"}, {"id": "y", "text": ARTICLE})
    done = cleaner("check", "-", "--json", "-q", input=given, code=1)
    (row,) = map(json.loads, done.stdout.splitlines())
    assert done.stderr == b"" and row["evidence"] == ["invitation 0.90"]
    assert (row["file"], row["line"], row["id"], row["rules"]) == ("-", 1, "x", ["comment-form"])
    assert (ARTICLE + "\nLeave a reply:\n")[row["start"] : row["end"]] == row["text"]


def test_a_difference_is_shown_and_nothing_written(tmp_path: Path) -> None:
    source, texts = tmp_path / "in.jsonl", [ARTICLE, *[f"{ARTICLE}\n\nLeave a reply:\n"] * 3]
    source.write_bytes(jsonl(*({"id": f"d{n}", "text": text} for n, text in enumerate(texts))))
    done = cleaner("clean", source, "--diff", "--diff-limit", "2")
    told = done.stdout.decode().splitlines()
    assert [line for line in told if line.startswith("- ")] == ["- Leave a reply:   comment-form 0.90"] * 2
    assert f"{source}:2 d1  1 cut, 16 of {len(texts[1])} characters" in told and "d3" not in done.stdout.decode()
    assert f"  {ARTICLE.splitlines()[-1]}" in told and "\x1b" not in done.stdout.decode()
    assert b"2 of the first 3 documents have residue; nothing was written" in done.stderr
    assert list(tmp_path.iterdir()) == [source]
    assert b"say where to write" in cleaner("clean", source, code=2).stderr


@pytest.mark.parametrize("output", ["-", "out"])
def test_a_difference_is_shown_beside_what_is_written(tmp_path: Path, output: str) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(jsonl({"id": "a", "text": ARTICLE}, {"id": "b", "text": f"{ARTICLE}\n\nLeave a reply:\n"}))
    place = output if output == "-" else tmp_path / output
    done = cleaner("clean", source, "-o", place, "--diff")
    assert b"- Leave a reply:   comment-form 0.90" in done.stderr
    plain = cleaner("clean", source, "-o", "-").stdout
    assert (done.stdout if output == "-" else (tmp_path / "out/documents/part-00000.jsonl").read_bytes()) == plain


@corpus
def test_a_run_tells_what_is_worth_a_look(tmp_path: Path) -> None:
    """The worst alarms, each with a command that shows it; nothing where there is none. What is told can be run."""
    source = tmp_path / "in.jsonl"
    cut = "A short note, that says what it says.\n\nLeave a reply:\nYour email address will not be published. Required fields are marked *\n"
    source.write_bytes(jsonl(*({"id": f"a {n}", "text": ARTICLE} for n in range(21)), {"id": "b; ls", "text": cut}))
    told = cleaner("run", source, "-o", tmp_path / "out").stderr.decode()
    commands = [line.split(" explain ")[1] for line in told.splitlines() if " explain " in line]
    assert "Clusters of over 20 documents: 1, first a 0 (21 documents: The bridge opens on Monday" in told
    assert [shlex.split(command)[:-2] for command in commands] == [["b; ls"], ["a 0", "a 1"]]
    for command in commands:
        assert ARTICLE[:20] in cleaner("explain", *shlex.split(command)).stdout.decode() or "b; ls" in command
    source.write_bytes(jsonl({"id": "a", "text": ARTICLE}))
    assert b"look at" not in cleaner("run", source, "-o", tmp_path / "quiet").stderr


def test_rules_are_listed_shown_and_tested() -> None:
    listed = cleaner("rules").stdout.decode().splitlines()
    assert len(listed) >= 10
    assert "⟦" in cleaner("rules", "show", listed[0].split()[0]).stdout.decode()
    assert b"rules keep to their" in cleaner("rules", "test").stdout
    cleaner("rules", "show", "no-such-rule", code=2)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("run",), 2),
        (("clean", "no-such-file.jsonl", "-o", "out"), 3),
        (("clean", "{in}", "-o", "out", "--without", "no-such-rule"), 2),
        (("clean", "{in}", "-o", "out", "--level", "reckless"), 2),
        (("clean", "{in}", "-o", "out", "--profile", "no-such-file.jsonl"), 2),
        (("check", "{in}", "--profile", "{in}"), 3),
        (("profile", "{in}", "-o", "{folder}"), 2),
        (("profile", "{in}"), 2),
        (("dedup", "{in}", "-o", "out", "--keep", "best"), 2),
        (("clean", "{in}", "-o", "{folder}"), 2),
        (("no-such-command",), 2),
    ],
)
def test_what_cannot_be_meant_is_told_in_a_line(tmp_path: Path, arguments: tuple[str, ...], code: int) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(jsonl({"id": "a", "text": ARTICLE}))
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "note.txt").write_text("not ours")
    told = [a.format(**{"in": source, "folder": tmp_path / "theirs"}) for a in arguments]
    done = cleaner(*(str(tmp_path / "out") if a == "out" else a for a in told), code=code)
    assert done.stdout == b"" and done.stderr.strip()
    assert (tmp_path / "theirs" / "note.txt").read_text() == "not ours"


def test_unknown_settings_are_refused(tmp_path: Path) -> None:
    source, config = tmp_path / "in.jsonl", tmp_path / "cleaner.toml"
    source.write_bytes(jsonl({"id": "a", "text": ARTICLE}))
    config.write_text("levle = 'careful'\n")
    assert b"levle" in cleaner("clean", source, "-o", tmp_path / "out", "--config", config, code=2).stderr
    config.write_text("level = 'careful'\n[read]\nsource = 'riverpost'\n")
    cleaner("clean", source, "-o", tmp_path / "out", "--config", config)
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert list(summary["sources"]) == ["riverpost"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_an_interrupted_run_leaves_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cleaner", "clean", "-", "-o", str(tmp_path / "out")]
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has its background jobs ignore it
    try:
        started = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    finally:
        signal.signal(signal.SIGINT, before)
    with started as running:
        assert running.stdin and running.stderr
        for n in range(2000):
            running.stdin.write(jsonl({"id": n, "text": f"{ARTICLE} It has {n} lamps."}))
        running.stdin.flush()
        while not (tmp_path / "out").exists():
            pass
        running.send_signal(signal.SIGINT)
        code, told = running.wait(30), running.stderr.read()
    assert code == 130 and told.splitlines()[-1] == b"interrupted: nothing was written", told
    assert not (tmp_path / "out").exists()


def test_a_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(jsonl(*({"id": n, "text": ARTICLE * 20} for n in range(3000))))
    command = f"{sys.executable} -m cleaner clean {source} -o - --jobs 1 --quiet | head -n 1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, check=False)
    assert done.returncode == 141 and done.stderr == b""


@pytest.mark.parametrize("given", [("clean", "-", "--diff"), ("clean", "-"), ("check", "-")])
def test_a_rule_that_does_not_exist_is_told_once(given: tuple[str, ...]) -> None:
    told = cleaner(*given, "--without", "no-such-rule", input=b'{"text": "Rain fell."}\n' * 3, code=2).stderr
    assert told.count(b"no-such-rule") == 1 and b"rejected" not in told


def test_a_plain_text_on_stdin_is_told_how() -> None:
    text = b"Rain fell on the town all night.\n\nLeave a reply:\n"
    told = cleaner("clean", "-", input=text, code=3).stderr
    assert told.count(b"--set read.format=txt") == 1
    done = cleaner("clean", "-", "--set", "read.format=txt", input=text)
    assert json.loads(done.stdout)["text"] == "Rain fell on the town all night.\n"
