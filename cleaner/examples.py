"""Examples as people write them: ⟦marked⟧ text to a plain text and the spans between the marks.

The marks serve examples only. Data is never read for them.
"""

import re

from cleaner.errors import RuleError
from cleaner.span import Span

_MARKS = re.compile("([⟦⟧])")


def unmark(marked: str) -> tuple[str, tuple[Span, ...]]:
    """An example's text, and the spans that it marks. Raises RuleError where marks do not pair up."""
    text = ""
    spans: list[Span] = []
    start = -1
    for piece in _MARKS.split(marked):
        if piece == "⟦" and start < 0:
            start = len(text)
        elif piece == "⟧" and start >= 0:
            spans.append(Span(start, len(text)))
            start = -1
        elif piece in ("⟦", "⟧"):
            raise RuleError(f"marks do not pair up in the example {marked!r}")
        else:
            text += piece
    if start >= 0:
        raise RuleError(f"a mark is left open in the example {marked!r}")
    return text, tuple(spans)
