"""Measure the cutting of residue, ours and that of peers that work on text, on labelled lines of extracted pages.

    python benchmarks/residue.py LABELLED.jsonl.gz --pages FOLDER --envs ENVS [--json FILE]

LABELLED holds what extractors made of news pages, `{id, source, site, lang, system, lines: [{text, keep}]}`: keep true
for a line of the article, false for residue, null for what is not scored. FOLDER holds the pages themselves, for their
titles, which ours is given as `cleaner run` would. Only sites count whose lines nobody read when the rules were written.

A cleaner says which lines it keeps. Precision: of the scored lines that it takes out, those that are residue. Recall: of
the residue, what it takes out. Lost: of the words of the article, those in lines that it takes out. Peers run in
environments of their own in ENVS, at the settings they document. Ours learns its profile from the documents measured,
as `cleaner run` does; the frequency of lines, too, is counted in these alone.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from labelled import half, rows, titles
from measuring import Failed, Recipe, environment, machine, run

import cleaner

HERE: Final = Path(__file__).parent
NEWS: Final = ("aeb", "fundus_eval", "fundus_tests")
SYSTEMS: Final = ("trafilatura", "resiliparse", "resiliparse_all")

Documents = Sequence[Mapping[str, Any]]
Kept = Sequence[set[int]]  # of each document, the numbers of the lines that stay


RECIPES: Final = (
    Recipe("datatrove", "c4", "the C4 line rules, C4QualityFilter", ("regex", "spacy", "tokenizers", "xxhash<4", "orjson")),
    Recipe("justext", "lines", "each line a paragraph, the language's stop words", ("lxml_html_clean",)),
)  # fmt: skip


@dataclass
class Score:
    """Lines, and words of the article."""

    cut_residue: int = 0
    cut_article: int = 0
    residue: int = 0
    words: int = 0
    lost: int = 0

    @property
    def precision(self) -> float:
        return self.cut_residue / max(1, self.cut_residue + self.cut_article)

    @property
    def recall(self) -> float:
        return self.cut_residue / max(1, self.residue)


def score(documents: Documents, kept: Kept) -> Score:
    """What a cleaner took out, against the labels."""
    found = Score()
    for document, stays in zip(documents, kept, strict=True):
        for n, line in enumerate(document["lines"]):
            keep, gone = line["keep"], n not in stays
            words = len(line["text"].split())
            found.residue += keep is False
            found.cut_residue += gone and keep is False
            found.cut_article += gone and keep is True
            found.words += words * (keep is True)
            found.lost += words * (gone and keep is True)
    return found


def ours(documents: Documents, told: Mapping[tuple[str, str], str]) -> Kept:
    """What `clean` keeps, with titles and a profile."""
    texts = ["\n".join(line["text"] for line in document["lines"]) for document in documents]
    profile = cleaner.learn_profile(
        {"text": text, "source": document["site"]} for text, document in zip(texts, documents, strict=True)
    )
    kept: list[set[int]] = []
    for text, document in zip(texts, documents, strict=True):
        title = told.get((document["source"], document["id"]))
        done = cleaner.clean(text, title, source=document["site"], profile=profile)
        stays, at = set[int](), 0
        for n, line in enumerate(document["lines"]):
            end = at + len(line["text"])
            if not any(edit.start <= at and end <= edit.end for edit in done.edits):
                stays.add(n)
            at = end + 1
        kept.append(stays)
    return kept


def frequent(documents: Documents, pages: int = 5) -> Kept:
    """Lines stay unless they stand on so many pages of a site: the usual way to find boilerplate in a crawl."""
    seen: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for document in documents:
        for line in document["lines"]:
            seen[document["site"], line["text"].strip()].add(document["id"])
    return [
        {n for n, line in enumerate(d["lines"]) if len(seen[d["site"], line["text"].strip()]) < pages}
        for d in documents
    ]


def theirs(recipe: Recipe, documents: Documents, work: Path, envs: Path) -> tuple[str, Kept]:
    """The version of a peer, and what it keeps. Failed if it cannot be installed, or fails."""
    python, told = environment(recipe.peer, recipe.needs, envs, 1800)
    given, taken = work / "lines.jsonl", work / f"{recipe.peer}-{recipe.name}.jsonl"
    with given.open("w", encoding="utf-8") as file:
        for document in documents:
            lines = [line["text"] for line in document["lines"]]
            file.write(json.dumps({"lang": document["lang"], "lines": lines}) + "\n")
    script = HERE / "peers" / f"lines_{recipe.peer}.py"
    run([str(python), str(script), str(given), str(taken)], taken.with_suffix(".log"), 1800)
    with taken.open(encoding="utf-8") as lines:
        return told, [set(json.loads(line)) for line in lines]


def main() -> None:
    """Measure; see the module's text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labelled", type=Path)
    parser.add_argument("--pages", type=Path, required=True)
    parser.add_argument("--envs", type=Path, required=True, help="where the peers' environments are, or are made")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures here, too")
    given = parser.parse_args()
    given.envs.mkdir(parents=True, exist_ok=True)
    told = titles(given.pages)
    by_system: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for document in rows(given.labelled):
        if document["source"] in NEWS and half(document["site"]) == "unread":
            by_system[document["system"]].append(document)
    results: list[dict[str, object]] = []
    failures: dict[str, str] = {}

    def tell(system: str, tool: str, what: str, documents: Documents, kept: Kept) -> None:
        found = score(documents, kept)
        lost = 100 * found.lost / max(1, found.words)
        figures = {
            "precision": round(found.precision, 3),
            "recall": round(found.recall, 3),
            "words lost %": round(lost, 3),
        }
        results.append(
            {"output of": system, "documents": len(documents), "tool": tool, "how": what} | figures | asdict(found)
        )
        print(f"{system:16} {tool:24} {what:48} " + "  ".join(f"{k} {v}" for k, v in figures.items()), flush=True)

    print(json.dumps(machine()), file=sys.stderr)
    for system in SYSTEMS:
        documents = by_system[system]
        tell(
            system,
            f"article-cleaner {cleaner.__version__}",
            "clean, title and profile known",
            documents,
            ours(documents, told),
        )
        tell(system, "frequency of lines", "on 5 pages of a site or more", documents, frequent(documents))
        for recipe in RECIPES:
            try:
                found, kept = theirs(recipe, documents, given.envs, given.envs)
                tell(system, f"{recipe.peer} {found}", recipe.what, documents, kept)
            except Failed as failed:
                failures[recipe.peer] = str(failed)
                print(f"{recipe.peer}: {failed}", file=sys.stderr)
    if given.json:
        made = {"machine": machine(), "results": results, "failures": failures}
        given.json.write_text(json.dumps(made, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
