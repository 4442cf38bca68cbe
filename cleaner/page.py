"""A text as its lines, each with its place and the few shapes that rules ask about.

Only `\\n` ends a line (in hard-wrapped text only the break that ends a paragraph); `\\r`, NBSP and other blanks at a line's edges belong to its margin. All
offsets are code points of the text the page was made of.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache

from cleaner.span import Span
from cleaner.wrap import soft_breaks

_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？।۔])\s*")
_NUMBER = re.compile(r"\d+")
# Scripts that are written without spaces: a character there is worth about half a word.
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f]")
_CLOSERS = "\"'”’»›)]}」』）】〉》 \u00a0*"
_STOPS = ".。।۔．｡။።"
_ENDS = _STOPS + "!?！？؟…‽"
# Letters that case folding leaves apart although upper and lower case share them (Turkish dotless i, dotted I).
_FOLD = str.maketrans({"ı": "i", "\u0307": None, "\u200b": None, "\u00ad": None, "\ufeff": None})

_ODD = re.compile("[\u0131\u0307\u200b\u00ad\ufeff]")  # the letters of _FOLD

_NEVER_IN_NAMES = re.compile(r"[\d:;?!<>=–—|]")
_LABEL = re.compile(r"([^:：.!?]{1,30})\s?[:：]\s?\S")
_ITEM = re.compile(r"(?:[-–—•·*‣▪◦]|(?:\d{1,3}|\w[\u0300-\u036f]?)[.)])\s")
_TALLY = re.compile(r"\D+\s\d{1,6}$")
_NAME_BREAKS = re.compile(r"[,/&+()\[\]]")
# What may stand in lower case between names.
_PARTICLES = frozenset(
    (
        "de del della di da das do dos du des la le van von der den ter ten zu zur bin ibn al el ben y e i et und and och og"
        " en a in"
    ).split()
)

SPEECH = "\"'“”„«‘「『"  # what opens a line that somebody says

PHRASE = 8  # words
CLAUSE = 8  # words; a longer line that begins in lower case is text, whatever its end
COMPOUND = 12  # letters; a longer word says as much as a phrase
SHORT = 300  # code points; a longer line is running text, and no rule reads it word by word


@lru_cache(1 << 14)  # rounds and rules ask for the same lines again and again
def fold(text: str) -> str:
    """The words of a text, one space between: no case, no punctuation, compatibility forms merged."""
    if not text.isascii():
        text = text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)
        text = text.casefold()
        text = text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)
        text = text.translate(_FOLD) if _ODD.search(text) else text
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
    def sentences(self) -> Sequence[str]:
        """The keys of its sentences."""
        return [key for part in _SENTENCE.split(self.text) if (key := fold(part))]

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
        bare = self.text.rstrip(_CLOSERS)
        return bare != "" and bare[-1] in _ENDS

    @cached_property
    def prose(self) -> bool:
        """Whether it reads as running text: a sentence of six words or more, or any line of thirty."""
        return len(self.text) > SHORT or self.words >= 30 or (self.words >= 6 and self.ends and not self.cut_off)

    @property
    def spoken(self) -> bool:
        """Whether it opens as what somebody says does, or a title that is quoted."""
        return self.text[0] in SPEECH or (self.text[0] == "»" and "«" in self.text)

    @property
    def phrase(self) -> bool:
        """Whether it is a few words without an end mark, as a heading, an item or a name is."""
        return self.words <= PHRASE and not self.ends

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
        self,
        text: str,
        title: str | None = None,
        lang: str | None = None,
        repeats: Mapping[str, int] | None = None,
        taken: Sequence[str] | None = None,
    ) -> None:
        self.text = text
        self.title = title
        self.lang = lang
        self.taken = taken  # what other rules have cut; None while they have not been asked
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
