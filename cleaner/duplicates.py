"""Finding duplicates: exact, near and rewritten copies, excerpts, and templates that only look like copies.

A light import: the kernels are loaded by the first call.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cleaner.document import Document
from cleaner.errors import MissingPart, UsageError


@dataclass(frozen=True, slots=True)
class Link:
    """A verified pair. Coverages are the shares of either text that both have, `longest` the words of their longest
    common run; figures leave out what a source repeats from story to story. `verdict` is what somebody said of it: right
    (one story) or wrong."""

    a: str
    b: str
    relation: str
    coverage_a: float
    coverage_b: float
    jaccard: float
    longest: float
    verdict: str | None = None


@dataclass(frozen=True, slots=True)
class Cluster:
    """Documents that chains of exact, near and rewrite links join. `members` are sorted and hold the keeper."""

    id: str
    keeper: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Duplicates:
    """All links, all clusters, and the keeper of each document that is in a cluster."""

    links: tuple[Link, ...]
    clusters: tuple[Cluster, ...]
    keepers: Mapping[str, str]


def find_duplicates(
    documents: Iterable[Document | Mapping[str, object]],
    *,
    keep: str = "longest",
    jobs: int = 1,
    verdicts: Sequence[tuple[str, str, bool]] = (),
) -> Duplicates:
    """Find what is double among documents in memory, with the stages of the main job.

    documents: Documents, or mappings with `id` and `text`, and what is known of source, url and date.
    keep: longest, earliest, first, or source:a,b (see `cleaner.dedup.keeper`).
    jobs: processes.
    verdicts: pairs of ids, and whether they are one story; they overrule what the words say.

    Raises UsageError for a document without text or an unknown policy, MissingPart without the corpus extra.
    """
    try:
        import pyarrow as pa

        from cleaner import pipeline
        from cleaner.engine.local import LocalEngine
    except ImportError as missing:
        raise MissingPart(str(missing.name), "corpus", "cleaner dedup") from missing

    fields = ("id", "text", "source", "url", "date")
    schema = pa.schema([("n", pa.int64()), *((name, pa.string()) for name in fields)])
    rows = [{"n": n} | _row(document, fields) for n, document in enumerate(documents)]
    with LocalEngine(jobs) as engine:
        engine.put("documents", pa.Table.from_pylist(rows, schema=schema))
        pipeline.find_duplicates(engine, keep, said=verdicts)
        links = engine.arrow("links").select(list(Link.__dataclass_fields__)).to_pylist()
        members = engine.arrow("clusters").to_pylist()
    clusters: dict[str, list[str]] = {}
    keepers: dict[str, str] = {}
    named: dict[str, str] = {}
    for row in members:
        clusters.setdefault(row["cluster"], []).append(row["id"])
        keepers[row["id"]] = named[row["cluster"]] = row["keeper"]
    return Duplicates(
        tuple(sorted((Link(**row) for row in links), key=lambda link: (link.a, link.b, link.relation))),
        tuple(Cluster(name, named[name], tuple(sorted(ids))) for name, ids in sorted(clusters.items())),
        keepers,
    )


def _row(document: Document | Mapping[str, object], fields: tuple[str, ...]) -> dict[str, str | None]:
    """The fields as text that can be encoded: lone surrogates become question marks, which are no part of a word."""
    given = {name: getattr(document, name) for name in fields} if isinstance(document, Document) else document
    text = given.get("text")
    if not isinstance(text, str):
        raise UsageError(f"text must be a string, not {type(text).__name__}", f"document {given.get('id')}")
    row: dict[str, str | None] = {}
    for name in fields:
        value = given.get(name)
        row[name] = None if value is None else str(value).encode("utf-8", "replace").decode()
    row["id"] = row["id"] or ""
    return row
