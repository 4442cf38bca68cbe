"""House calls: what the house asks of its readers, from donations and apps to tips and corrections.

Cuts, anywhere, a line whose sentences are such calls ("Download our app", "Got a story? Email us at …"), and, after
the last running text, one that opens as a call does ("If you value our reporting, …").

Wrong when an article passes on a call of others: it names whom to help, and a call of the house says "us".
"""

from collections.abc import Iterator

from cleaner.lexicon import phrases
from cleaner.notice import is_notice, notices
from cleaner.page import Page
from cleaner.rule import Finding, rule

CALL = phrases("promo", "line")
OPENING = phrases("promo", "opening")
BUTTON = phrases("promo", "button")


@rule(
    place="inline",
    words=(CALL, OPENING),
    cuts=(
        "The ferry carries no carts until the wall is finished, the council said.\n⟦Download our app\n⟧The mill stays shut.",
        "The ferry carries no carts until the wall is finished, the council said.\n⟦Support our journalism\nDonate\n⟧",
        "Die Fähre befördert bis zum Ende der Arbeiten keine Wagen mehr.\n⟦Unterstützen Sie unsere Arbeit\n⟧",
        "Le bac ne prend plus de chariots avant la fin des travaux.\n⟦Téléchargez notre application\n⟧",
    ),
    keeps=(
        "Donate\nwas painted on the box at the ferry, and nobody had emptied it since the flood.\n",
        "The ferrymen wrote on the door what they needed most.\n“Support our work” stood there, and nothing else for a year.\n",
        "To be ready for the flood, the council asks three things.\n- Move the cars\n- Take our survey\n- Bring in the chairs\n"
        "The river is to rise on Friday, the station says.\n",
        "The app of the ferry can be downloaded from Friday, the operator said, and it costs nothing but patience.\n",
    ),
)
def house_call(page: Page) -> Iterator[Finding]:
    """Propose every call anywhere, and in the tail what opens as one."""
    yield from notices(page, page.lines, "call of the house", CALL, button=BUTTON)
    tail = page.after(lambda line: is_notice(line, CALL, OPENING))
    yield from notices(page, tail, "call of the house", OPENING, OPENING)
