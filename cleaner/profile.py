"""The profile: which lines each source repeats from story to story, learnt from a corpus.

What an outlet prints under every article is its furniture, whatever it says and in whatever language. Stories
are counted, not pages: ten versions of one article have most of their sentences in common, and count once.
"""

import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from cleaner.document import Document
from cleaner.errors import InputError
from cleaner.page import Page
from cleaner.url import host

FEWEST: Final = 3  # stories that make a line a habit
UNKNOWN: Final = ""  # the source of documents that tell none
STRANGERS: Final = 3  # in a batch of unknown sources, so many stories count as one
SAMPLE: Final = 2_000  # documents of a source that are looked at; its habits show long before
LONGEST: Final = 600  # code points of a line that is counted
ROOM: Final = 4_000_000  # lines held; beyond, those of one story are forgotten (lossy counting, Manku & Motwani 2002)
TOLD: Final = 12  # sentences that a story is known by
_SENTENCE: Final = re.compile(r"[.!?。！？।؟]+\s*")
_LEAST: Final = 30  # code points of a sentence that tells a story


@dataclass(frozen=True, slots=True)
class Profile:
    """On how many stories each source has a line. Lines are given by their form (`page.Line.form`)."""

    sources: Mapping[str, Mapping[str, int]] = field(default_factory=dict[str, Mapping[str, int]])

    def of(self, source: str | None) -> Mapping[str, int]:
        """What one source repeats; for an unknown one what the documents without a source do, more carefully."""
        if source:
            return self.sources.get(source, {})
        counts = {line: stories // STRANGERS for line, stories in self.sources.get(UNKNOWN, {}).items()}
        return {line: stories for line, stories in counts.items() if stories >= FEWEST}

    def rows(self) -> Iterator[dict[str, str | int]]:
        """The profile as a table: source, line, stories; the most repeated first."""
        for source, lines in sorted(self.sources.items()):
            for line, stories in sorted(lines.items(), key=lambda item: (-item[1], item[0])):
                yield {"source": source, "line": line, "stories": stories}

    def save(self, file: str | Path) -> None:
        """Write the table as JSON lines."""
        rows = (json.dumps(row, ensure_ascii=False) + "\n" for row in self.rows())
        Path(file).write_text("".join(rows), "utf-8")

    @classmethod
    def load(cls, file: str | Path) -> Self:
        """Read what `save` wrote. Raises InputError for a file that is not such a table."""
        sources: dict[str, dict[str, int]] = {}
        try:
            lines = Path(file).read_text("utf-8").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"cannot be read as a profile: {error}", str(file)) from error
        for number, line in enumerate(filter(None, lines), 1):
            try:
                row = json.loads(line)
                sources.setdefault(str(row["source"]), {})[str(row["line"])] = int(row["stories"])
            except (ValueError, KeyError, TypeError) as error:
                raise InputError(
                    f"line {number} is not a profile's row; write profiles with `cleaner profile`", str(file)
                ) from error
        return cls(sources)


class Learner:
    """Counts lines over documents that are shown one by one; `profile` says what it has seen."""

    def __init__(self) -> None:
        self._shown: Counter[str] = Counter()
        self._stories: dict[str, dict[int, int]] = {}  # by source: a sentence's hash, the story that has it
        self._lines: dict[str, dict[str, set[int]]] = {}  # by source: a line's form, the stories that have it
        self._held = 0

    def see(self, text: str, source: str | None) -> None:
        """Count the lines of one document."""
        source = source or UNKNOWN
        self._shown[source] += 1
        if self._shown[source] > SAMPLE:
            return
        page = Page(text)
        story = self._story(page, source, self._shown[source])
        lines = self._lines.setdefault(source, {})
        for line in page.lines:
            if len(line.text) <= LONGEST and line.form:
                stories = lines.setdefault(line.form, set())
                self._held += not stories
                stories.add(story)
        if self._held > ROOM:
            self._forget()

    def profile(self) -> Profile:
        """What has been seen on FEWEST stories of a source or more."""
        found = {
            source: {line: len(stories) for line, stories in lines.items() if len(stories) >= FEWEST}
            for source, lines in self._lines.items()
        }
        return Profile({source: lines for source, lines in found.items() if lines})

    def _story(self, page: Page, source: str, new: int) -> int:
        """The story a page belongs to: one that has at least half of its sentences, or a new one."""
        known = self._stories.setdefault(source, {})
        sentences = sorted({zlib.crc32(s.encode("utf-8", "replace")) for s in _sentences(page)})[:TOLD]
        votes = Counter(known[s] for s in sentences if s in known)
        story, shared = min(votes.items(), key=lambda item: (-item[1], item[0]), default=(new, 0))
        if 2 * shared < len(sentences) or not shared:
            story = new
        for sentence in sentences:
            known.setdefault(sentence, story)
        return story

    def _forget(self) -> None:
        for source, lines in self._lines.items():
            self._lines[source] = {line: stories for line, stories in lines.items() if len(stories) > 1}
        self._held = sum(map(len, self._lines.values()))


def _sentences(page: Page) -> Iterator[str]:
    for line in page.lines:
        if line.prose:
            yield from (s for s in _SENTENCE.split(line.text) if len(s) >= _LEAST)


def learn_profile(documents: Iterable[Document | Mapping[str, object]]) -> Profile:
    """Learn what the sources of these documents repeat.

    A document is a `Document` or a mapping with `text`, and `source` or `url` where they are known; the host of
    the address serves for a source. Raises TypeError where a text is no string.
    """
    learner = Learner()
    for document in documents:
        told = document if isinstance(document, Mapping) else vars_of(document)
        text, source, url = told.get("text"), told.get("source"), told.get("url")
        if not isinstance(text, str):
            raise TypeError(f"text must be str, not {type(text).__name__}")
        learner.see(text, str(source) if source else host(str(url) if url else None))
    return learner.profile()


def vars_of(document: Document) -> dict[str, object]:
    """What a profile needs of a document."""
    return {"text": document.text, "source": document.source, "url": document.url}
