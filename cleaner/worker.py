"""A process that does what it is sent, and may be lost: to a parser that never returns, a crash, or a lack of memory.

Nothing in Python ends a call of native code. The system does: it ends a process that has used up the processor time of
an item, whatever the process is at. `each` sets that time and notes the item, so that whoever sent the work knows what
the process was lost at, and can have the rest done without it. Processor time and not time on the clock, so that a busy
machine costs no document.
"""

import signal
import sys
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager, suppress
from ctypes import c_long
from dataclasses import dataclass
from multiprocessing import current_process, forkserver, get_all_start_methods, get_context, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Lock
from traceback import format_exc
from types import ModuleType
from typing import Any, Final, TypeVar

Given = TypeVar("Given")
Got = TypeVar("Got")
Losses = Mapping[int, "Loss"]

_NOWHERE: Final = -1
_starting = Lock()  # two threads that ask how a process ended take the answer from each other


@dataclass(frozen=True, slots=True)
class Loss:
    """How a process was lost: `at` which item of `each` (-1 outside of it), by what, and whether its time was up."""

    at: int
    by: str
    slow: bool


class Lost(Exception):
    """The process is gone, with what it was doing."""

    def __init__(self, loss: Loss) -> None:
        super().__init__(loss.by)
        self.loss = loss


class _Here:
    """In a process of its own: where it notes the item it is at, and what others were lost at."""

    def __init__(self, at: c_long) -> None:
        self.at = at
        self.losses: Losses = {}


_here: _Here | None = None


def each(
    work: Callable[[Given], Got], items: Iterable[Given], seconds: float, instead: Callable[[Given, Loss], Got]
) -> list[Got]:
    """The results of `work`, item by item, and `instead` for the items that a process was lost at.

    In a `Worker` an item that takes more than `seconds` of processor time costs the process; in any other process there
    is no bound. Not to be nested.
    """
    if _here is None:
        return [work(item) for item in items]
    done: list[Got] = []
    try:
        for number, item in enumerate(items):
            if loss := _here.losses.get(number):
                done.append(instead(item, loss))
                continue
            _here.at.value = number
            signal.setitimer(signal.ITIMER_PROF, seconds)
            done.append(work(item))
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        _here.at.value = _NOWHERE
    return done


def available() -> bool:
    """Whether this process can have others to lose: not on Windows, nor in a process that must have no children."""
    return "forkserver" in get_all_start_methods() and not current_process().daemon


def serve(preload: tuple[str, ...]) -> None:
    """Start the server of processes, so that it loads these modules while this process does something else."""
    if available():
        with suppress(OSError), _uninterrupted():  # what fails is told when a process is asked for
            forkserver.set_forkserver_preload(list(preload))
            forkserver.ensure_running()


@contextmanager
def _uninterrupted() -> Generator[None]:
    """What is started meanwhile does not hear of an interrupt, from its first instruction on.

    From a terminal it reaches all processes; the one in front tells of it, and ends the others.
    """
    resource_tracker.ensure_running()  # which unblocks the signal when it is started
    heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, heard)


class Worker:
    """A process. `preload` names modules that the server of processes loads once, before it forks any."""

    def __init__(self, preload: tuple[str, ...] = ()) -> None:
        context = get_context("forkserver")
        context.set_forkserver_preload(list(preload))
        self._at = context.RawValue(c_long, _NOWHERE)
        self._pipe, theirs = context.Pipe()
        self._process: BaseProcess = context.Process(target=_serve, args=(theirs, self._at), daemon=True)
        try:
            _start(self._process)
        except ChildProcessError:  # this process is a fork: the server is a child of the one that it was forked from
            self._process = get_context("spawn").Process(target=_serve, args=(theirs, self._at), daemon=True)
            _start(self._process)
        theirs.close()

    def call(self, function: Callable[[Given], Got], item: Given, losses: Losses) -> Got:
        """The result of a picklable function, or the error that it raises. Raises Lost if the process is."""
        try:
            self._pipe.send((function, item, losses))
            good, value = self._pipe.recv()
        except (EOFError, OSError):
            raise Lost(self._loss()) from None
        if good:
            got: Got = value
            return got
        raise value

    def kill(self) -> None:
        """End the process at once, whatever it is at."""
        with suppress(OSError):
            self._process.kill()

    def close(self) -> None:
        """End the process, which is at nothing."""
        self._pipe.close()
        with _starting:
            self._process.join()

    def _loss(self) -> Loss:
        self.kill()  # it may only have closed its pipe
        self.close()
        code = self._process.exitcode or 0
        by = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return Loss(self._at.value, by, by == "SIGPROF")


def _start(process: BaseProcess) -> None:
    """Start it. A script that calls us need not guard its own work: the process would run it once more, to be like us."""
    with _starting, _uninterrupted():
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            process.start()
        finally:
            sys.modules["__main__"] = main


def _serve(pipe: Connection, at: c_long) -> None:
    """In the process: do what comes until nothing comes any more."""
    global _here
    _here = _Here(at)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where somebody else has started the server of processes
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    with suppress(EOFError, OSError):  # the other end is gone
        while True:
            function, item, _here.losses = pipe.recv()
            pipe.send(_answer(function, item))


def _answer(function: Callable[[Any], Any], item: Any) -> tuple[bool, Any]:
    try:
        return True, function(item)
    except Exception as error:
        error.add_note(f"In a process of its own:\n{format_exc()}")
        return False, error
