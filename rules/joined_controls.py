"""Joined controls: buttons, labels and calls of a page that were run together into one line.

Cuts, anywhere, a line that is a row of two or more different phrases of a page's furniture and nothing else ("Previous
article Next article", "Accept all Reject all", "Menu Search Sign in"): each alone may be a subhead, all of them together
are none. Each begins with a capital, where the script has any, and no mark of a sentence stands between them.

Wrong when an article quotes such a row, or lists what a page says: what is spoken or punctuated stays ("Not now. Maybe
later."), and so does one of several like lines in a row. Single words count only beside phrases of more.
"""

import re
from collections.abc import Iterator
from typing import Final

from cleaner.lexicon import Classes, may_be, phrases
from cleaner.page import Line, Page, fold
from cleaner.rule import Evidence, Finding, rule

# Kinds whose single words are buttons. Those of the others are words of everyday as well: they count beside as many
# phrases only.
BUTTON: Final = frozenset(
    ("menu.control", "menu.account", "consent.button", "share.label", "share.network", "player.control")
)
KINDS: Final = (
    ("menu", "control"), ("menu", "footer"), ("menu", "account"), ("consent", "line"), ("consent", "button"),
    ("share", "label"), ("share", "follow"), ("share", "network"), ("topics", "tool"), ("topics", "ui"),
    ("topics", "poll"), ("newsletter", "line"), ("newsletter", "button"), ("paywall", "line"), ("paywall", "button"),
    ("comments", "prompt"), ("comments", "furniture"), ("player", "line"), ("player", "control"), ("promo", "line"),
    ("embed", "line"), ("copyright", "line"),
)  # fmt: skip
PHRASES = tuple(phrases(group, name) for group, name in KINDS)
CLASSES = Classes(KINDS)
LONGEST: Final = 200  # code points
SENTENCE = re.compile(r"[,.!?;:/–—„“”\"«»。、！？；：]")


def is_row(line: Line) -> bool:
    """Whether the line is a row of furniture: mostly phrases, or some buttons beside one."""
    if line.words < 3 or len(line.text) > LONGEST or SENTENCE.search(line.text) or not may_be(line.key, *PHRASES):
        return False
    parts = CLASSES.parts(line.key)
    if len(set(parts)) != len(parts) or not all(begins(line, part) for part in parts):
        return False
    single = [part for part in parts if " " not in part]
    long = len(parts) - len(single)
    if long > 1 and len(single) <= long:
        return True
    return len(parts) > 2 and long > 0 and all(BUTTON.intersection(CLASSES.of(part)) for part in single)


def begins(line: Line, part: str) -> bool:
    """Whether a phrase of the line begins with a capital, or in a script without any."""
    first = part.partition(" ")[0]
    return not all(word[0].islower() for word in line.text.split() if fold(word) == first)


@rule(
    place="inline",
    words=PHRASES,
    cuts=(
        "⟦Accept all Reject all\n⟧The river fell for the first time in a week on Thursday.",
        "The river fell for the first time in a week on Thursday.\n⟦Previous article Next article\n⟧",
        "Der Fluss ist am Donnerstag erstmals seit einer Woche gefallen.\n⟦Menü Suche Zum Inhalt springen\n⟧",
        "Le fleuve a baissé jeudi pour la première fois en une semaine.\n⟦Aller au menu Aller au contenu\n⟧",
    ),
    keeps=(
        "The ferryman has two answers for those who ask.\nNot now. Maybe later.\n",
        "The clerk has said all that there is to say of it.\nThank you Thank you Thank you\n",
        "Il traghetto va e viene.\nUna volta al mese\nMi piace / Non mi piace\nCosì risponde chi lo prende.\n",
        "The ferry has brought no paper since the storm.\nPrint edition sold out\n",
        "Accept all, reject all, the sign on the ferry said, and nobody knew what it was for.\n",
        "The screen in the harbour offers three ways out.\n- Accept all Reject all\n- Burn the form and keep the pen\n"
        "- Ask the ferryman\nNobody has chosen the second of them so far.\n",
        "The verse is on the wall of the school.\nMore options Less options\nMore options Less options for the poor\nNobody signed it.\n",
        "The chapter is called after what its readers do.\nPrint this, save that\nIt was written before there were screens.\n",
    ),
)
def joined_controls(page: Page) -> Iterator[Finding]:
    """Propose every such row."""
    for line in page.short:
        if is_row(line) and not (page.in_refrain(line, is_row) or page.in_text_list(line, is_row)):
            yield Finding(page.cut(line), f"row of controls: {line.text!r}", (Evidence("row", 0.88, line.span()),))
