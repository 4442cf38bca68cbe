"""Whether cleaner installs beside the frameworks it plugs into, and works at the ends of its range of trafilatura.

    python benchmarks/resolve.py FOLDER [--only datatrove,fundus]

builds the wheel in FOLDER, makes an environment there with the newest pip, and asks pip (`pip install --dry-run`) what it
would install for each framework alone, and for the framework, the wheel and a version of trafilatura together. The
framework must come at the version at which it comes alone, not at an old one that happens to fit; where it does not, pip is
asked once more without us: what fails then too are the framework's own pins. Then, for each version of trafilatura, it
makes an environment with the light installation and extracts and cleans the pages of samples/batch in it.

A run over all writes its table to benchmarks/results/resolve.md. Needs the package index; took 38 minutes on a busy machine of two cores. Exits with 1
when something does not fit through us.
"""

import argparse
import json
import subprocess
import sys
import time
import venv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from platform import python_version

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "resolve.md"
PATIENCE = 900  # seconds that pip may look for versions
# By framework: what is asked for beside the wheel, with the extras that bring pins of its own; and our extras for it.
FRAMEWORKS = {
    "datatrove": ("datatrove[io,processing]", "corpus,datatrove"),
    "datasets": ("datasets", "corpus,datasets"),
    "Scrapy": ("scrapy", "scrapy"),
    "LangChain": ("langchain", "corpus,langchain"),
    "LlamaIndex": ("llama-index", "corpus,llama-index"),
    "Haystack": ("haystack-ai", "corpus,haystack"),
    "spaCy": ("spacy", "corpus,spacy"),
    "Ray": ("ray[data]", "corpus"),
    "Spark": ("pyspark", "corpus,spark"),
    "Polars": ("polars", "corpus,polars"),
    "pandas": ("pandas", "corpus,pandas"),
    "NeMo Curator": ("nemo-curator[text_cpu]", "corpus,nemo-curator"),
    "data-juicer": ("py-data-juicer", "corpus,data-juicer"),
    "Dagster": ("dagster", "corpus"),
    "Prefect": ("prefect", "corpus"),
    "Fundus": ("fundus", "corpus"),
}
TRAFILATURAS = ("1.11.0", "2.0.0")  # beside each framework, and the newest with them
OLDEST = "1.8.1"  # which is only worked with
WORK = """
import json, sys
from importlib.metadata import version
from pathlib import Path
import cleaner
pages = sorted(Path(sys.argv[1]).glob("*.html"))
found = [cleaner.extract(page.read_text("utf-8"), f"https://example.org/{page.stem}") for page in pages]
done = [cleaner.clean(one.text, one.title, one.lang) for one in found if one]
told = {"trafilatura": version("trafilatura"), "lxml": version("lxml"), "pages": len(pages), "articles": len(done)}
print(json.dumps(told | {"characters": sum(len(one.text) for one in done), "cuts": sum(len(one.edits) for one in done)}))
"""


@dataclass
class Row:
    """What pip answers for one framework."""

    name: str
    asked: str
    alone: str  # its version, or why there is none
    beside: list[str] = field(default_factory=list[str])  # a version of trafilatura each
    ours: bool = False  # whether something fails through us


class Pip:
    """An environment with the newest pip, and what it says."""

    def __init__(self, folder: Path) -> None:
        self._python = environment(folder)
        self.version = run([self._python, "-m", "pip", "--version"]).split()[1]

    def versions(self, *needs: str) -> dict[str, str]:
        """What it would install, by name; nothing where it finds no versions that fit."""
        quiet = ["-q", "--dry-run", "--ignore-installed", "--report", "-"]
        try:
            report = json.loads(run([self._python, "-m", "pip", "install", *quiet, *needs], PATIENCE))
        except RuntimeError as error:
            print(f"  {' '.join(needs)}: {error}", file=sys.stderr)
            return {}
        return {one["metadata"]["name"].lower(): one["metadata"]["version"] for one in report["install"]}


def environment(folder: Path) -> Path:
    """A new environment with the newest pip, and its Python; one that is there, and was made to the end, is used."""
    python, whole = folder / "bin" / "python", folder / "whole"
    if not whole.exists():
        venv.create(folder, with_pip=True, clear=True)
        run([python, "-m", "pip", "install", "-q", "-U", "pip"])
        whole.touch()
    return python


