"""rensa: the recipes of its READMEs, and one tuned for rewritten texts."""

from collections.abc import Iterator
from pathlib import Path

from clusters import joined, read, run, shingles, write
from rensa import RMinHash, RMinHashDeduplicator, RMinHashLSH


def sketch(tokens: list[str], permutations: int) -> RMinHash:
    made = RMinHash(num_perm=permutations, seed=42)
    made.update(tokens)
    return made


def links(sketches: list[RMinHash], bands: int, permutations: int, least: float) -> Iterator[tuple[int, int]]:
    """Of each document, those before it that share a band and are alike enough by their sketches."""
    index = RMinHashLSH(threshold=0.8, num_perm=permutations, num_bands=bands)
    for n, own in enumerate(sketches):
        index.insert(n, own)
    for n, own in enumerate(sketches):
        for other in index.query(own):
            if other < n and own.jaccard(sketches[other]) >= least:
                yield n, other


def readme(corpus: Path, clusters: Path) -> None:
    """README of 0.4: words, 128 permutations, 16 bands, verified at .85."""
    ids, texts = read(corpus)
    write(clusters, ids, joined(len(ids), links([sketch(text.split(), 128) for text in texts], 16, 128, 0.85)))


def deduplicator(corpus: Path, clusters: Path) -> None:
    """README of 0.5: the batch call, which says what to keep. Of what is not kept, we ask whose copy it is."""
    ids, texts = read(corpus)
    made = RMinHashDeduplicator(threshold=0.8, num_perm=128, use_lsh=True)
    kept = made.add_pairs((str(n), text.split()) for n, text in enumerate(texts))
    gone = [n for n, stays in enumerate(kept) if not stays]
    found = made.get_duplicate_sets([texts[n].split() for n in gone])
    write(clusters, ids, joined(len(ids), ((n, int(of[0])) for n, of in zip(gone, found, strict=True) if of)))


def low(corpus: Path, clusters: Path) -> None:
    """For rewritten texts: 5-word shingles, 256 permutations, 128 bands of 2, verified at .08."""
    ids, texts = read(corpus)
    sketches = [sketch(shingles(text), 256) for text in texts]
    write(clusters, ids, joined(len(ids), links(sketches, 128, 256, 0.08)))


if __name__ == "__main__":
    run({"readme": readme, "deduplicator": deduplicator, "low": low})
