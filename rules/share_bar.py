"""Share bars: the row of buttons that sends an article on, and the call to follow the paper.

Cuts two or more share words or network names in a row, on one line or on consecutive ones; a line
that is a whole share call ("Share this article", "Follow us on …"); and a lone "Share" that ends the page
or stands beside other lines above the text.

Wrong when an article is about the networks: their names in prose are never a line of their own,
and a list of nothing but networks in mid-article would have to name them alone. A lone "Share" over other
lines is a subhead or a headword as often, and stays.
"""

import re
from collections.abc import Iterator, Sequence

from cleaner.lexicon import Phrases, phrases
from cleaner.page import Line, Page
from cleaner.rule import Evidence, Finding, rule

LABEL = phrases("share", "label")
NETWORK = phrases("share", "network")
EVERYDAY = phrases("share", "everyday").words  # networks and buttons that are words: they count beside others only
FOLLOW = phrases("share", "follow")
LONGEST_CALL = 11  # words of a call with slots; a sentence that opens as one ("Follow the debate on …") goes on
NAMED = Phrases(NETWORK.words - EVERYDAY)
CODE = re.compile(r"[^\s(]\((?:[^()\s\d][^()\s]*)?\)$")  # a call of a function


def is_call(line: Line) -> bool:
    """Whether the line is a whole call to share or follow; one that has slots must name a network."""
    key = line.key if len(line.text) <= 160 and not line.spoken else ""
    if key in LABEL.words or key in FOLLOW.words:
        return line.words > 1
    return (
        bool(key) and line.words <= LONGEST_CALL and (LABEL.slotted(key) or FOLLOW.slotted(key)) and NAMED.within(key)
    )


def buttons(line: Line) -> int:
    """How many share words and network names the line consists of; 0 when it says anything else."""
    if len(line.text) > 120 or line.ends or "," in line.text or line.spoken or CODE.search(line.text):
        return 0
    if line.key in LABEL.words or line.key in NETWORK.words:
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
    words=(LABEL, NETWORK, FOLLOW),
    cuts=(
        "The council meets again on Friday to settle the budget.\n⟦\nShare\nTweet\nWhatsApp\n⟧",
        "The council meets again on Friday to settle the budget.\n⟦Facebook Twitter Email Print⟧",
        "Am Freitag tagt der Rat erneut über den Haushalt der Stadt.\n⟦Artikel teilen\n⟧",
        "El pleno vuelve a reunirse el viernes para cerrar el presupuesto.\n⟦Síguenos en Facebook\n⟧",
    ),
    keeps=(
        "These apps are blocked from Friday:\nFacebook\nInstagram\nWhatsApp\nTelegram\nNobody has said for how long they will be.\n",
        "The children ran down to the water.\n“OK?”\n“OK!”\nThen they were gone, and nobody saw them again.\n",
        "Follow the line of the river to the mill.\n“Follow us on Facebook” was painted on its door.\n",
        "Follow the debate on Facebook, the mayor said, and judge for yourself.\n",
        "The ferryman has written his words on the wall of the cabin.\nShare\nTwo to a bench\nPrint\nA wet boot on the deck\n",
        "The storm has been put off until Thursday, the station reports.\nOutlook\nMore wind\nMore rain\n",
        "The nine lines of the program hung in the corridor for a day.\nshare = 1 / 3\nprint(share)\n",
        "The choir decided to print its book on better paper, and to\nprint\nit in red, as it had done when the first bell was cast.\n",
        "There are three ways to take part.\n- Write to the clerk\n- Follow us on Facebook\n- Come to the hall\nThe board meets again on Friday evening.\n",
        "Share prices fell for a third day as the drought went on.\n",
        "Facebook and Twitter removed the clip within the hour, both firms said.\n",
        "He had one wish left.\nShare\nThe word stood alone on the last page of the notebook he left behind.\n",
    ),
)
def share_bar(page: Page) -> Iterator[Finding]:
    """Propose every call, every run of buttons, and single buttons at the edges of the page."""
    lines = page.lines
    at = 0
    while at < len(lines):
        first = at
        while at < len(lines) and buttons(lines[at]):
            at += 1
        if at == first:
            if is_call(lines[at]) and not (
                page.in_refrain(lines[at], is_call) or page.in_text_list(lines[at], is_call)
            ):
                yield Finding(page.cut(lines[at]), f"share call: {lines[at].text!r}", (_call(lines[at]),))
            at += 1
            continue
        evidence = () if page.goes_on(lines[at - 1]) else evidence_of(page, lines[first:at])
        if len(evidence) > 1:
            yield Finding(page.cut(lines[first], lines[at - 1]), f"share bar of {at - first} lines", evidence)


def evidence_of(page: Page, run: Sequence[Line]) -> tuple[Evidence, ...]:
    """What speaks for a run of buttons: each of them once, calls, and its place. Nothing does under a colon."""
    first, last = run[0], run[-1]
    if first.index and page.lines[first.index - 1].text.endswith((":", "：")):
        return ()  # a list of networks, announced
    distinct = {line.key: line for line in run if line.key not in EVERYDAY}
    found = [Evidence("button", 0.55, line.span()) for line in distinct.values() for _ in range(buttons(line))]
    if distinct and at_edge(page, first, last):
        found.append(Evidence("edge of the page", 0.5, last.span()))
    return (*found, *(_call(line) for line in run if is_call(line)))


def at_edge(page: Page, first: Line, last: Line) -> bool:
    """Whether the run stands beside other lines of the head, or ends the page: a lone word is a subhead as often."""
    if last.index < len(page.head):
        return len(page.head) > last.index - first.index + 1
    above = page.near(first, -1)
    return 0 < page.tail_start <= first.index and page.near(last, 1) is None and above is not None and above.ends


def _call(line: Line) -> Evidence:
    return Evidence("call", 0.85, line.span())
