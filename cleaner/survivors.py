"""Lines that stay on many stories of a cleaned batch: what a rule that is not written yet might cut."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from cleaner.page import Page
from cleaner.stories import Stories, sentences

FEWEST: Final = 3  # stories of a line that is told
MOST: Final = 200  # lines that are told
LONGEST: Final = 120  # code points of a line that is counted
ROOM: Final = 200_000  # lines held; beyond, the rarest are forgotten


class Left(NamedTuple):
    """What a cleaned text has that may be residue, its short lines that are no running text, and what tells its story.

    `lines` gives each line's form once (`page.Line.form`), and how it is first spelled.
    """

    lines: tuple[tuple[str, str], ...]
    sentences: tuple[int, ...]


def left(text: str) -> Left:
    """What one cleaned text has."""
    page = Page(text)
    spelled: dict[str, str] = {}
    for line in page.lines:
        if len(line.text) <= LONGEST and not line.prose and line.form:
            spelled.setdefault(line.form, " ".join(line.text.split()))
    return Left(tuple(spelled.items()), sentences(page))


@dataclass(slots=True)
class _Seen:
    """A line as it was first spelled, on how many stories, and of which sources."""

    line: str
    stories: int = 0
    sources: set[str] = field(default_factory=set[str])


class Survivors:
    """Counts lines over the cleaned documents of a batch. The first document of a story speaks for all of it."""

    def __init__(self) -> None:
        self._stories = Stories()
        self._count = 0
        self._seen: dict[str, _Seen] = {}

    def see(self, found: Left, source: str | None) -> None:
        """Count the lines of one document."""
        self._count += 1
        if self._stories.number(0, found.sentences, self._count) != self._count:
            return
        for form, line in found.lines:
            seen = self._seen.setdefault(form, _Seen(line))
            seen.stories += 1
            if source:
                seen.sources.add(source)
        least = 1
        while len(self._seen) > ROOM:
            least += 1
            self._seen = {form: seen for form, seen in self._seen.items() if seen.stories >= least}

    def rows(self) -> Sequence[dict[str, str | int]]:
        """The lines on the most stories: line, stories, and the number of sources that are known."""
        often = [(form, seen) for form, seen in self._seen.items() if seen.stories >= FEWEST]
        often.sort(key=lambda item: (-item[1].stories, item[0]))
        return [{"line": seen.line, "stories": seen.stories, "sources": len(seen.sources)} for _, seen in often[:MOST]]
