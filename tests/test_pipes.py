"""The commands as parts of a pipe: real pipes, producers that are slow, readers that go."""

import json
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.bursts import bursts

CLEANER = (sys.executable, "-m", "cleaner")
ARTICLE = "The bridge opens on Monday, the mayor told reporters.\n\nLeave a reply:"
CLEANED = "The bridge opens on Monday, the mayor told reporters.\n"


def record(n: int) -> bytes:
    return json.dumps({"id": n, "text": ARTICLE}).encode() + b"\n"


def ended(process: "subprocess.Popen[bytes]", code: int = 0) -> None:
    _, told = process.communicate(timeout=180)
    assert process.returncode == code, told.decode()
    assert b"Traceback" not in told and b"Fatal" not in told


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_record_comes_out_before_the_next_is_given(jobs: str, packed: bool) -> None:
    """No batch is filled first, and no read waits for the rest of its buffer."""
    gzip = zlib.compressobj(wbits=31)
    running = subprocess.Popen(
        [*CLEANER, "clean", "-", "--jobs", jobs], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    late = threading.Timer(180, running.kill)
    late.start()
    assert running.stdin and running.stdout
    for n in range(4):
        line = record(n)
        running.stdin.write(gzip.compress(line) + gzip.flush(zlib.Z_SYNC_FLUSH) if packed else line)
        running.stdin.flush()
        assert json.loads(running.stdout.readline()) == {"id": n, "text": CLEANED}
    if packed:
        running.stdin.write(gzip.flush())
    ended(running)
    late.cancel()


def test_a_line_shorter_than_what_tells_a_format_is_not_kept_waiting() -> None:
    running = subprocess.Popen(
        [*CLEANER, "extract", "-", "-q"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    late = threading.Timer(180, running.kill)
    late.start()
    assert running.stdin and running.stdout
    for part in (b'{"id"', b':1,"text"', b':"Rain."}', b"\n"):
        running.stdin.write(part)
        running.stdin.flush()
        time.sleep(0.02)
    assert json.loads(running.stdout.readline()) == {"id": 1, "text": "Rain."}
    ended(running)
    late.cancel()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_first_lines_of_an_endless_stream(jobs: str) -> None:
    """`head` goes, and so do all before it, without a word."""
    command = f"yes '{record(7).decode().strip()}' | {' '.join(CLEANER)} clean - -q --jobs {jobs} | head -n 3"
    running = subprocess.Popen(
        ["bash", "-o", "pipefail", "-c", command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    out, told = running.communicate(timeout=180)
    assert [json.loads(line)["text"] for line in out.splitlines()] == [CLEANED] * 3
    assert running.returncode == 141 and told == b""


def test_a_limit_waits_for_no_more() -> None:
    """The command ends though its input does not."""
    running = subprocess.Popen(
        [*CLEANER, "clean", "-", "--limit", "2"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    late = threading.Timer(180, running.kill)
    late.start()
    assert running.stdin and running.stdout
    running.stdin.write(record(0) + record(1))
    running.stdin.flush()
    assert len(running.stdout.read().splitlines()) == 2
    ended(running)
    late.cancel()


def test_files_need_a_place_for_the_output(tmp_path: Path) -> None:
    """Only what comes from stdin goes to stdout untold."""
    (tmp_path / "a.jsonl").write_bytes(record(1))
    for command in ("clean", "extract"):
        done = subprocess.run([*CLEANER, command, tmp_path / "a.jsonl"], capture_output=True, check=False)
        assert done.returncode == 2 and b"-o" in done.stderr and done.stdout == b""


def _peak(records: int) -> int:
    """The most memory in KiB that a stream of so many records took, with all its processes."""
    code = (
        "import resource, subprocess, sys;"
        "done = subprocess.run([sys.executable, '-m', 'cleaner', 'clean', '-', '-q', '--jobs', '1'],"
        "stdout=subprocess.DEVNULL, check=True);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    running = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert running.stdin and running.stdout
    for n in range(records):
        running.stdin.write(record(n))
    running.stdin.close()
    told = running.stdout.read()
    assert running.wait(60) == 0
    return int(told)


@pytest.mark.slow
def test_memory_does_not_grow_with_the_stream() -> None:
    assert _peak(200_000) < _peak(2_000) + 24 * 1024


@given(st.lists(st.integers(0, 5 << 20)), st.booleans())
def test_bursts_are_the_items(sizes: list[int], fails: bool) -> None:
    """The same items in the same order, and an error where it stood: after the items that came ahead of it."""

    def items() -> Iterator[tuple[int, int]]:
        yield from enumerate(sizes)
        if fails:
            raise OSError("gone")

    got: list[tuple[int, int]] = []
    try:
        for burst in bursts(items(), lambda item: item[1]):
            got += burst
        failed = False
    except OSError:
        failed = True
    assert got == list(enumerate(sizes)) and failed == fails


def test_a_burst_ends_where_nothing_comes() -> None:
    """It does not go on as long as its source does."""
    given, gate = threading.Event(), threading.Event()

    def items() -> Iterator[int]:
        yield from (1, 2)
        given.set()
        gate.wait(60)
        yield 3

    found = bursts(items(), lambda _: 1)
    first = list(next(found))
    assert given.wait(60)
    first += [] if first == [1, 2] else list(next(found))
    assert first == [1, 2]
    gate.set()
    assert [list(burst) for burst in found] == [[3]]


def test_who_leaves_early_leaves_no_thread() -> None:
    found = bursts(iter(range(1_000_000)), lambda _: 1 << 20)
    assert next(next(found)) == 0
    found.close()  # type: ignore[attr-defined]
    until = time.monotonic() + 60
    while any(thread.name == "read ahead" for thread in threading.enumerate()) and time.monotonic() < until:
        time.sleep(0.01)
    assert not any(thread.name == "read ahead" for thread in threading.enumerate())
