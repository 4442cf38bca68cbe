"""Fit the judge's weights on labelled lines, and say how well they hold on sites that were not fitted on.

    python benchmarks/fit_judge.py LABELLED.jsonl.gz [--sites tune] [--write]

LABELLED holds documents `{site, source, lines: [{text, keep}]}`: keep true for the article, false for residue, null for
what is not scored. `--sites tune` fits on the sites whose name hashes to the half that may be read.
Needs numpy and scikit-learn. `--write` replaces cleaner/judge.json.
"""

import argparse
import gzip
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import sklearn
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from cleaner.judge import WHOLE, place
from cleaner.page import Page
from cleaner.traits import furniture, traits

FOLDS = 5
SITES = 8  # that a trait must be seen on
STRENGTH = 0.3  # inverse of the L2 penalty
LEAST = 0.04  # log-odds; a weight below it is left out


class Labelled(NamedTuple):
    """The lines of one document: their traits, labels (1 residue, 0 article, -1 not scored) and words."""

    site: str
    whole: bool
    traits: list[list[str]]
    labels: list[int]
    words: list[int]


def documents(file: Path, sites: str) -> Iterator[Labelled]:
    """The labelled documents of the sites asked for."""
    for row in gzip.open(file, "rt", encoding="utf-8"):
        document = json.loads(row)
        half = "check" if hashlib.sha1(f"half:{document['site']}".encode()).digest()[0] % 5 < 2 else "tune"
        if sites not in ("all", half):
            continue
        page = Page("\n".join(line["text"] for line in document["lines"]))
        starts, at = {}, 0
        for line in document["lines"]:
            starts[at + len(line["text"]) - len(line["text"].lstrip())] = {True: 0, False: 1, None: -1}[line["keep"]]
            at += len(line["text"]) + 1
        labels = [next((starts[s] for s in range(line.start, line.end) if s in starts), -1) for line in page.lines]
        whole = furniture(page)[1] >= WHOLE
        yield Labelled(document["site"], whole, traits(page), labels, [line.words for line in page.lines])


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


def outside(given: list[Labelled], odds: np.ndarray) -> np.ndarray:
    """1 for the lines that stand outside their article's place."""
    found, at = [], 0
    for document in given:
        n = len(document.labels)
        first, end = place(list(odds[at : at + n]), document.words) if n else (0, 0)
        found += [float(not first <= i < end) for i in range(n)]
        at += n
    return np.array(found)


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
    out = outside(given, odds) if name == "page" else np.zeros(len(y))
    scored = y >= 0
    scale = LogisticRegression().fit(np.c_[odds, out][scored], y[scored], sample_weight=weight[scored])
    chance = scale.predict_proba(np.c_[odds, out])[:, 1]
    print(f"{name}: {len(given)} documents, {scored.sum()} lines of {len({d.site for d in given})} sites, {len(known)} traits")
    for low in (0.5, 0.6, 0.7, 0.8, 0.9, 0.95):
        rows = scored & (chance >= low) & (chance < (0.95 if low == 0.9 else low + 0.1))
        print(f"  judged {low:.2f}: {rows.sum():6} lines, {y[rows].mean() if rows.any() else 0:.3f} of them residue")
    last = fitted(scored)
    by = float(scale.coef_[0][0])
    weights = {t: round(by * float(last.coef_[0][i]), 2) for t, i in known.items()}
    return {
        "prior": round(by * float(last.intercept_[0]) + float(scale.intercept_[0]), 2),
        "outside": round(float(scale.coef_[0][1]), 2),
        "traits": {t: w for t, w in weights.items() if abs(w) >= LEAST},
    }


def main() -> None:
    """Fit both models; see the module's text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labelled", type=Path)
    parser.add_argument("--sites", choices=["tune", "all"], default="tune")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    print(f"scikit-learn {sklearn.__version__}, sites {given.sites}")
    read = list(documents(given.labelled, given.sites))
    models = {
        "page": fit([d for d in read if d.whole], "page"),
        "text": fit([d for d in read if not d.whole], "text"),
    }
    if given.write:
        file = Path(__file__).parents[1] / "cleaner" / "judge.json"
        file.write_text(json.dumps(models, ensure_ascii=False, indent=0, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
