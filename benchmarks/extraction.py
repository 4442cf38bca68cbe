"""Measure the extraction of articles from news pages, ours and that of the libraries below, against texts made by hand.

    python benchmarks/extraction.py FOLDER... [--json FILE]

Each FOLDER's *.jsonl.gz hold pages, `{id, source, lang, url, html, gt}`: `gt` is the article. Only news counts, and only
sites whose lines nobody read when the rules were written.

F1 is that of runs of four words, as in scrapinghub's article-extraction-benchmark: on each page, runs that are in both,
in the output only, and in the article only, as shares of their sum; precision and recall are of the means over pages.
Pages per CPU second are of one process, the first pages of each tool left out while it loads what it needs; they compare
within one run only. `cleaner` is `extract` and `clean` with what the page says of itself, as in `cleaner run`; no profile.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from time import process_time
from typing import Any, Final

import justext
import trafilatura
from bs4 import BeautifulSoup
from labelled import half, rows
from measuring import machine
from resiliparse.extract.html2text import extract_plain_text

import cleaner
from cleaner.url import host

NEWS: Final = ("aeb", "fundus_eval", "fundus_tests")
RUN: Final = 4  # words
WARM: Final = 3  # pages
_WORD: Final = re.compile(r"\w+")

Page = dict[str, Any]
Tool = Callable[[Page], str]


def ours(page: Page, fast: bool = False) -> str:
    """The article of a page, cleaned with what the page says."""
    found = cleaner.extract(page["html"], url=page["url"], fast=fast)
    return cleaner.clean(found.text, found.title, found.lang, source=found.source).text if found else ""


def by_justext(page: Page) -> str:
    """With the stop words of English or German, and without any in other languages."""
    name = {"en": "English", "de": "German"}.get(page["lang"])
    data = page["html"].encode()
    if name:
        paragraphs = justext.justext(data, justext.get_stoplist(name), encoding="utf-8")
    else:
        paragraphs = justext.justext(data, frozenset(), stopwords_low=0.0, stopwords_high=0.0, encoding="utf-8")
    return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)


TOOLS: Final[dict[str, tuple[str, Tool]]] = {
    "cleaner": ("article-cleaner", ours),
    "cleaner, fast": ("article-cleaner", lambda page: ours(page, fast=True)),
    "trafilatura, comments off": (
        "trafilatura", lambda page: trafilatura.extract(page["html"], url=page["url"], include_comments=False) or "",
    ),
    "trafilatura": ("trafilatura", lambda page: trafilatura.extract(page["html"], url=page["url"]) or ""),
    "resiliparse, main content": ("resiliparse", lambda page: extract_plain_text(page["html"], main_content=True)),
    "jusText": ("justext", by_justext),
    "Beautiful Soup, all text": ("beautifulsoup4", lambda page: BeautifulSoup(page["html"], "lxml").get_text("\n")),
}  # fmt: skip


def runs(text: str) -> Counter[tuple[str, ...]]:
    """The runs of four words of a text; a shorter text is one."""
    words = _WORD.findall(text)
    return Counter(tuple(words[n : n + RUN]) for n in range(max(1, len(words) - RUN + 1))) if words else Counter()


def shares(text: str, article: str) -> tuple[float, float, float]:
    """Runs in both, in the text only, and in the article only, as shares of their sum."""
    found, wanted = runs(text), runs(article)
    both = (found & wanted).total()
    sizes = both, found.total() - both, wanted.total() - both
    return tuple(size / (sum(sizes) or 1) for size in sizes)  # type: ignore[return-value]


def f1(pages: Iterable[tuple[float, float, float]]) -> tuple[float, float, float]:
    """F1, precision and recall over pages."""
    both, more, missing = map(sum, zip(*pages, strict=True))
    precision, recall = both / ((both + more) or 1), both / ((both + missing) or 1)
    return 2 * precision * recall / ((precision + recall) or 1), precision, recall


def news(folders: Iterable[Path]) -> Iterator[Page]:
    """The pages that count."""
    for folder in folders:
        sites = {row["id"]: row["site"] for row in index(folder)}
        for name in NEWS:
            for page in rows(folder / f"{name}.jsonl.gz"):
                if half(sites.get(page["id"]) or host(page["url"]) or page["id"]) == "unread":
                    yield page


def index(folder: Path) -> Iterator[Page]:
    with (folder / "index.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def main() -> None:
    """Measure; see the module's text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures here, too")
    given = parser.parse_args()
    pages = list(news(given.folders))
    print(json.dumps(machine()), file=sys.stderr)
    results: list[dict[str, object]] = []
    for name, (package, tool) in TOOLS.items():
        for page in pages[:WARM]:
            tool(page)
        start = process_time()
        texts = [tool(page) for page in pages]
        seconds = process_time() - start
        found = f1(shares(text, page["gt"]) for text, page in zip(texts, pages, strict=True))
        figures = dict(zip(("F1", "precision", "recall"), (round(part, 4) for part in found), strict=True))
        speed = round(len(pages) / seconds, 1)
        told = {
            "tool": name,
            "version": version(package),
            "pages": len(pages),
            **figures,
            "pages per CPU second": speed,
        }
        results.append(told)
        print("  ".join(f"{key} {value}" for key, value in told.items()), flush=True)
    if given.json:
        given.json.write_text(json.dumps({"machine": machine(), "results": results}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
