"""Whether cleaner installs beside the frameworks it plugs into, and works at the ends of its range of trafilatura.

    python benchmarks/resolve.py FOLDER [--only datatrove,fundus]

builds the wheel in FOLDER, makes an environment there with the newest pip, and asks pip what it would install for the
wheel and each framework together (`pip install --dry-run`): the framework must come at the version that is asked for or a
later one, not at an old one that happens to fit. Then, for each version of trafilatura, it makes an environment with the
light installation and extracts and cleans the pages of samples/batch in it. Needs the package index. Exits with 1 when
something does not fit.
"""

import argparse
import json
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
# What is asked for beside the wheel: the extra of ours, and the framework with the extras that bring its own pins.
FRAMEWORKS = {
    "pandas": ("pandas", ("pandas>=3",)),
    "polars": ("polars", ("polars>=2",)),
    "datasets": ("datasets", ("datasets>=5",)),
    "datatrove": ("corpus,datatrove", ("datatrove[io,processing]>=0.10",)),
    "data-juicer": ("data-juicer", ("py-data-juicer>=1.6",)),
    "ray": ("corpus", ("ray[data]>=2.50",)),
    "spark": ("corpus,spark", ("pyspark>=4",)),
    "fundus": ("corpus", ("fundus>=0.5",)),
    "scrapy": ("corpus", ("scrapy>=2.14",)),
    "langchain": ("corpus", ("langchain-core>=1",)),
    "haystack": ("corpus", ("haystack-ai>=3",)),
    "spacy": ("corpus", ("spacy>=3.8",)),
}
TRAFILATURAS = ("==1.8.*", "==1.11.*", "==2.0.*", "")
WORK = """
import json, sys
from importlib.metadata import version
from pathlib import Path
import cleaner
pages = sorted(Path(sys.argv[1]).glob("*.html"))
found = [cleaner.extract(page.read_text("utf-8"), f"https://example.org/{page.stem}") for page in pages]
done = [cleaner.clean(one.text, one.title, one.lang) for one in found if one]
told = {"trafilatura": version("trafilatura"), "pages": len(pages), "articles": len(done)}
print(json.dumps(told | {"characters": sum(len(one.text) for one in done), "cuts": sum(len(one.edits) for one in done)}))
"""


def environment(folder: Path) -> Path:
    """A new environment with the newest pip, and its Python; one that is there, and was made to the end, is used."""
    python, whole = folder / "bin" / "python", folder / "whole"
    if not whole.exists():
        venv.create(folder, with_pip=True, clear=True)
        run([python, "-m", "pip", "install", "-q", "-U", "pip"])
        whole.touch()
    return python


def run(command: Sequence[str | Path]) -> str:
    """What a command prints. Raises RuntimeError with the last line of what it says when it fails."""
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError((done.stderr.strip() or "failed").splitlines()[-1])
    return done.stdout


def resolved(python: Path, wheel: Path, extra: str, needs: Sequence[str]) -> dict[str, str]:
    """The versions that pip would install, by name."""
    quiet = ["-q", "--dry-run", "--ignore-installed", "--report", "-"]
    report = json.loads(run([python, "-m", "pip", "install", *quiet, f"{wheel}[{extra}]", *needs]))
    return {one["metadata"]["name"].lower(): one["metadata"]["version"] for one in report["install"]}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default=",".join([*FRAMEWORKS, "trafilatura"]), help="some of them, by name")
    given = parser.parse_args()
    only, failed = given.only.split(","), False
    run([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", given.folder, ROOT])
    wheel = sorted(given.folder.glob("article_cleaner-*.whl"))[-1]
    asking = environment(given.folder / "asking")
    for name, (extra, needs) in FRAMEWORKS.items():
        if name in only:
            try:
                versions = resolved(asking, wheel, extra, needs)
            except RuntimeError as error:
                print(f"{name}: does not fit: {error}")
                failed = True
                continue
            asked = [need.partition(">=")[0].partition("[")[0].lower() for need in needs]
            told = ", ".join(f"{each} {versions[each]}" for each in [*asked, "trafilatura", "lxml"])
            print(f"{name}: {told} ({len(versions)} packages)")
    for wanted in TRAFILATURAS if "trafilatura" in only else ():
        python = environment(given.folder / f"trafilatura{wanted.strip('=.*') or '-newest'}")
        try:
            run([python, "-m", "pip", "install", "-q", wheel, f"trafilatura{wanted}"])
            print(run([python, "-c", WORK, ROOT / "samples" / "batch" / "pages"]).strip())
        except RuntimeError as error:
            print(f"trafilatura{wanted}: {error}")
            failed = True
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
