"""Links to clusters: every member has its keeper's link, or one chain of a few links to it.

A chain of rewrites reaches strangers in the end: each link holds, and the last text has nothing of the first.
So a cluster is what its keeper reaches in a few links (a star of small radius; compare Hassanzadeh et al.,
VLDB 2009, on clusterings of duplicate links). What lies farther has a keeper of its own, never linked to the first.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from heapq import heappop, heappush
from typing import Final, NamedTuple

STEPS: Final = 3  # links of the longest chain

Key = tuple[float | int | str, ...]


class Place(NamedTuple):
    """A member of a cluster: how many links it is from the keeper, over which neighbour, and the weakest of them."""

    member: int
    via: int  # the next member on the way to the keeper; the keeper itself for the keeper
    steps: int
    weakest: float


def clusters(links: Iterable[tuple[int, int, float]], order: Callable[[int], Key]) -> list[list[Place]]:
    """Clusters of the linked numbers, the keeper first and the others by their number.

    links: two numbers and the strength of their link. order: the sort key whose least member is kept.
    Of the shortest chains to a keeper, that with the strongest weakest link is told. Hangs on what `order`
    says alone, not on the order of the links.
    """
    beside: defaultdict[int, dict[int, float]] = defaultdict(dict)
    for a, b, strength in links:
        beside[a][b] = beside[b][a] = max(strength, beside[a].get(b, 0.0))
    found: list[list[Place]] = []
    taken: set[int] = set()
    for keeper in sorted(beside, key=order):
        if keeper in taken:
            continue
        reached = _reached(keeper, beside, taken, order)
        taken.update(place.member for place in reached)
        if len(reached) > 1:
            found.append([reached[0], *sorted(reached[1:])])
    return found


def _reached(
    keeper: int, beside: dict[int, dict[int, float]], taken: set[int], order: Callable[[int], Key]
) -> list[Place]:
    """What is free and within STEPS links, the keeper first."""
    reached: dict[int, Place] = {}
    waiting: list[tuple[int, float, Key, int, int]] = [(0, -1.0, order(keeper), keeper, keeper)]
    while waiting:
        steps, weakness, _, member, via = heappop(waiting)
        if member in reached:
            continue
        reached[member] = Place(member, via, steps, -weakness)
        if steps == STEPS:
            continue
        for neighbour, strength in beside[member].items():
            if neighbour not in taken and neighbour not in reached:
                heappush(waiting, (steps + 1, max(weakness, -strength), order(member), neighbour, member))
    return list(reached.values())
