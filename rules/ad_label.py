"""Ad labels: "Advertisement", "Story continues below", left where an advertisement stood.

Cuts, anywhere, a line that is nothing but such a label.

Wrong when an article lists advertising as an item or a headword of its own: between like lines the rule is silent.
The label must be the whole line, so prose about advertisements is never touched.
"""

from collections.abc import Iterator

from cleaner.lexicon import phrases
from cleaner.page import Line, Page
from cleaner.rule import Evidence, Finding, rule

LABEL = phrases("ads", "label")
LONGEST = 80  # code points


def is_label(line: Line) -> bool:
    """Whether the line is nothing but a label; one that names somebody ("Sponsored by …") is no sentence."""
    if len(line.text) > LONGEST or line.spoken:
        return False
    return line.key in LABEL.words or (not line.stops and LABEL.slotted(line.key))


def in_list(page: Page, line: Line) -> bool:
    """Whether the line stands between short lines that are no labels: an item, or a subhead among others."""
    near = [page.lines[i] for i in (line.index - 1, line.index + 1) if 0 <= i < len(page.lines)]
    return len(near) == 2 and all(n.words <= 3 and not n.ends and not is_label(n) for n in near)


def is_own(page: Page, line: Line) -> bool:
    """Whether the line's neighbours tell that it is the article's: an item, a headword, an open sentence."""
    return in_list(page, line) or page.heads_entry(line) or page.goes_on(line)


@rule(
    place="inline",
    words=(LABEL,),
    cuts=(
        "The river rose all night, and the pumps failed at dawn.\n⟦\nAdvertisement\n⟧\nBy noon the market square was under water.",
        "Der Fluss stieg die ganze Nacht, die Pumpen fielen aus.\n⟦– Anzeige –\n⟧Gegen Mittag stand der Marktplatz unter Wasser.",
        "Le fleuve a monté toute la nuit et les pompes ont lâché.\n⟦PUBLICITÉ\n⟧À midi, la place du marché était sous l’eau.",
    ),
    keeps=(
        "The firm earns its money in three ways, the owner said.\nPublishing\nAdvertising\nEvents\n",
        "Advertisement spending fell for the third year, the trade body said.\n",
        "The harbour has its own words, and the pilot wrote them down.\n\nAnzeige\nAusschlag eines Zeigers\n\n"
        "Teilen\nEine Leine in zwei Enden legen\n\nWecken\nDen Kapitän rufen\n",
        "“Sponsored by the mill” was the last thing that she wrote, and it was enough.\n",
        "The label was plain enough.\nAdvertisement: a word that nobody on the desk liked.\n",
    ),
)
def ad_label(page: Page) -> Iterator[Finding]:
    """Propose every line that is an ad label."""
    for line in page.short:
        if is_label(line) and not is_own(page, line):
            yield Finding(page.cut(line), f"ad label: {line.text!r}", (Evidence("label", 0.9, line.span()),))
