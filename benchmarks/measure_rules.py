"""Measure every rule on labelled lines: how many it cuts, and how many of those were residue.

    python benchmarks/measure_rules.py LABELLED.jsonl.gz --pages FOLDER [--write]

LABELLED and FOLDER are as in fit_judge.py. Each rule proposes by itself on every document as it was extracted, with its title
and a profile learnt over all documents of the same system. `--write` replaces cleaner/measured.json, which
`cleaner rules show` prints from.
"""

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from labelled import half, rows, titles

import cleaner
from cleaner.catalog import all_rules
from cleaner.level import FLOORS
from cleaner.page import Page
from cleaner.rule import Rule
from cleaner.span import union

HALVES = ("read", "unread")


def labels_of_cut(lines: list[dict[str, Any]], page: Page, rule: Rule) -> Iterator[bool]:
    """Of every line that a rule would cut by itself and that is labelled: whether it is the article's."""
    gone = union(f.span for f in rule.propose(page) if f.confidence >= FLOORS["normal"])
    at = 0
    for line in lines:
        end = at + len(line["text"])
        cut = line["text"].strip() and any(span.start <= at and end <= span.end for span in gone)
        if cut and line["keep"] is not None:
            yield line["keep"]
        at = end + 1


def main() -> None:
    """Measure; see the module's text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labelled", type=Path)
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--systems", default="trafilatura,resiliparse", help="whose output is cleaned")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    told = titles(given.pages)
    systems: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for document in rows(given.labelled):
        if document["system"] in given.systems.split(","):
            document["text"] = "\n".join(line["text"] for line in document["lines"])
            systems[document["system"]].append(document)
    counts: dict[str, Counter[str]] = {rule.id: Counter() for rule in all_rules()}
    languages: dict[str, Counter[str]] = {rule.id: Counter() for rule in all_rules()}
    for documents in systems.values():
        profile = cleaner.learn_profile({"text": d["text"], "source": d["site"]} for d in documents)
        for d in documents:
            page = Page(d["text"], told.get((d["source"], d["id"])), repeats=profile.of(d["site"]))
            for rule in all_rules():
                for keep in labels_of_cut(d["lines"], page, rule):
                    counts[rule.id][f"{half(d['site'])} {'article' if keep else 'residue'}"] += 1
                    languages[rule.id][d["lang"]] += not keep
    measured = {
        rule: {
            **{h: {kind: found[f"{h} {kind}"] for kind in ("residue", "article")} for h in HALVES},
            "languages": [name for name, n in languages[rule].most_common() if n],
        }
        for rule, found in sorted(counts.items())
    }
    for rule, found in measured.items():
        print(rule, json.dumps(found, ensure_ascii=False))
    if given.write:
        file = Path(cleaner.__file__).with_name("measured.json")
        file.write_text(json.dumps({"version": cleaner.__version__, "rules": measured}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
