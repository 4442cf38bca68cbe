"""A page's HTML to a Document: the article's text, and what the page says of its title, date, language and place.

trafilatura reads the page; resiliparse if it must be `fast`; where they find nothing or fail,
Beautiful Soup gives the paragraphs.
"""

import inspect
import logging
import re
import warnings
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from cleaner.bounds import BOUNDS, PageBounds, check_markup
from cleaner.document import Document
from cleaner.errors import CleanerError, MissingPart
from cleaner.formats.charset import page_text
from cleaner.formats.layout import hashed_id
from cleaner.url import host

_LANG = re.compile(r"""<html\b[^>]{0,2000}?\slang\s*=\s*["']?\s*([a-zA-Z]{2,3})(?![a-zA-Z])""", re.IGNORECASE)
_HEAD = 20_000
# The clock must not decide which dates are believed; beyond this year they are misprints on any day.
_LAST_DATE = "2100-01-01"
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DOCTYPE = re.compile(r"\s*<!doctype[^>]*>", re.IGNORECASE)
_HALF = re.compile("[\ud800-\udfff]")
_TAG = re.compile("<[a-zA-Z]")
# A picture's caption is none of the article's sentences, and the picture is not here.
_CAPTIONS = ["//figcaption", "//*[contains(@class, 'caption')]"]
# Beautiful Soup: what is no text, where the article is, what its paragraphs are.
_BARE = ("script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form", "button", "svg")
_BLOCKS = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "pre", "td", "dd", "dt", "figcaption")


class _Found(NamedTuple):
    text: str
    title: str | None = None
    date: str | None = None
    url: str | None = None


def extract(
    html: str | bytes, url: str | None = None, fast: bool = False, *, bounds: PageBounds = BOUNDS
) -> Document | None:
    """The document in a page, or None if there is no text in it.

    `url` is the page's address, where it is known. The id is the address, or a hash of source and text; the source is
    the address's host. Bytes are read as `page_text` says. InputError for a page beyond its `bounds`, which are what
    parsers bear; MissingPart if `fast` is asked for and resiliparse is not installed.
    """
    if isinstance(html, bytes):
        html = page_text(html)
    check_markup(html, bounds)
    if not _TAG.search(html):
        return None
    html = html.replace("\0", "")  # libxml2 takes it for the page's end
    try:
        html.encode("utf-8")  # faster than to look for halves of surrogate pairs in every page
    except UnicodeEncodeError:
        html = _HALF.sub("\ufffd", html)
    found = (_by_resiliparse(html) if fast else _by_trafilatura(html, url)) or _by_soup(html)
    if found is None:
        return None
    url = url or found.url
    source = host(url)
    lang = _LANG.search(html, 0, _HEAD)
    return Document(
        id=url or hashed_id(source, found.text),
        text=found.text,
        title=_line(found.title),
        lang=lang[1].lower() if lang else None,
        source=source,
        url=url,
        date=found.date,
    )


def _line(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None


@cache
def _trafilatura() -> Callable[..., object]:
    try:
        from trafilatura import bare_extraction
    except ImportError as error:  # lxml parted with lxml_html_clean, and some versions of pip do not follow
        raise CleanerError(f"pages need the packages trafilatura and lxml_html_clean ({error})") from None
    for name in ("trafilatura", "htmldate", "courlan"):  # their complaints about a page are not the user's
        logging.getLogger(name).addHandler(logging.NullHandler())
    extraction: Callable[..., object] = bare_extraction
    return extraction


@cache
def _wants_metadata() -> dict[str, bool]:
    """The argument that asks for title and date; before trafilatura 2 it refused pages without them instead."""
    new = "only_with_metadata" in inspect.signature(_trafilatura()).parameters
    return {"with_metadata": True} if new else {}


def _by_trafilatura(html: str, url: str | None) -> _Found | None:
    dates = {"original_date": True, "extensive_search": False, "max_date": _LAST_DATE}
    extraction, wanted = _trafilatura(), _wants_metadata()
    if doctype := _DOCTYPE.match(html):  # trafilatura 1 mends it by the line, which may be the whole page
        html = doctype[0] + "\n" + html[doctype.end() :]
    try:
        found = extraction(
            html, url=url, include_comments=False, date_extraction_params=dates, prune_xpath=_CAPTIONS, **wanted
        )
    except Exception:  # whatever a broken page makes a parser raise; Beautiful Soup is tried instead
        return None
    values = found if isinstance(found, dict) else {name: getattr(found, name, None) for name in _Found._fields}
    text, *others = (value if isinstance(value := values.get(name), str) else None for name in _Found._fields)
    return _Found(text, *others) if text and not text.isspace() else None


def _by_soup(html: str) -> _Found | None:
    from bs4 import BeautifulSoup

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        soup = BeautifulSoup(html, "lxml")
    title = soup.title.get_text() if soup.title else None
    for tag in soup.find_all(_BARE):
        tag.decompose()
    root = soup.find("article") or soup.find("main") or soup.body or soup
    blocks = [block for block in root.find_all(_BLOCKS) if not block.find(_BLOCKS)]
    lines = [" ".join(block.get_text().split()) for block in blocks] or [
        " ".join(line.split()) for line in root.get_text("\n").split("\n")
    ]
    text = "\n".join(line for line in lines if line)
    return _Found(text, title) if text else None


def _by_resiliparse(html: str) -> _Found | None:
    try:
        from resiliparse.extract.html2text import extract_plain_text
        from resiliparse.parse.html import HTMLTree
    except ImportError:
        raise MissingPart("resiliparse", "fast", "fast extraction") from None
    tree = HTMLTree.parse(html)

    def said(selector: str, attribute: str | None = None) -> str | None:
        node = tree.document.query_selector(selector) if tree.document else None
        return (node.getattr(attribute) if attribute else node.text) if node else None

    date = said('meta[property="article:published_time"]', "content") or said("time[datetime]", "datetime")
    iso = _ISO_DATE.match(date or "")
    found = _Found(
        text="",
        title=said('meta[property="og:title"]', "content") or said("h1") or tree.title,
        date=iso[0] if iso else None,
        url=said('link[rel="canonical"]', "href"),
    )
    text: str = extract_plain_text(tree, main_content=True, alt_texts=False, list_bullets=False)
    return found._replace(text=text) if text and not text.isspace() else None
