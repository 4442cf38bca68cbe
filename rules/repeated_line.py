"""Repeated lines: what the source prints on story after story.

Cuts, anywhere, a line that is no sentence and stands on many stories of the same source by the profile;
at the head and at the tail, sentences too; but one with figures only beyond another such line. The profile counts all
figures alike, and "Police counted 14 accidents on Friday night." next to the text is the news itself each time.

Wrong when an outlet writes under the same subheads every day ("The background"): in mid-text a line
must be a habit of many more stories than at the edges.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from cleaner.page import Line, Page
from cleaner.rule import Evidence, Example, Finding, rule

HABIT = 10  # stories; in mid-text a line of fewer is asked about
SURE, LIKELY, UNSURE = 0.96, 0.85, 0.6
FIRM = 5  # stories at the edges
FIGURE = re.compile(r"\d")


def weight(stories: int, edge: bool) -> float:
    """How sure a line on so many stories is furniture, at the edge of a text or within."""
    if edge:
        return SURE if stories >= FIRM else LIKELY
    return SURE if stories >= HABIT else UNSURE


def settled(edge: Sequence[Line], is_known: Callable[[Line], bool]) -> Iterator[int]:
    """Of the lines from an edge of the page inwards, those up to the last that is known for more than its frame."""
    last = max((n for n, line in enumerate(edge) if is_known(line) and not is_frame(line)), default=-1)
    return (line.index for line in edge[: last + 1])


def is_frame(line: Line) -> bool:
    """Whether the line is a sentence in which other figures would be other news."""
    return line.prose and FIGURE.search(line.text) is not None


@rule(
    place="inline",
    cuts=(
        Example(
            "The ferry runs again from Monday, the operator said.\n⟦Riverpost: the river’s own paper since 1911\n⟧",
            repeats={"riverpost the river s own paper since 0": 17},
        ),
        Example(
            "⟦Riverpost / Town desk\n⟧The ferry runs again from Monday, the operator said.\n⟦More on page 5\n⟧The mill stays shut.",
            repeats={"riverpost town desk": 13, "more on page 0": 12},
        ),
    ),
    keeps=(
        Example("The ferry runs again.\nThe background\nIt was built in 1911.\n", repeats={"the ferry": 12}),
        Example(
            "The ferry runs again from Monday.\nNobody has told the town why it stopped.\nIt was built long ago, and it shows.\n",
            repeats={"nobody has told the town why it stopped": 40},
        ),
        Example(
            "The police counted 14 accidents in the night to Friday.\nThe last of them closed the bridge.\n",
            repeats={"the police counted 0 accidents in the night to friday": 9},
        ),
    ),
)
def repeated_line(page: Page) -> Iterator[Finding]:
    """Propose every line that the profile knows."""
    if not page.repeats:
        return

    def is_known(line: Line) -> bool:
        return line.form in page.repeats

    edges = {*settled(page.before(is_known), is_known), *settled(page.after(is_known)[::-1], is_known)}
    for line in page.lines:
        if is_known(line) and (line.index in edges or not line.ends):
            stories = page.repeats[line.form]
            evidence = Evidence(f"on {stories} stories", weight(stories, line.index in edges), line.span())
            yield Finding(page.cut(line), f"repeated on {stories} stories: {line.text[:80]!r}", (evidence,))
