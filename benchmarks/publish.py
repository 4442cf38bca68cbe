"""Measure all that is published, and make the tables of it: results/, and those of the project's README.

    python benchmarks/publish.py --labelled FILE --pages FOLDER --articles FILE... --work FOLDER [--only residue]

LABELLED and PAGES are as in residue.py and extraction.py, ARTICLES as `--src` of duplicates.py; WORK holds the corpus with
copies and the peers' environments, and what is there is used again. No texts come with the project. Run it on a quiet
machine, in an environment with `pip install '.[corpus,fast]'` alone: it takes a quarter of an hour, and as much again for
the environments. Whether pip finds versions beside each framework is asked apart, by resolve.py.
"""

import argparse
import subprocess
import sys
from pathlib import Path
from typing import Final

from tables import RESULTS

HERE: Final = Path(__file__).parent


def main() -> None:
    """Measure; see the module's text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labelled", type=Path, required=True)
    parser.add_argument("--pages", type=Path, required=True)
    parser.add_argument("--articles", type=Path, nargs="+", required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--only", nargs="+", help="some of: residue, extraction, duplicates, faults")
    given = parser.parse_args()
    envs, copies = ["--envs", given.work / "envs"], ["--docs", "20000", "--src", *given.articles]
    scripts: dict[str, list[object]] = {
        "residue": [given.labelled, "--pages", given.pages, *envs],
        "extraction": [given.pages],
        "duplicates": [given.work / "copies", *envs, *copies],
        "faults": envs,
    }
    given.work.mkdir(parents=True, exist_ok=True)
    for name, arguments in scripts.items():
        if not given.only or name in given.only:
            command = [sys.executable, HERE / f"{name}.py", *arguments, "--json", RESULTS / f"{name}.json"]
            subprocess.run(list(map(str, command)), check=True)
    subprocess.run([sys.executable, HERE / "tables.py"], check=True)


if __name__ == "__main__":
    main()
