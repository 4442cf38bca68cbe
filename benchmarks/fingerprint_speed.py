"""Measure the fingerprint pass of duplicates by itself, in this process: MB of text a CPU second.

    python benchmarks/fingerprint_speed.py CORPUS.jsonl [--passes 5]

The texts are in Arrow batches of the size that the engine gives, read before; the first batch is fingerprinted once,
so that the kernel is compiled and loaded. The least of all passes is told, and the median.
"""

import argparse
import json
from pathlib import Path
from statistics import median
from time import process_time

import pyarrow as pa

from cleaner.dedup.fingerprint import fingerprints
from cleaner.engine.local import BATCH_ROWS


def main() -> None:
    """Measure; see the module's text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--passes", type=int, default=5)
    given = parser.parse_args()
    with given.corpus.open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    size = sum(len(text.encode()) for text in texts) / 1e6
    batches = [pa.array(texts[i : i + BATCH_ROWS], pa.string()) for i in range(0, len(texts), BATCH_ROWS)]
    fingerprints(batches[0])
    spent: list[float] = []
    for _ in range(given.passes):
        start = process_time()
        for batch in batches:
            fingerprints(batch)
        spent.append(process_time() - start)
    print(
        f"fingerprint pass alone: {size / min(spent):.0f} MB a CPU second (median {size / median(spent):.0f}),"
        f" {size:.1f} MB in {min(spent):.2f} s"
    )


if __name__ == "__main__":
    main()
