"""Samples that do not depend on the order or the number of items that came before: those with the lowest hashes."""

import hashlib
from collections.abc import Iterator
from heapq import heappop, heappush
from typing import Final, Generic, TypeVar

SEED: Final = "article-cleaner"

Item = TypeVar("Item")


def lot(*names: object) -> int:
    """A number drawn for these names, always the same one: what samples are chosen by."""
    drawn = hashlib.blake2b("\0".join(map(str, (SEED, *names))).encode("utf-8", "replace"), digest_size=8)
    return int.from_bytes(drawn.digest())


class Least(Generic[Item]):
    """The `most` items of the least rank; ranks of equal items go by the order in which they came."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._heap: list[tuple[tuple[float, ...], int, Item]] = []  # turned round: its top is the first to go
        self._count = 0

    def wants(self, rank: tuple[float, ...]) -> bool:
        """Whether an item of this rank would be among them."""
        return len(self._heap) < self._most or _turned(rank) > self._heap[0][0]

    def offer(self, rank: tuple[float, ...], item: Item) -> None:
        """Take in an item, if it is wanted."""
        self._count -= 1
        if not self.wants(rank):
            return
        heappush(self._heap, (_turned(rank), self._count, item))
        if len(self._heap) > self._most:
            heappop(self._heap)

    def __iter__(self) -> Iterator[Item]:
        """The items, the least rank first."""
        return iter([item for _, _, item in sorted(self._heap, key=lambda kept: kept[:2], reverse=True)])


def _turned(rank: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(-part for part in rank)
