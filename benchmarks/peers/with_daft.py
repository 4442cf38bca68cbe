"""Daft: the MinHash example of its documentation, and two recipes with the bands compared here."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import daft
from clusters import joined, run, write
from daft import DataFrame, col
from daft.functions import chunk, length, minhash, monotonically_increasing_id, normalize


def sketched(corpus: Path, hashes: int) -> DataFrame:
    """id, node (a number), hashes: normalised and hashed as in the example."""
    read = daft.read_json(str(corpus)).select("id", "text").with_column("node", monotonically_increasing_id())
    normal = normalize(col("text"), remove_punct=True, lowercase=True, nfd_unicode=True, white_space=True)
    made = minhash(normal, num_hashes=hashes, ngram_size=5, seed=42, hash_function="xxhash")
    return read.select("id", "node", made.alias("hashes")).collect()


@daft.func()
def numbers(bands: list[list[int]]) -> list[int]:
    return list(range(len(bands)))


def example(corpus: Path, clusters: Path) -> None:
    """64 hashes in 8 bands, grouped by Daft; but the groups are joined here: its rounds of joins would cost more."""
    made = sketched(corpus, 64)
    groups = (
        made.select("node", chunk(col("hashes"), 8).alias("bands"))
        .with_column("band", numbers(col("bands")))
        .explode("bands", "band")
        .groupby("band", "bands")
        .agg(col("node").list_agg().alias("nodes"))
        .where(length(col("nodes")) > 1)
        .select("nodes")
        .to_pydict()["nodes"]
    )
    named = made.select("node", "id").to_pydict()
    at = {node: n for n, node in enumerate(named["node"])}
    links = ((at[first], at[other]) for first, *others in groups for other in others)
    write(clusters, named["id"], joined(len(at), links))


def banded(corpus: Path, clusters: Path, rows: int) -> None:
    """128 hashes; documents of one band are found in a dictionary, which costs Daft the least."""
    made = sketched(corpus, 128).to_arrow()
    hashes = made["hashes"].combine_chunks().values.to_numpy().reshape(-1, 128)

    def links() -> Iterator[tuple[int, int]]:
        for band in range(0, 128, rows):
            first: dict[bytes, int] = {}
            for n, own in enumerate(hashes[:, band : band + rows]):
                if (other := first.setdefault(own.tobytes(), n)) != n:
                    yield n, other

    write(clusters, made["id"].to_pylist(), joined(len(made), links()))


if __name__ == "__main__":
    run({"docs": example, "16x8": partial(banded, rows=8), "low": partial(banded, rows=2)})
