"""gaoya: its string index over 5-word shingles, at its defaults, and tuned for rewritten texts."""

from functools import partial
from pathlib import Path

from clusters import joined, read, run, write
from gaoya.minhash import MinHashStringIndex


def dedup(corpus: Path, clusters: Path, **settings: float) -> None:
    """Index all, then ask for each: the words are made by the index."""
    ids, texts = read(corpus)
    index = MinHashStringIndex(ngram_range=(5, 5), **settings)
    for n, text in enumerate(texts):
        index.insert_document(n, text)
    links = ((n, other) for n, text in enumerate(texts) for other in index.query(text) if other < n)
    write(clusters, ids, joined(len(ids), links))


if __name__ == "__main__":
    run({"default": dedup, "low": partial(dedup, num_bands=64, band_size=2, jaccard_threshold=0.1)})
