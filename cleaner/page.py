"""A text as its lines, each with its place and the few shapes that rules ask about.

Only `\\n` ends a line (in hard-wrapped text only the break that ends a paragraph); `\\r`, NBSP and other blanks at a line's edges belong to its margin. All
offsets are code points of the text the page was made of.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from cleaner.span import Span
from cleaner.wrap import soft_breaks

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+")
# Scripts that are written without spaces: a character there is worth about half a word.
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f]")
_CLOSERS = "\"'”’»›)]}」』）】〉》 \u00a0*"
_STOPS = ".。।۔．｡။።"
_ENDS = _STOPS + "!?！？؟…‽"
# Letters that case folding leaves apart although upper and lower case share them (Turkish dotless i, dotted I).
_FOLD = str.maketrans({"ı": "i", "\u0307": None, "\u200b": None, "\u00ad": None, "\ufeff": None})

_NEVER_IN_NAMES = re.compile(r"[\d:;?!<>=–—|]")
_LABEL = re.compile(r"([^:：.!?]{1,30})\s?[:：]\s?\S")
_NAME_BREAKS = re.compile(r"[,/&+()\[\]]")
# What may stand in lower case between names.
_PARTICLES = frozenset(
    [
        "de",
        "del",
        "della",
        "di",
        "da",
        "das",
        "do",
        "dos",
        "du",
        "des",
        "la",
        "le",
        "van",
        "von",
        "der",
        "den",
        "ter",
        "ten",
        "zu",
        "zur",
        "bin",
        "ibn",
        "al",
        "el",
        "ben",
        "y",
        "e",
        "i",
        "et",
        "und",
        "and",
        "och",
        "og",
        "en",
        "a",
        "in",
    ]
)

SPEECH = "\"'“”„«‘「『"  # what opens a line that somebody says

SHORT = 300  # code points; a longer line is running text, and no rule reads it word by word


def fold(text: str) -> str:
    """The words of a text, one space between: no case, no punctuation, compatibility forms merged."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).translate(_FOLD)
    return " ".join(_WORD.findall(text.lower()))


def is_name(text: str, most: int) -> bool:
    """Whether a text is written as names are: up to `most` words, all with a capital but for particles.

    In a script without capitals, half as many words, and nothing tells them from others.
    """
    words = [word for word in _NAME_BREAKS.sub(" ", text).split() if fold(word)]
    cased = [w for w in words if w[0].lower() != w[0].upper() and w.lower() not in _PARTICLES]
    if not words or _NEVER_IN_NAMES.search(text) or len(words) > (most if cased else most // 2):
        return False
    shouted = text.upper() == text and cased  # in capitals throughout, names and headlines look alike
    return all(w[0].isupper() for w in cased) and not (shouted and len(words) > 3)


class Line:
    """One line that says something. `text` is without its margin; `end` lies past its line break."""

    __slots__ = ("__dict__", "end", "gap", "index", "start", "text")

    def __init__(self, text: str, start: int, end: int, index: int, gap: bool) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.index = index  # in page.lines
        self.gap = gap  # a blank line stands above

    @cached_property
    def key(self) -> str:
        """What the line says, folded: equal keys are the same line to a reader."""
        return fold(self.text)

    @cached_property
    def form(self) -> str:
        """The key with all numbers alike: lines of one form differ in a date or a count at most."""
        return _NUMBER.sub("0", self.key)

    @cached_property
    def words(self) -> int:
        """How many words the line has; two characters of an unspaced script count as one."""
        unspaced = 0 if self.text.isascii() else len(UNSPACED.findall(unicodedata.normalize("NFC", self.text)))
        return len(self.text.split()) if not unspaced else max(1, unspaced // 2)

    @cached_property
    def stops(self) -> bool:
        """Whether it ends in a full stop (closing quotes and brackets aside), and not in an ellipsis."""
        bare = self.text.rstrip(_CLOSERS)
        return bare[-1:] in _STOPS and bare[-1:] != "" and not bare.endswith(("...", ".."))

    @cached_property
    def ends(self) -> bool:
        """Whether it ends as a sentence does: a stop, a question or exclamation mark, an ellipsis."""
        return self.text.rstrip(_CLOSERS)[-1:] in _ENDS

    @cached_property
    def prose(self) -> bool:
        """Whether it reads as running text: a sentence of six words or more, or any line of thirty."""
        return len(self.text) > SHORT or self.words >= 30 or (self.words >= 6 and self.ends and not self.cut_off)

    @property
    def cut_off(self) -> bool:
        """Whether it breaks off in an ellipsis, as a blurb does."""
        return self.text.rstrip(_CLOSERS).endswith(("...", "…"))

    def span(self) -> Span:
        """The line with its break, without the blank lines around it."""
        return Span(self.start, self.end)


class Page:
    """A text, its lines, and what is known of it. Rules read pages; nothing edits one."""

    def __init__(
        self, text: str, title: str | None = None, lang: str | None = None, repeats: Mapping[str, int] | None = None
    ) -> None:
        self.text = text
        self.title = title
        self.lang = lang
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
        return found

    @cached_property
    def short(self) -> Sequence[Line]:
        """The lines that may be something other than running text."""
        return [line for line in self.lines if len(line.text) <= SHORT]

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

    def in_record(self, line: Line) -> bool:
        """Whether the line is one of several `Label: value` lines set close together: a fact box, credits of a film."""
        return any(
            0 <= at < len(self.lines)
            and not self.lines[max(at, line.index)].gap
            and (label := _LABEL.match(self.lines[at].text))
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
