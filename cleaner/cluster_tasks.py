"""What the workers of a cluster do in the main job: each function takes batches of a partition, wherever it lies.

Documents travel packed, beside the columns that SQL asks for. Their numbers are places: that of their file among the
inputs, then their own in the file.
"""

from collections.abc import Iterator, Sequence
from functools import cache, partial
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from cleaner import __version__
from cleaner.account import Account
from cleaner.catalog import all_rules, digest
from cleaner.errors import CleanerError, MissingPart
from cleaner.formats import InputFile, Record, Reject, read_file
from cleaner.ids import Ids, root
from cleaner.job_key import code
from cleaner.pack import pack, unpack
from cleaner.pool import Pool
from cleaner.prepare import Prepared, article_batch, audit_rows, batches, named, prepare_packed
from cleaner.profile import Profile, sketch, source_of
from cleaner.settings import Settings
from cleaner.table import encodable, json_line
from cleaner.tables import new_table

try:
    import pyarrow as pa

    from cleaner.corpus import Place, removed
    from cleaner.staging import SCHEMA, staged
except ImportError as missing:
    raise MissingPart(str(missing.name), "corpus", "a job on a cluster") from missing

FILE: Final = 1 << 40  # places of a file: more records than one has

READ: Final = pa.schema([("n", pa.int64()), ("kind", pa.string()), ("source", pa.binary()), ("packed", pa.binary())])
SKETCHED: Final = pa.schema([("n", pa.int64()), ("packed", pa.binary())])
CLEANED: Final = pa.schema(
    [
        *(SCHEMA.field(name) for name in ("n", "id", "source", "url", "date", "characters")),
        ("text", pa.string()),
        ("usable", pa.bool_()),  # prepared, and not rejected
        ("key", pa.binary()),  # the id, whatever it is made of
        ("root", pa.binary()),
        ("survey", pa.binary()),
        ("packed", pa.binary()),
    ]
)
NAME: Final = pa.struct([("at", pa.int64()), ("name", pa.binary()), ("shown", pa.string())])
NAMED: Final = pa.schema([("names", pa.list_(NAME))])
WRITTEN: Final = pa.schema([("part", pa.int64()), ("packed", pa.binary())])
TABLES: Final = ("documents", "removed", "audit/edits", "audit/repairs")

Batches = Iterator[pa.RecordBatch]
Facts = tuple[str, int, str, int | None]  # of a `table.Part`


@cache
def build() -> str:
    """What the results hang on beside the input and the settings: the version, its very code, the rules."""
    rules = all_rules()
    if not rules:
        raise CleanerError("a worker has article-cleaner without its rules, as in a wheel that is packed: install it")
    return f"{__version__} (code {code()[:12]}, rules {digest(rules)[:12]})"


@cache
def _pool() -> Pool:
    """A process beside this one, which a page may cost: what Spark started must not be lost to a parser."""
    return Pool(1, ("cleaner.rules_ready",), apart=True)


def read(numbers: Batches, files: Sequence[InputFile], settings: Settings, driver: str) -> Batches:
    """The records of files by their number, their pages extracted; the rejects; and what is to be told.

    driver: the `build` of the driver. Raises CleanerError where it is not that of this worker.
    """
    if driver != build():
        raise CleanerError(f"a worker has article-cleaner {build()}, and the driver {driver}: install one on both")
    for row in _rows(numbers):
        n, notes = row["id"] * FILE, list[str]()
        records = islice(read_file(files[row["id"]], settings.read, notes.append), settings.limit)
        for done in _pool().map(partial(article_batch, settings=settings), batches(records)):
            yield pa.RecordBatch.from_pylist([_read_row(n + at, item) for at, item in enumerate(done)], schema=READ)
            n += len(done)
        yield pa.RecordBatch.from_pylist([_read_row(n + at, note) for at, note in enumerate(notes)], schema=READ)


