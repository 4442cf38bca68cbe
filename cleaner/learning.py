"""The first pass of the main job: records are read, pages extracted, and what the sources repeat is learnt.

The second pass cleans what the first one spooled. Learning is done in one process and in the order of the input,
so that the number of processes changes nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from typing import NamedTuple

from cleaner.formats.record import Record, Reject
from cleaner.pack import pack, unpack
from cleaner.pool import Pool
from cleaner.prepare import article_batch, batches, prepare_batch
from cleaner.profile import Learner, Profile, Sketch, sketch, source_of
from cleaner.settings import Settings
from cleaner.spool import Spool

Batch = list[Record | Reject]


class Task(NamedTuple):
    """A batch, and the sources of it that enough is known of."""

    batch: Batch
    known: frozenset[str | None]


class Done(NamedTuple):
    """A batch with its pages extracted: packed where it is kept, and what its documents teach."""

    records: int
    packed: bytes
    sketches: list[tuple[str | None, Sketch]]
    rejects: list[Reject]


def learn(
    records: Iterable[Record | Reject],
    settings: Settings,
    pool: Pool,
    advance: Callable[[str, int], None],
    spool: Spool | None = None,
    refuse: Callable[[Reject], None] | None = None,
) -> Profile:
    """Read all records, and return their profile.

    What was read, the rejects among it, goes to the `spool`, for `clean_learnt`; what is there already is not read
    again. `refuse` is given each reject.
    """
    learner = Learner()
    read = partial(_read, keep=spool is not None, settings=settings)

    def rest(first: int) -> Iterator[bytes]:
        return pool.map(read, islice(_tasks(records, learner), first, None))

    for packed in spool.through(rest) if spool else rest(0):
        done: Done = unpack(packed)
        advance("read and learn", done.records)
        if refuse:
            for reject in done.rejects:
                refuse(reject)
        for source, seen in done.sketches:
            learner.add(seen, source)
    return learner.profile()


def clean_learnt(spool: Spool, settings: Settings, pool: Pool, profile: Profile, first: int) -> Iterator[bytes]:
    """What the first pass read, from batch number `first` on, cleaned with the profile: packed as by `prepared_packed`."""
    return pool.map_beside(partial(_clean, settings=settings), spool.batches(first), profile)


def _tasks(records: Iterable[Record | Reject], learner: Learner) -> Iterator[Task]:
    """The records in batches. What the learner has enough of it would pass over: no process need sketch it."""
    for batch in batches(records):
        sources = {source_of(item.document) for item in batch if isinstance(item, Record)}
        yield Task(batch, frozenset(filter(learner.has_enough, sources)))


def _read(task: Task, keep: bool, settings: Settings) -> bytes:
    read = article_batch(task.batch, settings)
    sketches: list[tuple[str | None, Sketch]] = []
    for item in read:
        if isinstance(item, Record) and (source := source_of(item.document)) not in task.known:
            sketches.append((source, sketch(item.document.text)))
    packed = pack(read) if keep else b""
    return pack(Done(len(read), packed, sketches, [item for item in read if isinstance(item, Reject)]))


def _clean(packed: bytes, profile: Profile, settings: Settings) -> bytes:
    done: Done = unpack(packed)
    return pack(prepare_batch(unpack(done.packed), profile, settings, survey=True))
