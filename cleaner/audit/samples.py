"""Samples of what a job did, for the report: small, and the same for the same input.

A sample keeps the items with the lowest hashes, so that it does not depend on the order or the
number of items that came before.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from heapq import heappush, heappushpop
from typing import Final, TypeVar

from cleaner.page import fold
from cleaner.prepare import Prepared

PER_RULE: Final = 8
PER_RELATION: Final = 12
CONTEXT: Final = 160  # characters either side of an edit
SHOWN: Final = 1200  # characters of an edit's text
COUNTED: Final = 100  # characters; longer texts are not counted as repeated
MOST_COUNTED: Final = 50_000  # different texts that are counted

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Shown:
    """One edit with what stands around it."""

    id: str
    start: int
    end: int
    before: str
    text: str
    after: str
    reason: str
    confidence: float


class Samples:
    """Edits by rule, links by relation, and the removed texts that occur most often."""

    def __init__(self) -> None:
        self._edits: defaultdict[str, list[tuple[int, int, Shown]]] = defaultdict(list)
        self._links: defaultdict[str, list[tuple[int, int, Mapping[str, object]]]] = defaultdict(list)
        self._removed: Counter[str] = Counter()
        self._spelled: dict[str, str] = {}
        self._count = 0

    def document(self, item: Prepared) -> None:
        """Take in the edits of a document."""
        text = item.document.text
        for edit in item.edits:
            shown = Shown(
                item.document.id,
                edit.start,
                edit.end,
                text[max(0, edit.start - CONTEXT) : edit.start],
                edit.text[:SHOWN],
                text[edit.end : edit.end + CONTEXT],
                edit.reason,
                edit.confidence,
            )
            for rule in edit.rules:
                self._keep(self._edits[rule], PER_RULE, f"{item.document.id}\0{edit.start}", shown)
            for line in edit.text.split("\n"):
                self._line(line.strip())

    def link(self, link: Mapping[str, object]) -> None:
        """Take in a link, a row of audit/links."""
        self._keep(self._links[str(link["relation"])], PER_RELATION, f"{link['a']}\0{link['b']}", link)

    def edits(self) -> dict[str, list[Shown]]:
        """A sample of each rule's edits, by the rule's id."""
        return {
            rule: [shown for _, _, shown in sorted(kept, reverse=True)] for rule, kept in sorted(self._edits.items())
        }

    def links(self) -> dict[str, list[Mapping[str, object]]]:
        """A sample of the links of each relation."""
        return {
            name: [link for _, _, link in sorted(kept, key=lambda x: -x[0])]
            for name, kept in sorted(self._links.items())
        }

    def repeated(self, most: int) -> list[tuple[str, int]]:
        """The removed lines that occur most often, each in its first spelling, with their counts."""
        ordered = sorted(self._removed.items(), key=lambda x: (-x[1], x[0]))
        return [(self._spelled[key], count) for key, count in ordered[:most] if count > 1]

    def _line(self, line: str) -> None:
        key = fold(line) if len(line) <= COUNTED else ""
        if key and (key in self._removed or len(self._removed) < MOST_COUNTED):
            self._removed[key] += 1
            self._spelled.setdefault(key, line)

    def _keep(self, kept: list[tuple[int, int, Item]], most: int, name: str, item: Item) -> None:
        """Hold the `most` items with the lowest hashes of their names: a heap whose top is the highest."""
        place = -int.from_bytes(hashlib.blake2b(name.encode("utf-8", "replace"), digest_size=8).digest())
        self._count += 1  # parts items of one place
        if len(kept) < most:
            heappush(kept, (place, self._count, item))
        else:
            heappushpop(kept, (place, self._count, item))
