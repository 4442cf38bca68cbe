"""What a run did that somebody should look at, each with the place in the report where it is shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from cleaner.audit.clusters import Duplicates, least_alike
from cleaner.audit.figures import Figures

LOST: Final = 0.4  # of a source's characters or documents,
LOST_DOCUMENTS: Final = 5  # where it has so many: of fewer, one duplicate is a large share
LARGE: Final = 20  # documents of a cluster
CHAINED: Final = 0.4  # of a cluster's pairs, or of its members and the keeper: joined through others only
LOOSE: Final = 0.2  # score of the weakest link in a cluster
UNBROKEN: Final = 0.2  # of the documents, without a line break
OFTEN: Final = 0.8  # of a source's documents that one rule cuts,
OFTEN_DOCUMENTS: Final = 20  # where it, or the batch, has so many
NAMED: Final = 12  # culprits of an alarm that are named


class Culprit(NamedTuple):
    """One thing an alarm is about, what to say of it, and the id of its place in the report (empty: it has none).

    `ids` are the documents that `cleaner explain` shows it by, one or two.
    """

    name: str
    note: str
    anchor: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is told, and of whom; `count` is all of them, `culprits` the worst, or `all_named`, each for many. `anchor` is
    where the alarm leads."""

    told: str
    count: int
    culprits: Sequence[Culprit]
    anchor: str
    all_named: bool = False

    @property
    def more(self) -> int:
        """Culprits that are not named."""
        return self.count - len(self.culprits) if self.culprits and not self.all_named else 0


def lossy_sources(figures: Figures) -> list[str]:
    """The sources that lost much, those with the most documents first."""
    lossy = [
        name
        for name, group in figures.sources.items()
        if group.documents >= LOST_DOCUMENTS and max(group.lost, group.lost_documents) > LOST
    ]
    return sorted(lossy, key=lambda name: (-figures.sources[name].documents, name))


def alarms(
    summary: Mapping[str, object], figures: Figures, duplicates: Duplicates, anchor: Callable[[str, str], str]
) -> list[Alarm]:
    """All alarms. `anchor` gives the id in the report of a `source`, `document`, `cluster` or `rule`."""
    found = [
        _sums(summary, figures),
        _unbroken(figures),
        _sources(figures, anchor),
        _documents(figures, anchor),
        _large(duplicates, anchor),
        _chained(duplicates, anchor),
        _loose(duplicates, anchor),
        *_often(figures, anchor),
        _rejects(summary),
    ]
    return [alarm for alarm in found if alarm and alarm.count]


def _known(duplicates: Duplicates, id: str) -> str:
    return f": {duplicates.known[id].label}" if id in duplicates.known else ""


def _percent(share: float) -> str:
    return f"{100 * share:.0f}\u00a0%"


def _sums(summary: Mapping[str, object], figures: Figures) -> Alarm | None:
    """The tables and the summary must tell the same story."""
    records, characters = summary["records"], summary["characters"]
    assert isinstance(records, Mapping) and isinstance(characters, Mapping)
    counted = {
        "documents": (records["out"] + records["removed"], figures.all.documents),
        "documents removed": (records["removed"], figures.all.removed),
        "documents with cuts": (records["edited"], figures.edited),
        "characters cut": (characters["cut"], figures.all.cut),
        "characters kept": (characters["out"], figures.all.kept),
    }
    wrong = [
        Culprit(name, f"{told:,} by summary.json, {seen:,} in the tables", "")
        for name, (told, seen) in counted.items()
        if told != seen
    ]
    return Alarm("The tables do not add up to summary.json: were files changed or lost?", len(wrong), wrong, "made")


def _unbroken(figures: Figures) -> Alarm | None:
    """A low share of residue is no success where most of it could not be cut."""
    if figures.unbroken < max(UNBROKEN * figures.all.documents, OFTEN_DOCUMENTS):
        return None
    share = _percent(figures.unbroken / max(1, figures.all.documents))
    told = f"Documents without line breaks ({share}): rules cut whole lines, and find no residue inside such a text"
    return Alarm(told, figures.unbroken, (), "missed")


