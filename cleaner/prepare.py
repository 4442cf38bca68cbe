"""Records to prepared documents: a page is extracted, encodings are put right, then the rules take the residue out.

Works on batches, in any process; a record that cannot be prepared becomes a reject and costs no other. So does one that
takes longer than it may, or that a process ends at, where the pool works apart (see `cleaner.worker`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import chain, groupby, islice
from typing import Final

from cleaner.catalog import all_rules, select
from cleaner.cleaning import clean
from cleaner.document import Document
from cleaner.encoding import Repair, repair
from cleaner.errors import CleanerError
from cleaner.formats.record import Record, Reject
from cleaner.ledger import Cleaned, Edit
from cleaner.pack import pack
from cleaner.pool import Pool, map_here
from cleaner.profile import Profile, source_of
from cleaner.settings import Settings
from cleaner.survivors import Left, left
from cleaner.worker import Loss, each

BATCH_RECORDS: Final = 256
BATCH_CHARACTERS: Final = 2 << 20


def preload(settings: Settings) -> tuple[str, ...]:
    """What the processes that prepare load once, before they fork: the rules too, where they are used."""
    return ("cleaner.rules_ready",) if settings.clean else ("cleaner.prepare",)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document ready for the corpus: `document.text` is the text before its `edits` and after the `repairs` of its
    encoding, `text` the one after both.

    `fields` is the record that will be written, its text already the one after; `left` is what may be residue still,
    where that was asked for.
    """

    document: Document
    text: str
    edits: tuple[Edit, ...]
    asked: tuple[Edit, ...]
    fields: dict[str, object]
    file: str
    left: Left | None = None
    line: int = 0
    repairs: tuple[Repair, ...] = ()


def prepared(
    items: Iterable[Record | Reject],
    settings: Settings,
    pool: Pool,
    profile: Profile | None = None,
    survey: bool = False,
) -> Iterator[Prepared | Reject]:
    """Every record prepared, every reject as it is, in order. What takes no work to prepare does not go to the pool."""
    work = partial(prepare_batch, settings=settings, survey=survey)
    for busy, some in groupby(batches(items), partial(is_work, settings=settings)):
        mapped = pool.map_beside if busy else map_here
        yield from chain.from_iterable(mapped(work, some, profile))


def is_work(batch: list[Record | Reject], settings: Settings) -> bool:
    """Whether anything is to be done to a batch: cleaned, put right, or extracted."""
    return settings.clean or settings.fix_encoding or any(isinstance(item, Record) and item.html for item in batch)


def prepare_packed(
    items: Iterable[Record | Reject], settings: Settings, pool: Pool, profile: Profile | None, first: int
) -> Iterator[bytes]:
    """The same in batches, packed, from batch number `first` on, for a job's own account: what is left is said as well."""
    work = partial(_prepare_packed, settings=settings)
    return pool.map_beside(work, islice(batches(items), first, None), profile)


def _prepare_packed(batch: list[Record | Reject], profile: Profile | None, settings: Settings) -> bytes:
    return pack(prepare_batch(batch, profile, settings, survey=settings.clean))


def batches(items: Iterable[Record | Reject]) -> Iterator[list[Record | Reject]]:
    """The items in lists of moderate size."""
    batch: list[Record | Reject] = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(item.document.text) if isinstance(item, Record) else 0
        if len(batch) >= BATCH_RECORDS or size >= BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def prepare_batch(
    batch: list[Record | Reject], profile: Profile | None, settings: Settings, survey: bool = False
) -> list[Prepared | Reject]:
    """One batch, in the same order; with a `survey`, each document says what is `left` in it."""
    if settings.clean:
        all_rules()  # loaded before the time of a document is counted

    def work(item: Record | Reject) -> Prepared | Reject:
        return prepare(item, settings, profile, survey) if isinstance(item, Record) else item

    return each(work, batch, settings.max_seconds, partial(given_up, seconds=settings.max_seconds))


def given_up(item: Record | Reject, loss: Loss, seconds: float) -> Reject:
    """The reject of an item that a process was lost at."""
    if isinstance(item, Reject):
        return item
    if loss.slow:
        return item.reject("too-slow", f"took over {seconds:g} seconds of processor time (max_seconds)")
    return item.reject("crashed", f"a process ended at it, and another ({loss.by})")


