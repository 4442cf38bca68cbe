"""The main job on a cluster: workers read, extract, clean, compare and write; what hangs on an order, the driver does.

A document's number is its place: that of its file among the inputs, then its own in the file. So every worker numbers
what it reads by itself, and the order of the numbers is that of the input, which is all that the result hangs on.
The driver learns the profile from the first documents of each source, tells which lines stayed, ties links to
clusters, and puts the parts that workers have written in their places. All folders are seen by all workers.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cleaner.account import Account
from cleaner.errors import MissingPart, UsageError
from cleaner.formats import InputFile
from cleaner.output import OutputFolder
from cleaner.pack import unpack
from cleaner.profile import SAMPLE, Learner, Profile
from cleaner.settings import Settings
from cleaner.survivors import Survivors
from cleaner.table import Part

try:
    import pyarrow as pa

    from cleaner import cluster_tasks
    from cleaner.corpus import Place, find_duplicates
    from cleaner.engine.spark import SparkEngine, begun
    from cleaner.index import opened
except ImportError as missing:
    raise MissingPart(str(missing.name), "spark", "a job on a cluster") from missing

if TYPE_CHECKING:
    from pyspark.sql import SparkSession  # pyright: ignore[reportMissingImports]

CHUNK: Final = 4096  # places that go to one part together
PART_CHARACTERS: Final = 64 << 20  # of a part, about
TASKS: Final = 10_000  # of reading, at most

CHUNKS: Final = pa.schema([("chunk", pa.int64()), ("part", pa.int64())])
PLACED: Final = pa.schema(
    [
        ("at", pa.int64()),
        ("cluster", pa.string()),
        ("keeper", pa.string()),
        ("stays", pa.bool_()),
        ("relation", pa.string()),
    ]
)


def work(
    found: Sequence[InputFile],
    settings: Settings,
    profile: Profile | None,
    folder: OutputFolder,
    account: Account,
    survivors: Survivors,
    session: "SparkSession | None",
    tell: Callable[[str], None],
    advance: Callable[[str, int], None],
) -> Profile | None:
    """Do all of the job that documents pass through; return the profile that they were cleaned with.

    Without a session, one is begun as the settings say. Raises UsageError for the standard input, which no worker
    can read, and CleanerError for what went wrong on a worker.
    """
    if any(file.path is None and file.url is None for file in found):
        raise UsageError("the workers of a cluster cannot read it: write it to a file that they can see", "-")
    session = session or begun(settings.master)
    with SparkEngine(session, kept=folder.kept.absolute()) as engine:
        advance("read", 0)
        _read_all(engine, found, settings, tell)
        if settings.clean and profile is None:
            advance("learn", 0)
            profile = _learn(engine)
        advance("clean", 0)
        clean = partial(cluster_tasks.cleaned, settings=settings, profile=profile)
        engine.map("cleaned", "taken", clean, cluster_tasks.CLEANED, ("n", "packed"))
        _name_all(engine)
        for reject in _packed(engine, "SELECT n, packed FROM cleaned WHERE NOT usable"):
            account.read(reject)
            folder.table("rejects").write(reject.row())
        for left, source in _packed(engine, "SELECT n, survey AS packed FROM cleaned WHERE survey IS NOT NULL"):
            survivors.see(left, source)
        places = dict[int, Place]()
        if settings.dedup:
            advance("find duplicates", 0)
            index = opened(settings.against) if settings.against else None
            places = find_duplicates(engine, index, folder, account, settings)
        advance("write", 0)
        rows = [{"at": n, **place._asdict(), "stays": place.kept} for n, place in places.items()]
        engine.put("placed", pa.Table.from_pylist(rows, schema=PLACED))
        _write_all(engine, settings, folder, account)
    return profile


def _read_all(engine: SparkEngine, found: Sequence[InputFile], settings: Settings, tell: Callable[[str], None]) -> None:
    """The records of all files, their pages extracted, and the rejects (`taken`)."""
    files = [replace(file, path=file.path and file.path.absolute()) for file in found]
    read = partial(cluster_tasks.read, files=files, settings=settings, driver=cluster_tasks.build())
    engine.spread("read", len(files), min(len(files), TASKS), read, cluster_tasks.READ)
    for note in _packed(engine, "SELECT n, packed FROM read WHERE kind = 'note'"):
        tell(note)
    taken = "SELECT * FROM read WHERE kind <> 'note'"
    if settings.limit:
        beyond = engine.scalar(f"SELECT n FROM ({taken}) items ORDER BY n LIMIT 1 OFFSET {settings.limit}")
        taken += "" if beyond is None else f" AND n < {beyond}"
    engine.sql("taken", taken, once=True)


def _learn(engine: SparkEngine) -> Profile:
    """Workers sketch as many documents of each source as the learner takes; it sees them in the order of the input."""
    engine.sql(
        "shown",
        f"""SELECT n FROM (SELECT n, ROW_NUMBER() OVER (PARTITION BY source ORDER BY n) AS nth
                           FROM taken WHERE kind = 'record') counted
            WHERE nth <= {SAMPLE}""",
    )
    engine.sql("samples", "SELECT t.n, t.packed FROM taken t LEFT SEMI JOIN shown s ON t.n = s.n", once=True)
    engine.map("sketches", "samples", cluster_tasks.sketched, cluster_tasks.SKETCHED, ("n", "packed"))
    learner = Learner()
    for source, seen in _packed(engine, "SELECT n, packed FROM sketches"):
        learner.add(seen, source)
    return learner.profile()


def _name_all(engine: SparkEngine) -> None:
    """The names of documents whose id is taken (`fresh`), and the documents as the comparison sees them (`staged`)."""
    engine.sql(
        "namesakes",
        """SELECT SORT_ARRAY(COLLECT_LIST(STRUCT(n, key))) AS members FROM cleaned WHERE usable
           GROUP BY root HAVING COUNT(*) > 1""",
        once=True,
    )
    engine.map("named", "namesakes", cluster_tasks.fresh_names, cluster_tasks.NAMED, ("members",))
    engine.sql("fresh", "SELECT INLINE(names) FROM named")
    engine.sql(
        "staged",
        """SELECT n, COALESCE(f.shown, c.id) AS id, text, source, url, date
           FROM cleaned c LEFT JOIN fresh f ON c.n = f.at WHERE c.usable""",
        once=True,
    )


def _write_all(engine: SparkEngine, settings: Settings, folder: OutputFolder, account: Account) -> None:
    """Workers write parts; those of the attempts that count are put in place. A part begins where the documents say."""
    sizes = f"SELECT n DIV {CHUNK} AS n, SUM(characters) AS characters FROM cleaned WHERE usable GROUP BY 1"
    chunks: list[dict[str, int]] = []
    size = 0
    for row in _ordered(engine, sizes):
        chunks.append({"chunk": row["n"], "part": size // PART_CHARACTERS})
        size += row["characters"]
    engine.put("chunks", pa.Table.from_pylist(chunks, schema=CHUNKS))
    rows = engine.session.sql(
        f"""SELECT h.part, c.n, c.packed, f.name, p.cluster, p.keeper, p.stays, p.relation
            FROM cleaned c JOIN chunks h ON c.n DIV {CHUNK} = h.chunk
            LEFT JOIN fresh f ON c.n = f.at LEFT JOIN placed p ON c.n = p.at WHERE c.usable"""
    )
    in_parts = rows.repartition(1 + size // PART_CHARACTERS, "part").sortWithinPartitions("part", "n")
    # The columns of Parquet are settled over all rows of a table: until it is closed, its parts are JSON lines.
    suffix = "jsonl" if settings.format == "parquet" else settings.format
    write = partial(cluster_tasks.write, folder=folder.work.absolute(), suffix=suffix)
    for row in sorted(engine.apply(in_parts, write, cluster_tasks.WRITTEN).collect(), key=itemgetter("part")):
        parts, counted = unpack(row["packed"])
        account.add(counted)
        for name in cluster_tasks.TABLES:
            folder.table(name).adopt(Part(Path(path), *facts) for path, *facts in parts[name])


def _ordered(engine: SparkEngine, query: str) -> Iterator[Any]:
    """The rows of a query by their number, a partition at a time."""
    rows: Iterator[Any] = engine.session.sql(f"{query} ORDER BY n").toLocalIterator(prefetchPartitions=True)
    return rows


def _packed(engine: SparkEngine, query: str) -> Iterator[Any]:
    """What the column `packed` of a query holds, by number."""
    return (unpack(row["packed"]) for row in _ordered(engine, query))