def _read_row(n: int, item: Record | Reject | str) -> dict[str, object]:
    kind = "record" if isinstance(item, Record) else "reject" if isinstance(item, Reject) else "note"
    source = _bytes(source_of(item.document) or "") if isinstance(item, Record) else None
    return {"n": n, "kind": kind, "source": source, "packed": pack(item)}


def sketched(records: pa.RecordBatch) -> pa.RecordBatch:
    """What each record teaches."""
    done = map(unpack, records.column("packed").to_pylist())
    sketches = [pack((source_of(record.document), sketch(record.document.text))) for record in done]
    return pa.record_batch([records.column("n"), pa.array(sketches, pa.binary())], schema=SKETCHED)


def cleaned(records: pa.RecordBatch, settings: Settings, profile: Profile | None) -> pa.RecordBatch:
    """Every record prepared, or rejected."""
    read = map(unpack, records.column("packed").to_pylist())
    done = (item for packed in prepare_packed(read, settings, _pool(), profile, 0) for item in unpack(packed))
    rows = map(_cleaned_row, records.column("n").to_pylist(), done)
    return pa.RecordBatch.from_pylist(list(rows), schema=CLEANED)


def _cleaned_row(n: int, done: Prepared | Reject) -> dict[str, object]:
    row: dict[str, object] = {"n": n, "usable": isinstance(done, Prepared), "packed": pack(done)}
    if isinstance(done, Prepared):
        row |= {name: value for name, value in staged(done, n).items() if name in CLEANED.names}
        row |= {
            "key": _bytes(done.document.id),
            "root": _bytes(root(done.document.id)),
            "survey": pack((done.left, source_of(done.document))) if done.left else None,
        }
    return row


def fresh_names(namesakes: pa.RecordBatch) -> pa.RecordBatch:
    """The names of documents whose ids have one root, each group in the order of the input."""
    names: list[list[dict[str, object]]] = []
    for members in namesakes.column("members").to_pylist():
        ids = Ids()
        free = [(member["n"], ids.free(_text(member["key"]))) for member in members]
        names.append([{"at": n, "name": _bytes(name), "shown": encodable(name)} for n, name in free])
    return pa.record_batch([pa.array(names, pa.list_(NAME))], schema=NAMED)


def write(rows: Batches, folder: Path, suffix: str) -> Batches:
    """The documents of whole parts, in their order, to files: each attempt in a folder of its own below `folder`."""
    for part, members in groupby(_rows(rows), itemgetter("part")):
        attempt = folder / f"part-{part:05}-{uuid4().hex}"
        written = {"part": part, "packed": pack(_part(members, attempt, suffix))}
        yield pa.RecordBatch.from_pylist([written], schema=WRITTEN)


def _part(rows: Iterator[dict[str, Any]], folder: Path, suffix: str) -> tuple[dict[str, list[Facts]], Account]:
    """Write the documents of one part, and give the facts of its files, and its account."""
    tables = {name: new_table(folder, name, suffix) for name in TABLES}
    account = Account()
    for row in rows:
        item: Prepared = unpack(row["packed"])
        account.read(item)
        item = named(item, item.document.id if row["name"] is None else _text(row["name"]))
        for name, told in audit_rows(item):
            tables[name].write(told)
        kept = row["stays"] is not False  # nor None, which is said of what is in no cluster
        if kept:
            tables["documents"].write(item.fields)
        else:
            place = Place(row["cluster"], row["keeper"], kept, row["relation"])
            tables["removed"].write(removed(json_line(item.fields), place))
        account.placed(item.file, item.document.source, item.document.lang, len(item.text), kept)
    written = {name: table.close() if table.count else [] for name, table in tables.items()}
    return {
        name: [(str(p.path), p.bytes, p.sha256, p.records) for p in parts] for name, parts in written.items()
    }, account


def _rows(batches: Batches) -> Iterator[dict[str, Any]]:
    for batch in batches:
        yield from batch.to_pylist()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")
