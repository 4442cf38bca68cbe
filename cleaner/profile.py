"""The profile: which lines each source repeats from story to story, learnt from a corpus.

What an outlet prints under every article is its furniture, whatever it says and in whatever language. Stories
are counted, not pages: ten versions of one article count once.
"""

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple, Self

from cleaner.document import Document
from cleaner.errors import InputError, MissingPart
from cleaner.page import Page
from cleaner.stories import Stories, forget_older, sentences
from cleaner.url import host

FEWEST: Final = 3  # stories that make a line a habit
UNKNOWN: Final = ""  # the source of documents that tell none
STRANGERS: Final = 3  # in a batch of unknown sources, so many stories count as one
SAMPLE: Final = 2_000  # documents of a source that are looked at; its habits show long before
LONGEST: Final = 600  # code points of a line that is counted
ROOM: Final = 1_000_000  # lines held; beyond, the rarest are forgotten (lossy counting, Manku & Motwani 2002)


@dataclass(frozen=True)
class Profile:
    """On how many stories each source has a line. Lines are given by their form (`page.Line.form`)."""

    sources: Mapping[str, Mapping[str, int]] = field(default_factory=dict[str, Mapping[str, int]])

    def of(self, source: str | None) -> Mapping[str, int]:
        """What one source repeats; for an unknown one what the documents without a source do, more carefully."""
        return self.sources.get(source, {}) if source else self._of_unknown

    @cached_property
    def _of_unknown(self) -> Mapping[str, int]:
        counts = {line: stories // STRANGERS for line, stories in self.sources.get(UNKNOWN, {}).items()}
        return {line: stories for line, stories in counts.items() if stories >= FEWEST}

    def __getstate__(self) -> dict[str, object]:
        """What is pickled, the same before and after use: others tell by its bytes whether a profile is the same."""
        return {"sources": self.sources}

    def rows(self) -> Iterator[dict[str, str | int]]:
        """The profile as a table: source, line, stories; by source, the most repeated first."""
        for source, lines in sorted(self.sources.items()):
            for line, stories in sorted(lines.items(), key=lambda item: (-item[1], item[0])):
                yield {"source": source, "line": line, "stories": stories}

    def dump(self) -> bytes:
        """The table as JSON lines in UTF-8, the same for equal profiles."""
        rows = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in self.rows())
        return "".join(rows).encode("utf-8", "backslashreplace")

    def digest(self) -> str:
        """The SHA-256 of the table, which is that of the file that `save` writes."""
        return hashlib.sha256(self.dump()).hexdigest()

    def save(self, file: str | Path) -> None:
        """Write the table to a file, whole or not at all. Raises OSError where it cannot be written."""
        path = Path(file)
        beside = path.with_name(f"{path.name}.part")
        beside.write_bytes(self.dump())
        beside.replace(path)

    @classmethod
    def load(cls, file: str | Path) -> Self:
        """Read what `save` wrote, or `audit/profile`, a part of it or the folder. Raises InputError for what is no such table."""
        sources: dict[str, dict[str, int]] = {}
        parts = sorted(Path(file).glob("part-*")) if Path(file).is_dir() else [Path(file)]
        if not parts:
            raise InputError("holds no profile: no part-* is in it", str(file))
        for part in parts:
            for number, line in enumerate(_lines(part), 1):
                if line:
                    source, form, stories = _row(line, number, str(part))
                    sources.setdefault(source, {})[form] = stories
        return cls(sources)


def _lines(file: Path) -> list[str]:
    """The lines of a saved profile. Raises InputError for a file that cannot be read as one."""
    try:
        data = file.read_bytes()
        return (_unpacked(data) if data.startswith(b"PAR1") else data.decode("utf-8")).split("\n")
    except (OSError, ValueError) as error:
        raise InputError(f"cannot be read as a profile: {error}", str(file)) from error


