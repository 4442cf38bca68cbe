"""Examples as people write them: ⟦marked⟧ text to a page and the spans between the marks.

The marks serve examples only. Data is never read for them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from cleaner.errors import RuleError
from cleaner.page import Page
from cleaner.span import Span

_MARKS = re.compile("([⟦⟧])")


@dataclass(frozen=True, eq=False)
class Example:
    """A marked text, and what is known beside it: its title, and on how many stories its source repeats a line."""

    marked: str
    title: str | None = None
    repeats: Mapping[str, int] = field(default_factory=dict[str, int])

    @property
    def text(self) -> str:
        """The text without the marks."""
        return self._unmarked[0]

    @property
    def marks(self) -> tuple[Span, ...]:
        """The spans that are marked."""
        return self._unmarked[1]

    def page(self) -> Page:
        """The text as a page, with what is known of it."""
        return Page(self.text, self.title, repeats=self.repeats)

    @cached_property
    def _unmarked(self) -> tuple[str, tuple[Span, ...]]:
        return unmark(self.marked)


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
