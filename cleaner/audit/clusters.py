"""Which clusters and links are shown: the largest, the loosest, those of chains, the weakest that merged, and some that did not."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from cleaner.account import UNKNOWN
from cleaner.audit.read import Folder, Row, Written, label
from cleaner.audit.samples import Least, lot
from cleaner.ledger import Edit

MERGING: Final = ("exact", "near", "rewrite")
REPORTED: Final = ("excerpt", "template", "judged")
LARGEST: Final = 12  # clusters
CHAIN: Final = 4  # documents that make a chain worth speaking of
LOOSEST: Final = 8  # and as many that are most of chains
DRAWN: Final = 8
WEAKEST: Final = 10  # merging links
SAMPLED: Final = 6  # links of each relation that does not merge
MEMBERS: Final = 40  # of a cluster, that are listed


class Ends(NamedTuple):
    """Two documents, and the link between them, if there is one."""

    a: str
    b: str
    link: Row | None


class Known(NamedTuple):
    """What a document is known by, and its source."""

    label: str
    source: str


def ends(link: Row) -> Ends:
    """A link with its two documents."""
    return Ends(link["a"], link["b"], link)


def merges(link: Row) -> bool:
    """Whether a link merges its documents: by what was said of it, or else by its relation."""
    said = link.get("verdict")
    return said == "right" or (said is None and link["relation"] in MERGING)


def score(link: Row) -> float:
    """How much two documents have in common: the mean of both coverages."""
    return (float(link["coverage_a"]) + float(link["coverage_b"])) / 2


@dataclass(slots=True)
class Cluster:
    """A cluster: its keeper, its members (the keeper among them), and its links as far as they are known."""

    id: str
    keeper: str
    size: int
    members: list[str] = field(default_factory=list[str])
    links: list[Row] = field(default_factory=list[Row])
    linked: int = 0  # pairs of members that have a link,
    tied: int = 0  # and of them, those with the keeper
    least: float = 1.0  # the lowest score of a merging link,
    loosest: tuple[str, ...] = ()  # and the two documents that have it

    @property
    def unlinked(self) -> int:
        """Pairs of members that no link joins: they are together through others."""
        return self.size * (self.size - 1) // 2 - self.linked

    @property
    def chained(self) -> float:
        """How much of the cluster is chains: the share of such pairs, or of the members that no link joins to the keeper
        where that is greater. None of it where the cluster is small."""
        if self.size < CHAIN:
            return 0.0
        return max(2 * self.unlinked / (self.size * (self.size - 1)), 1 - self.tied / (self.size - 1))

    def link_to_keeper(self, member: str) -> Row | None:
        """The link between a member and the keeper, if there is one."""
        return next((link for link in self.links if {link["a"], link["b"]} == {member, self.keeper}), None)


class Duplicates:
    """What the tables say of links and clusters. Held are a row for each document in a cluster, and what is shown."""

    def __init__(self, folder: Folder) -> None:
        self.clusters: dict[str, Cluster] = {}
        self.sizes: Counter[int] = Counter()
        self.place: dict[str, str] = {}  # a document in a cluster, to the cluster
        self.keeper: dict[str, str] = {}  # a document that was removed, to its keeper,
        self.via: dict[str, str] = {}  # and to the next on the way there
        for row in folder.rows("audit/clusters"):
            cluster = self.clusters.setdefault(row["cluster"], Cluster(row["cluster"], row["keeper"], row["size"]))
            self.place[row["id"]] = cluster.id
            if row["kept"]:
                self.sizes[row["size"]] += 1
            else:
                self.keeper[row["id"]] = row["keeper"]
                self.via[row["id"]] = row["via"]
        self.relations: Counter[str] = Counter()
        self.apart: Counter[str] = Counter()  # of those, what does not merge
        weakest: Least[Row] = Least(WEAKEST)
        others: defaultdict[str, Least[Row]] = defaultdict(lambda: Least(SAMPLED))
        for link in folder.rows("audit/links"):
            relation, number = link["relation"], lot(link["a"], link["b"])
            self.relations[relation] += 1
            name = self.place.get(link["a"], "")
            together = self.clusters.get(name) if name == self.place.get(link["b"]) else None
            if together:
                together.linked += 1
                together.tied += together.keeper in (link["a"], link["b"])
            if not merges(link):
                why = "judged" if link.get("verdict") else relation
                self.apart[why] += 1
                others[why].offer((number,), link)
            elif together:
                if together.least > score(link) or not together.loosest:
                    together.least, together.loosest = score(link), (link["a"], link["b"])
                weakest.offer((score(link), number), link)
        self.weakest = list(weakest)
        self.others = {relation: list(others[relation]) for relation in REPORTED if relation in others}
        self.shown = self._shown()
        self._fill(folder)
        self.known: dict[str, Known] = {id: Known("", "") for cluster in self.shown for id in cluster.members}

    def see(self, written: Written, edits: Sequence[Edit]) -> None:
        """Take in a document: what the members of the clusters that are shown are known by."""
        if written.id in self.known:
            self.known[written.id] = Known(label(written, edits), written.source or UNKNOWN)

    def _shown(self) -> list[Cluster]:
        """The clusters that are shown, the largest first."""
        largest: Least[Cluster] = Least(LARGEST)
        loosest: Least[Cluster] = Least(LOOSEST)
        chained: Least[Cluster] = Least(LOOSEST)
        drawn: Least[Cluster] = Least(DRAWN)
        for cluster in self.clusters.values():
            number = lot(cluster.id)
            largest.offer((-cluster.size, number), cluster)
            loosest.offer((cluster.least, number), cluster)
            if cluster.chained:
                chained.offer((-cluster.chained, number), cluster)
            drawn.offer((number,), cluster)
        chosen = {cluster.id: cluster for kept in (largest, loosest, chained, drawn) for cluster in kept}
        return sorted(chosen.values(), key=lambda cluster: (-cluster.size, cluster.least, cluster.id))

    def _fill(self, folder: Folder) -> None:
        """Give the clusters that are shown their members and links."""
        shown = {cluster.id: cluster for cluster in self.shown}
        for id, name in self.place.items():
            if name in shown and (id == shown[name].keeper or len(shown[name].members) < MEMBERS):
                place = 0 if id == shown[name].keeper else len(shown[name].members)
                shown[name].members.insert(place, id)
        for link in folder.rows("audit/links"):
            cluster = shown.get(self.place.get(link["a"], ""))
            if cluster and cluster.id == self.place.get(link["b"]):
                cluster.links.append(link)


class Copying:
    """Who copies whom: the source of each document that was removed, against that of its keeper."""

    def __init__(self, duplicates: Duplicates) -> None:
        self._duplicates = duplicates
        self._sources: dict[str, str] = {}

    def see(self, id: str, source: str | None) -> None:
        """Take in a document."""
        if id in self._duplicates.place:
            self._sources[id] = source or UNKNOWN

    def pairs(self) -> Counter[tuple[str, str]]:
        """(source of the keeper, source of the removed) to documents."""
        found: Counter[tuple[str, str]] = Counter()
        for member, keeper in self._duplicates.keeper.items():
            found[self._sources.get(keeper, UNKNOWN), self._sources.get(member, UNKNOWN)] += 1
        return found


def least_alike(cluster: Cluster, most: int) -> list[Ends]:
    """The members that are the least like the keeper, each beside it: first those that no link joins to it."""
    others = [Ends(cluster.keeper, id, cluster.link_to_keeper(id)) for id in cluster.members if id != cluster.keeper]
    return sorted(others, key=lambda pair: (score(pair.link) if pair.link else -1.0, lot(pair.b)))[:most]
