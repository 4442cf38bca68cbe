"""Whether a page's markup is within what parsers bear: told before any of them is called.

Their time grows with the square of the attributes of one tag, and of the depth in some: 1 MB of markup takes libxml2 or
lexbor minutes. The scan reads tags as the HTML standard does, each character once.
"""

import re

from cleaner.errors import InputError

MAX_BYTES = 20 << 20
MAX_ATTRIBUTES = 1000
MAX_DEPTH = 1000

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


def check_markup(html: str) -> None:
    """InputError if the page is over 20 MB, a tag has over 1,000 attributes, or tags are nested over 1,000 deep.

    Comments are read as markup, as a comment that never ends would otherwise hide what follows it from the scan, and
    not from every parser.
    """
    if len(html) * 4 > MAX_BYTES and len(html.encode("utf-8", "replace")) > MAX_BYTES:
        raise InputError(f"a page of over {MAX_BYTES:,} bytes")
    ends = dict(_RAW_END)
    depth = place = 0
    while tag := _TAG.search(html, place):
        place = tag.end()
        if tag.lastindex == 2:
            depth -= depth > 0
            continue
        if place - tag.start() > 2 * MAX_ATTRIBUTES:
            start = tag.end(1)
            if sum(1 for _ in _ATTRIBUTES.finditer(html, start, place)) > MAX_ATTRIBUTES:
                raise InputError(f"a tag of over {MAX_ATTRIBUTES:,} attributes")
        name = tag[1].lower()
        if name in ends:
            if end := ends[name].search(html, place):
                place = end.start()
            else:
                del ends[name]  # nor will there be one further on
        if not _FLAT.fullmatch(name):
            depth += 1
            if depth > MAX_DEPTH:
                raise InputError(f"tags nested over {MAX_DEPTH:,} deep")
