"""Read-more lines: a link to another article, set between the paragraphs.

Cuts, anywhere, a line that opens with a lead such as "Read more:" or "Also read" and goes on with
a title, a line that is nothing but the lead, and what headed a list of links that is not there ("Related articles").

Wrong when a sentence opens with the same words ("Read more carefully, the law …"): a lead that prose
shares must be followed by a colon, a title ends in no stop, and what stands in quotation marks is speech.
An item among others, a line of a refrain, a subhead, a glossary's "See also" and a book with its author stay.
"""

import re
from collections.abc import Iterator

from cleaner.lexicon import phrases
from cleaner.page import UNSPACED, Line, Page, fold
from cleaner.rule import Evidence, Finding, rule

BY = phrases("byline", "by")
LEAD = phrases("read_more", "prefix")
LEAD_COLON = phrases("read_more", "prefix_colon", "prefix")
BARE = phrases("read_more", "bare")
ORPHAN = phrases("read_more", "orphan")
FEWEST, LONGEST = 4, 30  # words of a title
TERM = 2  # words, at most, of an entry that a glossary refers to
QUOTED = re.compile(r"[\"“”„«‘「『»][^\"“”„«»‘’「」『』]+[\"“”«»’」』]\s*(.*)")


def is_title(text: str) -> bool:
    """Whether what follows a colon can be a title: some words (or a script without spaces), not begun in lower case."""
    return bool(text) and not text[0].islower() and (len(text.split()) >= FEWEST or UNSPACED.search(text) is not None)


def is_reference(text: str) -> bool:
    """Whether what follows a lead is no title: entries of a glossary ("Ferry, Ford"), or a work and who made it."""
    quoted = QUOTED.match(text)
    if quoted and (quoted[1].startswith(",") or BY.opening(fold(quoted[1]))):
        return True
    return not UNSPACED.search(text) and all(len(term.split()) <= TERM for term in text.split(","))


def lead_of(line: Line) -> str | None:
    """The lead that the line opens with, when a title follows it; None when it reads as prose."""
    if line.stops or line.words > LONGEST or line.spoken:
        return None
    head, colon, title = line.text.replace("：", ":").partition(":")
    if colon and fold(head) in LEAD_COLON and is_title(title.strip()):
        return None if is_reference(title.strip()) else head.strip()
    opening = LEAD.opening(line.key)
    if not opening or line.key == opening or line.ends:
        return None
    rest = " ".join(line.text.split()[len(opening.split()) :]).lstrip(":-–—| ")
    return None if rest and is_reference(rest) else opening


def is_link(line: Line) -> bool:
    """Whether the line is a lead, or a lead and a title."""
    return (line.key in BARE and not line.spoken) or lead_of(line) is not None


def is_orphan(page: Page, line: Line) -> bool:
    """Whether the line heads a list of links, and running text or nothing is below it."""
    if line.key not in ORPHAN or line.spoken:
        return False
    below = page.near(line, 1)
    return below is None or below.prose


def is_own(page: Page, line: Line) -> bool:
    """Whether the line's neighbours tell that it is the article's: a row, an item, a refrain, a subhead."""
    return (
        page.in_record(line)
        or page.goes_on(line)
        or page.in_list(line, is_link)
        or page.in_refrain(line, is_link)
        or page.heads_section(line)
    )


def of_a_teaser(page: Page, line: Line) -> bool:
    """Whether the line ends one of two or more teasers, each a title and a lead: a list goes as a whole, or not at all."""
    around = (i for i in (line.index - 2, line.index, line.index + 2) if 0 < i < len(page.lines))
    titles = [page.lines[i - 1] for i in around if page.lines[i].key in BARE]
    return len(titles) > 1 and not any(title.ends or title.key in BARE for title in titles)


@rule(
    place="inline",
    words=(LEAD, LEAD_COLON, BARE, ORPHAN),
    cuts=(
        "The bridge stays closed until May, the council said.\n⟦Read more: Ferry takes over for stranded commuters\n⟧"
        "Traffic was light on the first day.",
        "Die Brücke bleibt bis Mai gesperrt, teilte die Stadt mit.\n⟦Lesen Sie auch: Fähre springt für Pendler ein\n⟧"
        "Der Verkehr lief am ersten Tag ruhig.",
        "Le pont reste fermé jusqu’en mai, a annoncé la mairie.\n⟦À lire aussi Un bac pour les habitants bloqués\n⟧"
        "La circulation est restée calme.",
        "Мост закрыт до мая, сообщили в мэрии города.\n⟦Читайте также: Паром заменит переправу\n⟧Движение было спокойным.",
        "The bridge stays closed until May, the council said.\n⟦Read more\n⟧",
        "The bridge stays closed until May, the council said.\n⟦You may also like\n⟧Traffic was light on the first day.",
        "The bridge stays closed until May, the council said.\n⟦Read more: Ferry takes over for stranded commuters\n⟧"
        "The price is the same: adults pay four crowns, and children two.",
    ),
    keeps=(
        "Three tips for the long evening, as every week.\nRead: Middlemarch by George Eliot\nWatch: the old film of the bridge\n",
        "Watch: a Casio, worth 20 crowns, was all that they found in the car.\n",
        "The mail looks just like one from the bank.\nClick here\nand the money is gone, said Lee.\n",
        "The people of the bank know what to do, and they tell those who are new.\n* Carry the beds up\n"
        "* Read also the notice at the pump\n* Do not forget the cat\n",
        "Ferry. A boat that crosses a river, with carts on it.\nSee also: Ford, Weir\nFord. A place to cross on foot.\n",
        "The winter is long enough for a good book.\nÀ lire : « Le Pont sur la rivière », de Anne Leduc, 210 pages\n",
        "La via intera cantò il ritornello fino al mattino.\nContinua\nContinua\nContinua a girare la ruota\n",
        "Read more carefully, the law says nothing of the kind.\n",
        "“Read more: it never hurts,” the librarian told the class.\n",
        "Also read at the service were two letters from his daughter.\n",
        "The bridge stays closed until May, the council said.\nFerry takes over\nRead more\nMill to reopen\nRead more\nTraffic was light on the first day.\n",
    ),
)
def read_more(page: Page) -> Iterator[Finding]:
    """Propose every line that is a lead, a lead and a title, or the head of a list that is not there."""
    for line in page.short:
        orphan = is_orphan(page, line)
        if not (orphan or is_link(line)) or is_own(page, line):
            continue
        if orphan:
            yield Finding(page.cut(line), f"heads no list: {line.text!r}", (Evidence("heading", 0.85, line.span()),))
        elif line.key in BARE:
            if not of_a_teaser(page, line):
                yield Finding(page.cut(line), f"read-more line: {line.text!r}", (Evidence("lead", 0.85, line.span()),))
        elif lead := lead_of(line):
            yield Finding(
                page.cut(line), f"read-more line: {lead!r} and a title", (Evidence("lead", 0.9, line.span()),)
            )
