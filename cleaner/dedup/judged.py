"""What people said of pairs: two documents judged one story are in one cluster, two judged apart in none together.

Documents that are judged one, also over others, are a unit: it joins a cluster whole or not at all. What is judged apart
holds for all of both units, so that no chain brings them together. Where verdicts contradict each other, apart wins: a
copy too many is seen, an article too few is not.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable

Pair = tuple[int, int]
Key = tuple[float | int | str, ...]


class Judged:
    """The units of documents, and whom each may never meet. Hangs on `order`, not on the order of the pairs."""

    def __init__(
        self, one: Iterable[Pair] = (), apart: Iterable[Pair] = (), order: Callable[[int], Key] = lambda n: (n,)
    ) -> None:
        self._units: dict[int, frozenset[int]] = {}
        self._apart: defaultdict[int, set[int]] = defaultdict(set)
        for a, b in apart:
            self._apart[a].add(b)
            self._apart[b].add(a)
        pairs = [sorted(pair, key=order) for pair in one]
        for a, b in sorted(pairs, key=lambda pair: [*map(order, pair)]):
            if b not in self.unit(a) and self.fits(b, self.unit(a)):
                joined = self.unit(a) | self.unit(b)
                self._units.update(dict.fromkeys(joined, joined))

    def unit(self, member: int) -> frozenset[int]:
        """Who goes where a document goes, itself among them."""
        return self._units.get(member) or frozenset((member,))

    def fits(self, member: int, others: Collection[int]) -> bool:
        """Whether a document's unit may be with these others."""
        return not self._apart or all(
            self._apart[one].isdisjoint(others) for one in self.unit(member) if one in self._apart
        )
