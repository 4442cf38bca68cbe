"""What the scripts beside this one share: the corpus read, linked documents joined to clusters, and these written.

They run in the peers' own environments, on the standard library and orjson: a fast reader, so that a peer is charged
for its own work. Each is called with CORPUS CLUSTERS RECIPE.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import orjson

SHINGLE = 5


def read(corpus: Path) -> tuple[list[str], list[str]]:
    """The ids and the texts."""
    with corpus.open("rb") as lines:
        rows = [orjson.loads(line) for line in lines]
    return [row["id"] for row in rows], [row["text"] for row in rows]


def shingles(text: str) -> list[str]:
    """The 5-word shingles of a text in lower case; a text of fewer words is one."""
    words = text.lower().split()
    return [" ".join(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1))]


def joined(size: int, links: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The documents (numbers below `size`) that are linked to others, each with the number of its cluster."""
    root = list(range(size))

    def find(n: int) -> int:
        while root[n] != n:
            root[n] = root[root[n]]
            n = root[n]
        return n

    linked: set[int] = set()
    for a, b in links:
        root[find(a)] = find(b)
        linked |= {a, b}
    return ((n, find(n)) for n in sorted(linked))


def write(clusters: Path, ids: list[str], members: Iterable[tuple[int, int]]) -> None:
    """A line {id, cluster} for every document of a cluster."""
    with clusters.open("wb") as out:
        for n, cluster in members:
            out.write(orjson.dumps({"id": ids[n], "cluster": cluster}) + b"\n")


def run(recipes: dict[str, Callable[[Path, Path], None]]) -> None:
    """Run the recipe that the command line names."""
    corpus, clusters, recipe = sys.argv[1:]
    recipes[recipe](Path(corpus), Path(clusters))