def prepare(
    record: Record, settings: Settings, profile: Profile | None = None, survey: bool = False
) -> Prepared | Reject:
    """One record; a reject when its page holds no article, or the rules do not come to rest on it."""
    read = article(record, settings)
    done = read if isinstance(read, Reject) else cleaned(read, settings, profile)
    return replace(done, left=left(done.text)) if survey and isinstance(done, Prepared) else done


def article_batch(batch: list[Record | Reject], settings: Settings) -> list[Record | Reject]:
    """One batch with its pages extracted, in the same order."""

    def work(item: Record | Reject) -> Record | Reject:
        return article(item, settings) if isinstance(item, Record) else item

    return each(work, batch, settings.max_seconds, partial(given_up, seconds=settings.max_seconds))


def article(record: Record, settings: Settings) -> Record | Reject:
    """The record with the article of its page for a text, and what the page says beside it; others are as they were.

    The encoding of the document's text and title is put right where that is asked for.
    """
    if not record.html:
        return _repaired(record) if settings.fix_encoding else record
    try:
        found = extracted(record, settings)
    except CleanerError as error:
        return record.reject("not-prepared", error.message)
    except Exception as error:  # whatever a page makes a parser raise
        return record.reject("not-prepared", f"a parser failed at it ({type(error).__name__})")
    if found is None:
        return record.reject("no-article", "no article text is found in the page")
    fields = {name: value for name, value in record.fields.items() if name != record.text_field}
    fields.setdefault("id", found.id)
    for name in ("title", "date", "url", "lang", "source"):
        if value := getattr(found, name):
            fields.setdefault(name, value)
    fields["text"] = found.text
    read = replace(record, document=found, fields=fields, text_field="text", html=False)
    return _repaired(read) if settings.fix_encoding else read


def _repaired(record: Record) -> Record:
    document = record.document
    if record.repairs:  # in the first pass of a job
        return record
    text, repairs = repair(document.text)
    title = repair(document.title)[0] if document.title else None
    return replace(record, document=replace(document, text=text, title=title), repairs=repairs)


def cleaned(record: Record, settings: Settings, profile: Profile | None) -> Prepared | Reject:
    """A record that is no page, less its residue."""
    document = record.document
    try:
        done = _cleaned(document, settings, profile) if settings.clean else Cleaned(document.text)
    except CleanerError as error:
        return record.reject("not-prepared", error.message)
    fields = {**record.fields}
    if fields.get("id") is None:
        fields["id"] = document.id
    fields[record.text_field] = done.text
    return Prepared(
        document, done.text, done.edits, done.asked, fields, record.file, line=record.line, repairs=record.repairs
    )


def extracted(record: Record, settings: Settings) -> Document | None:
    """The article of a page, with what the record says of it before what the page says."""
    from cleaner.extraction import extract

    told = record.document
    found = extract(told.text, told.url, settings.fast, bounds=settings.page)
    if found is None or not found.text.strip():
        return None
    return replace(
        found,
        id=told.id,
        title=told.title or found.title,
        lang=told.lang or found.lang,
        source=told.source or found.source,
        url=told.url or found.url,
        date=told.date or found.date,
    )


def _cleaned(document: Document, settings: Settings, profile: Profile | None) -> Cleaned:
    return clean(
        document.text,
        document.title,
        document.lang,
        source_of(document),
        profile,
        level=settings.level,
        rules=select(settings.only, settings.without),
    )


def named(item: Prepared, id: str) -> Prepared:
    """The document under its id in the audit; where that is not its own, its record carries it as `cleaner_id`."""
    if id == item.document.id and "cleaner_id" not in item.fields:  # which an earlier run may have left there
        return item
    return replace(item, document=replace(item.document, id=id), fields=item.fields | {"cleaner_id": id})


def audit_rows(item: Prepared) -> Iterator[tuple[str, dict[str, object]]]:
    """What was done to a document, as rows of audit tables, each after the name of its table."""
    id = item.document.id
    for edit in item.edits:
        yield "audit/edits", {"id": id, **edit.row()}
    for made in item.repairs:
        yield "audit/repairs", {"id": id, **asdict(made)}
