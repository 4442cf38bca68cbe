"""What comes slowly is passed on as it comes: items are read ahead in a thread, and given in bursts.

Work on whole batches is cheap, but a batch that waits to be filled keeps back what has come already. So a burst ends
where nothing more has come, and what it held is done before the next one begins.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from threading import Condition, Thread
from time import monotonic
from typing import Final, Generic, TypeVar

PATIENCE: Final = 0.05  # seconds that the first item of a burst waits for others
ITEMS_AHEAD: Final = 1024
SIZE_AHEAD: Final = 8 << 20

Item = TypeVar("Item")


def bursts(items: Iterable[Item], size: Callable[[Item], int]) -> Iterator[Iterator[Item]]:
    """The same items in the same order, in bursts, each to be used up before the next is asked for.

    size: of an item; more than SIZE_AHEAD together are not held. What `items` raises is raised where it stood.
    """
    ahead = _Ahead(items, size)
    ahead.start()
    try:
        while ahead.waits(None):
            yield ahead.burst()
    finally:
        ahead.leave()


class _Ahead(Thread, Generic[Item]):
    """The thread that reads; it is left behind where it waits for an input that nobody needs any more."""

    def __init__(self, items: Iterable[Item], size: Callable[[Item], int]) -> None:
        super().__init__(name="read ahead", daemon=True)
        self._items = items
        self._size_of = size
        self._held: deque[tuple[Item, int]] = deque()
        self._size = 0
        self._ended = False
        self._error: BaseException | None = None
        self._changed = Condition()

    def run(self) -> None:
        try:
            for item in self._items:
                size = self._size_of(item)
                with self._changed:
                    while not self._ended and (len(self._held) >= ITEMS_AHEAD or self._size >= SIZE_AHEAD):
                        self._changed.wait()
                    if self._ended:
                        return
                    self._held.append((item, size))
                    self._size += size
                    self._changed.notify()
        except BaseException as error:
            self._error = error
        finally:
            self.leave()

    def leave(self) -> None:
        """No more is read."""
        with self._changed:
            self._ended = True
            self._changed.notify()

    def waits(self, seconds: float | None) -> bool:
        """Whether there is an item, now or in so many seconds (None: sooner or later). Raises what the items raised."""
        with self._changed:
            self._changed.wait_for(lambda: self._held or self._ended, seconds)
            if self._error and not self._held:
                raise self._error
            return bool(self._held)

    def burst(self) -> Iterator[Item]:
        """Items until there is none and PATIENCE is spent."""
        end = monotonic() + PATIENCE
        while self.waits(max(0.0, end - monotonic())):
            with self._changed:
                item, size = self._held.popleft()
                self._size -= size
                self._changed.notify()
            yield item
