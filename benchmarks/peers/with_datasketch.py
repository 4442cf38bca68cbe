"""datasketch: MinHashLSH over 5-word shingles, at its defaults, and tuned for rewritten texts."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from clusters import joined, read, run, shingles, write
from datasketch import MinHash, MinHashLSH


def links(texts: list[str], threshold: float) -> Iterator[tuple[int, int]]:
    """Of each document, those before it that share a band."""
    index = MinHashLSH(threshold=threshold, num_perm=128)
    for n, text in enumerate(texts):
        own = MinHash(num_perm=128)
        own.update_batch([s.encode() for s in shingles(text)])
        for other in index.query(own):
            yield n, other
        index.insert(n, own, check_duplication=False)


def dedup(corpus: Path, clusters: Path, threshold: float) -> None:
    ids, texts = read(corpus)
    write(clusters, ids, joined(len(ids), links(texts, threshold)))


if __name__ == "__main__":
    run({"default": partial(dedup, threshold=0.9), "low": partial(dedup, threshold=0.2)})
