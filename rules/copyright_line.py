"""Copyright lines: whose text it is, and what must not be done with it.

Cuts, after the last running text, a line that opens with ©, "(c)" or a copyright phrase, or that
reserves all rights.

Wrong when an article is about copyright: its sentences do not open with the sign, nor with the reserving
phrase, and a "(c)" without a year is the third point of a list.
"""

import re
from collections.abc import Iterator

from cleaner.lexicon import phrases
from cleaner.page import Line, Page, fold
from cleaner.rule import Evidence, Finding, rule

SIGN = re.compile(
    r"(?:[<(\[*\s]*(?:©|ⓒ|\(c\)\s*(?:copyright\s*)?(?=\d{4})|&copy;)|copyright\s*(?:©|ⓒ|\(c\)|[:,]?\s*\d{4}))", re.I
)
RIGHTS = phrases("copyright", "rights")
WHOLE = phrases("copyright", "line")
SENTENCE = re.compile(r"[.!?;|•·]\s+")
MORE = 3  # words that may follow the reservation: whose they are
LONGEST = 60  # words


def reserves(line: Line) -> bool:
    """Whether one of the line's sentences is a reservation of rights, with little more than a name after it."""
    keys = map(fold, SENTENCE.split(line.text))
    return any((found := RIGHTS.opening(key)) and len(key.split()) <= len(found.split()) + MORE for key in keys)


def evidence_of(line: Line) -> tuple[Evidence, ...]:
    """What makes the line a copyright line; empty when it is none."""
    if len(line.text) > 400 or line.words > LONGEST:
        return ()
    if line.key in WHOLE:
        return (Evidence("phrase", 0.92, line.span()),)
    found = [Evidence("sign", 0.85, line.span())] if SIGN.match(line.text) else []
    if RIGHTS.within(line.key) if found else line.words <= 25 and reserves(line):
        found.append(Evidence("rights", 0.85, line.span()))
    return tuple(found)


@rule(
    place="tail",
    cuts=(
        "The orchard will be replanted in spring, the owners said.\n⟦\n© 2024 Riverpost Media. All rights reserved.\n⟧",
        "Der Garten wird im Frühjahr neu bepflanzt, sagten die Besitzer.\n⟦Alle Rechte vorbehalten.⟧",
        "Le verger sera replanté au printemps, disent les propriétaires.\n⟦\nCopyright 2024 Le Fleuve\n⟧",
        "果园将于明年春天重新栽种树苗，业主在声明中这样表示。\n⟦\n版权所有\n⟧",
    ),
    keeps=(
        "The council met on Thursday evening.\nWithout prior written permission it may not sell the land, the judge said.\n",
        "The archive was closed for a year.\nReproduced with permission, the old map now hangs in the hall.\n",
        "Copyright law is older than the press, the judge noted in her ruling.\n",
        "The heirs took the label to court.\nIt claimed that all rights reserved to them had lapsed before the war.\n",
        "Three things were agreed on Sunday night:\n(a) The mayor resigns.\n(b) Nobody replaces him.\n(c) The clock is mended by 2030.\n",
    ),
)
def copyright_line(page: Page) -> Iterator[Finding]:
    """Propose every copyright line in the tail."""
    for line in page.after(lambda line: bool(evidence_of(line))):
        if evidence := evidence_of(line):
            yield Finding(page.cut(line), f"copyright line: {line.text[:80]!r}", evidence)
