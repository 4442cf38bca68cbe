"""Links to clusters: every member has its keeper's link, or one chain of a few links to it.

A chain of rewrites reaches strangers in the end: each link holds, and the last text has nothing of the first.
So a cluster is what its keeper reaches in a few links (a star of small radius; compare Hassanzadeh et al.,
VLDB 2009, on clusterings of duplicate links). What lies farther has a keeper of its own, never linked to the first.
What people said of pairs is held over that (see `cleaner.dedup.judged`).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from heapq import heapify, heappop, heappush
from typing import Final, NamedTuple

from cleaner.dedup.judged import Judged, Key, Pair

STEPS: Final = 3  # links of the longest chain


class Place(NamedTuple):
    """A member of a cluster: how many links it is from the keeper, over which neighbour, and the weakest of them."""

    member: int
    via: int  # the next member on the way to the keeper; the keeper itself for the keeper
    steps: int
    weakest: float


def clusters(
    links: Iterable[tuple[int, int, float]],
    order: Callable[[int], Key],
    one: Iterable[Pair] = (),
    apart: Iterable[Pair] = (),
) -> list[list[Place]]:
    """Clusters of the linked numbers, the keeper first and the others by their number.

    links: two numbers and the strength of their link. order: the sort key whose least member is kept. one: linked pairs
    that were judged one story, and stay together however long the chain. apart: pairs that are in no common cluster.
    Of the shortest chains to a keeper, that with the strongest weakest link is told. Hangs on what `order`
    says alone, not on the order of the links.
    """
    beside: defaultdict[int, dict[int, float]] = defaultdict(dict)
    for a, b, strength in links:
        beside[a][b] = beside[b][a] = max(strength, beside[a].get(b, 0.0))
    judged = Judged([pair for pair in one if pair[1] in beside.get(pair[0], ())], apart, order)
    found: list[list[Place]] = []
    taken: set[int] = set()
    for keeper in sorted(beside, key=order):
        if keeper in taken:
            continue
        reached = _reached(keeper, beside, taken, order, judged)
        taken.update(place.member for place in reached)
        if len(reached) > 1:
            found.append([reached[0], *sorted(reached[1:])])
    return found


def _reached(
    keeper: int, beside: dict[int, dict[int, float]], taken: set[int], order: Callable[[int], Key], judged: Judged
) -> list[Place]:
    """What is free, within STEPS links, and judged apart from none of it, the keeper first; units come whole.

    What had to be left out, for it was judged apart, takes with it what is nearer to it than to the keeper.
    """
    reached, barred = _waves([keeper], beside, taken, order, judged)
    return _waves([keeper, *barred], beside, taken, order, judged)[0] if barred else reached


def _waves(
    starts: list[int], beside: dict[int, dict[int, float]], taken: set[int], order: Callable[[int], Key], judged: Judged
) -> tuple[list[Place], list[int]]:
    """What the first start reaches before the others do, and what was judged apart from that.

    Steps count first, then the weakest link on the way.
    """
    reached: dict[int, Place] = {}
    inside: dict[int, set[int]] = {start: set() for start in starts}  # all units that each reached
    owner: dict[int, int] = {}  # the start that a unit's documents belong to
    barred: dict[int, None] = {}  # in the order of their coming
    waiting: list[tuple[int, float, Key, int, int, int]] = [(0, -1.0, order(n), n, n, n) for n in starts]
    heapify(waiting)
    while waiting:
        steps, weakness, _, member, via, start = heappop(waiting)
        if member in reached or owner.get(member, start) != start:
            continue
        if not judged.fits(member, inside[start]):
            barred[member] = None
            continue
        unit = judged.unit(member)
        inside[start] |= unit
        owner.update(dict.fromkeys(unit, start))
        reached[member] = Place(member, via, steps, -weakness)
        for neighbour, strength in beside[member].items():
            near = steps < STEPS or neighbour in unit
            if near and neighbour not in taken and neighbour not in reached:
                heappush(waiting, (steps + 1, max(weakness, -strength), order(member), neighbour, member, start))
    return [place for member, place in reached.items() if owner[member] == starts[0]], list(barred)
