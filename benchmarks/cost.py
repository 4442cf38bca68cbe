"""What a corpus of any size costs on a cluster: the model of docs/scale.md, fitted to the runs of engines.py.

    python benchmarks/cost.py [--docs 10000000 1000000000 100000000000] [--command run] [--kilobytes 5]

CPU seconds are a start and so much a document, by least squares of the relative errors over all sizes that were measured;
bytes shuffled are those of the largest run, by document. Both grow with the text, and are scaled to articles of
`--kilobytes`. That a document costs at a thousand times the size what it costs here is the assumption, not a finding: a network,
skew, and what one process does for all (docs/scale.md) come on top.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

RUNS = Path(__file__).parent / "results" / "engines.json"
SIZES = (10_000_000, 1_000_000_000, 100_000_000_000)
HEAD = ("documents", "text read", "core hours", "shuffled")


class Cost(NamedTuple):
    """CPU seconds to start, and of a document; bytes of a document that are read, and shuffled."""

    start: float
    seconds: float
    read: float
    shuffled: float


def fitted(rows: Sequence[Mapping[str, Any]], command: str = "run") -> Cost:
    """The cost by the runs of one command on plain articles. ValueError for fewer than two sizes."""
    runs = sorted(
        (row for row in rows if (row["corpus"], row["command"], row["engine"]) == ("plain", command, "spark")),
        key=lambda row: row["docs"],
    )
    if len(runs) < 2:
        raise ValueError(f"{command} was measured at {len(runs)} sizes: two make a line")
    docs, cpu = (np.array([row[name] for row in runs], float) for name in ("docs", "cpu"))
    seconds, start = np.polyfit(docs, cpu, 1, w=1 / cpu)
    largest = runs[-1]
    return Cost(
        float(start), float(seconds), largest["bytes"] / largest["docs"], 1e6 * largest["shuffled"] / largest["docs"]
    )


def costs(cost: Cost, sizes: Sequence[int] = SIZES, scale: float = 1.0) -> list[tuple[str, ...]]:
    """Of each number of documents: text that is read, core hours, bytes shuffled."""
    return [
        (
            f"{size:,}",
            scaled(size * cost.read * scale),
            f"{(cost.start + size * cost.seconds * scale) / 3600:,.0f}",
            scaled(size * cost.shuffled * scale),
        )
        for size in sizes
    ]


def scaled(size: float) -> str:
    """Bytes in the largest unit that they fill."""
    for unit, of in (("PB", 1e15), ("TB", 1e12), ("GB", 1e9)):
        if round(size / of, 1) >= 1:
            return f"{size / of:,.1f} {unit}"
    return f"{size / 1e6:,.0f} MB"


def main() -> None:
    """Print; see the module's text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--docs", type=int, nargs="+", default=SIZES)
    parser.add_argument("--command", default="run", choices=("run", "dedup"))
    parser.add_argument(
        "--kilobytes", type=float, help="of an article, as JSON; as long as those measured, if not said"
    )
    given = parser.parse_args()
    cost = fitted(json.loads(RUNS.read_text("utf-8"))["results"], given.command)
    print(f"fitted to {RUNS}: {cost}")
    scale = 1000 * given.kilobytes / cost.read if given.kilobytes else 1.0
    for line in (HEAD, *costs(cost, given.docs, scale)):
        print("".join(cell.rjust(20) for cell in line))


if __name__ == "__main__":
    main()
