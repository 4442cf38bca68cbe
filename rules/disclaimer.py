"""Disclaimers: a notice behind its label, such as a disclaimer, a disclosure of interests, or an advertising note.

Cuts, after the last running text, a line that opens with such a label, a colon and the notice ("Disclaimer: …",
"Affiliate disclosure: …").

Wrong when an article ends in a list of labels with their values: a row of a record stays, and so does a label below a
colon, and what somebody says.
"""

from collections.abc import Iterator

from cleaner.lexicon import phrases
from cleaner.page import Line, Page, fold
from cleaner.rule import Evidence, Finding, rule

LABEL = phrases("legal", "prefix_colon")
LONGEST = 700  # code points
LABEL_WORDS = 5  # a longer line that ends in a colon is a sentence, and announces
FEWEST = 3  # words of a notice; fewer are a value


def label_of(line: Line) -> str | None:
    """The label that the line opens with, when a notice follows its colon."""
    if len(line.text) > LONGEST or line.spoken:
        return None
    head, colon, rest = line.text.replace("：", ":").partition(":")
    if not colon or line.words - len(head.split()) < FEWEST or not fold(rest):
        return None
    return head.strip() if fold(head) in LABEL else None


def is_labelled(line: Line) -> bool:
    """Whether the line is a label and a notice."""
    return label_of(line) is not None


def is_own(page: Page, line: Line) -> bool:
    """Whether the line is a row among others, or announced."""
    above = page.near(line, -1)
    announced = above is not None and above.words > LABEL_WORDS and above.text.endswith((":", "："))
    return announced or page.in_record(line)


@rule(
    place="tail",
    words=(LABEL,),
    cuts=(
        "The lamp is sold again from Monday, the maker said.\n⟦Disclosure: The author holds shares of the maker.\n⟧",
        "Die Lampe ist ab Montag wieder zu haben, sagt der Hersteller.\n⟦\nHinweis in eigener Sache: Der Hersteller wirbt bei uns.⟧",
        "La lampe sera en vente dès lundi, dit le fabricant.\n⟦Avertissement : ce texte ne remplace pas un conseil.\n⟧",
        "Лампа снова поступит в продажу в понедельник, сообщил завод.\n⟦Дисклеймер: текст не является рекомендацией.\n⟧",
    ),
    keeps=(
        "The lamp has a label on its foot, and it says three things.\nMaker: Marn Lamps\nDisclaimer: Do not eat it\nMade in: Lindow\n",
        "The court met twice about the lamp in May.\nThe maker now prints on the box what it asked of him:\nDisclaimer: our lamp is no sun\n",
        "Disclosure: a word that the maker of the lamp had never heard.\nHe looked it up on the way to the court, and was late.\n",
        "Disclaimers were all that the maker had to offer for his lamp in the end.\n",
        "The judge had one question about the box.\n“Disclaimer: of what?” she asked, and put the lamp out.\n",
    ),
)
def disclaimer(page: Page) -> Iterator[Finding]:
    """Propose every label with its notice in the tail."""
    for line in page.after(is_labelled):
        if (label := label_of(line)) and not is_own(page, line):
            yield Finding(page.cut(line), f"notice after {label!r}", (Evidence("label", 0.85, line.span()),))
