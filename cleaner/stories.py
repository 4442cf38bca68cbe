"""Documents to stories: ten versions of one article have most of their sentences in common, and are one story."""

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, TypeVar

from cleaner.page import Page

ROOM: Final = 1_000_000  # sentences that are remembered; beyond, the older half is forgotten
TOLD: Final = 12  # sentences that a story is known by
_SENTENCE: Final = re.compile(r"[.!?。！？।؟]+\s*")
_LEAST: Final = 30  # code points of a sentence that tells a story

Key = TypeVar("Key")
Value = TypeVar("Value")


class Stories:
    """Says of documents, shown one by one in groups, which story each tells."""

    def __init__(self) -> None:
        self._known: dict[int, int] = {}  # a group's sentence to the story that has it

    def number(self, group: int, told: Sequence[int], new: int) -> int:
        """The story of a document with these sentences (`sentences`): one that has at least half of them, or `new`."""
        keys = [group << 32 | sentence for sentence in told]
        votes = Counter(self._known[key] for key in keys if key in self._known)
        story, shared = min(votes.items(), key=lambda item: (-item[1], item[0]), default=(new, 0))
        if 2 * shared < len(keys):
            story = new
        for key in keys:
            self._known.setdefault(key, story)
        if len(self._known) > ROOM:
            forget_older(self._known)
        return story


def sentences(page: Page) -> tuple[int, ...]:
    """The hashes of the sentences that a page's story is known by: those with the lowest, wherever they stand."""
    return tuple(sorted({zlib.crc32(s.encode("utf-8", "replace")) for s in _split(page)})[:TOLD])


def _split(page: Page) -> Iterator[str]:
    for line in page.lines:
        if line.prose:
            yield from (s for s in _SENTENCE.split(line.text) if len(s) >= _LEAST)


def forget_older(held: dict[Key, Value]) -> None:
    """Drop the half that came first."""
    for key in list(islice(held, len(held) // 2)):
        del held[key]
