"""The second half of the main job: a corpus of prepared documents to one without duplicates.

Documents are staged, the engine finds links and clusters, and each document is written to
`documents`, or to `removed` beside the name of its keeper.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, NamedTuple

from cleaner.account import Account
from cleaner.audit.clusters import merges
from cleaner.errors import AccountError, MissingPart
from cleaner.output import OutputFolder
from cleaner.prepare import Prepared
from cleaner.settings import Settings
from cleaner.verdicts import read_pairs

try:
    import pyarrow as pa

    from cleaner import pipeline
    from cleaner.dedup.describe import DOCUMENT_COLUMNS
    from cleaner.engine import Engine
    from cleaner.engine.local import LocalEngine
    from cleaner.index import Index, opened
    from cleaner.said import outcome
    from cleaner.staging import Stage
except ImportError as missing:
    raise MissingPart(str(missing.name), "corpus", "finding duplicates") from missing

RANK: Final = {"exact": 0, "near": 1, "rewrite": 2, "excerpt": 3, "template": 4}  # of relations, the closest first
DIGITS: Final = 4  # of the figures that are written


class Place(NamedTuple):
    """Where a document stands: its cluster, the keeper, whether it stays, and the closest of its links."""

    cluster: str
    keeper: str
    kept: bool
    relation: str


def deduplicate(
    documents: Iterable[Prepared],
    folder: OutputFolder,
    account: Account,
    settings: Settings,
    advance: Callable[[str, int], None],
) -> None:
    """Write the documents that stay, those that are removed, all links and all clusters."""
    with Stage(folder.work / "documents") as stage:
        for document in documents:
            stage.write(document)
    index = opened(settings.against) if settings.against else None
    with LocalEngine(settings.jobs, settings.memory, folder.work, folder.kept) as engine:
        engine.read("staged", stage.folder)
        advance("find duplicates", 0)
        places = find_duplicates(engine, index, folder, account, settings)
    for staged in stage.documents():
        advance("write", 1)
        place = places.get(staged.n)
        kept = place is None or place.kept
        if place is None or kept:
            folder.table("documents").write_line(staged.record + b"\n")
        else:
            folder.table("removed").write(removed(staged.record, place))
        account.placed(staged.file, staged.source, staged.lang, staged.characters, kept)


def find_duplicates(
    engine: Engine, index: Index | None, folder: OutputFolder, account: Account, settings: Settings
) -> dict[int, Place]:
    """Write the links and clusters of the table `staged`, and of the `index` as far as they reach into it.

    Returns the place of each document of `staged` that is in a cluster, by its number.
    """
    first = index.documents if index else 0
    if index:
        index.tables(engine, "staged")
    else:
        engine.sql("documents", f"SELECT {', '.join(DOCUMENT_COLUMNS)} FROM staged", once=True)
    said = read_pairs(settings.verdicts) if settings.verdicts else None
    pipeline.find_duplicates(engine, settings.keep, index is not None, first, said or ())
    engine.sql("told_links", f"SELECT * FROM links WHERE GREATEST(na, nb) >= {first}")
    engine.sql(
        "told_clusters",
        f"SELECT * FROM clusters WHERE cluster IN (SELECT cluster FROM clusters WHERE n >= {first})",
    )
    account.verdicts = None if said is None else outcome(engine, said)
    closest = _write_links(_sorted(engine.arrow("told_links"), "na", "nb"), folder, account, said is not None)
    clusters = _sorted(engine.arrow("told_clusters"), "n")
    _check_keepers(clusters)
    _write_clusters(clusters, folder, account, first)
    return {
        row["n"] - first: Place(row["cluster"], row["keeper"], row["kept"], closest[row["n"]])
        for row in _rows(clusters)
        if row["n"] >= first
    }


def removed(record: bytes, place: Place) -> dict[str, object]:
    """The row of a duplicate, from its line of JSON."""
    row: dict[str, object] = json.loads(record)
    why = {"cluster": place.cluster, "keeper": place.keeper, "relation": place.relation}
    return row | {k if k not in row else f"cleaner_{k}": v for k, v in why.items()}


def _sorted(table: pa.Table, *columns: str) -> pa.Table:
    return table.sort_by([(column, "ascending") for column in columns])


def _write_links(links: pa.Table, folder: OutputFolder, account: Account, judged: bool) -> dict[int, str]:
    """Write every link, with what was said of it where links were judged; return each document's closest that merges."""
    closest: dict[int, str] = {}
    for row in _rows(links):
        link = {
            "a": row["a"],
            "b": row["b"],
            "relation": row["relation"],
            **{name: round(row[name], DIGITS) for name in ("coverage_a", "coverage_b", "jaccard")},
            "longest": int(row["longest"]),
            **({"verdict": row["verdict"]} if judged else {}),
        }
        folder.table("audit/links").write(link)
        relation = row["relation"]
        account.relations[relation] += 1
        if merges(row):
            for n in (row["na"], row["nb"]):
                closest[n] = min(closest.get(n, relation), relation, key=RANK.__getitem__)
    return closest


def _write_clusters(clusters: pa.Table, folder: OutputFolder, account: Account, first: int) -> None:
    """Write every member of a cluster. Those below `first` are of an index."""
    for row in _rows(clusters):
        told = {k: row[k] for k in ("id", "cluster", "keeper", "kept", "size", "via", "steps")}
        told["weakest"] = round(row["weakest"], DIGITS)
        if first:
            told["indexed"] = row["n"] < first
        folder.table("audit/clusters").write(told)
        account.clusters[row["size"]] += bool(row["kept"])


def _rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in table.to_batches(4096):
        yield from batch.to_pylist()


def _check_keepers(clusters: pa.Table) -> None:
    """Every cluster has one keeper, which is kept. Raises AccountError."""
    kept = [row for row in _rows(clusters) if row["kept"]]
    if len(kept) != len({row["cluster"] for row in _rows(clusters)}):
        raise AccountError(f"{len(kept)} keepers are kept", "clusters")
