"""Measure the finding of duplicates, ours and that of peers, on one corpus with known copies, in one run.

    python benchmarks/duplicates.py FOLDER --src FILE... --envs ENVS

makes the corpus in FOLDER (see make_copies.py; a corpus that is there is used as it is) and runs on it `cleaner dedup`
with one job and each recipe of RECIPES. Run it with the Python that cleaner is installed in. A peer gets a virtual
environment of its own in ENVS, made when it is first needed, from the package index that pip is set up for; what cannot
be installed, or does not end, is named with the reason.

CPU is user and system seconds of the whole process with all its threads and children, from reading the corpus to
writing the result. The peers write clusters only; we write the whole output folder, with the kept and the removed
documents, the audit and the report. RSS is the peak of the largest process. Before it is measured, ours runs on a few
documents, so that its kernels are compiled. Recall is by kind of copy: source and copy are in one cluster, and of
excerpts, that they are in one cluster or linked. `false` are pairs in a cluster that are neither article and copy nor
article and excerpt, `lost` the documents that would be removed though nothing in the corpus is a copy of them (an
excerpt's host among them), `largest` the size of the largest cluster; true clusters are of two.

The texts decide on the figures as much as the tools do: compare within one run only, and on a quiet machine.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median

from make_copies import KINDS
from measuring import Failed, Recipe, environment, machine, run

HERE = Path(__file__).parent
FEW = 500  # documents of the run that compiles our kernels
LONG = 20.0  # CPU seconds; a recipe that takes more is run once


DATATROVE = ("regex", "spacy", "tokenizers", "xxhash<4", "orjson")  # its example needs what it does not install
DAFT = ("numpy", "orjson")
RECIPES = (
    Recipe("rensa", "readme", "README 0.4: words, 16x8, verified at .85", ("orjson",)),
    Recipe("rensa", "deduplicator", "README 0.5: words, RMinHashDeduplicator(.8)", ("orjson",)),
    Recipe("rensa", "low", "5-shingles, 128x2, verified at .08", ("orjson",)),
    Recipe("daft", "docs", "its example: 5-shingles, 8x8", DAFT),
    Recipe("daft", "16x8", "5-shingles, 16x8, bands compared outside", DAFT),
    Recipe("daft", "low", "5-shingles, 64x2, bands compared outside", DAFT),
    Recipe("gaoya", "default", "5-shingles, 20x5, .75", ("orjson",)),
    Recipe("gaoya", "low", "5-shingles, 64x2, .1", ("orjson",)),
    Recipe("datasketch", "default", "5-shingles, threshold .9", ("orjson",)),
    Recipe("datasketch", "low", "5-shingles, threshold .2", ("orjson",)),
    Recipe("text-dedup", "default", "its command: 5-shingles, .7", ("orjson",)),
    Recipe("datatrove", "example", "its example: 5-shingles, 14x8", DATATROVE),
)


def script(recipe: Recipe) -> Path:
    """What runs it."""
    return HERE / "peers" / f"with_{recipe.peer.replace('-', '_')}.py"


@dataclass
class Cost:
    cpu: list[float] = field(default_factory=list[float])
    rss: float = 0.0  # MB


def costs(command: list[str], out: Path, runs: int, seconds: float) -> Cost:
    """The costs of some runs of a command that writes `out`; a long one is run once."""
    found = Cost()
    while len(found.cpu) < runs and (not found.cpu or found.cpu[0] < LONG):
        shutil.rmtree(out, ignore_errors=True)
        cpu, rss = run(command, out.with_suffix(".log"), seconds)
        found.cpu.append(cpu)
        found.rss = max(found.rss, rss)
    return found


def rows(files: list[Path]) -> Iterator[dict[str, str]]:
    for file in files:
        with file.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


@dataclass
class Score:
    recall: dict[str, float]
    false: int
    lost: int
    largest: int


def score(truth: Path, clusters: dict[str, str], links: set[tuple[str, str]]) -> Score:
    """What clusters (of each id, its cluster) and links are worth, against the lines of truth.tsv."""
    copies, found, true, right = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for line in truth.read_text("utf-8").splitlines():
        source, copy, kind = line.split("\t")
        together = source in clusters and clusters[source] == clusters.get(copy)
        copies[kind] += 1
        found[kind] += together or (kind == "excerpt" and ((source, copy) in links or (copy, source) in links))
        true[clusters.get(source, "")] += together
        right[clusters.get(source, "")] += together and kind != "excerpt"
    sizes = Counter(clusters.values())
    return Score(
        recall={kind: found[kind] / copies[kind] for kind in KINDS},
        false=sum(n * (n - 1) // 2 - true[cluster] for cluster, n in sizes.items()),
        lost=sum(n - 1 - right[cluster] for cluster, n in sizes.items()),
        largest=max(sizes.values(), default=1),
    )


def ours(folder: Path, runs: int, seconds: float) -> tuple[Cost, Score]:
    """What `cleaner dedup` costs and finds."""
    few, out = folder / "few.jsonl", folder / "ours"
    with (folder / "corpus.jsonl").open(encoding="utf-8") as lines:
        few.write_text("".join(line for _, line in zip(range(FEW), lines, strict=False)), "utf-8")

    def command(corpus: Path) -> list[str]:
        return [sys.executable, "-m", "cleaner", "dedup", str(corpus), "-o", str(out), "--jobs", "1", "--quiet"]

    costs(command(few), out, 1, seconds)
    cost = costs(command(folder / "corpus.jsonl"), out, runs, seconds)
    clusters = {row["id"]: row["cluster"] for row in rows(sorted(out.glob("audit/clusters/part-*.jsonl")))}
    links = {(row["a"], row["b"]) for row in rows(sorted(out.glob("audit/links/part-*.jsonl")))}
    return cost, score(folder / "truth.tsv", clusters, links)


def theirs(recipe: Recipe, folder: Path, envs: Path, runs: int, seconds: float) -> tuple[str, Cost, Score]:
    """The version of a peer, and what a recipe of it costs and finds."""
    python, found = environment(recipe.peer, recipe.needs, envs, seconds)
    out = folder / f"{recipe.peer}-{recipe.name}.jsonl"
    command = [
        str(python),
        str(script(recipe)),
        str(folder / "corpus.jsonl"),
        str(out),
        recipe.name,
    ]
    cost = costs(command, out, runs, seconds)
    clusters = {row["id"]: str(row["cluster"]) for row in rows([out])}
    return found, cost, score(folder / "truth.tsv", clusters, set())


def line_of(tool: str, cost: Cost, found: Score, made: dict[str, float], base: float | None) -> str:
    cpu = median(cost.cpu)
    cells = [
        f"{cpu:7.2f}",
        f"{made['documents'] / cpu:7,.0f}",
        f"{made['bytes'] / 1e6 / cpu:6.1f}",
        f"{cost.rss:6,.0f}",
        *(f"{found.recall[kind]:7.3f}" for kind in KINDS),
        f"{found.false:9,}",
        f"{found.lost:6,}",
        f"{found.largest:7,}",
        f"{base / cpu if base else 1:6.2f}",
    ]
    return f"{tool:62} " + " ".join(cells)


def head() -> str:
    names = (
        "  CPU-s",
        " docs/s",
        "  MB/s",
        "RSS MB",
        *(f"{kind:>7}" for kind in KINDS),
        "    false",
        "  lost",
        "largest",
    )
    return f"{'tool, recipe':62} " + " ".join(names) + " ours ÷"


def main() -> None:
    """Measure; see the module's text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="of the corpus, and of all results")
    parser.add_argument("--src", nargs="+", metavar="FILE", help="articles to make the corpus from, if it is not there")
    parser.add_argument("--docs", type=int, default=40_000)
    parser.add_argument("--per-kind", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--envs", type=Path, required=True, help="where the peers' environments are, or are made")
    parser.add_argument("--only", default="", help="peers, or peer:recipe, by comma; ours is always measured")
    parser.add_argument("--runs", type=int, default=3, help="of which the median is told; of long ones there is one")
    parser.add_argument("--seconds", type=float, default=3600, help="after which a run is given up")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures here, too")
    given = parser.parse_args()
    folder: Path = given.folder
    if not (folder / "made.json").exists():
        if not given.src:
            parser.error(f"{folder} holds no corpus: say with --src what to make it from")
        sizes = [
            f"--{name}={value}"
            for name, value in (("docs", given.docs), ("per-kind", given.per_kind), ("seed", given.seed))
        ]
        subprocess.run([sys.executable, HERE / "make_copies.py", folder, *sizes, "--src", *given.src], check=True)
    made = json.loads((folder / "made.json").read_text("utf-8"))
    print(json.dumps(made))
    print(
        f"Python {platform.python_version()}, {platform.platform()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    print(head())
    cost, found = ours(folder, given.runs, given.seconds)
    base = median(cost.cpu)
    results = {"cleaner dedup": {"version": version("article-cleaner"), **asdict(cost), **asdict(found)}}
    print(
        line_of(f"article-cleaner {version('article-cleaner')}, cleaner dedup --jobs 1", cost, found, made, None),
        flush=True,
    )
    only = set(given.only.split(",")) - {""}
    failures: dict[str, str] = defaultdict(str)
    for recipe in RECIPES:
        if only and not only & {recipe.peer, f"{recipe.peer}:{recipe.name}"}:
            continue
        try:
            told, cost, found = theirs(recipe, folder, given.envs, given.runs, given.seconds)
        except Failed as failed:
            failures[f"{recipe.peer} {recipe.name}"] = str(failed)
            print(f"{recipe.peer}, {recipe.what}: {failed}", flush=True)
            continue
        results[f"{recipe.peer} {recipe.name}"] = {"version": told, **asdict(cost), **asdict(found)}
        print(line_of(f"{recipe.peer} {told}, {recipe.what}", cost, found, made, base), flush=True)
    speed = [sys.executable, str(HERE / "fingerprint_speed.py"), str(folder / "corpus.jsonl")]
    print(subprocess.run(speed, check=True, capture_output=True, text=True).stdout.strip())
    if given.json:
        given.json.write_text(
            json.dumps({"machine": machine(), "made": made, "results": results, "failures": failures}, indent=1) + "\n",
            "utf-8",
        )


if __name__ == "__main__":
    main()
