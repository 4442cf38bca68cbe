"""Consent notices: cookies, blocked external content, and what a page says of the browser that shows it.

Cuts, anywhere, a line whose sentences are such notices ("External content is not available", "We use cookies to …"),
and the buttons right below.

Wrong when an article is about cookies: it does not ask its reader to accept them.
"""

from collections.abc import Iterator

from cleaner.lexicon import phrases
from cleaner.notice import notices
from cleaner.page import Page
from cleaner.rule import Finding, rule

NOTICE = phrases("consent", "line")
OPENING = phrases("consent", "opening")
BUTTON = phrases("consent", "button")


@rule(
    place="inline",
    words=(NOTICE, OPENING),
    cuts=(
        "The wardens opened the lower gates again on Thursday morning.\n⟦This website uses cookies\n⟧The water fell by a metre.",
        "Die Schleusen wurden am Donnerstagmorgen wieder geöffnet, sagte der Wärter.\n⟦Externer Inhalt nicht verfügbar\n⟧"
        "Das Wasser fiel um einen Meter.",
        "Les vannes ont été rouvertes jeudi matin, a dit le gardien.\n⟦Ce site utilise des cookies\n⟧L’eau a baissé d’un mètre.",
    ),
    keeps=(
        "The cookies on the ferry are for the gulls, says the captain, and nobody accepts them but the gulls.\n",
        "The court dealt with a small thing.\n“This website uses cookies” is no consent, it found, whatever comes below it.\n",
        "Accept\nwas the word that the clerk had underlined twice on the form from the ministry.\n",
    ),
)
def consent_notice(page: Page) -> Iterator[Finding]:
    """Propose every run of notices, with their buttons."""
    yield from notices(page, page.lines, "consent notice", NOTICE, OPENING, BUTTON)
