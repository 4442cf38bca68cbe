"""A process that is lost costs the item it was lost at, and nothing else: whoever lost it, and whatever it was doing."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.errors import CleanerError, MissingPart
from cleaner.pool import Pool
from cleaner.worker import Loss, available, each

pytestmark = pytest.mark.skipif(not available(), reason="this system cannot end a process at its time")

SECONDS: Final = 0.3
# What an item can do to the process, and what is told of it.
LOST_BY: Final = {
    "python": "SIGPROF",
    "native": "SIGPROF",
    "segfault": "SIGSEGV",
    "abort": "SIGABRT",
    "memory": "SIGKILL",
    "exit": "exit code 3",
}


def work(item: str) -> str:
    match item:
        case "python":
            while True:
                pass
        case "native":
            sum(range(1 << 62))  # never returns to the interpreter, as a parser may not
        case "segfault":
            ctypes.string_at(0)
        case "abort":
            os.abort()
        case "memory":  # as the system ends who takes too much of it
            os.kill(os.getpid(), signal.SIGKILL)
        case "exit":
            os._exit(3)
        case "raise":
            raise LookupError("no luck")
        case "missing":
            raise MissingPart("resiliparse", "fast", "fast extraction")
        case _ if item.startswith("once:"):
            mark = Path(item.removeprefix("once:"))
            if not mark.exists():
                mark.touch()
                os.kill(os.getpid(), signal.SIGKILL)
        case _:
            pass
    return item.upper()


def instead(item: str, loss: Loss) -> str:
    return f"{item}: {loss.by}"


def batch(items: list[str], seconds: float = SECONDS) -> list[str]:
    return each(work, items, seconds, instead)


def alone(item: str) -> str:
    return work(item)


def sleepy(items: list[float]) -> list[float]:
    def slept(item: float) -> float:
        time.sleep(item)
        return item

    return each(slept, items, SECONDS, lambda item, loss: -item)


@settings(max_examples=12)
@given(
    st.lists(st.lists(st.sampled_from(["a", "b", *LOST_BY]), max_size=4).filter(lambda b: sum(i in LOST_BY for i in b) < 3), max_size=4),
    st.integers(1, 3),
)  # fmt: skip
def test_what_is_lost_is_the_item_alone(batches: list[list[str]], jobs: int) -> None:
    """Every other item has its result, in its place, with any number of processes.

    Seen to fail when the place of an item was noted too late, and when the batch was done again from the lost item on.
    """
    with Pool(jobs, apart=True) as pool:
        done = list(pool.map(batch, batches))
    assert done == [[f"{i}: {LOST_BY[i]}" if i in LOST_BY else i.upper() for i in items] for items in batches]


def test_an_item_whose_process_was_ended_from_outside_has_a_second_chance(tmp_path: Path) -> None:
    with Pool(2, apart=True) as pool:
        items = [["a", f"once:{tmp_path}/{n}", "b"] for n in range(4)]
        assert list(pool.map(batch, items)) == [[i.upper() for i in some] for some in items]


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_fork_of_a_process_that_has_processes_can_have_its_own() -> None:
    """As in a server that forks its workers after it has used us."""
    with Pool(1, apart=True) as pool:
        assert list(pool.map(batch, [["a"]])) == [["A"]]
        child = os.fork()
        if child == 0:
            with Pool(1, apart=True) as another:
                os._exit(0 if list(another.map(batch, [["b", "exit"]])) == [["B", "exit: exit code 3"]] else 1)
        _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0


def test_time_is_of_the_processor_not_of_the_clock() -> None:
    """Seen to fail with ITIMER_REAL."""
    with Pool(1, apart=True) as pool:
        assert list(pool.map(sleepy, [[3 * SECONDS], [0.0]])) == [[3 * SECONDS], [0.0]]


@pytest.mark.parametrize("item", ["segfault", "memory"])
def test_a_process_lost_at_no_item_is_an_error_in_a_line(item: str) -> None:
    with Pool(2, apart=True) as pool, pytest.raises(CleanerError, match=f"lost .{LOST_BY[item]}"):
        list(pool.map(alone, ["a", item, "b"]))


def test_an_error_of_an_item_comes_as_it_is() -> None:
    with Pool(2, apart=True) as pool:
        with pytest.raises(LookupError, match="no luck"):
            list(pool.map(batch, [["a"], ["raise"]]))
        with pytest.raises(MissingPart, match=r"article-cleaner\[fast"):
            list(pool.map(batch, [["missing"]]))
        assert list(pool.map(batch, [["a"]])) == [["A"]]  # and the pool goes on


def test_without_apart_it_is_the_same_where_nothing_is_lost() -> None:
    items = [["a", "b"], [], ["c"]]
    with Pool(1) as here, Pool(1, apart=True) as there:
        assert list(here.map(batch, items)) == list(there.map(batch, items)) == [["A", "B"], [], ["C"]]


def test_an_interrupt_that_makes_another_error_of_itself_is_one() -> None:
    """In `Condition.wait` between two changes of hands, for one: an interrupted command once ended with a traceback."""
    with pytest.raises(KeyboardInterrupt), Pool(1):
        try:
            raise KeyboardInterrupt
        finally:
            raise RuntimeError("release unlocked lock")


def test_an_error_after_an_interrupt_is_that_error() -> None:
    """As of a job that is run where somebody has caught one."""
    with pytest.raises(CleanerError, match=r"^no such file$"):
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt:
            with Pool(1):
                raise CleanerError("no such file")  # noqa: B904


def test_no_process_outlives_its_pool() -> None:
    """Seen to fail when an error in the work left the processes alone."""
    with Pool(2, apart=True) as pool:
        ended = list(pool.map(partial(_pids), [["a"], ["segfault"], ["b"]]))
    with pytest.raises(ZeroDivisionError), Pool(2, apart=True) as pool:
        busy = pool.map(_pids, [["a"], ["b"], ["native"]])
        ended.append(next(busy))
        raise ZeroDivisionError
    time.sleep(0.2)
    for pid in {int(pid) for pids in ended for pid in pids if pid}:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def _pids(items: list[str]) -> list[str]:
    return each(lambda item: work(item) and str(os.getpid()), items, 30, lambda item, loss: "")


SCRIPT: Final = """
import sys, cleaner
print("once")
summary = cleaner.run(sys.argv[1], sys.argv[2], cleaner.Settings(dedup=False, jobs=2))
print(summary["records"]["out"])
"""


def children(pid: int) -> list[int]:
    """The processes that one has started, and those that they have."""
    listed = [path.read_text().split() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    own = [int(child) for each in listed for child in each]
    return own + [more for child in own for more in children(child)]


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks for children in /proc")
@pytest.mark.parametrize("later", [0.0, 0.2, 0.5])
def test_an_interrupt_from_a_terminal_is_told_in_a_line(tmp_path: Path, later: float) -> None:
    """It reaches all processes. Seen to fail when the server of processes loaded its modules as it came."""
    (tmp_path / "in.jsonl").write_text('{"text": "The ferry sails at noon, the captain said on Friday."}\n' * 2000)
    heard = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has its background jobs ignore it
    try:
        command = [sys.executable, "-m", "cleaner", "run", str(tmp_path / "in.jsonl"), "-o", str(tmp_path / "out")]
        running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    finally:
        signal.signal(signal.SIGINT, heard)
    deadline = time.monotonic() + 60
    while not children(running.pid):
        assert running.poll() is None and time.monotonic() < deadline
    time.sleep(later)
    os.killpg(running.pid, signal.SIGINT)
    told = running.communicate()[1]
    assert running.returncode == 130, told
    assert "Traceback" not in told and told.rstrip().splitlines()[-1].startswith("interrupted: "), told


def test_a_script_need_not_guard_its_work(tmp_path: Path) -> None:
    """Seen to fail when processes ran the script that started them, as multiprocessing has them do."""
    source, script = tmp_path / "in.jsonl", tmp_path / "script.py"
    source.write_text("".join(json.dumps({"id": n, "text": f"The lamp {n} was lit again."}) + "\n" for n in range(600)))
    script.write_text(SCRIPT)
    command = [sys.executable, str(script), str(source), str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["once", "600"] and "Traceback" not in done.stderr


SLOW_PAGE: Final = "<html><body><article><p>" + "<br>" * 300_000 + "</article>"  # some 15 s of trafilatura and libxml2
GOOD_PAGE: Final = "<html><body><article>" + "<p>The bridge opens on Monday, the mayor told reporters.</p>" * 9


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    source = tmp_path / "pages.jsonl"
    pages = {"a": GOOD_PAGE, "slow": SLOW_PAGE, "b": GOOD_PAGE}
    source.write_text("".join(json.dumps({"id": id, "html": html}) + "\n" for id, html in pages.items()))
    return source


@pytest.mark.parametrize(
    ("command", "jobs"),
    [("clean -o -", "1"), ("clean -o -", "2"), ("check", ""), ("clean -o {out}", "2"), ("extract -o {out}", "1")],
)
def test_a_slow_page_is_rejected_and_the_others_are_not(tmp_path: Path, pages: Path, command: str, jobs: str) -> None:
    out = tmp_path / "out"
    name, *rest = command.format(out=out).split()
    bounds = ["--max-seconds", "1", "--jobs", jobs] if jobs else ["--set", "max_seconds=1"]
    arguments = [sys.executable, "-m", "cleaner", name, str(pages), *rest, *bounds]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 3 and "Traceback" not in done.stderr, done.stderr
    assert "1 of 3 records" in done.stderr and "took over 1 seconds of processor time" in done.stderr
    if out.exists():
        (part,) = (out / "documents").iterdir()
        (reject,) = map(json.loads, (out / "rejects.jsonl").read_text().splitlines())
        assert (reject["id"], reject["line"], reject["code"]) == ("slow", 2, "too-slow")
        written = part.read_text()
    else:
        written = done.stdout
    if name != "check":
        assert [json.loads(line)["id"] for line in written.splitlines()] == ["a", "b"]
