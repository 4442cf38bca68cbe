"""Scrapy: real crawls of a server on this machine, each in a process of its own; and the law, item by item."""

import json
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("scrapy")
pytest.importorskip("pyarrow")

import scrapy
from integration_documents import DOCUMENTS, assert_same, profile
from itemadapter import ItemAdapter
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.statscollectors import MemoryStatsCollector

import cleaner
from cleaner.document import Document
from cleaner.errors import UsageError
from cleaner.formats import Record, read
from cleaner.integrations.scrapy import DuplicatesPipeline, ResiduePipeline

BATCH = Path(__file__).parent.parent / "samples" / "batch"
STORY = "The bridge opens on Monday, the mayor told reporters, four years after the first stone was laid. " * 3

CRAWL = '''
import json, sys
import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.exceptions import DropItem

class Picky:
    """A pipeline further on, which does not want every item."""
    def process_item(self, item):
        if "unwanted" in item["url"]:
            raise DropItem("unwanted")
        return item

class News(scrapy.Spider):
    name = "news"
    def parse(self, response):
        yield from response.follow_all(css="a")
        if response.css("pre"):
            fields = {name: response.css(f"i.{name}::text").get() for name in ("title", "lang", "source", "date")}
            yield {**fields, "url": response.url, "text": response.css("pre::text").get("")}
    def closed(self, reason):
        told = {k: v for k, v in self.crawler.stats.get_stats().items() if isinstance(v, int)}
        open(sys.argv[2] + ".stats", "w").write(json.dumps(told))

process = CrawlerProcess({
    "ITEM_PIPELINES": {
        "cleaner.integrations.scrapy.ResiduePipeline": 300,
        "cleaner.integrations.scrapy.DuplicatesPipeline": 400,
        Picky: 500,
    },
    "CLEANER_INDEX": sys.argv[3], "FEEDS": {sys.argv[2]: {"format": "jsonlines"}}, "CONCURRENT_REQUESTS": 1,
    "DEPTH_PRIORITY": 1, "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",  # in the order of the links
    "LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False, "DOWNLOAD_DELAY": 0, "ROBOTSTXT_OBEY": False,
})
process.crawl(News, start_urls=[sys.argv[1]])
process.start()
'''


def page(document: Document) -> str:
    known = ((name, getattr(document, name)) for name in ("title", "lang", "source", "date"))
    head = "".join(f'<i class="{name}">{escape(value)}</i>' for name, value in known if value)
    return f"<meta charset=utf-8>{head}<pre>{escape(document.text)}</pre>"