def _unpacked(data: bytes) -> str:
    """The lines of a table that is Parquet. Raises ValueError or OSError where it is damaged."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise MissingPart("pyarrow", "corpus", "a profile in Parquet") from None
    return "\n".join(map(json.dumps, pq.read_table(pa.BufferReader(data)).to_pylist()))


def _row(line: str, number: int, file: str) -> tuple[str, str, int]:
    try:
        row = json.loads(line)
        source, form, stories = row["source"], row["line"], row["stories"]
    except (ValueError, KeyError, TypeError, RecursionError):
        source = form = stories = None
    if not isinstance(source, str) or not isinstance(form, str) or type(stories) is not int:
        raise InputError(f"line {number} is not a profile's row; write profiles with `cleaner profile`", file)
    return source, form, stories


class Sketch(NamedTuple):
    """What a profile is learnt from: the forms of a document's lines, and the sentences that tell its story."""

    lines: tuple[str, ...]
    sentences: tuple[int, ...]


def sketch(text: str) -> Sketch:
    """The sketch of one document. It is most of the work of learning, and asks for nothing that was seen before."""
    page = Page(text)
    forms = (line.form for line in page.lines if len(line.text) <= LONGEST)
    return Sketch(tuple(dict.fromkeys(filter(None, forms))), sentences(page))


class Learner:
    """Counts lines over documents that are shown one by one; `profile` says what it has seen.

    Memory is bounded: a line that one story has is held as a hash, and the stories of any other as bits.
    """

    def __init__(self) -> None:
        self._shown: Counter[str] = Counter()
        self._groups: dict[str, int] = {}  # sources by number
        self._stories = Stories()
        self._once: dict[int, int] = {}  # a source's line to the one story that has it
        self._often: dict[str, dict[str, int]] = {}  # by source: a line to its stories, a bit each
        self._held = 0  # lines in _often

    def see(self, text: str, source: str | None) -> None:
        """Count the lines of one document."""
        if not self.has_enough(source):
            self.add(sketch(text), source)

    def has_enough(self, source: str | None) -> bool:
        """Whether what is still to come from a source would be passed over."""
        return self._shown[source or UNKNOWN] >= SAMPLE

    def add(self, seen: Sketch, source: str | None) -> None:
        """Count the lines of one document by its sketch."""
        source = source or UNKNOWN
        if self.has_enough(source):
            return
        self._shown[source] += 1
        group = self._groups.setdefault(source, len(self._groups))
        story = self._stories.number(group, seen.sentences, self._shown[source])
        often = self._often.setdefault(source, {})
        for line in seen.lines:
            if line in often:
                often[line] |= 1 << story
                continue
            key = group << 32 | zlib.crc32(line.encode())
            first = self._once.setdefault(key, story)
            if first != story:
                del self._once[key]
                often[line] = 1 << first | 1 << story
                self._held += 1
        if len(self._once) > ROOM:
            forget_older(self._once)
        if self._held > ROOM:
            self._forget_rarest()

    def profile(self) -> Profile:
        """What has been seen on FEWEST stories of a source or more."""
        found = {
            source: {line: bits.bit_count() for line, bits in lines.items() if bits.bit_count() >= FEWEST}
            for source, lines in self._often.items()
        }
        return Profile({source: lines for source, lines in found.items() if lines})

    def _forget_rarest(self) -> None:
        least = 2
        while self._held > ROOM // 2:
            least += 1
            for source, lines in self._often.items():
                self._often[source] = {line: bits for line, bits in lines.items() if bits.bit_count() >= least}
            self._held = sum(map(len, self._often.values()))


def source_of(document: Document) -> str | None:
    """The source by which a document's lines are counted: the one it names, or the host of its address."""
    return document.source or host(document.url)


def learn_profile(documents: Iterable[Document | Mapping[str, object]]) -> Profile:
    """Learn what the sources of these documents repeat.

    A document is a `Document` or a mapping with `text`, and `source` or `url` where they are known; the host of
    the address serves for a source. Raises TypeError where a text is no string.
    """
    learner = Learner()
    for told in documents:
        document = _document(told) if isinstance(told, Mapping) else told
        if not isinstance(document.text, str):  # pyright: ignore[reportUnnecessaryIsInstance]  (not all callers check types)
            raise TypeError(f"text must be str, not {type(document.text).__name__}")
        learner.see(document.text, source_of(document))
    return learner.profile()


def _document(told: Mapping[str, object]) -> Document:
    text, source, url = told.get("text"), told.get("source"), told.get("url")
    if not isinstance(text, str):
        raise TypeError(f"text must be str, not {type(text).__name__}")
    return Document("", text, source=str(source) if source else None, url=str(url) if url else None)
