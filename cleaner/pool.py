"""A pool of processes that maps a function over items, in order, holding only a few at a time."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from itertools import chain
from multiprocessing import get_context
from signal import SIG_IGN, SIGINT, signal
from types import TracebackType
from typing import Any, Final, Self, TypeVar

IN_FLIGHT: Final = 2  # items waiting for each process

Given = TypeVar("Given")
Beside = TypeVar("Beside")
Got = TypeVar("Got")

_beside: Any = None  # in a process of the pool: what it was sent at its start


class Pool:
    """`jobs` processes, started when they are first of use: a single job, or a single item, runs in this process.

    `preload` names modules that the processes load once, before they fork.
    """

    def __init__(self, jobs: int, preload: tuple[str, ...] = ()) -> None:
        self._jobs = jobs
        self._preload = preload
        self._processes: ProcessPoolExecutor | None = None
        self._sent: object = None  # to each of the processes at its start

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.close()
        else:
            self.abandon()

    def abandon(self) -> None:
        """End the processes at once, whatever they are at: nobody waits for what they would bring."""
        if self._processes is not None:
            # An interrupt can come while a process is being started: to wait for the pool may be to wait for ever.
            for process in list((getattr(self._processes, "_processes", None) or {}).values()):
                process.kill()
            # Nor does a thread of the pool wait at the end for the rest of a result that a process died in writing.
            if results := getattr(self._processes, "_result_queue", None):
                results._writer.close()
            self._processes.shutdown(wait=False, cancel_futures=True)
            self._processes = None

    def close(self) -> None:
        """End the processes; what they had not begun is dropped."""
        if self._processes is not None:
            self._processes.shutdown(cancel_futures=True)
            self._processes = None

    def map(self, function: Callable[[Given], Got], items: Iterable[Given]) -> Iterator[Got]:
        """The results of a picklable function, in the order of the items."""
        return self._map(function, lambda item: self._started(None).submit(function, item), items)

    def map_beside(
        self, function: Callable[[Given, Beside], Got], items: Iterable[Given], beside: Beside
    ) -> Iterator[Got]:
        """The results of a function of an item and `beside`, which may be large: each process is sent it once."""
        here = partial(_call, function, beside)
        return self._map(here, lambda item: self._started(beside).submit(_call_here, function, item), items)

    def _map(
        self, here: Callable[[Given], Got], submit: Callable[[Given], "Future[Got]"], items: Iterable[Given]
    ) -> Iterator[Got]:
        rest = iter(items)
        first = list(_take(rest, 2))
        if self._jobs == 1 or len(first) < 2:
            yield from map(here, chain(first, rest))
            return
        waiting: deque[Future[Got]] = deque()
        for item in chain(first, rest):
            if len(waiting) >= IN_FLIGHT * self._jobs:
                yield waiting.popleft().result()
            waiting.append(submit(item))
        while waiting:
            yield waiting.popleft().result()

    def _started(self, beside: object) -> ProcessPoolExecutor:
        if self._processes is not None and self._sent is not beside:
            self.close()
        if self._processes is None:
            context = get_context("forkserver")
            context.set_forkserver_preload(list(self._preload))
            self._sent = beside
            self._processes = ProcessPoolExecutor(self._jobs, context, _keep, (beside,))
        return self._processes


def _keep(beside: object) -> None:
    global _beside
    signal(SIGINT, SIG_IGN)  # from a terminal it reaches all; the process that started these ends them
    _beside = beside


def _call(function: Callable[[Given, Beside], Got], beside: Beside, item: Given) -> Got:
    return function(item, beside)


def _call_here(function: Callable[[Given, Any], Got], item: Given) -> Got:
    return function(item, _beside)


def _take(items: Iterator[Given], count: int) -> Iterator[Given]:
    for _, item in zip(range(count), items, strict=False):
        yield item
