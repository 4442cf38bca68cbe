"""A text as its lines, each with its place and the few shapes that rules ask about.

Only `\\n` ends a line (in hard-wrapped text only the break that ends a paragraph); `\\r`, NBSP and other blanks at a line's edges belong to its margin. All
offsets are code points of the text the page was made of.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from cleaner.line import COMPOUND as COMPOUND
from cleaner.line import SHORT as SHORT
from cleaner.line import UNSPACED as UNSPACED
from cleaner.line import Line as Line
from cleaner.line import fold as fold
from cleaner.line import is_name as is_name
from cleaner.span import Span
from cleaner.wrap import soft_breaks

_LABEL = re.compile(r"([^:：.!?]{1,30})\s?[:：]\s?\S")
_ITEM = re.compile(r"(?:[-–—•·*‣▪◦]|(?:\d{1,3}|\w[\u0300-\u036f]?)[.)])\s")
_TALLY = re.compile(r"\D+\s\d{1,6}$")
TERM = 2  # words, at most, of what is explained in a sentence of its own
CLAUSE = 8  # words; a longer line that begins in lower case is text, whatever its end


RUNNING = 1000  # code points; a longer line is running text to whoever reads it


class Page:
    """A text, its lines, and what is known of it. Rules read pages; nothing edits one."""

    def __init__(
        self,
        text: str,
        title: str | None = None,
        lang: str | None = None,
        repeats: Mapping[str, int] | None = None,
        taken: Sequence[str] | None = None,
        before: "Page | None" = None,
    ) -> None:
        self.text = text
        self.title = title
        self.lang = lang
        self.taken = taken  # what other rules have cut; None while they have not been asked
        self._before = before  # the page in the round before: what its lines are need not be found out again
        self.repeats = repeats or {}  # by a line's key: on how many stories its source has it

    @cached_property
    def lines(self) -> Sequence[Line]:
        """The lines that say something, in order; in hard-wrapped text, the paragraphs."""
        found: list[Line] = []
        at = 0
        last = len(self.text)
        gap = False
        rows = self.text.split("\n")
        for raw, soft in zip(rows, soft_breaks(rows), strict=True):
            end = min(at + len(raw) + 1, last)
            text = raw.strip()
            if soft:
                above = found.pop()
                found.append(Line(f"{above.text}\n{text}", above.start, end, above.index, above.gap))
            elif text:
                found.append(Line(text, at, end, len(found), gap))
            gap = not text
            at = end
        if self._before:
            known = {line.text: line for line in self._before.lines if len(line.text) <= RUNNING}
            for line in found:
                if len(line.text) <= RUNNING and line.text in known:
                    line.recall(known[line.text])
            self._before = None
        return found

    @cached_property
    def short(self) -> Sequence[Line]:
        """The lines that may be something other than running text."""
        return [line for line in self.lines if len(line.text) <= SHORT]

    @cached_property
    def telling(self) -> bool:
        """Whether any line may be something other than running text, or is one that the source repeats."""
        return bool(self.repeats) or any(len(line.text) <= RUNNING for line in self.lines)

    @cached_property
    def head(self) -> Sequence[Line]:
        """The lines before the first sentence; none where there is no running text."""
        return self.before(lambda line: False)

    def before(self, known: Callable[[Line], bool]) -> Sequence[Line]:
        """The head of a reader who does not take `known` lines for sentences."""
        if not self.tail_start:
            return ()
        sentences = (i for i, line in enumerate(self.lines) if line.prose or (line.stops and line.words > 2))
        return self.lines[: next((i for i in sentences if not known(self.lines[i])), 0)]

    @cached_property
    def tail_start(self) -> int:
        """The index after the last running text; 0 where there is none."""
        return next((i + 1 for i in range(len(self.lines) - 1, -1, -1) if self.lines[i].prose), 0)

    @property
    def tail(self) -> Sequence[Line]:
        """The lines after the last running text; none where there is no running text."""
        return self.lines[self.tail_start :] if self.tail_start else ()

    def after(self, known: Callable[[Line], bool]) -> Sequence[Line]:
        """The tail of a reader who does not take `known` lines for running text, however long they are."""
        start = self.tail_start
        while start and (not self.lines[start - 1].prose or known(self.lines[start - 1])):
            start -= 1
        return self.lines[start:] if start else ()

    def near(self, line: Line, step: int, close: bool = False) -> Line | None:
        """The line `step` lines below (above, if negative), where there is one; if `close`, only without a gap between."""
        at = line.index + step
        if not 0 <= at < len(self.lines):
            return None
        between = self.lines[min(at, line.index) + 1 : max(at, line.index) + 1]
        return None if close and any(other.gap for other in between) else self.lines[at]

    def beside(self, line: Line) -> list[Line]:
        """The lines right above and below, where there are any."""
        return [other for step in (-1, 1) if (other := self.near(line, step))]

    def goes_on(self, line: Line) -> bool:
        """Whether the next line goes on in lower case with the sentence that this one began."""
        below = self.near(line, 1)
        if below is None or line.ends or not below.text[0].islower():
            return False
        word = below.text.split(maxsplit=1)[0]  # "iPhone" begins a sentence
        return word.islower() and (below.ends or below.words > CLAUSE)

    def in_block(self, line: Line, known: Callable[[Line], bool]) -> bool:
        """Whether the line stands among three or more phrases close to it that the reader does not know: in a box."""
        around = {step: self.near(line, step, True) for step in (-2, -1, 1, 2)}
        box = {step for step, other in around.items() if other and other.phrase and not known(other)}
        return {-1, 1} <= box and len(box) > 2

    def in_list(self, line: Line, known: Callable[[Line], bool]) -> bool:
        """Whether the line is an item, with a bullet or a number, beside an item that the reader does not know."""
        items = (other for other in self.beside(line) if _ITEM.match(other.text))
        return bool(_ITEM.match(line.text)) and not all(map(known, items))

    def in_text_list(self, line: Line, known: Callable[[Line], bool]) -> bool:
        """The same, with running text somewhere below: a list of the article's, and no footer."""
        return line.index < self.tail_start and self.in_list(line, known)

    def in_tally(self, line: Line) -> bool:
        """Whether the line and two rows close to it each say how many of what there are."""
        around = {step: self.near(line, step, True) for step in (-2, -1, 1, 2)}
        rows = {step for step, other in around.items() if other and _TALLY.match(other.text)}
        return bool(_TALLY.match(line.text)) and any(pair <= rows for pair in ({-2, -1}, {-1, 1}, {1, 2}))

    def in_refrain(self, line: Line, known: Callable[[Line], bool]) -> bool:
        """Whether a line close by begins with this line's words, and goes on to what the reader does not know."""
        around = (self.near(line, step, True) for step in (-2, -1, 1, 2))
        return any(other and other.key.startswith(f"{line.key} ") and not known(other) for other in around)

    def in_series(self, line: Line, known: Callable[[Line], bool]) -> bool:
        """Whether a line beside it has the same label (`Photo: …`), and the reader does not know that line."""
        label = _LABEL.match(line.text)
        labels = ((other, _LABEL.match(other.text)) for other in self.beside(line) if label)
        return any(label and like and fold(like[1]) == fold(label[1]) and not known(other) for other, like in labels)

    def heads_section(self, line: Line) -> bool:
        """Whether the line is a phrase over one paragraph, as the three phrases above it are: a subhead among others."""
        heads = [self.near(line, step) for step in (-6, -4, -2)]
        paragraphs = [self.near(line, step) for step in (-5, -3, -1, 1)]
        return all(head and head.phrase for head in heads) and all(text and text.prose for text in paragraphs)

    def heads_entry(self, line: Line) -> bool:
        """Whether the line is a headword: a phrase right below it and a gap above, and so the next entry."""
        below, after = self.near(line, 1, True), self.near(line, 2)
        if not line.gap or below is None or after is None or not after.gap:
            return False
        return below.phrase and after.phrase and self.near(after, 1, True) is not None

    def in_record(self, line: Line) -> bool:
        """Whether the line is one of several `Label: value` lines set close together: a fact box, credits of a film.

        A sentence with a colon in it ("The price is the same: …") is no such line.
        """
        return any(
            0 <= at < len(self.lines)
            and not self.lines[max(at, line.index)].gap
            and (label := _LABEL.match(self.lines[at].text))
            and not (self.lines[at].prose and len(label[1].split()) > TERM)
            and fold(label[1]) != fold((_LABEL.match(line.text) or label)[1])
            for at in (line.index - 1, line.index + 1)
        )

    def cut(self, first: Line, last: Line | None = None) -> Span:
        """From one line through another, with the blank lines above (at the page's start: those below)."""
        last = last or first
        start = self.lines[first.index - 1].end if first.index else 0
        end = last.end
        if not first.index and last.index + 1 < len(self.lines):
            end = self.lines[last.index + 1].start
        elif last.index + 1 == len(self.lines):
            end = len(self.text)
        return Span(start, end)
