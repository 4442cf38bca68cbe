"""Removed lines grouped by their shape: what says the same but for numbers and dates is one group."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from cleaner.account import UNKNOWN
from cleaner.audit.read import Written
from cleaner.ledger import Edit
from cleaner.lexicon import months
from cleaner.page import fold

LONGEST: Final = 200  # code points of a line that is grouped; longer ones are text of their own
ROOM: Final = 100_000  # groups held, and lines that were cut once; beyond, the rarest are forgotten
SHOWN: Final = 300
EXAMPLES: Final = 4  # documents of a group that are named
_NUMBERS: Final = re.compile(r"\d+(?: \d+)*")


class CutLine(NamedTuple):
    """One line of an edit, and of which document it was."""

    line: str
    rules: tuple[str, ...]
    id: str
    source: str
    lang: str


@dataclass(slots=True)
class LineGroup:
    """Lines of one shape: the first spelling, how often they were cut, from how many documents, and by what."""

    line: str
    count: int = 0
    documents: int = 0
    varied: bool = False  # there are other spellings
    ids: list[str] = field(default_factory=list[str])
    rules: Counter[str] = field(default_factory=Counter[str])
    sources: Counter[str] = field(default_factory=Counter[str])
    languages: Counter[str] = field(default_factory=Counter[str])
    _last: str | None = None

    def add(self, cut: CutLine) -> None:
        """Count one line."""
        self.count += 1
        self.varied = self.varied or cut.line != self.line
        if cut.id != self._last:
            self.documents += 1
            self._last = cut.id
            if len(self.ids) < EXAMPLES:
                self.ids.append(cut.id)
        self.rules.update(cut.rules)
        self.sources[cut.source] += 1
        self.languages[cut.lang] += 1


class Groups:
    """The groups of all cut lines. Most lines are cut once; they are held as they are, until there is a second."""

    def __init__(self) -> None:
        self._once: dict[str, CutLine] = {}
        self._groups: dict[str, LineGroup] = {}
        self.lines = 0
        self.forgotten = False  # whether counts may be too low

    def see(self, written: Written, edits: Sequence[Edit]) -> None:
        """Count the lines of a document's edits."""
        source, lang = written.source or UNKNOWN, written.lang or UNKNOWN
        for edit in edits:
            for line in filter(None, map(str.strip, edit.text.split("\n"))):
                self.lines += 1
                if len(line) <= LONGEST and (key := shape(line)):
                    self._see(key, CutLine(line, edit.rules, written.id, source, lang))

    def _see(self, key: str, cut: CutLine) -> None:
        if group := self._groups.get(key):
            group.add(cut)
        elif first := self._once.pop(key, None):
            group = self._groups[key] = LineGroup(first.line)
            group.add(first)
            group.add(cut)
            if len(self._groups) > ROOM:
                self._forget()
        else:
            self._once[key] = cut
            if len(self._once) > ROOM:
                self._once.clear()
                self.forgotten = True

    def most(self) -> list[LineGroup]:
        """The groups with the most lines, single lines left out."""
        often = sorted(self._groups.items(), key=lambda item: (-item[1].count, item[0]))
        return [group for _, group in often[:SHOWN]]

    def _forget(self) -> None:
        least = 2
        while len(self._groups) > ROOM // 2:
            least += 1
            self._groups = {key: group for key, group in self._groups.items() if group.count >= least}
        self.forgotten = True


@lru_cache(1 << 12)
def shape(line: str) -> str:
    """A line's words, with numbers and the months beside them as one mark; its signs where it has no words."""
    key = fold(line)
    if not key:
        return line
    if not any(map(str.isdigit, key)):
        return key
    words = key.split()
    named = months()
    dated = [
        "0" if word in named and any(map(str.isdigit, "".join(words[max(0, at - 1) : at + 2]))) else word
        for at, word in enumerate(words)
    ]
    return _NUMBERS.sub("0", " ".join(dated))
