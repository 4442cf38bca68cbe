"""A pool of processes that maps a function over items, in order, holding only a few at a time."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain
from multiprocessing import get_context
from types import TracebackType
from typing import Final, Self, TypeVar

IN_FLIGHT: Final = 2  # items waiting for each process

Given = TypeVar("Given")
Got = TypeVar("Got")


class Pool:
    """`jobs` processes, started when they are first of use: a single job, or a single item, runs in this process.

    `preload` names modules that the processes load once, before they fork.
    """

    def __init__(self, jobs: int, preload: tuple[str, ...] = ()) -> None:
        self._jobs = jobs
        self._preload = preload
        self._processes: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the processes; what they had not begun is dropped."""
        if self._processes is not None:
            self._processes.shutdown(cancel_futures=True)
            self._processes = None

    def map(self, function: Callable[[Given], Got], items: Iterable[Given]) -> Iterator[Got]:
        """The results of a picklable function, in the order of the items."""
        rest = iter(items)
        first = list(_take(rest, 2))
        if self._jobs == 1 or len(first) < 2:
            yield from map(function, chain(first, rest))
            return
        waiting: deque[Future[Got]] = deque()
        for item in chain(first, rest):
            if len(waiting) >= IN_FLIGHT * self._jobs:
                yield waiting.popleft().result()
            waiting.append(self._started().submit(function, item))
        while waiting:
            yield waiting.popleft().result()

    def _started(self) -> ProcessPoolExecutor:
        if self._processes is None:
            context = get_context("forkserver")
            context.set_forkserver_preload(list(self._preload))
            self._processes = ProcessPoolExecutor(self._jobs, mp_context=context)
        return self._processes


def _take(items: Iterator[Given], count: int) -> Iterator[Given]:
    for _, item in zip(range(count), items, strict=False):
        yield item
