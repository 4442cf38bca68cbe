"""Hard-wrapped text: which line breaks are the author's, and which only fold a paragraph to a width.

Mail, newswire and old archives break a paragraph into lines of some seventy characters. There a line is a
fragment, and what it begins with says nothing; the paragraph is what can be judged and cut.
"""

import unicodedata
from collections.abc import Sequence
from typing import Final

WIDEST: Final = 120  # characters; no hard-wrapped line is longer
NARROWEST: Final = 40  # characters; a shorter line ends its paragraph
FOLDED: Final = 2  # lines that go on in mid-sentence, at least,
SHARE: Final = 0.25  # and of the pairs of adjacent lines so many
ENDS: Final = ".!?:;…。！？\"'”’»)]"


def soft_breaks(lines: Sequence[str]) -> list[bool]:
    """For each line, whether the break before it is soft: the line goes on what the one above began.

    All are hard unless the text as a whole is hard-wrapped.
    """
    soft = [False] * len(lines)
    if not lines or max(map(len, lines)) > 3 * WIDEST:
        return soft
    # Composed: what is written with combining marks is no wider for them.
    lines = [line if line.isascii() else unicodedata.normalize("NFC", line) for line in lines]
    pairs = [i for i in range(1, len(lines)) if lines[i - 1].strip() and lines[i].strip()]
    if len(pairs) < FOLDED or max(map(len, lines)) > WIDEST:
        return soft
    if sum(_goes_on(lines[i - 1], lines[i]) for i in pairs) < max(FOLDED, SHARE * len(pairs)):
        return soft
    for i in pairs:
        soft[i] = len(lines[i - 1].rstrip()) >= NARROWEST and _indent(lines[i]) <= _indent(lines[i - 1])
    return soft


def _goes_on(above: str, below: str) -> bool:
    """Whether a line breaks off in mid-sentence, and the next begins in lower case."""
    above, below = above.rstrip(), below.lstrip()
    return len(above) >= NARROWEST and above[-1] not in ENDS and below[:1].islower()


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
