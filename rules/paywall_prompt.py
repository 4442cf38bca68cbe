"""Paywall prompts: the call to subscribe or to log in that stands in place of the rest, and what its form says.

Cuts, anywhere, a line whose sentences are such calls ("This article is for subscribers only. Log in to read on.") or
messages of the form ("There was an error processing your subscription"), and the buttons right below.

Wrong when an article quotes a paywall: what stands in quotation marks is speech, and prose about subscriptions does not
speak of "this article".
"""

from collections.abc import Iterator

from cleaner.lexicon import phrases
from cleaner.notice import notices
from cleaner.page import Page
from cleaner.rule import Finding, rule

CALL = phrases("paywall", "line", "error")
BUTTON = phrases("paywall", "button")


@rule(
    place="inline",
    words=(CALL,),
    cuts=(
        "The wall along the river is to be raised by a metre, the council said.\n⟦This article is for subscribers only\n⟧",
        "The wall along the river is to be raised by a metre, the council said.\n⟦Already a subscriber? Log in\n⟧The mill stays.",
        "Die Mauer am Fluss soll um einen Meter erhöht werden, teilte der Rat mit.\n⟦Dieser Artikel ist nur für Abonnenten\n⟧",
        "Le mur le long du fleuve sera relevé d’un mètre, a dit la mairie.\n⟦Cet article est réservé aux abonnés\n⟧",
    ),
    keeps=(
        "This article is for subscribers only when the moon is full, the editor joked, and nobody laughed at it.\n",
        "The paper lost half of its readers in a year.\n“Subscribe to continue reading” was all that they still saw of it.\n",
        "Three steps, says the guide for the elderly.\nRead the small print of the contract before you sign it.\nPay once.\n",
    ),
)
def paywall_prompt(page: Page) -> Iterator[Finding]:
    """Propose every run of calls and messages, with their buttons."""
    yield from notices(page, page.lines, "paywall", CALL, button=BUTTON)
