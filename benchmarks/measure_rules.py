"""Measure every rule on labelled lines: how many it cuts, and how many of those were residue.

    python benchmarks/measure_rules.py LABELLED.jsonl.gz --pages FOLDER [--write]

LABELLED and FOLDER are as in fit_judge.py. Each rule proposes by itself on every document as it was extracted, with its title
and a profile learnt over all documents of the same system. `--write` replaces cleaner/measured.json, which
`cleaner rules show` prints from.
"""

import argparse
import gzip
import json
from collections import Counter, defaultdict
from pathlib import Path

from labelled import half, titles

import cleaner
from cleaner.catalog import all_rules
from cleaner.level import FLOORS
from cleaner.page import Page
from cleaner.span import union

HALVES = ("read", "unread")


def main() -> None:
    """Measure; see the module's text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labelled", type=Path)
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--systems", default="trafilatura,resiliparse", help="whose output is cleaned")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    told = titles(given.pages)
    systems: dict[str, list[dict[str, object]]] = defaultdict(list)
    for row in gzip.open(given.labelled, "rt", encoding="utf-8"):
        document = json.loads(row)
        if document["system"] not in given.systems.split(","):
            continue
        document["text"] = "\n".join(line["text"] for line in document["lines"])
        systems[document["system"]].append(document)
    counts: dict[str, Counter[str]] = {rule.id: Counter() for rule in all_rules()}
    languages: dict[str, Counter[str]] = {rule.id: Counter() for rule in all_rules()}
    for documents in systems.values():
        profile = cleaner.learn_profile({"text": d["text"], "source": d["site"]} for d in documents)
        for d in documents:
            title = told.get((str(d["source"]), str(d["id"])))
            page = Page(str(d["text"]), title, repeats=profile.of(str(d["site"])))
            for rule in all_rules():
                gone = union(f.span for f in rule.propose(page) if f.confidence >= FLOORS["normal"])
                at = 0
                for line in d["lines"]:  # type: ignore[attr-defined]
                    end = at + len(line["text"])
                    if line["keep"] is not None and line["text"].strip():
                        if any(span.start <= at and end <= span.end for span in gone):
                            label = "article" if line["keep"] else "residue"
                            counts[rule.id][f"{half(str(d['site']))} {label}"] += 1
                            languages[rule.id][str(d["lang"])] += not line["keep"]
                    at = end + 1
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