def run(command: Sequence[str | Path], patience: float | None = None) -> str:
    """What a command prints. Raises RuntimeError with the last line of what it says when it fails."""
    try:
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, timeout=patience)
    except subprocess.TimeoutExpired as late:
        raise RuntimeError(f"no answer within {late.timeout:.0f} s") from None
    if done.returncode:
        raise RuntimeError((done.stderr.strip() or "failed").splitlines()[-1])
    return done.stdout


def fitting(pip: Pip, wheel: Path, name: str, trafilaturas: Sequence[str]) -> Row:
    """Whether pip finds versions for a framework and us, beside whatever trafilatura it likes and beside each of these."""
    asked, extra = FRAMEWORKS[name]
    package = asked.partition("[")[0]
    alone = pip.versions(asked).get(package)
    if alone is None:
        return Row(name, asked, "does not install", ["not asked"] * (1 + len(trafilaturas)))
    row = Row(name, asked, alone)
    for pinned in ((), *((f"trafilatura=={version}",) for version in trafilaturas)):
        found = pip.versions(f"{wheel}[{extra}]", asked, *pinned)
        if found.get(package) == alone:
            row.beside.append(f"yes ({found['trafilatura']}, {len(found)} packages)")
        elif pinned and pip.versions(asked, *pinned).get(package) != alone:
            row.beside.append("no, by its own pins")
        else:
            row.beside.append(f"NO ({found.get(package, 'no versions fit')})")
            row.ours = True
    return row


def worked(folder: Path, wheel: Path, trafilaturas: Sequence[str]) -> Iterator[dict[str, object]]:
    """What extraction and cleaning make of the sample pages, by version of trafilatura."""
    for version in trafilaturas:
        python = environment(folder / f"trafilatura-{version}")
        try:
            run([python, "-m", "pip", "install", "-q", wheel, f"trafilatura=={version}"])
            yield json.loads(run([python, "-c", WORK, ROOT / "samples" / "batch" / "pages"]))
        except RuntimeError as error:
            yield {"trafilatura": version, "error": str(error)}


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table in Markdown."""
    lines = (head, ["---"] * len(head), *rows)
    return "".join(f"| {' | '.join(map(str, cells))} |\n" for cells in lines)


def page(rows: Sequence[Row], work: Sequence[dict[str, object]], trafilaturas: Sequence[str], made_by: str) -> str:
    """The results, with what they were made by."""
    columns = ["framework", "asked for", "alone", "any trafilatura"]
    columns += [f"trafilatura {version}" for version in trafilaturas]
    return f"""# What pip finds

Made by `python benchmarks/resolve.py FOLDER` on {time.strftime("%Y-%m-%d")}, with {made_by}. "Yes" means that
pip finds versions for the framework and us together, and that the framework comes as it comes alone; in brackets the
version of trafilatura that comes, and how many packages in all.

{table(columns, [[row.name, f"`{row.asked}`", row.alone, *row.beside] for row in rows])}
The light installation with each trafilatura, on the pages of samples/batch:

{table(list(work[-1]), [list(each.values()) for each in work])}"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", help="some of them, by name: datatrove,trafilatura")
    given = parser.parse_args()
    every = [*FRAMEWORKS, "trafilatura"]
    only = given.only.split(",") if given.only else every
    if unknown := set(only).difference(every):
        parser.error(f"no such framework: {', '.join(sorted(unknown))}; there are {', '.join(every)}")
    run([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", given.folder, ROOT])
    wheel = sorted(given.folder.glob("article_cleaner-*.whl"))[-1]
    pip = Pip(given.folder / "asking")
    trafilaturas = (*TRAFILATURAS, pip.versions("trafilatura")["trafilatura"])
    rows: list[Row] = []
    for name in FRAMEWORKS:
        if name in only:
            rows.append(fitting(pip, wheel, name, trafilaturas))
            print(rows[-1].name, rows[-1].alone, *rows[-1].beside, sep=" | ", flush=True)
    work = list(worked(given.folder, wheel, (OLDEST, *trafilaturas))) if "trafilatura" in only else []
    print(*map(json.dumps, work), sep="\n")
    if set(only) == set(every):
        RESULTS.parent.mkdir(exist_ok=True)
        made_by = f"{wheel.stem.partition('-py')[0]}, Python {python_version()} and pip {pip.version}"
        RESULTS.write_text(page(rows, work, trafilaturas, made_by), "utf-8")
    return int(any(row.ours for row in rows) or any("error" in each for each in work))


if __name__ == "__main__":
    raise SystemExit(main())
