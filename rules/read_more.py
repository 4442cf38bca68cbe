"""Read-more lines: a link to another article, set between the paragraphs.

Cuts, anywhere, a line that opens with a lead such as "Read more:" or "Also read" and goes on with
a title, and a line that is nothing but the lead.

Wrong when a sentence opens with the same words ("Read more carefully, the law …"): a lead that prose
shares must be followed by a colon, a title ends in no stop, and what stands in quotation marks is speech.
"""

import re
from collections.abc import Iterator

from cleaner.lexicon import phrases
from cleaner.page import SPEECH, UNSPACED, Line, Page, fold
from cleaner.rule import Evidence, Finding, rule

LEAD = phrases("read_more", "prefix")
LEAD_COLON = phrases("read_more", "prefix_colon", "prefix")
BARE = phrases("read_more", "bare")
FEWEST, LONGEST = 4, 30  # words of a title


def is_title(text: str) -> bool:
    """Whether what follows a colon can be a title: some words (or a script without spaces), not begun in lower case."""
    return bool(text) and not text[0].islower() and (len(text.split()) >= FEWEST or UNSPACED.search(text) is not None)


def lead_of(line: Line) -> str | None:
    """The lead that the line opens with, when a title follows it; None when it reads as prose."""
    if line.stops or line.words > LONGEST or line.text[0] in SPEECH:
        return None
    head, colon, title = (
        re.split(r"([:：])", line.text, maxsplit=1) if ":" in line.text or "：" in line.text else ("", "", "")
    )
    if colon and is_title(title.strip()) and fold(head) in LEAD_COLON:
        return head.strip()
    opening = LEAD.opening(line.key)
    return opening if opening and line.key != opening and not line.ends else None


def goes_on(page: Page, line: Line) -> bool:
    """Whether the next line goes on in lower case what this one began."""
    below = page.lines[line.index + 1 : line.index + 2]
    return bool(below) and not below[0].gap and below[0].text[0].islower()


def of_a_teaser(page: Page, line: Line) -> bool:
    """Whether the line ends one of two or more teasers, each a title and a lead: a list goes as a whole, or not at all."""
    around = (i for i in (line.index - 2, line.index, line.index + 2) if 0 < i < len(page.lines))
    titles = [page.lines[i - 1] for i in around if page.lines[i].key in BARE]
    return len(titles) > 1 and not any(title.ends or title.key in BARE for title in titles)


@rule(
    place="inline",
    cuts=(
        "The bridge stays closed until May, the council said.\n⟦Read more: Ferry takes over for stranded commuters\n⟧"
        "Traffic was light on the first day.",
        "Die Brücke bleibt bis Mai gesperrt, teilte die Stadt mit.\n⟦Lesen Sie auch: Fähre springt für Pendler ein\n⟧"
        "Der Verkehr lief am ersten Tag ruhig.",
        "Le pont reste fermé jusqu’en mai, a annoncé la mairie.\n⟦À lire aussi Un bac pour les habitants bloqués\n⟧"
        "La circulation est restée calme.",
        "Мост закрыт до мая, сообщили в мэрии города.\n⟦Читайте также: Паром заменит переправу\n⟧Движение было спокойным.",
        "The bridge stays closed until May, the council said.\n⟦Read more\n⟧",
    ),
    keeps=(
        "Three tips for the long evening, as every week.\nRead: Middlemarch by George Eliot\nWatch: the old film of the bridge\n",
        "Watch: a Casio, worth 20 crowns, was all that they found in the car.\n",
        "The mail looks just like one from the bank.\nClick here\nand the money is gone, said Lee.\n",
        "Read more carefully, the law says nothing of the kind.\n",
        "“Read more: it never hurts,” the librarian told the class.\n",
        "Also read at the service were two letters from his daughter.\n",
        "The bridge stays closed until May, the council said.\nFerry takes over\nRead more\nMill to reopen\nRead more\nTraffic was light on the first day.\n",
    ),
)
def read_more(page: Page) -> Iterator[Finding]:
    """Propose every line that is a lead, or a lead and a title."""
    for line in page.short:
        if line.key in BARE and line.text[0] not in SPEECH and not (of_a_teaser(page, line) or goes_on(page, line)):
            yield Finding(page.cut(line), f"read-more line: {line.text!r}", (Evidence("lead", 0.85, line.span()),))
        elif (lead := lead_of(line)) and not page.in_record(line):
            yield Finding(
                page.cut(line), f"read-more line: {lead!r} and a title", (Evidence("lead", 0.9, line.span()),)
            )
