"""What is cut from documents as a difference for a terminal: lines that go, struck through, between lines that stay."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from rich.console import Console
from rich.text import Text

from cleaner.audit.explain import safe
from cleaner.ledger import Edit

WIDEST: Final = 160  # characters of a line that are shown
FIRST: Final = 5  # lines of a cut that are shown,
LAST: Final = 1  # and of its end


def preview(console: Console, where: str, text: str, edits: Sequence[Edit]) -> None:
    """Print what the edits cut from a text as it was read, each with its rules, and the lines beside it."""
    lines = _lines(text, edits)
    cut = sum(edit.end - edit.start for edit in edits)
    share = f"{len(edits)} cut{'s' if len(edits) > 1 else ''}, {cut:,} of {len(text):,} characters"
    console.print(Text.assemble((safe(where), "bold"), (f"  {share}", "dim")))
    gone = [at for at, (_, edit) in enumerate(lines) if edit is not None]
    shown = sorted({at + by for at in gone for by in (-1, 0, 1) if 0 <= at + by < len(lines)})
    for before, at in pairwise([-1, *shown]):
        line, edit = lines[at]
        if at > before + 1:
            console.print("  ⋮", style="dim")
        if edit is None:
            console.print(Text(f"  {_brief(line)}", "dim"))
            continue
        its = [one for one in gone if lines[one][1] is edit]
        nth = its.index(at)
        if nth < FIRST or nth >= len(its) - LAST:
            told = f"   {' + '.join(edit.rules)} {edit.confidence:.2f}" if nth == 0 else ""
            console.print(Text.assemble(("- ", "red"), (_brief(line), "red strike"), (told, "yellow")))
        elif nth == FIRST:
            console.print(Text(f"- … {len(its) - FIRST - LAST} more lines", "red"))
    console.print()


def _lines(text: str, edits: Sequence[Edit]) -> list[tuple[str, Edit | None]]:
    """The lines that say something, each with the edit that takes it."""
    found: list[tuple[str, Edit | None]] = []
    waiting = list(edits[::-1])
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        while waiting and waiting[-1].end <= start:
            waiting.pop()
        if line.strip():
            edit = waiting[-1] if waiting and waiting[-1].start < end else None
            found.append((line, edit))
        start = end + 1
    return found


def _brief(line: str) -> str:
    line = safe(line.strip())
    return line if len(line) <= WIDEST else f"{line[: WIDEST - 1]}…"
