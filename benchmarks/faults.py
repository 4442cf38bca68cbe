"""Read broken files, with ours and with peers: what becomes of the good records in them, and who says so.

    python benchmarks/faults.py --envs ENVS [--json FILE]

The files are those of the project's own tests (tests/fault_cases.py) that hold good records: lines of JSON, JSON, CSV and
Parquet, cut, joined, damaged, packed in odd ways, in odd encodings, with bad records between good ones. The good
records of a file, six in most, count as kept where their text comes out. Ours is `cleaner clean FILE`; peers read at their defaults, in
environments of their own in ENVS, each file in a process of its own, and only what they have a reader for. A reader that
raises an error has told; what it gave before counts. Files are small: none is there for its size.
"""

import argparse
import gzip
import json
import subprocess
import sys
import zlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from measuring import Failed, environment, machine, run

import cleaner

HERE: Final = Path(__file__).parent
PEERS: Final = {
    "datasets": (),
    "datatrove": ("orjson", "pandas", "pyarrow", "zstandard"),
    "duckdb": (),
    "pandas": ("pyarrow", "zstandard"),
    "polars": (),
}

Row = Mapping[str, Any]


def write_cases(folder: Path) -> dict[str, list[str]]:
    """Write the files that hold good records, a folder each; of each, the texts of these records."""
    sys.path.insert(0, str(HERE.parent / "tests"))
    from fault_cases import FAULTS, GOOD

    held: dict[str, list[str]] = {}
    for fault in FAULTS:
        ((name, data),) = fault.files.items()
        there = [str(row["text"]) for row in GOOD if fault.words or holds(data, str(row["text"]))]
        if fault.arguments or ".warc" in name or not there:
            continue
        case = f"{len(held):03} {fault.name}".replace("/", "-")
        (folder / case).mkdir()
        (folder / case / name).write_bytes(data)
        held[case] = there
    return held


def holds(data: bytes, text: str) -> bool:
    """Whether a file that ours gives nothing of holds a text all the same, plain, packed or in another encoding."""
    with suppress(OSError, EOFError, zlib.error):
        data = gzip.decompress(data)
    with suppress(zlib.error):
        data = zlib.decompress(data)
    return any(text.encode(encoding) in data for encoding in ("utf-8", "utf-16-le"))


def ours(folder: Path, cases: Iterable[str]) -> list[Row]:
    """What `cleaner clean` gives, file by file."""
    told: list[Row] = []
    for case in cases:
        (file,) = (folder / case).iterdir()
        command = [sys.executable, "-m", "cleaner", "clean", str(file), "-o", "-", "--jobs", "1"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        texts = [str(json.loads(line)["text"]) for line in done.stdout.splitlines()]
        told.append({"case": case, "end": done.returncode, "texts": texts})
    return told


def theirs(peer: str, needs: tuple[str, ...], folder: Path, envs: Path) -> tuple[str, list[Row]]:
    """The version of a peer, and what it gives. Failed if it cannot be installed."""
    python, told = environment(peer, needs, envs, 1800)
    out = envs / f"{peer}-faults.jsonl"
    run([str(python), str(HERE / "peers" / "reading.py"), peer, str(folder), str(out)], out.with_suffix(".log"), 3600)
    return told, [json.loads(line) for line in out.read_text("utf-8").splitlines()]


def score(rows: Sequence[Row], held: Mapping[str, Sequence[str]]) -> dict[str, object]:
    """Files, good records in them, those kept, and how many files lost some with an error, and without one."""
    kept = lost = silent = whole = 0
    for row in rows:
        found = sum(any(good in text for text in row["texts"]) for good in held[row["case"]])
        kept += found
        missing = found < len(held[row["case"]])
        whole += found == 0
        lost += missing and row["end"] != 0
        silent += missing and row["end"] == 0
    good = sum(len(held[row["case"]]) for row in rows)
    return {"files": len(rows), "good": good, "kept": kept, "none kept": whole, "told": lost, "silent": silent}


def main() -> None:
    """Measure; see the module's text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--envs", type=Path, required=True, help="where the peers' environments are, or are made")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures here, too")
    given = parser.parse_args()
    results: list[dict[str, object]] = []
    failures: dict[str, str] = {}

    def tell(tool: str, rows: Sequence[Row], held: Mapping[str, Sequence[str]]) -> None:
        results.append({"tool": tool, **score(rows, held)})
        print(json.dumps(results[-1]), flush=True)

    with TemporaryDirectory() as name:
        held = write_cases(Path(name))
        tell(f"article-cleaner {cleaner.__version__}", ours(Path(name), held), held)
        for peer, needs in PEERS.items():
            try:
                version, rows = theirs(peer, needs, Path(name), given.envs)
                tell(f"{peer} {version}", rows, held)
            except Failed as failed:
                failures[peer] = str(failed)
                print(f"{peer}: {failed}", file=sys.stderr)
    if given.json:
        made = {"machine": machine(), "results": results, "failures": failures}
        given.json.write_text(json.dumps(made, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
