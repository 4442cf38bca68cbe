"""One line of a text: what it says, folded, and the few shapes that rules ask about."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cached_property, lru_cache

from cleaner.span import Span

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

# Marks that may be all that keeps a text from being ASCII, and what becomes of ASCII.
_MARKS = "’‘“”–—…\u00a0"
_ASCII = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}
_ODD = re.compile("[\u0131\u0307\u200b\u00ad\ufeff]")  # the letters of _FOLD

_NEVER_IN_NAMES = re.compile(r"[\d:;?!<>=–—|]")
_NAME_BREAKS = re.compile(r"[,/&+()\[\]]")
# What may stand in lower case between names.
_PARTICLES = frozenset(
    (
        "de del della di da das do dos du des la le van von der den ter ten zu zur bin ibn al el ben y e i et und and och og"
        " en a in"
    ).split()
)

SPEECH = "\"'“”„«‘「『"  # what opens a line that somebody says
DASHES = ("– ", "–\xa0", "—", "―")  # what does so in Nordic, Romance and Slavic languages

PHRASE = 8  # words
COMPOUND = 12  # letters; a longer word says as much as a phrase
SHORT = 300  # code points; a longer line is running text, and no rule reads it word by word


@lru_cache(1 << 14)  # rounds and rules ask for the same lines again and again
def fold(text: str) -> str:
    """The words of a text, one space between: no case, no punctuation, compatibility forms merged."""
    for mark in _MARKS:
        text = text.replace(mark, " ")
    if text.isascii():
        return " ".join(text.translate(_ASCII).split())
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
        """Whether it opens as what somebody says does, or a title that is quoted; in many languages that is a dash."""
        first = self.text[0]
        dashed = self.ends and self.text.startswith(DASHES)
        return dashed or first in SPEECH or (first == "»" and "«" in self.text)

    @property
    def phrase(self) -> bool:
        """Whether it is a few words without an end mark, as a heading, an item or a name is."""
        return self.words <= PHRASE and not self.ends

    @property
    def cut_off(self) -> bool:
        """Whether it breaks off in an ellipsis, as a blurb does."""
        return self.text.rstrip(_CLOSERS).endswith(("...", "…"))

    def recall(self, other: "Line") -> None:
        """Take over what has been found out of a line that says the same."""
        vars(self).update(vars(other))

    def span(self) -> Span:
        """The line with its break, without the blank lines around it."""
        return Span(self.start, self.end)