@contextmanager
def served(pages: dict[str, str]) -> Generator[str]:
    """A server of these pages, and a first one with links to them all, in their order."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            index = "".join(f'<a href="/{name}">.</a>' for name in pages)
            body = (index if self.path == "/" else pages[self.path[1:]]).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Tell nobody."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def crawl(folder: Path, name: str, site: str) -> tuple[dict[str, dict[str, Any]], dict[str, int]]:
    """A crawl in a new process: its items by the last part of their address, and its counts."""
    out = folder / f"{name}.jsonl"
    command = [sys.executable, "-c", CRAWL, site, str(out), str(folder / "news.sqlite")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=900)
    assert done.stderr == ""
    items = [json.loads(line) for line in out.read_text("utf-8").splitlines()] if out.exists() else []
    return {item["url"].rpartition("/")[2]: item for item in items}, json.loads(
        (folder / f"{name}.jsonl.stats").read_text()
    )


def test_two_crawls_leave_clean_items_without_copies(tmp_path: Path) -> None:
    """Of the samples every cluster that `cleaner dedup` finds leaves its first; a second crawl brings what is new."""
    documents = {
        item.document.id: item.document
        for item in read([str(BATCH / "*.jsonl")])
        if isinstance(item, Record) and not item.html
    }
    pages = {id: page(document) for id, document in documents.items()} | {"none": "<pre></pre>"}
    cleaned = {d.id: cleaner.clean(d.text, d.title, d.lang, d.source) for d in documents.values()}
    with served(pages) as site:
        items, counts = crawl(tmp_path, "first", site)
        found = cleaner.find_duplicates(
            [
                {"id": d.id, "text": cleaned[d.id].text, "source": d.source, "url": site + d.id, "date": d.date}
                for d in documents.values()
            ],
            keep="first",
        )
        copies = {member for cluster in found.clusters for member in cluster.members if member != cluster.keeper}
        assert copies and items.keys() == {*documents, "none"} - copies
        assert {id: items[id]["text"] for id in documents if id not in copies} == {
            id: cleaned[id].text for id in documents if id not in copies
        }
        assert counts["cleaner/duplicates"] == counts["item_dropped_reasons_count/DropItem"] == len(copies)
        assert counts["cleaner/characters_cut"] == sum(
            len(documents[id].text) - len(one.text) for id, one in cleaned.items()
        )
        assert counts["cleaner/items_with_residue"] == sum(bool(one.edits) for one in cleaned.values())
        assert counts["cleaner/residue/comment-form"] > 1 and counts["cleaner/items_without_text"] == 1

        pages["new"] = page(Document("", STORY))
        items, counts = crawl(tmp_path, "second", site)
        assert items.keys() == {"new", "none"}
        assert counts["cleaner/duplicates/exact"] == len(documents)


def test_nothing_is_a_copy_of_what_was_not_kept(tmp_path: Path) -> None:
    """What a pipeline further on drops is out of the index again."""
    with served({name: page(Document("", STORY)) for name in ("unwanted", "wanted", "copy")}) as site:
        items, counts = crawl(tmp_path, "crawl", site)
    assert list(items) == ["wanted"]
    assert counts["cleaner/taken_back"] == counts["cleaner/duplicates"] == 1


class Article(scrapy.Item):
    text = scrapy.Field()
    title = scrapy.Field()
    language = scrapy.Field()
    source = scrapy.Field()
    cuts = scrapy.Field()


@dataclass
class Story:
    text: str
    title: str | None
    language: str | None
    source: str | None
    cuts: object = None


def begun(settings: dict[str, object]) -> Crawler:
    """A crawler that counts, as one does that has begun."""
    crawler = Crawler(scrapy.Spider, settings)
    crawler.stats = MemoryStatsCollector(crawler)
    return crawler


@pytest.mark.parametrize("kind", [dict, Article, Story])
@pytest.mark.parametrize("learnt", [False, True])
def test_the_law(kind: Any, learnt: bool, tmp_path: Path) -> None:
    known = profile() if learnt else None
    settings: dict[str, object] = {"CLEANER_EDITS_FIELD": "cuts"}
    if known:
        known.save(tmp_path / "sources.jsonl")
        settings["CLEANER_PROFILE"] = str(tmp_path / "sources.jsonl")
    pipeline = ResiduePipeline.from_crawler(begun(settings))
    given = [kind(text=d.text, title=d.title, language=d.lang, source=d.source) for d in DOCUMENTS]
    done = [ItemAdapter(pipeline.process_item(item)) for item in given]
    assert_same([item["text"] for item in done], [item["cuts"] for item in done], known)


@pytest.mark.parametrize("without", ["comment-form,ad-label", ["comment-form"]])
def test_rules_are_left_out(without: object) -> None:
    text = "The bridge opens on Monday, the mayor said.\n\nLeave a reply:"
    pipeline = ResiduePipeline.from_crawler(begun({"CLEANER_WITHOUT": without}))
    assert pipeline.process_item({"text": text}) == {"text": text}


def test_a_crawl_without_an_index_does_not_begin() -> None:
    with pytest.raises(UsageError, match="CLEANER_INDEX: set it to the file"):
        DuplicatesPipeline.from_crawler(begun({}))


def test_a_dropped_item_says_of_what_it_is_a_copy(tmp_path: Path) -> None:
    crawler = begun({"CLEANER_INDEX": str(tmp_path / "s.sqlite"), "CLEANER_TEXT_FIELD": "body"})
    pipeline = DuplicatesPipeline.from_crawler(crawler)
    pipeline.open_spider()
    pipeline.process_item({"id": "a", "body": STORY})
    with pytest.raises(DropItem, match=r"^b: a copy \(exact\) of a$"):
        pipeline.process_item({"id": "b", "body": STORY.upper()})
    pipeline.close_spider()
