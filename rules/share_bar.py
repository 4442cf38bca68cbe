"""Share bars: the row of buttons that sends an article on, and the call to follow the paper.

Cuts two or more share words or network names in a row, on one line or on consecutive ones; a line
that is a whole share call ("Share this article", "Follow us on …"); and, at the head or the tail,
a lone "Share".

Wrong when an article is about the networks: their names in prose are never a line of their own,
and a list of nothing but networks in mid-article would have to name them alone.
"""

from collections.abc import Iterator

from cleaner.lexicon import phrases
from cleaner.page import Line, Page
from cleaner.rule import Evidence, Finding, rule

LABEL = phrases("share", "label")
NETWORK = phrases("share", "network")
FOLLOW = phrases("share", "follow")


def buttons(line: Line) -> int:
    """How many share words and network names the line consists of; 0 when it says anything else."""
    if len(line.text) > 120 or line.stops:
        return 0
    if line.key in LABEL or line.key in NETWORK:
        return 1
    count, rest = 0, line.key
    while rest:
        found = NETWORK.opening(rest) or LABEL.opening(rest)
        if not found:
            return 0
        count, rest = count + 1, rest[len(found) :].lstrip()
    return count


@rule(
    place="inline",
    cuts=(
        "The council meets again on Friday to settle the budget.\n⟦\nShare\nTweet\nWhatsApp\n⟧",
        "The council meets again on Friday to settle the budget.\n⟦Facebook Twitter Email Print⟧",
        "Am Freitag tagt der Rat erneut über den Haushalt der Stadt.\n⟦Artikel teilen\n⟧",
        "El pleno vuelve a reunirse el viernes para cerrar el presupuesto.\n⟦Síguenos en Facebook\n⟧",
    ),
    keeps=(
        "Share prices fell for a third day as the drought went on.\n",
        "Facebook and Twitter removed the clip within the hour, both firms said.\n",
        "He had one wish left.\nShare\nThe word stood alone on the last page of the notebook he left behind.\n",
    ),
)
def share_bar(page: Page) -> Iterator[Finding]:
    """Propose every run of buttons, every share call, and single buttons at the edges of the page."""
    lines = page.lines
    head, tail = len(page.head), page.tail_start
    at = 0
    while at < len(lines):
        first = at
        evidence: list[Evidence] = []
        while at < len(lines) and (count := buttons(lines[at])):
            evidence += [Evidence("button", 0.55, lines[at].span())] * count
            at += 1
        if not evidence:
            line = lines[at]
            if len(line.text) <= 160 and line.key in FOLLOW:
                yield Finding(page.cut(line), f"share bar: {line.text!r}", (Evidence("call", 0.85, line.span()),))
            at += 1
            continue
        edge = at <= head or 0 < tail <= first
        call = any(line.words > 1 and line.key in LABEL for line in lines[first:at])
        if len(evidence) > 1 or edge or call:
            evidence += [Evidence("place", 0.5, lines[at - 1].span())] if edge or call else []
            yield Finding(page.cut(lines[first], lines[at - 1]), f"share bar: {len(evidence)} buttons", tuple(evidence))
