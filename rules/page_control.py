"""Page controls: menus, tools and messages of a site, left between the lines of a text.

Cuts, anywhere, a line of two words or more that is such a control ("Skip to content", "Save for later", "Link copied");
at the head and the tail single words too, if they are long.

Wrong when an article lists the parts of a page: one of several like lines in a row stays, and so does a line of a song.
"""

from collections.abc import Iterator

from cleaner.lexicon import may_be, phrases
from cleaner.page import COMPOUND, Line, Page
from cleaner.rule import Evidence, Finding, rule

CONTROL = phrases("menu", "control")
FOOTER = phrases("menu", "footer")
TOOL = phrases("topics", "tool", "ui", "poll")
LEAD = phrases("read_more", "bare")  # no control: it may belong to a title beside it
LONGEST = 12  # words; a phrase with a gap to fill would take in a sentence else


def is_control(line: Line, edge: bool) -> bool:
    """Whether the line is a control; what may be a subhead as well counts at the edges only."""
    if not may_be(line.key, CONTROL, FOOTER, TOOL):
        return False
    telling = line.words > 1 or (edge and len(line.key) >= COMPOUND)
    if not telling or line.spoken or line.words > LONGEST or len(line.text) > 120:
        return False
    if line.key in LEAD:
        return False
    return line.key in CONTROL or line.key in TOOL or (edge and line.key in FOOTER)


def in_refrain(page: Page, line: Line) -> bool:
    """Whether the line is one of a refrain: another goes on with its words, or is said twice right above it."""
    above, before = page.near(line, -1, True), page.near(line, -2, True)
    twice = above is not None and before is not None and above.key == before.key != line.key
    return twice or page.in_refrain(line, lambda _: False)


def in_list(page: Page, line: Line) -> bool:
    """Whether the line is an item of a list of the article's."""
    return page.in_text_list(line, lambda other: is_control(other, False))


@rule(
    place="inline",
    words=(CONTROL, FOOTER, TOOL),
    cuts=(
        "⟦Skip to main content\n⟧The river fell for the first time in a week on Thursday.",
        "The river fell for the first time in a week on Thursday.\n⟦Back to top\n⟧",
        "Der Fluss ist am Donnerstag erstmals seit einer Woche gefallen.\n⟦Artikel drucken\n⟧",
        "Le fleuve a baissé jeudi pour la première fois en une semaine.\n⟦Retour en haut de page\n⟧",
    ),
    keeps=(
        "Back to top form, the ferry made the crossing in nine minutes on Friday.\n",
        "“Skip to content,” the teacher told the class, and nobody knew what she meant by it.\n",
        "The whole town knows the song by heart, and nobody likes it.\nHigher, higher\nHigher, higher\nBack to top\n",
        "La rue entière a chanté le refrain, et personne ne sait pourquoi.\nRetour en haut\nRetour en haut de la rue et du mur\n",
        "The class has three rules for its paper.\n- Mind the ink\n- Print this page twice\n- Hang it up to dry\nThe ferry brings paper on Friday.\n",
        "The guide explains the signs on every page.\nBack to top: an arrow.\nNext page: a hand.\nPrint page: a small press.\n",
    ),
)
def page_control(page: Page) -> Iterator[Finding]:
    """Propose every control."""
    edges = {line.index for line in (*page.before(lambda _: False), *page.tail)}
    for line in page.short:
        if is_control(line, line.index in edges) and not (in_refrain(page, line) or in_list(page, line)):
            yield Finding(page.cut(line), f"control: {line.text!r}", (Evidence("control", 0.88, line.span()),))
