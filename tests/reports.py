"""Folders to report on, and the parts of a page that tests ask about."""

import json
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from cleaner.output import OutputFolder
from cleaner.settings import Settings

# Everything that a browser, a template or a script might act on.
CANARY = (
    "</script><script>hacked=1</script><img src=x onerror=hacked=1>\"'`>{{7*7}}${7*7}\u2028]]><!--&amp;<b canary=1>"
)

ARTICLE = "The bridge opens on Monday, the mayor told reporters.\n\nIt took four years to build, two more than planned."


class Parsed(HTMLParser):
    """What a browser would make of a page: its elements, its text outside scripts and styles, and what is in those."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.raw: dict[str, list[str]] = {"script": [], "style": []}
        self._words: list[str] = []
        self._within = ""
        self.feed(page)
        self.close()

    @property
    def text(self) -> str:
        """The text of the page."""
        return "".join(self._words)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of all elements of one kind."""
        return [attributes for name, attributes in self.elements if name == tag]

    def data(self) -> list[dict[str, Any]]:
        """What the page keeps for its script."""
        rows: list[dict[str, Any]] = json.loads(self.raw["script"][0])
        return rows

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in self.raw:
            self._within = tag
            self.raw[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.raw:
            self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within:
            self.raw[self._within][-1] += data
        else:
            self._words.append(data)


def hostile(path: Path) -> Path:
    """A finished folder with the canary in every value that comes from data, and figures that add up."""
    cut = f"{CANARY}\nLeave a reply: 12 comments {CANARY}\n"
    documents = [{"id": f"{CANARY}{n}", "title": CANARY, "source": CANARY, "lang": CANARY, "text": f"{CANARY} {ARTICLE}"} for n in range(3)]  # fmt: skip
    length = len(documents[0]["text"])
    edits = [
        {"id": document["id"], "start": length, "end": length + len(cut), "text": cut, "rules": [CANARY], "round": 1, "reason": CANARY, "confidence": 0.5}
        for document in documents
    ]  # fmt: skip
    ids = [document["id"] for document in documents]
    clusters = [
        {
            "id": id,
            "cluster": ids[0],
            "keeper": ids[0],
            "kept": id == ids[0],
            "size": 2,
            "via": ids[0],
            "steps": 0,
            "weakest": 1.0,
        }
        for id in ids[:2]
    ]
    figures = {"coverage_a": 0.2, "coverage_b": 0.2, "jaccard": 0.1, "longest": 9}
    links = [{"a": ids[0], "b": ids[1], "relation": "near", **figures}, {"a": ids[0], "b": ids[2], "relation": "template", **figures}]  # fmt: skip
    summary = {
        "records": {"in": 4, "out": 2, "removed": 1, "rejected": 1, "edited": 3, "asked": 0},
        "characters": {"in": 3 * (length + len(cut)), "cut": 3 * len(cut), "removed": length, "out": 2 * length},
        "rules": {CANARY: {"edits": 3, "characters": 3 * len(cut)}},
        "relations": {"near": 1, "template": 1},
        "clusters": {"count": 1, "largest": 2, "sizes": {"2": 1}},
        "sources": {CANARY: {"in": 3, "cut": 3 * len(cut), "removed": 1, "out": 2}},
        "languages": {CANARY: {"in": 3, "cut": 3 * len(cut), "removed": 1, "out": 2}},
        "rejects": {CANARY: 1},
    }
    tables: Mapping[str, Sequence[Mapping[str, object]]] = {
        "documents": [documents[0], documents[2]],
        "removed": [{**documents[1], "cluster": ids[0], "keeper": ids[0], "relation": "near"}],
        "audit/edits": edits,
        "audit/links": links,
        "audit/clusters": clusters,
        "audit/survivors": [{"line": CANARY, "stories": 3, "sources": 1}],
        "rejects": [{"file": CANARY, "line": 1, "offset": 0, "id": CANARY, "code": CANARY, "reason": CANARY, "head": CANARY}],
    }  # fmt: skip
    manifest = {
        "version": "0", "rules": "0", "profile": None, "settings": Settings().result(),
        "inputs": [{"path": CANARY, "sha256": None, "records": {"in": 4, "out": 2, "removed": 1, "rejected": 1}}],
    }  # fmt: skip
    with OutputFolder(path, inputs=[], overwrite=False) as folder:
        for name, rows in tables.items():
            for row in rows:
                folder.table(name).write(row)
        folder.commit(summary, manifest)
    return path
