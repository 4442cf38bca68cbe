"""Links to clusters: documents are together when a chain of merging links joins them."""

from collections.abc import Iterable


def clusters(links: Iterable[tuple[int, int]]) -> list[list[int]]:
    """The connected groups of the linked numbers, each sorted, in the order of their first number."""
    parent: dict[int, int] = {}

    def root(x: int) -> int:
        parent.setdefault(x, x)
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    for a, b in links:
        a, b = root(a), root(b)
        parent[max(a, b)] = min(a, b)
    members: dict[int, list[int]] = {}
    for x in sorted(parent):
        members.setdefault(root(x), []).append(x)
    return list(members.values())
