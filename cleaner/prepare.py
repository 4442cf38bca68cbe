"""Records to prepared documents: a page is extracted, then the rules take the residue out.

Works on batches, in any process; a record that cannot be prepared becomes a reject and costs no other.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from cleaner.catalog import select
from cleaner.cleaning import clean
from cleaner.document import Document
from cleaner.errors import CleanerError
from cleaner.formats.record import Record, Reject
from cleaner.ledger import Cleaned, Edit
from cleaner.pool import Pool
from cleaner.settings import Settings
from cleaner.url import host

BATCH_RECORDS: Final = 256
BATCH_CHARACTERS: Final = 2 << 20


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document ready for the corpus: `document.text` is the text before its `edits`, `text` the one after.

    `fields` is the record that will be written, its text already the one after.
    """

    document: Document
    text: str
    edits: tuple[Edit, ...]
    asked: tuple[Edit, ...]
    fields: dict[str, object]
    file: str


def prepared(items: Iterable[Record | Reject], settings: Settings, pool: Pool) -> Iterator[Prepared | Reject]:
    """Every record prepared, every reject as it is, in order."""
    work = partial(prepare_batch, settings=settings)
    for batch in pool.map(work, batches(items)):
        yield from batch


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


def prepare_batch(batch: list[Record | Reject], settings: Settings) -> list[Prepared | Reject]:
    """One batch, in the same order."""
    return [prepare(item, settings) if isinstance(item, Record) else item for item in batch]


def prepare(record: Record, settings: Settings) -> Prepared | Reject:
    """One record; a reject when its page holds no article, or the rules do not come to rest on it."""
    document, fields = record.document, dict(record.fields)
    try:
        if record.html:
            found = extracted(record, settings.fast)
            if found is None:
                return record.reject("no-article", "no article text is found in the page")
            document = found
            fields.pop(record.text_field, None)
            fields |= {"id": document.id} if "id" not in fields else {}
            fields |= {
                k: v
                for k in ("title", "date", "url", "lang", "source")
                if (v := getattr(document, k)) and k not in fields
            }
        cleaned = _cleaned(document, settings) if settings.clean else Cleaned(document.text)
    except CleanerError as error:
        return record.reject("not-prepared", error.message)
    fields.setdefault("id", document.id)
    fields["text" if record.html else record.text_field] = cleaned.text
    return Prepared(document, cleaned.text, cleaned.edits, cleaned.asked, fields, record.file)


def extracted(record: Record, fast: bool) -> Document | None:
    """The article of a page, with what the record says of it before what the page says."""
    from cleaner.extraction import extract

    told = record.document
    found = extract(told.text, told.url, fast)
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


def _cleaned(document: Document, settings: Settings) -> Cleaned:
    return clean(
        document.text,
        document.title,
        document.lang,
        document.source or host(document.url),
        rules=select(settings.only, settings.without),
        floor=settings.floor,
    )


def renamed(item: Prepared, id: str) -> Prepared:
    """The document under another id, which its record carries as `cleaner_id` beside its own."""
    return replace(item, document=replace(item.document, id=id), fields=item.fields | {"cleaner_id": id})
