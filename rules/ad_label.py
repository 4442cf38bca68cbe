"""Ad labels: "Advertisement", "Story continues below", left where an advertisement stood.

Cuts, anywhere, a line that is nothing but such a label.

Wrong when an article lists advertising as an item of its own: the label must be the whole line,
so prose about advertisements is never touched.
"""

from collections.abc import Iterator

from cleaner.lexicon import phrases
from cleaner.page import Line, Page
from cleaner.rule import Evidence, Finding, rule

LABEL = phrases("ads", "label")


def in_list(page: Page, line: Line) -> bool:
    """Whether the line stands between short lines that are no labels: an item, or a subhead among others."""
    near = [page.lines[i] for i in (line.index - 1, line.index + 1) if 0 <= i < len(page.lines)]
    return len(near) == 2 and all(n.words <= 3 and not n.ends and n.key not in LABEL for n in near)


@rule(
    place="inline",
    cuts=(
        "The river rose all night, and the pumps failed at dawn.\n⟦\nAdvertisement\n⟧\nBy noon the market square was under water.",
        "Der Fluss stieg die ganze Nacht, die Pumpen fielen aus.\n⟦– Anzeige –\n⟧Gegen Mittag stand der Marktplatz unter Wasser.",
        "Le fleuve a monté toute la nuit et les pompes ont lâché.\n⟦PUBLICITÉ\n⟧À midi, la place du marché était sous l’eau.",
    ),
    keeps=(
        "The firm earns its money in three ways, the owner said.\nPublishing\nAdvertising\nEvents\n",
        "Advertisement spending fell for the third year, the trade body said.\n",
        "The label was plain enough.\nAdvertisement: a word that nobody on the desk liked.\n",
    ),
)
def ad_label(page: Page) -> Iterator[Finding]:
    """Propose every line that is an ad label."""
    for line in page.short:
        if len(line.text) <= 80 and line.key in LABEL and not in_list(page, line):
            yield Finding(page.cut(line), f"ad label: {line.text!r}", (Evidence("label", 0.9, line.span()),))
