"""Which document of a cluster stays."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

from cleaner.errors import UsageError


@dataclass(frozen=True, slots=True)
class Member:
    """What a keeper is chosen by. `n` is the place in the input, `content` a hash of the text, `size` in bytes."""

    n: int
    id: str
    source: str | None
    moment: float | None
    content: int
    size: int


Order = Callable[[Member], tuple[float | int | str, ...]]


def keeper_order(policy: str) -> Order:
    """The sort key whose least member is kept: longest | earliest | first | source:a,b.

    `source:a,b` prefers the sources in that order, then the longest. Members without a date are the
    last to be earliest. Ties end in the content and the id, never in the order of the input,
    which only `first` asks for. UsageError for any other policy.
    """
    if policy == "first":
        return lambda m: (m.n,)
    if policy == "longest":
        return lambda m: (-m.size, m.content, m.id, m.n)
    if policy == "earliest":
        return lambda m: (inf if m.moment is None else m.moment, -m.size, m.content, m.id, m.n)
    name, _, listed = policy.partition(":")
    rank = {source.strip(): place for place, source in reversed(list(enumerate(listed.split(",")))) if source.strip()}
    if name == "source" and rank:
        return lambda m: (rank.get(m.source or "", len(listed)), -m.size, m.content, m.id, m.n)
    raise UsageError(f"no such policy: {policy!r}; use longest, earliest, first or source:a,b", "--keep")
