"""A pool of processes that maps a function over items, in order, holding only a few at a time.

A process that is lost costs the item of `worker.each` that it was lost at, and no other: the work is done again.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import chain, islice
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from cleaner.errors import CleanerError
from cleaner.worker import Loss, Lost, Worker, available

IN_FLIGHT: Final = 2  # items waiting for each process

Given = TypeVar("Given")
Beside = TypeVar("Beside")
Got = TypeVar("Got")

_beside: Any = None  # in a process of the pool: what it was sent before its items


class Pool:
    """`jobs` processes, started when they are first of use, and again when they are lost.

    A single job, or a single item, runs in this process, unless all is to be done `apart` so that it can be lost.
    `preload` names modules that the processes load once, before they fork.
    """

    def __init__(self, jobs: int, preload: tuple[str, ...] = (), *, apart: bool = False) -> None:
        self._jobs = jobs
        self._preload = preload
        self._apart = apart and available()
        self._threads: ThreadPoolExecutor | None = None  # each waits for one process
        self._workers: dict[Worker, object] = {}  # what each was sent beside its items
        self._idle: deque[Worker] = deque()
        self._ended = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.close()
            return
        self.abandon()
        if isinstance(error, RuntimeError) and _interrupted(error):
            raise KeyboardInterrupt from None

    def abandon(self) -> None:
        """End the processes at once, whatever they are at: nobody waits for what they would bring."""
        self._ended = True
        for worker in list(self._workers):
            worker.kill()
        if self._threads is not None:
            # An interrupt can come while a process is being started: to wait for it may be to wait for ever.
            self._threads.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """End the processes; what they had not begun is dropped."""
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)
        self._ended = True
        for worker in self._workers:
            worker.close()
        self._workers.clear()

    def map(self, function: Callable[[Given], Got], items: Iterable[Given]) -> Iterator[Got]:
        """The results of a picklable function, in the order of the items. Raises CleanerError where a process is lost,
        and again, at what is no item of `each`."""
        return self._map(function, function, items, None)

    def map_beside(
        self, function: Callable[[Given, Beside], Got], items: Iterable[Given], beside: Beside
    ) -> Iterator[Got]:
        """The results of a function of an item and `beside`, which may be large: each process is sent it once."""
        return self._map(partial(_call, function, beside), partial(_call_here, function), items, beside)

    def _map(
        self, here: Callable[[Given], Got], there: Callable[[Given], Got], items: Iterable[Given], beside: object
    ) -> Iterator[Got]:
        rest = iter(items)
        if not self._apart:
            first = list(islice(rest, 2))
            rest = chain(first, rest)
            if self._jobs == 1 or len(first) < 2:
                yield from map(here, rest)
                return
        if self._threads is None:
            self._threads = ThreadPoolExecutor(self._jobs)
        waiting: deque[Future[Got]] = deque()
        for item in rest:
            if len(waiting) >= IN_FLIGHT * self._jobs:
                yield waiting.popleft().result()
            waiting.append(self._threads.submit(self._done, there, item, beside))
        while waiting:
            yield waiting.popleft().result()

    def _done(self, function: Callable[[Given], Got], item: Given, beside: object) -> Got:
        """In a thread: the result of one item, whatever it costs in processes."""
        losses: dict[int, Loss] = {}
        times: Counter[int] = Counter()  # that a process was lost at each place
        while True:
            worker = self._idle.pop() if self._idle else self._started()
            try:
                if self._workers[worker] is not beside:
                    worker.call(_keep, beside, {})
                    self._workers[worker] = beside
                got = worker.call(function, item, losses)
            except Lost as lost:
                del self._workers[worker]
                at = lost.loss.at
                times[at] += 1
                if self._ended or (times[at] > 1 and (at < 0 or at in losses)):
                    raise CleanerError(f"a process was lost ({lost.loss.by}), and another at the same work") from None
                # Who else may have ended it is not known, unless its time was up: an item is given a second chance.
                if lost.loss.slow or times[at] > 1:
                    losses[at] = lost.loss
                continue
            except BaseException:
                self._idle.append(worker)
                raise
            self._idle.append(worker)
            return got

    def _started(self) -> Worker:
        try:
            worker = Worker(self._preload)
        except OSError as error:  # no memory, too many files or processes
            raise CleanerError(f"no process can be started ({error.strerror or error})") from None
        self._workers[worker] = None
        if self._ended:  # meanwhile
            worker.kill()
        return worker


def _interrupted(error: BaseException | None) -> bool:
    """Whether an error comes of an interrupt: one that falls between a lock's changes of hands, in a thread's start or a
    wait for its result, makes a RuntimeError of itself."""
    while isinstance(error, RuntimeError):
        error = error.__context__
    return isinstance(error, KeyboardInterrupt)


def map_here(function: Callable[[Given, Beside], Got], items: Iterable[Given], beside: Beside) -> Iterator[Got]:
    """The same as `Pool.map_beside`, in this process."""
    return (function(item, beside) for item in items)


def _keep(beside: object) -> None:
    global _beside
    _beside = beside


def _call(function: Callable[[Given, Beside], Got], beside: Beside, item: Given) -> Got:
    return function(item, beside)


def _call_here(function: Callable[[Given, Any], Got], item: Given) -> Got:
    return function(item, _beside)