def _sources(figures: Figures, anchor: Callable[[str, str], str]) -> Alarm:
    lossy = lossy_sources(figures)
    culprits: list[Culprit] = []
    for name in lossy[:NAMED]:
        group = figures.sources[name]
        note = f"{_percent(group.lost)} of characters, {group.removed:,} of {group.documents:,} documents"
        culprits.append(Culprit(name, note, anchor("source", name)))
    return Alarm(
        f"Sources that lost over {_percent(LOST)} of their characters or documents", len(lossy), culprits, "sources"
    )


def _documents(figures: Figures, anchor: Callable[[str, str], str]) -> Alarm:
    culprits = [
        Culprit(loss.id, f"{loss.cut:,} of {loss.before:,} characters", anchor("document", loss.id), (loss.id,))
        for loss in figures.worst
    ]
    return Alarm("Documents of which over half was cut", figures.halved, culprits[:NAMED], "documents")


def _large(duplicates: Duplicates, anchor: Callable[[str, str], str]) -> Alarm:
    culprits = [
        Culprit(
            cluster.id,
            f"{cluster.size:,} documents{_known(duplicates, cluster.keeper)}",
            anchor("cluster", cluster.id),
            cluster.loosest,
        )
        for cluster in duplicates.shown
        if cluster.size > LARGE
    ]
    count = sum(times for size, times in duplicates.sizes.items() if size > LARGE)
    return Alarm(f"Clusters of over {LARGE} documents", count, culprits[:NAMED], "duplicates")


def _chained(duplicates: Duplicates, anchor: Callable[[str, str], str]) -> Alarm:
    """Where each document is like the next, and the last like none before it, there may be two stories."""
    chained = [cluster for cluster in duplicates.clusters.values() if cluster.chained > CHAINED]
    culprits = [
        Culprit(
            cluster.id,
            f"{cluster.size:,} documents{_known(duplicates, cluster.keeper)}",
            anchor("cluster", cluster.id),
            next((pair[:2] for pair in least_alike(cluster, 1)), ()),
        )
        for cluster in duplicates.shown
        if cluster.chained > CHAINED
    ]
    told = (
        f"Clusters of which over {_percent(CHAINED)} of the pairs, or of the keeper's, are joined through others only"
    )
    return Alarm(told, len(chained), culprits[:NAMED], "duplicates")


def _loose(duplicates: Duplicates, anchor: Callable[[str, str], str]) -> Alarm:
    loose = [cluster for cluster in duplicates.clusters.values() if cluster.least < LOOSE]
    culprits = [
        Culprit(
            cluster.id,
            f"weakest link {cluster.least:.2f}{_known(duplicates, cluster.keeper)}",
            anchor("cluster", cluster.id),
            cluster.loosest,
        )
        for cluster in sorted(duplicates.shown, key=lambda cluster: cluster.least)
        if cluster.least < LOOSE
    ]
    told = f"Clusters with a link that has under {_percent(LOOSE)} in common"
    return Alarm(told, len(loose), culprits[:NAMED], "duplicates")


def _often(figures: Figures, anchor: Callable[[str, str], str]) -> list[Alarm]:
    """One alarm a rule: by itself it may be right, and a furniture of that source."""
    by_rule: dict[str, list[tuple[str, int, int]]] = {}
    for (source, rule), fired in figures.fired.items():
        documents = figures.sources[source].documents
        if documents >= OFTEN_DOCUMENTS and fired > OFTEN * documents:
            by_rule.setdefault(rule, []).append((source, fired, documents))
    found: list[Alarm] = []
    for rule, sources in sorted(by_rule.items()):
        sources.sort(key=lambda item: (-item[2], item[0]))
        culprits = [
            Culprit(source, f"{fired:,} of {documents:,} documents", anchor("source", source))
            for source, fired, documents in sources[:NAMED]
        ]
        told = f"{rule} cuts in over {_percent(OFTEN)} of the documents of a source"
        found.append(Alarm(told, len(sources), culprits, anchor("rule", rule)))
    return found


def _rejects(summary: Mapping[str, object]) -> Alarm:
    rejects = summary["rejects"]
    assert isinstance(rejects, Mapping)
    culprits = [Culprit(code, f"{count:,} records", "rejects") for code, count in rejects.items()]
    return Alarm("Records were rejected", sum(rejects.values()), culprits, "rejects", all_named=True)
