"""Scrapy (2.14 and later): item pipelines that cut residue, and that drop near-duplicates, also across crawls.

    ITEM_PIPELINES = {
        "cleaner.integrations.scrapy.ResiduePipeline": 300,
        "cleaner.integrations.scrapy.DuplicatesPipeline": 400,
    }

Settings: CLEANER_TEXT_FIELD ("text"), CLEANER_PROFILE (a file), CLEANER_LEVEL ("normal"), CLEANER_WITHOUT (rules that are
left out), CLEANER_EDITS_FIELD (where the edits go; nowhere by default), CLEANER_INDEX (the file of what has come; the
second pipeline needs it). An item without a text goes through as it is. What was done is counted in the crawl's stats,
under `cleaner/`.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final, Self

from cleaner.arrivals import Arrival, Arrivals
from cleaner.document import Document
from cleaner.errors import MissingPart, UsageError
from cleaner.formats.record import BadRecord, ReadOptions
from cleaner.integrations.records import Records, edit_rows, layout
from cleaner.profile import Profile

try:
    from itemadapter import ItemAdapter
    from scrapy import signals
    from scrapy.crawler import Crawler
    from scrapy.exceptions import DropItem
except ImportError as missing:
    raise MissingPart(str(missing.name), "scrapy", "cleaner.integrations.scrapy") from missing

# Items that are remembered until they are kept or lost: of one for which a pipeline passes on another, nothing more is heard.
MOST_UNDER_WAY: Final = 10_000


class _Pipeline:
    """What both have: the text's field, and the crawl's stats."""

    def __init__(self, crawler: Crawler) -> None:
        self.text_field: str = crawler.settings.get("CLEANER_TEXT_FIELD", "text")
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The pipeline of a crawl, as Scrapy makes it."""
        return cls(crawler)

    def count(self, name: str, by: int = 1) -> None:
        """Add to one of the crawl's counts."""
        self._crawler.stats.inc_value(f"cleaner/{name}", by)


class ResiduePipeline(_Pipeline):
    """Cuts the residue out of an item's text. Title, language, source and address are read from the item's fields."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        profile = settings.get("CLEANER_PROFILE")
        self._records = Records(
            self.text_field,
            profile=Profile.load(profile) if profile else None,
            level=settings.get("CLEANER_LEVEL", "normal"),
            without=settings.getlist("CLEANER_WITHOUT"),
        )
        self._edits_field: str | None = settings.get("CLEANER_EDITS_FIELD")

    def process_item(self, item: Any, spider: object = None) -> Any:
        """The item, its text cleaned in place."""
        fields = ItemAdapter(item)
        done = self._records.clean(_plain(fields))
        if done is None:
            self.count("items_without_text")
            return item
        self.count("items_cleaned")
        if done.edits:
            self.count("items_with_residue")
            self.count("characters_cut", sum(edit.end - edit.start for edit in done.edits))
            for rule in {rule for edit in done.edits for rule in edit.rules}:
                self.count(f"residue/{rule}")
            fields[self.text_field] = done.text
        if self._edits_field:
            fields[self._edits_field] = edit_rows(done)
        return item


class DuplicatesPipeline(_Pipeline):
    """Drops an item whose text is an exact, near or rewritten copy of one that came before, in this crawl or another.

    An item that is dropped further on, or fails there, is taken out of the index again: nothing is dropped as a copy of
    what was not kept (pipelines must pass on the item they are given for that, not another). Crawls that run at the same
    time may share an index.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._file: str | None = crawler.settings.get("CLEANER_INDEX")
        if not self._file:
            raise UsageError("set it to the file that holds what has come before, as in 'news.sqlite'", "CLEANER_INDEX")
        self._layout = layout(ReadOptions(text_field=self.text_field))
        self._under_way: dict[int, tuple[object, Arrival]] = {}
        crawler.signals.connect(self._settled, signals.item_scraped)
        crawler.signals.connect(self._lost, signals.item_dropped)
        crawler.signals.connect(self._lost, signals.item_error)

    def open_spider(self, spider: object = None) -> None:
        """Open the index."""
        self._arrivals = Arrivals(self._file or "")

    def close_spider(self, spider: object = None) -> None:
        """Close the index."""
        self._arrivals.close()

    def process_item(self, item: Any, spider: object = None) -> Any:
        """The item as it is, or DropItem where it is a copy."""
        document = self._document(item)
        if document is None:
            self.count("items_without_text")
            return item
        arrival = self._arrivals.add(document)
        if arrival.tie:
            self.count("duplicates")
            self.count(f"duplicates/{arrival.tie.relation}")
            raise DropItem(f"{document.id}: a copy ({arrival.tie.relation}) of {arrival.keeper}")
        self._under_way[id(item)] = (item, arrival)
        if len(self._under_way) > MOST_UNDER_WAY:
            del self._under_way[next(iter(self._under_way))]
        return item

    def _document(self, item: Any) -> Document | None:
        """The document of an item, known by its address, or by its id where it has none."""
        try:
            document = self._layout.document(_plain(ItemAdapter(item)))
        except BadRecord:
            return None
        return replace(document, id=document.url or document.id)

    def _settled(self, item: object) -> None:
        self._under_way.pop(id(item), None)

    def _lost(self, item: object) -> None:
        if taken := self._under_way.pop(id(item), None):
            self.count("taken_back")
            self._arrivals.forget(taken[1])


def _plain(fields: Mapping[str, object]) -> dict[str, object]:
    """An item's fields, dates as text."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in fields.items()}
