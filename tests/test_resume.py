"""Laws of going on: what a stopped run has left is used as far as it is whole, and never changes the result."""

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kills import batch, tree

from cleaner.document import Document
from cleaner.formats.record import Record, Reject
from cleaner.ledger import Edit
from cleaner.pack import pack, unpack
from cleaner.prepare import Prepared
from cleaner.spool import Spool

chunks = st.lists(st.binary(max_size=40), max_size=6)


def through(spool: Spool, wanted: list[bytes]) -> int:
    """Take the spool to its end; return how many of the batches had to be made."""
    made = 0

    def rest(first: int) -> Iterator[bytes]:
        nonlocal made
        for data in wanted[first:]:
            made += 1
            yield data

    assert list(spool.through(rest)) == wanted
    return made


# ---------------------------------------------------------------- the spool


@given(chunks, st.data())
def test_a_spool_cut_off_anywhere_gives_the_same_batches(
    tmp_path_factory: pytest.TempPathFactory, wanted: list[bytes], data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("spool") / "read"
    assert through(Spool(path), wanted) == len(wanted)
    whole = path.read_bytes()
    assert through(Spool(path), wanted) == 0
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole)))])
    through(Spool(path), wanted)
    assert path.read_bytes() == whole


@given(chunks.filter(bool), st.data())
def test_a_spool_with_a_byte_gone_bad_gives_the_same_batches(
    tmp_path_factory: pytest.TempPathFactory, wanted: list[bytes], data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("spool") / "read"
    through(Spool(path), wanted)
    whole = path.read_bytes()
    broken = bytearray(whole)
    broken[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(broken)
    through(Spool(path), wanted)
    assert path.read_bytes() == whole


@given(chunks, st.integers(0, 7))
def test_batches_are_read_from_any_number_on(
    tmp_path_factory: pytest.TempPathFactory, wanted: list[bytes], first: int
) -> None:
    spool = Spool(tmp_path_factory.mktemp("spool") / "read")
    assert list(spool.batches(first)) == []
    through(spool, wanted)
    assert list(spool.batches(first)) == wanted[first:]


# ---------------------------------------------------------------- packing


class Foreign:
    """What a stranger may put into a file that is read as pickle."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return print, ("what a stranger likes",)


def test_records_are_unpacked_and_nothing_else_is() -> None:
    document = Document("a", "Rain.\ud800", source="riverpost")
    edit = Edit(0, 1, "R", ("headline",), "a title", 0.9, 1)
    record = Record(document, {"id": "a", "n": [1.5, {"x": None}]}, "text", "in.jsonl", 1, 0)
    done = [
        Prepared(document, "ain.", (edit,), (), {"id": "a"}, "in.jsonl"),
        Reject("in.jsonl", 2, 9, None, "not-json", "no JSON", "{"),
        record,
    ]
    assert unpack(pack(done)) == done
    for foreign in (Foreign(), print, Path("here"), subprocess.Popen):
        with pytest.raises(pickle.UnpicklingError, match="is no record"):
            unpack(pickle.dumps(foreign))


# ---------------------------------------------------------------- the job


@pytest.mark.skipif(not hasattr(os, "fork") or not find_spec("duckdb"), reason="forks, and finds duplicates")
@pytest.mark.parametrize(("jobs", "more"), [(1, ()), (2, ()), (2, ("--dedup-only",))])
def test_killed_at_any_moment_the_same_bytes_come_out(jobs: int, more: tuple[str, ...]) -> None:
    """In a process of its own, whose forks are small."""
    given = ("--kills", "10", "--documents", "400", "--jobs", str(jobs), "--seed", str(jobs), *more)
    script = str(Path(__file__).with_name("kills.py"))
    done = subprocess.run([sys.executable, script, *given], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "10 of 10 kills byte-identical" in done.stdout and ", 0 went on" not in done.stdout, done.stdout


def start(*arguments: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "cleaner", *map(str, arguments)], stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )


def finish(*arguments: object) -> str:
    """What a command that succeeds tells."""
    process = start(*arguments)
    told = process.communicate()[1]
    assert process.returncode == 0, told
    return told


def stopped(out: Path, source: Path, number: int, *more: object) -> str:
    """Stop a run by a signal once it has cleaned something; what it told."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has its background jobs ignore it
    try:
        running = start("clean", source, "-o", out, "--jobs", 1, *more)
    finally:
        signal.signal(signal.SIGINT, before)
    deadline = time.monotonic() + 60
    while not any(path.stat().st_size for path in out.glob("_tmp/kept-*/prepared")):
        assert running.poll() is None and time.monotonic() < deadline
    running.send_signal(number)
    told = running.communicate()[1]
    assert running.returncode in (130, 143), told
    return told


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_goes_on_unless_its_input_or_its_settings_changed(tmp_path: Path, number: int) -> None:
    source = batch(tmp_path / "batch.jsonl", 2000)
    finish("clean", source, "-o", tmp_path / "whole")
    whole = tree(tmp_path / "whole")
    told = stopped(tmp_path / "out", source, number)
    assert "Traceback" not in told and "note: " in told
    if number == signal.SIGINT:
        assert told.endswith("interrupted: the same command goes on from here\n")
    assert "goes on from where" in finish("clean", source, "-o", tmp_path / "out")
    assert tree(tmp_path / "out") == whole

    stopped(tmp_path / "other", source, number, "--level", "careful")
    assert "goes on from where" not in finish("clean", source, "-o", tmp_path / "other")
    assert tree(tmp_path / "other") == whole

    changed = source.read_bytes().replace(b"Leave a reply:", b"Leave a reply;")
    stopped(tmp_path / "third", source, number)
    source.write_bytes(changed)
    assert "goes on from where" not in finish("clean", source, "-o", tmp_path / "third")
    summary = json.loads((tmp_path / "third" / "summary.json").read_text())
    assert summary["records"]["in"] == 2000 + 5
    assert not (tmp_path / "third" / "_tmp").exists()
