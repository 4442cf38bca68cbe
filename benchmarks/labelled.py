"""Labelled pages, as the scripts beside this one read them."""

import gzip
import hashlib
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

OG_TITLE = re.compile(r"""<meta[^>]{0,200}?og:title["'][^>]{0,200}?content=["']([^"']{3,300})""", re.IGNORECASE)
TITLE = re.compile(r"<title[^>]{0,200}>([^<]{3,300})", re.IGNORECASE)


def half(site: str) -> str:
    """Which half of the sites one belongs to: `read` when rules were written and weights fitted, or `unread`."""
    return "unread" if hashlib.sha1(f"half:{site}".encode()).digest()[0] % 5 < 2 else "read"


def rows(file: Path) -> Iterator[dict[str, Any]]:
    """The records of a gzipped file of JSON lines."""
    with gzip.open(file, "rt", encoding="utf-8") as opened:
        yield from map(json.loads, opened)


def titles(folder: Path | None) -> dict[tuple[str, str], str]:
    """The titles that pages give themselves, by source and id."""
    found: dict[tuple[str, str], str] = {}
    for file in sorted(folder.glob("*.jsonl.gz")) if folder else ():
        for page in rows(file):
            told = OG_TITLE.search(page["html"]) or TITLE.search(page["html"])
            if told:
                found[page["source"], page["id"]] = " ".join(html.unescape(told[1]).split())
    return found
