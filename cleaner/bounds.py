"""Whether a page's markup is within what parsers bear: told before any of them is called.

Their time grows with the square of the attributes of one tag, and of the depth in some: 1 MB of markup takes libxml2 or
lexbor minutes. The scan reads tags as the HTML standard does, each character once.
"""

import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

from cleaner.errors import InputError, UsageError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_LARGEST: Final = 1 << 50


@dataclass(frozen=True, slots=True)
class PageBounds:
    """What a page may hold: bytes in UTF-8, attributes of one tag, and tags in tags."""

    max_bytes: int = 20 << 20
    max_attributes: int = 1000
    max_depth: int = 1000

    def __post_init__(self) -> None:
        check_bounds(self, "page")


def check_bounds(options: "DataclassInstance", table: str) -> None:
    """UsageError if one of the fields `max_...` is no bound."""
    for field in fields(options):
        if field.name.startswith("max_") and not 1 <= getattr(options, field.name) <= _LARGEST:
            raise UsageError(f"must lie between 1 and {_LARGEST:,}", f"{table}.{field.name}")


BOUNDS: Final = PageBounds()

_ATTRIBUTE = r"""[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>"'][^\s>]*+)?+)?+"""
_TAG = re.compile(rf"<(?:([a-zA-Z][^\s/>]*+)(?:[\s/]++|{_ATTRIBUTE})*+>?|/([a-zA-Z]))")
_ATTRIBUTES = re.compile(_ATTRIBUTE)
# What is in these is text, up to the tag that closes them.
_RAW_END = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style", "textarea", "title", "xmp")}
# Tags that hold nothing, or that the next of their kind closes.
_FLAT = re.compile(
    "area|base|br|col|embed|hr|img|input|link|meta|param|path|source|track|wbr"
    "|p|li|dt|dd|option|tr|td|th|tbody|thead|tfoot|colgroup"
)


def check_markup(html: str, bounds: PageBounds = BOUNDS) -> None:
    """InputError if the page passes one of the `bounds`.

    Comments are read as markup, as a comment that never ends would otherwise hide what follows it from the scan, and
    not from every parser.
    """
    if len(html) * 4 > bounds.max_bytes and len(html.encode("utf-8", "replace")) > bounds.max_bytes:
        raise InputError(f"a page of over {bounds.max_bytes:,} bytes")
    ends = dict(_RAW_END)
    depth = place = 0
    while tag := _TAG.search(html, place):
        place = tag.end()
        if tag.lastindex == 2:
            depth -= depth > 0
            continue
        if place - tag.start() > 2 * bounds.max_attributes:
            start = tag.end(1)
            if sum(1 for _ in _ATTRIBUTES.finditer(html, start, place)) > bounds.max_attributes:
                raise InputError(f"a tag of over {bounds.max_attributes:,} attributes")
        name = tag[1].lower()
        if name in ends:
            if end := ends[name].search(html, place):
                place = end.start()
            else:
                del ends[name]  # nor will there be one further on
        if not _FLAT.fullmatch(name):
            depth += 1
            if depth > bounds.max_depth:
                raise InputError(f"tags nested over {bounds.max_depth:,} deep")
