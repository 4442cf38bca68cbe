"""The second half of the main job: a corpus of prepared documents to one without duplicates.

Documents are staged, the engine finds links and clusters, and each document is written to
`documents`, or to `removed` beside the name of its keeper.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

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
    from cleaner.engine.local import LocalEngine
    from cleaner.index import opened
    from cleaner.said import outcome
    from cleaner.staging import Stage
except ImportError as missing:
    raise MissingPart(str(missing.name), "corpus", "finding duplicates") from missing

RANK: Final = {"exact": 0, "near": 1, "rewrite": 2, "excerpt": 3, "template": 4}  # of relations, the closest first
DIGITS: Final = 4  # of the figures that are written


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
    said = read_pairs(settings.verdicts) if settings.verdicts else None
    index = opened(settings.against) if settings.against else None
    first = index.documents if index else 0
    with LocalEngine(settings.jobs, settings.memory, folder.work, folder.kept) as engine:
        engine.read("staged" if index else "documents", stage.folder)
        if index:
            index.tables(engine, "staged")
        advance("find duplicates", 0)
        pipeline.find_duplicates(engine, settings.keep, index is not None, first, said or ())
        engine.sql("told_links", f"SELECT * FROM links WHERE GREATEST(na, nb) >= {first}")
        engine.sql(
            "told_clusters",
            f"SELECT * FROM clusters WHERE cluster IN (SELECT cluster FROM clusters WHERE n >= {first})",
        )
        links = _sorted(engine.arrow("told_links"), "na", "nb")
        clusters = _sorted(engine.arrow("told_clusters"), "n")
        account.verdicts = None if said is None else outcome(engine, said)
    closest = _write_links(links, folder, account, said is not None)
    places = _write_clusters(clusters, folder, account, first)
    for staged in stage.documents():
        advance("write", 1)
        n = staged.n + first
        place = places.get(n)
        kept = place is None or place["kept"]
        if place is None or kept:
            folder.table("documents").write_line(staged.record + b"\n")
        else:
            why = {"cluster": place["cluster"], "keeper": place["keeper"], "relation": closest[n]}
            record = json.loads(staged.record)
            folder.table("removed").write(
                record | {k if k not in record else f"cleaner_{k}": v for k, v in why.items()}
            )
        account.placed(staged.file, staged.source, staged.lang, staged.characters, kept)
    _check_keepers(clusters)


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


def _write_clusters(
    clusters: pa.Table, folder: OutputFolder, account: Account, first: int
) -> dict[int, dict[str, Any]]:
    """Write every member of a cluster; return each member's row by its number. Those below `first` are of an index."""
    places: dict[int, dict[str, Any]] = {}
    for row in _rows(clusters):
        places[row["n"]] = row
        told = {k: row[k] for k in ("id", "cluster", "keeper", "kept", "size", "via", "steps")}
        told["weakest"] = round(row["weakest"], DIGITS)
        if first:
            told["indexed"] = row["n"] < first
        folder.table("audit/clusters").write(told)
        account.clusters[row["size"]] += bool(row["kept"])
    return places


def _rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in table.to_batches(4096):
        yield from batch.to_pylist()


def _check_keepers(clusters: pa.Table) -> None:
    """Every cluster has one keeper, which is kept. Raises AccountError."""
    kept = [row for row in _rows(clusters) if row["kept"]]
    if len(kept) != len({row["cluster"] for row in _rows(clusters)}):
        raise AccountError(f"{len(kept)} keepers are kept", "clusters")
