"""report.html: what a run removed, by what, matched with what; made from the tables of its folder."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from hashlib import sha256
from itertools import islice
from typing import Final, NamedTuple

from cleaner.account import UNKNOWN
from cleaner.audit import waterfall
from cleaner.audit.alarms import Alarm, alarms, lossy_sources
from cleaner.audit.clusters import Copying, Duplicates, Ends, ends, least_alike, score
from cleaner.audit.cuts import Cuts
from cleaner.audit.figures import PLACES, Figures, places_of
from cleaner.audit.groups import Groups
from cleaner.audit.marks import Marks
from cleaner.audit.read import Folder, Written, label
from cleaner.audit.render import render
from cleaner.audit.samples import Least, lot
from cleaner.audit.whole import DRAWN, whole
from cleaner.catalog import all_rules
from cleaner.ledger import Edit
from cleaner.measured import measured

SOURCES: Final = 80  # rows of the table of sources, and as many more that lost much
LANGUAGES: Final = 60
COPYING: Final = 12  # sources on either side of the table of who copies whom
OPENED: Final = 30  # groups of lines of which a document is shown
REJECTS: Final = 30  # rejected records that are shown
PAIRS: Final = 2  # of a cluster, set side by side
WHY: Final = {
    "exact": "the same words; one is kept",
    "near": "small edits; one is kept",
    "rewrite": "one story reworked; one is kept",
    "excerpt": "one holds a long passage of the other; both stay",
    "template": "the same frame around other facts; both stay",
}

Texts = Mapping[str, tuple[Written, tuple[Edit, ...]]]


class RulePage(NamedTuple):
    """What a rule is, in paragraphs, and how often it was right."""

    doc: list[str]
    measured: str


class Scan:
    """One walk over all documents: totals, and what is to be shown of them."""

    def __init__(self, folder: Folder) -> None:
        self.duplicates = Duplicates(folder)
        self.figures = Figures()
        self.groups = Groups()
        self.cuts = Cuts()
        self.copying = Copying(self.duplicates)
        self._drawn: Least[str] = Least(DRAWN)
        for written, edits in folder.with_edits():
            places = places_of(written.text, edits)
            self.figures.see(written, edits, places)
            self.groups.see(written, edits)
            self.cuts.see(written, edits, places)
            self.copying.see(written.id, written.source)
            self.duplicates.see(written, edits)
            if edits:
                self._drawn.offer((lot(written.id),), written.id)

    def documents(self) -> list[str]:
        """The ids of the documents that are shown whole: those that lost most, by lot, and with a frequent line."""
        of_groups = (group.ids[0] for group in self.groups.most()[:OPENED])
        return list(dict.fromkeys([*(loss.id for loss in self.figures.worst), *self._drawn, *of_groups]))


def _quiet(found: Sequence[Alarm]) -> None:
    """Tell nobody."""


def report(folder: Folder, summary: Mapping[str, object], look: Callable[[Sequence[Alarm]], None] = _quiet) -> str:
    """The page's HTML, from the tables in `folder` and its run's summary. `look` is given what is worth a look.

    Totals are of all rows; what is shown is chosen by size, by risk or by hash, so that the same tables always give the
    same page. Memory holds a row for each source, rule and clustered document, never a corpus. Raises MissingPart.
    """
    scan = Scan(folder)
    manifest = {name: value for name, value in folder.manifest.items() if name not in ("outputs", "layout")}
    duplicates, figures = scan.duplicates, scan.figures
    shown = scan.documents()
    pairs = {cluster.id: least_alike(cluster, PAIRS) for cluster in duplicates.shown}
    weakest = [ends(link) for link in duplicates.weakest]
    others = {name: [ends(link) for link in links] for name, links in duplicates.others.items()}
    every = [pair for some in (*pairs.values(), weakest, *others.values()) for pair in some]
    texts = _texts(folder, {*shown, *(id for pair in every for id in pair[:2])})
    sources = _sources(figures)
    anchors = _anchors(figures, duplicates, shown, sources)
    marks = Marks()

    labels = {id: known.label for id, known in duplicates.known.items()}
    labels |= {id: label(*both) for id, both in texts.items()}

    def anchor(kind: str, name: str) -> str:
        return anchors.get((kind, name), "")

    found = alarms(summary, figures, duplicates, anchor)
    look(found)
    values: dict[str, object] = {
        "key": sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()[:16],
        "summary": summary,
        "manifest": manifest,
        "settings": _settings(manifest),
        "anchor": anchor,
        "labels": labels,
        "marks": marks,
        "figures": figures,
        "waterfalls": {
            "records": waterfall.records(_counts(summary, "records")),
            "characters": waterfall.characters(_counts(summary, "characters")),
        },
        "alarms": found,
        "groups": scan.groups.most(),
        "grouped": scan.groups,
        "cuts": scan.cuts,
        "pages": _pages(figures.rules),
        "rules": sorted(figures.rules.items(), key=lambda item: (-item[1].edits, item[0])),
        "places": PLACES,
        "documents": [whole(*texts[id]) for id in shown],
        "duplicates": duplicates,
        "pairs": {name: _compared(some, texts) for name, some in pairs.items()},
        "weakest": _compared(weakest, texts),
        "others": {name: _compared(some, texts) for name, some in others.items()},
        "score": score,
        "copying": _copying(scan.copying.pairs()),
        "why": WHY,
        "sources": [(name, figures.sources[name]) for name in sources],
        "languages": sorted(figures.languages.items(), key=lambda item: (-item[1].documents, item[0]))[:LANGUAGES],
        "unknown": UNKNOWN,
        "survivors": list(folder.rows("audit/survivors")),
        "rejects": list(islice(folder.rejects(), REJECTS)),
    }
    return render("report.html.j2", values, lambda: marks.rows)


def _pages(rules: Collection[str]) -> dict[str, RulePage]:
    """What the rules' own pages say, of those that are in this catalog: a run may have had others."""
    if not rules:
        return {}  # duplicates only: no catalog need be loaded
    return {
        rule.id: RulePage([" ".join(part.split()) for part in rule.doc.split("\n\n")], measured(rule.id))
        for rule in all_rules()
        if rule.id in rules
    }


