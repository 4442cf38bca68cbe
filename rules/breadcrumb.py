"""Breadcrumbs: the way from the front page of a site down to the article.

Cuts, before the first sentence, a line of short parts with arrows between them ("News » Town » River"), or slashes
between three or more; the same over several lines; a line such as "You are here: News"; and a section's name, if it is
the very first line.

Wrong when an article opens with a score or a route drawn with arrows: a part that is a figure, a line that is the title,
and two parts with a slash between them stay.
"""

import re
from collections.abc import Iterator, Sequence

from cleaner.lexicon import phrases
from cleaner.page import Line, Page, fold
from cleaner.rule import Evidence, Finding, rule

OPENING = phrases("topics", "breadcrumb")
SECTION = phrases("teasers", "section")
ARROWS = "»›>→▸▶❯〉＞"
ARROW = re.compile(rf"\s*[{ARROWS}]+\s*")
QUOTED = re.compile(
    r"»[^«»]*«|›[^‹›]*‹|<[^<>]*>|^[^>]*[^>\s]> [^>]*$"
)  # marks of speech, and brackets, that look like arrows
PARTED = re.compile(rf"[{ARROWS}/|]")
SLASH = re.compile(r"\s+[/|]\s+")
LONGEST = 30  # words
PART_WORDS = 5
LAST_WORDS = 20  # the last part may be the article's title


def parts_of(text: str) -> Sequence[str]:
    """The parts of a way, if a text is written as one is; else none."""
    parts = [part for part in ARROW.split(text) if part]
    if len(parts) < 2:
        parts = SLASH.split(text)
        parts = parts if len(parts) > 2 or (len(parts) == 2 and fold(parts[0]) in OPENING) else []
    short = all(len(part.split()) <= PART_WORDS and fold(part) and not fold(part).isdigit() for part in parts[:-1])
    return parts if parts and short and len(parts[-1].split()) <= LAST_WORDS and fold(parts[-1]) else ()


def leads_here(line: Line) -> bool:
    """Whether the line says where the reader is: a phrase, a colon, and the place."""
    head, colon, rest = line.text.replace("：", ":").partition(":")
    return bool(colon) and bool(rest.strip()) and fold(head) in OPENING and len(rest.split()) <= LAST_WORDS


def is_way(line: Line) -> bool:
    """Whether the line is a whole way."""
    if line.words > LONGEST or line.ends or line.spoken:
        return False
    parted = PARTED.search(line.text) is not None and bool(parts_of(line.text))
    return (parted or leads_here(line)) and not QUOTED.search(line.text)


def is_step(line: Line) -> bool:
    """Whether the line is one step of a way over several lines: it begins or ends with an arrow, or is nothing else."""
    marked = line.text[0] in ARROWS or line.text[-1] in ARROWS
    return marked and line.words <= PART_WORDS + 1 and not line.ends


def steps(page: Page, head: Sequence[Line]) -> Iterator[tuple[Line, Line, Sequence[Line]]]:
    """The ways over several lines: the first and the last line of each, and the lines that give it away."""
    at = 0
    while at < len(head):
        marked: list[Line] = []
        first = last = head[at]
        while at < len(head) and (
            is_step(head[at]) or (marked and marked[-1].text[-1] in ARROWS and is_place(head[at]))
        ):
            last = head[at]
            marked += [head[at]] if is_step(head[at]) else []
            at += 1
            # A place stands between two arrows that are lines of their own.
            if at + 1 < len(head) and is_place(head[at]) and is_step(head[at + 1]) and not fold(head[at + 1].text):
                last = head[at]
                at += 1
        if len(marked) > 1:
            above = page.near(first, -1)
            opens = first.text[0] in ARROWS and above is not None and is_place(above)
            yield (above if opens and above else first), last, marked
        at += not marked


def is_place(line: Line) -> bool:
    """Whether the line can be a part of a way: a few words, no end mark."""
    return line.words <= PART_WORDS and not line.ends and not line.spoken and not is_step(line)


def is_section(page: Page, line: Line) -> bool:
    """Whether the line is a section's name over the article: the first line, and no subhead among others of its kind."""
    if line.index or line.key not in SECTION.words or line.ends or line.spoken or line.text[0].islower():
        return False
    others = any(other.key in SECTION.words for other in page.lines[1:])
    return len(page.lines) > 1 and not others and not page.goes_on(line)


@rule(
    place="head",
    cuts=(
        "⟦News » Town » River\n⟧The river fell by a metre on Monday, the wardens said.",
        "⟦Startseite › Stadt › Hafen\n\n⟧Der Fluss ist am Montag um einen Meter gefallen, sagte der Wärter.",
        "⟦Vous êtes ici : Ville\n⟧Le fleuve a baissé d’un mètre lundi, a dit le gardien.",
        "⟦Inicio / Ciudad / Puerto\n⟧El río bajó un metro el lunes, dijo el guarda del puerto.",
        "⟦Главная →\nГород →\n⟧Река опустилась на метр в понедельник, сообщили в порту.",
    ),
    keeps=(
        "Health\nThe party would hire nurses, it says.\nSport\nIt would build ten halls, and a pool in every town by the sea.\n",
        "HARBOUR CORP <HBR> SEES A LOSS\nHarbour Corp said on Monday that the ferry will cost it a year of profit.\n",
        "Die Fährleute nach dem Streik: »Wir fahren wieder«\nDie Fähre fährt seit Montag wieder, sagte der Betreiber der Stadt.\n",
        "Marn > Lindow > Birkau: that is the order in which the towns finished, and it surprised nobody.\n",
        "3 > 2\nThe pupils had to say why, and only one of them could do it.\n",
        "Water / Stone\nThe two rooms of the show could not be less alike, and that is what they are for.\n",
        "Open File > Save, says the book of the lamp, and the lamp will burn until morning.\n",
        "You are here for a reason: the river.\nNobody in the hall dared to laugh at what the preacher had said.\n",
        "The river fell by a metre on Monday, the wardens said.\nWater » Wall » Town\nThat is how the map reads from above.\n",
    ),
)
def breadcrumb(page: Page) -> Iterator[Finding]:
    """Propose every way in the head, on one line or over several."""
    title = fold(page.title or "")
    for line in page.head:
        if line.key == title:
            continue
        if is_section(page, line):
            yield Finding(page.cut(line), f"section: {line.text!r}", (Evidence("section", 0.85, line.span()),))
        elif is_way(line):
            yield Finding(page.cut(line), f"breadcrumb: {line.text[:80]!r}", (Evidence("way", 0.85, line.span()),))
    for first, last, marked in steps(page, page.head):
        evidence = tuple(Evidence("step", 0.6, line.span()) for line in marked)
        yield Finding(page.cut(first, last), f"breadcrumb over {len(marked)} lines", evidence)
