"""Credits: who else reported, edited or translated, and which agency the text came from.

Cuts, after the last running text, a line that is a whole credit: "Jane Roe contributed to this
report.", "Reporting by …; editing by …", "With agency material", "Source: …", or an agency's bare name.

Wrong when an article's last sentence is about such a contribution: the name in the credit must be
written as a name, and a credit never opens with a pronoun or an article in lower case.
"""

from collections.abc import Iterator

from cleaner.lexicon import phrases
from cleaner.page import Line, Page, fold
from cleaner.rule import Evidence, Finding, rule

CONTRIBUTED = phrases("credits", "contributed")
LEAD = phrases("credits", "prefix")
LEAD_COLON = phrases("credits", "prefix_colon", "prefix")
AGENCY_LINE = phrases("credits", "agency_line")
AGENCY = phrases("agencies", "names")
LONGEST = 60  # words
PRONOUNS = frozenset("he she they it we i this that who er sie il elle ils elles él ella он она они".split())
ARTICLES = frozenset("the a an der die das ein eine le la les un une el los las una o os as um uma il lo gli".split())


def names_someone(text: str) -> bool:
    """Whether a line names people as credits do: it opens with a name, or a third of its words are written as names."""
    words = text.split()
    cased = [w for w in words if w[0].lower() != w[0].upper()]
    if fold(words[0]) in PRONOUNS:
        return False
    capitals = sum(w[0].isupper() for w in cased)
    opens = words[0][0].isupper() and fold(words[0]) not in ARTICLES and len(words) <= 12
    return not cased or 3 * capitals >= len(cased) or opens


def credit(line: Line) -> str | None:
    """What kind of credit the whole line is, or None."""
    if len(line.text) > 400 or line.words > LONGEST:
        return None
    key = line.key
    if key in AGENCY.words:
        return "agency"
    if key in AGENCY_LINE:
        return "agency line"
    if key in CONTRIBUTED and names_someone(line.text):
        return "contribution"
    head, colon, rest = line.text.replace("：", ":").partition(":")
    if colon and rest.strip() and fold(head) in LEAD_COLON and names_someone(rest):
        return "source"
    lead = LEAD.opening(key)
    return "credit" if lead and key != lead and names_someone(line.text) else None


@rule(
    place="tail",
    cuts=(
        "The harbour opens again on Tuesday, the operator said.\n⟦\nJane Roe in Port Elsen contributed to this report.\n⟧",
        "The harbour opens again on Tuesday, the operator said.\n⟦(Reporting by Ann Lee; editing by Tom Hale)⟧",
        "Der Hafen öffnet am Dienstag wieder, sagte der Betreiber.\n⟦\nMit Material von Agenturen\n⟧",
        "The harbour opens again on Tuesday, the operator said.\n⟦ Reuters\n⟧",
    ),
    keeps=(
        "The inquiry took two years to finish.\nThe deputy, who resigned in May, also contributed to this report.\n",
        "The pilots spoke to Reuters before the flight left.\n",
        "The source: a spring under the old mill, as the maps of the county show to this day.\n",
    ),
)
def credits(page: Page) -> Iterator[Finding]:
    """Propose every credit in the tail."""
    for line in page.after(lambda line: credit(line) is not None):
        if kind := credit(line):
            yield Finding(page.cut(line), f"{kind}: {line.text[:80]!r}", (Evidence(kind, 0.88, line.span()),))