def _texts(folder: Folder, ids: Collection[str]) -> Texts:
    """These documents with their edits."""
    if not ids:
        return {}
    return {written.id: (written, edits) for written, edits in folder.with_edits(ids)}


def _compared(some: Sequence[Ends], texts: Texts) -> Sequence[object]:
    """Pairs side by side. What compares them is loaded where there are any."""
    if not some:
        return ()
    from cleaner.audit.pairs import pairs

    return pairs(some, {id: written for id, (written, _) in texts.items()})


def _sources(figures: Figures) -> list[str]:
    """The sources that are shown, those with the most documents first."""
    ordered = sorted(figures.sources, key=lambda name: (-figures.sources[name].documents, name))
    return list(dict.fromkeys([*ordered[:SOURCES], *lossy_sources(figures)[:SOURCES]]))


def _anchors(
    figures: Figures, duplicates: Duplicates, shown: Sequence[str], sources: Sequence[str]
) -> dict[tuple[str, str], str]:
    """The id in the page of each source, document, cluster and rule that it shows."""
    named = {
        "source": sources,
        "document": shown,
        "cluster": [cluster.id for cluster in duplicates.shown],
        "rule": sorted(figures.rules),
    }
    return {(kind, name): f"{kind}-{n}" for kind, names in named.items() for n, name in enumerate(names, 1)}


def _copying(pairs: Counter[tuple[str, str]]) -> dict[str, object]:
    """Who copies whom: the sources most copied from, those that most copy, and the counts."""
    kept: Counter[str] = Counter()
    removed: Counter[str] = Counter()
    for (keeper, member), count in pairs.items():
        kept[keeper] += count
        removed[member] += count
    return {"keepers": _most(kept), "members": _most(removed), "pairs": pairs, "kept": kept, "removed": removed}


def _most(counts: Counter[str]) -> list[str]:
    return [name for name, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:COPYING]]


def _settings(manifest: Mapping[str, object]) -> list[tuple[str, str]]:
    """The settings of the run, nested ones by their path."""
    settings = manifest["settings"]
    assert isinstance(settings, Mapping)
    flat: list[tuple[str, str]] = []
    for name, value in settings.items():
        inner = value.items() if isinstance(value, Mapping) else ()
        flat += [(f"{name}.{key}", _told(one)) for key, one in inner] or [(name, _told(value))]
    return flat


def _told(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _counts(summary: Mapping[str, object], name: str) -> Mapping[str, int]:
    table = summary[name]
    assert isinstance(table, Mapping)
    return table
