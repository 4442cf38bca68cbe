"""Legal notices: disclaimers, affiliate and advertising notices, standards, and where a text appeared first.

Cuts, anywhere, a line whose sentences are such notices ("We may earn a commission from links on this page"), and, after
the last running text, one that opens as a notice does ("The views expressed here …") or with its label ("Disclaimer: …").

Wrong when an article is about such notices: they are quoted there, or told of in the third person. A label in a record
stays.
"""

from collections.abc import Iterator

from cleaner.lexicon import phrases
from cleaner.notice import LONGEST, is_notice, notices
from cleaner.page import Line, Page, fold
from cleaner.rule import Evidence, Finding, rule

NOTICE = phrases("legal", "line")
OPENING = phrases("legal", "opening")
LABEL = phrases("legal", "prefix_colon")


def label_of(line: Line) -> str | None:
    """The label of a notice that the line opens with, when the notice follows its colon."""
    if len(line.text) > LONGEST or line.spoken:
        return None
    head, colon, rest = line.text.replace("：", ":").partition(":")
    return head.strip() if colon and rest.strip() and fold(head) in LABEL else None


def is_tail_notice(line: Line) -> bool:
    """Whether the line is a notice where only notices are to be expected."""
    return is_notice(line, NOTICE, OPENING) or label_of(line) is not None


@rule(
    place="inline",
    cuts=(
        "The lamp costs twelve crowns, and it has burned for a year in our kitchen.\n⟦This article contains affiliate links.\n⟧",
        "Die Lampe kostet zwölf Kronen und brennt seit einem Jahr in unserer Küche.\n⟦Dieser Artikel enthält Affiliate-Links.\n⟧",
        "The lamp is sold again from Monday, the maker said.\n⟦Disclosure: The author holds shares of the maker.\n⟧",
        "La lampe sera de nouveau en vente lundi, dit le fabricant.\n⟦Avertissement : ce texte ne remplace pas un conseil.\n⟧",
    ),
    keeps=(
        "Nobody has yet broken the chain of which this article contains affiliate links, the locksmith says.\n",
        "The lamp costs twelve crowns.\n“This is not investment advice,” the seller added, and he did not even smile.\n",
        "The lamp has a label on its foot, and it says three things.\nMaker: Marn Lamps\nDisclaimer: Do not eat\nMade in: Lindow\n",
        "Disclosure: a word that the maker of the lamp had never heard.\nHe looked it up on the way to the court, and was late.\n",
        "Disclaimers were all that the maker had to offer for his lamp in the end.\n",
    ),
)
def legal_notice(page: Page) -> Iterator[Finding]:
    """Propose every notice anywhere, and in the tail what opens as one."""
    yield from notices(page, page.lines, "legal notice", NOTICE)
    tail = page.after(is_tail_notice)
    yield from notices(page, tail, "legal notice", OPENING, OPENING)
    for line in tail:
        if (label := label_of(line)) and not page.in_record(line):
            yield Finding(page.cut(line), f"notice after {label!r}", (Evidence("label", 0.85, line.span()),))
