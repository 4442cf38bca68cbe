"""Fit the judge's weights on labelled lines, and say how well they hold on sites that were not fitted on.

    python benchmarks/fit_judge.py LABELLED.jsonl.gz [--sites read] [--write]

LABELLED holds documents `{site, source, lines: [{text, keep}]}`: keep true for the article, false for residue, null for
what is not scored. `--sites read` fits on the half of the sites that is read; the other half is for figures.
Needs numpy and scikit-learn. `--write` replaces cleaner/judge.json.
"""

import argparse
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import sklearn
from labelled import half, rows, titles
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from cleaner.catalog import all_rules
from cleaner.judge import is_whole, kind, place
from cleaner.ledger import Cleaned
from cleaner.page import Page
from cleaner.rounds import View, clean_page
from cleaner.span import Span
from cleaner.traits import second_look, traits

FOLDS = 5
LOCAL = tuple(rule for rule in all_rules() if rule.place != "page")  # of a text, the judge sees what they leave
SITES = 8  # that a trait must be seen on
STRENGTH = 0.3  # inverse of the L2 penalty
LEAST = 0.04  # log-odds; a weight below it is left out


class Labelled(NamedTuple):
    """The lines of one document: their traits, labels (1 residue, 0 article, -1 not scored) and words."""

    site: str
    kind: str | None
    page: Page
    traits: list[list[str]]
    labels: list[int]
    words: list[int]


def documents(file: Path, sites: str, told: dict[tuple[str, str], str]) -> Iterator[Labelled]:
    """The labelled documents of the sites asked for."""
    for document in rows(file):
        if sites not in ("all", half(document["site"])):
            continue
        title = told.get((document["source"], document["id"]))
        whole = Page("\n".join(line["text"] for line in document["lines"]), title)
        cleaned = Cleaned(whole.text) if is_whole(whole) else clean_page(whole, LOCAL)
        page = Page(cleaned.text, title, taken=[edit.text for edit in cleaned.edits])
        starts, at = {}, 0
        for line in document["lines"]:
            starts[at + len(line["text"]) - len(line["text"].lstrip())] = {True: 0, False: 1, None: -1}[line["keep"]]
            at += len(line["text"]) + 1
        view = View(whole.text, [Span(edit.start, edit.end) for edit in cleaned.edits])
        labels = [starts.get(view.back(line.start), -1) for line in page.lines]
        yield Labelled(
            document["site"],
            kind(page),
            page,
            traits(page),
            labels,
            [line.words for line in page.lines],
        )


def vocabulary(given: list[Labelled]) -> dict[str, int]:
    """The traits that stand on SITES sites or more, numbered."""
    seen: dict[str, set[str]] = defaultdict(set)
    for document in given:
        for line in document.traits:
            for trait in line:
                seen[trait].add(document.site)
    return {trait: i for i, trait in enumerate(sorted(t for t, sites in seen.items() if len(sites) >= SITES))}


def matrix(given: list[Labelled], known: dict[str, int]) -> csr_matrix:
    """Lines by traits, ones and zeros."""
    columns, ends = [], [0]
    for document in given:
        for line in document.traits:
            columns += sorted({known[trait] for trait in line if trait in known})
            ends.append(len(columns))
    return csr_matrix((np.ones(len(columns), np.float32), columns, ends), shape=(len(ends) - 1, len(known)))


def looks(given: list[Labelled], odds: np.ndarray) -> list[list[str]]:
    """What a second look shows of every line."""
    found: list[list[str]] = []
    at = 0
    for document in given:
        own = [float(z) for z in odds[at : at + len(document.labels)]]
        found += second_look(document.page, own, place(own, document.words))
        at += len(document.labels)
    return found


def fit(given: list[Labelled], name: str) -> dict[str, object]:
    """One model: the weights, then their scale and the outside's weight, on lines of sites left out."""
    known = vocabulary(given)
    x, y = matrix(given, known), np.array([label for d in given for label in d.labels])
    fold = np.array([int(hashlib.sha1(d.site.encode()).hexdigest(), 16) % FOLDS for d in given for _ in d.labels])
    weight = np.array([10 / len(d.labels) ** 0.5 for d in given for _ in d.labels])

    def fitted(rows: np.ndarray) -> LogisticRegression:
        rows = rows & (y >= 0)
        return LogisticRegression(C=STRENGTH, max_iter=500).fit(x[rows], y[rows], sample_weight=weight[rows])

    odds = np.zeros(len(y))
    for n in range(FOLDS):
        if (fold == n).any():
            odds[fold == n] = fitted(fold != n).decision_function(x[fold == n])
    again = looks(given, odds) if name == "page" else [[] for _ in y]
    seconds = {t: i for i, t in enumerate(sorted({t for line in again for t in line}))}
    second = csr_matrix((len(y), len(seconds)), dtype=np.float32).tolil()
    for i, line in enumerate(again):
        for trait in line:
            second[i, seconds[trait]] = 1
    both = hstack([csr_matrix(odds[:, None]), second]).tocsr()
    scored = y >= 0
    scale = LogisticRegression(C=STRENGTH, max_iter=500).fit(both[scored], y[scored], sample_weight=weight[scored])
    chance = scale.predict_proba(both)[:, 1]
    print(
        f"{name}: {len(given)} documents, {scored.sum()} lines of {len({d.site for d in given})} sites, {len(known)} traits"
    )
    for low in (0.5, 0.6, 0.7, 0.8, 0.9, 0.95):
        rows = scored & (chance >= low) & (chance < (0.95 if low == 0.9 else low + 0.1))
        print(f"  judged {low:.2f}: {rows.sum():6} lines, {y[rows].mean() if rows.any() else 0:.3f} of them residue")
    last = fitted(scored)
    by = float(scale.coef_[0][0])
    weights = {t: round(by * float(last.coef_[0][i]), 2) for t, i in known.items()}
    return {
        "prior": round(by * float(last.intercept_[0]) + float(scale.intercept_[0]), 2),
        "traits": {t: w for t, w in weights.items() if abs(w) >= LEAST},
        "second": {t: round(float(scale.coef_[0][1 + i]), 2) for t, i in seconds.items()},
    }


def main() -> None:
    """Fit both models; see the module's text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labelled", type=Path)
    parser.add_argument("--sites", choices=["read", "all"], default="read")
    parser.add_argument("--pages", type=Path, help="folder of pages {source, id, html}, for their titles")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    print(f"scikit-learn {sklearn.__version__}, sites {given.sites}")
    read = list(documents(given.labelled, given.sites, titles(given.pages)))
    models = {
        "page": fit([d for d in read if d.kind == "page"], "page"),
        "text": fit([d for d in read if d.kind == "text"], "text"),
    }
    if given.write:
        file = Path(__file__).parents[1] / "cleaner" / "judge.json"
        file.write_text(json.dumps(models, ensure_ascii=False, indent=0, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
