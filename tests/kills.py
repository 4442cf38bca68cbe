"""Kill a job with -9 at random moments and run it again: the same bytes each time, and nothing left over.

`python tests/kills.py --kills 200 --jobs 2 --documents 20000` prints what it did, and exits with 1 if one differs.
The runs are forks of a process that has everything loaded, so that a moment lies in the work and not in the imports.
"""

import argparse
import ctypes
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path

from dedup_strategies import Article

from cleaner.catalog import select
from cleaner.cleaning import clean as cleaned
from cleaner.job import run
from cleaner.settings import Settings
from cleaner.table import json_line

_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER
MARK = "goes on from where a run was stopped"
RESIDUE = ("Leave a reply:", "Read more: Ferry line to close", "Share this on Facebook", "Photo: Ana Birk", "")


@dataclass(frozen=True)
class Outcome:
    """Of one kill: when (seconds), whether the run was through by then, whether the next one went on from it."""

    moment: float
    through: bool
    resumed: bool


def batch(path: Path, documents: int) -> Path:
    """A file of short articles, each fifth a copy of an earlier one, with residue below, and some bad records."""
    with path.open("wb") as file:
        for n in range(documents):
            at = n - 7 if n % 5 == 4 and n > 7 else n
            text = Article("english", tuple(range(at * 3, at * 3 + 6))).text
            row = {"id": f"d{n}", "source": f"paper{n % 9}", "text": f"{text}\n\n{RESIDUE[n % len(RESIDUE)]}"}
            file.write(json_line(row))
            if n % 400 == 399:
                file.write(b'{"id": "broken", "text": \n')
    return path


def tree(folder: Path) -> dict[str, bytes]:
    """All files below a folder, by their path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def forked(work: Callable[[], object], moment: float | None = None) -> bool:
    """Run in a fork; killed `moment` seconds on, if it is not through by then. Whether it came to its end. Leaves nobody."""
    child = os.fork()
    if child == 0:
        os.setsid()
        try:
            work()
        except BaseException as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            os._exit(1)
        os._exit(0)
    if moment is not None:
        time.sleep(moment)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert _gone(child), "processes of a run that is gone are still there"
    return os.waitstatus_to_exitcode(status) == 0


def _gone(group: int, seconds: float = 60) -> bool:
    """Whether the processes of a group end by themselves, once who led them is gone: they are ours then, to wait for."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            while os.waitpid(-group, os.WNOHANG) != (0, 0):
                pass
        except ChildProcessError:
            return True
        time.sleep(0.01)
    return False


def kills(folder: Path, source: Path, times: int, jobs: int, seed: int, clean: bool = True) -> list[Outcome]:
    """Kill and run again. AssertionError if what stands at its place is not whole, or the next run's bytes differ."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SUBREAPER, 1)  # whose parent is gone comes to us
    settings = Settings(jobs=jobs, max_rejects=1.0, clean=clean)
    for name in ("cleaner.corpus", "cleaner.audit.report"):  # here, and not in each fork
        import_module(name)
    cleaned("Rain fell.\n\nLeave a reply:", rules=select())  # the lexicon as well
    start = time.monotonic()
    assert forked(partial(run, source, folder / "whole", settings))
    took = time.monotonic() - start
    wanted = tree(folder / "whole")
    rng = random.Random(seed)
    outcomes: list[Outcome] = []
    for n in range(times):
        out, told = folder / f"out{n}", folder / f"told{n}"
        moment = took * rng.uniform(0.01, 0.99)
        through = forked(partial(run, source, out, settings), moment)
        left = {name: data for name, data in tree(out).items() if not name.startswith("_tmp/")} if out.exists() else {}
        assert all(wanted.get(name) == data for name, data in left.items()), f"half a file after {moment:.2f} s"
        assert "summary.json" not in left or left == wanted, f"not all is there after {moment:.2f} s"

        def again(out: Path = out, told: Path = told) -> None:
            notes: list[str] = []
            run(source, out, settings, tell=notes.append)
            told.write_text("\n".join(notes))

        assert forked(again), f"the run after a kill at {moment:.2f} s failed"
        assert tree(out) == wanted, f"other bytes after a kill at {moment:.2f} s"
        outcomes.append(Outcome(moment, through, MARK in told.read_text()))
        shutil.rmtree(out)
    return outcomes


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dedup-only", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        source = batch(Path(name) / "batch.jsonl", given.documents)
        outcomes = kills(Path(name), source, given.kills, given.jobs, given.seed, not given.dedup_only)
    print(
        f"{given.documents:,} documents, {given.jobs} jobs, seed {given.seed}: {len(outcomes)} of {len(outcomes)} "
        f"kills byte-identical; {sum(o.through for o in outcomes)} runs were through before the kill, "
        f"{sum(o.resumed for o in outcomes)} went on from what a killed one left"
    )


if __name__ == "__main__":
    main()
