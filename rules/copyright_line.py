"""Copyright lines: whose text it is, and what must not be done with it.

Cuts, after the last running text, a line that opens with ©, "(c)" or a copyright phrase, or that
reserves all rights.

Wrong when an article is about copyright: its sentences do not open with the sign, and only a short
line may hold the reserving phrase.
"""

import re
from collections.abc import Iterator

from cleaner.lexicon import phrases
from cleaner.page import Line, Page
from cleaner.rule import Evidence, Finding, rule

SIGN = re.compile(r"(?:[<(\[*\s]*(?:©|ⓒ|\(c\)|&copy;)|copyright\s*(?:©|ⓒ|\(c\)|[:,]?\s*\d{4}))", re.I)
RIGHTS = phrases("copyright", "rights")
WHOLE = phrases("copyright", "line")
LONGEST = 60  # words


def evidence_of(line: Line) -> tuple[Evidence, ...]:
    """What makes the line a copyright line; empty when it is none."""
    if len(line.text) > 400 or line.words > LONGEST:
        return ()
    if line.key in WHOLE:
        return (Evidence("phrase", 0.92, line.span()),)
    found = [Evidence("sign", 0.85, line.span())] if SIGN.match(line.text) else []
    if (found or line.words <= 25) and RIGHTS.within(line.key):
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
        "Copyright law is older than the press, the judge noted in her ruling.\n",
        "The label claimed that all rights reserved to the heirs had lapsed long before the war.\nThe court disagreed.\n",
    ),
)
def copyright_line(page: Page) -> Iterator[Finding]:
    """Propose every copyright line in the tail."""
    for line in page.after(lambda line: bool(evidence_of(line))):
        if evidence := evidence_of(line):
            yield Finding(page.cut(line), f"copyright line: {line.text[:80]!r}", evidence)
