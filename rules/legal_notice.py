"""Legal notices: affiliate and advertising notices, standards, and where a text appeared first.

Cuts, anywhere, a line whose sentences are such notices ("We may earn a commission from links on this page"), and, after
the last running text, one that opens as a notice does ("The views expressed here …").

Wrong when an article is about such notices: they are quoted there, or told of in the third person.
"""

from collections.abc import Iterator

from cleaner.lexicon import phrases
from cleaner.notice import is_notice, notices
from cleaner.page import Page
from cleaner.rule import Finding, rule

NOTICE = phrases("legal", "line")
OPENING = phrases("legal", "opening")


@rule(
    place="inline",
    words=(NOTICE, OPENING),
    cuts=(
        "The lamp costs twelve crowns, and it has burned for a year in our kitchen.\n⟦This article contains affiliate links.\n⟧",
        "Die Lampe kostet zwölf Kronen und brennt seit einem Jahr in unserer Küche.\n⟦Dieser Artikel enthält Affiliate-Links.\n⟧",
        "La lampe sera de nouveau en vente lundi, dit le fabricant.\n⟦Cet article a été traduit automatiquement.\n⟧Elle coûte dix euros.",
        "La lámpara vuelve a la venta el lunes, dijo el fabricante.\n⟦Este artículo ha sido traducido automáticamente.\n⟧",
    ),
    keeps=(
        "Nobody has yet broken the chain of which this article contains affiliate links, the locksmith says.\n",
        "The lamp costs twelve crowns.\n“This is not investment advice,” the seller added, and he did not even smile.\n",
        "The machine translated the label of the lamp automatically, and now it warns of the moon.\n",
        "The paper asked its readers one thing.\n“This article was translated automatically,” they said, and they were right.\n",
        "This article\nwas translated automatically into nine languages, and the lamp was a fish in three of them.\n",
    ),
)
def legal_notice(page: Page) -> Iterator[Finding]:
    """Propose every notice anywhere, and in the tail what opens as one."""
    yield from notices(page, page.lines, "legal notice", NOTICE)
    tail = page.after(lambda line: is_notice(line, NOTICE, OPENING))
    yield from notices(page, tail, "legal notice", OPENING, OPENING)
