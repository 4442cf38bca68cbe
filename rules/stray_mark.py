"""Stray marks: a rule, asterisks or a number sign that closes a text.

Cuts, before the first sentence and after the last, a line without a letter or a digit ("___", "***", "# # #").

Wrong when such a line parts two halves of a text: between running text it stays.
"""

from collections.abc import Iterator

from cleaner.page import Page
from cleaner.rule import Evidence, Finding, rule


@rule(
    place="tail",
    cuts=(
        "The river fell for the first time in a week on Thursday.\n⟦___\n⟧",
        "Der Fluss ist am Donnerstag erstmals seit einer Woche gefallen.\n⟦\n* * *\n⟧",
    ),
    keeps=(
        "The river fell for the first time in a week.\n***\nIn the town, nobody had slept that night.\n",
        "The clerk had one question only.\n?!\n",
    ),
)
def stray_mark(page: Page) -> Iterator[Finding]:
    """Propose every line of marks in the tail, but for exclamations."""
    for line in page.tail:
        if not any(map(str.isalnum, line.text)) and not set("?!？！…") & set(line.text) and line.text.isprintable():
            yield Finding(page.cut(line), f"marks: {line.text[:20]!r}", (Evidence("marks", 0.85, line.span()),))
