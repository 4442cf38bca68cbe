"""Credits: who else reported, edited or translated, and which agency the text came from.

Cuts, after the last running text, a line that is a whole credit: "Jane Roe contributed to this
report.", "Reporting by …; editing by …", "Text: …, Photos: …", "With agency material", "Source: …", or an agency's bare name.

Wrong when an article's last sentence is about such a contribution: what stands before it must be names
and nothing else. An agency whose name is short ("Ana", "Petra") must be written as a code. "Written by …" in the
data of a film stays.
"""

import re
from collections.abc import Iterator

from cleaner.bylines import PHOTO, credited
from cleaner.lexicon import by_opening, may_be, phrases
from cleaner.page import Line, Page, fold, is_name
from cleaner.rule import Evidence, Finding, rule

CONTRIBUTED, AFTER_NAMES = by_opening("credits", "contributed")
_, AFTER_NAMES_ALONE = by_opening("credits", "contributed_names")
CONTRIBUTION = phrases("credits", "contributed", "contributed_names")
ROLES = frozenset(word for role in phrases("byline", "role").words for word in role.split()[-1:])
HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}")
LEAD = phrases("credits", "prefix")
LEAD_COLON = phrases("credits", "prefix_colon", "prefix")
AGENCY_LINE = phrases("credits", "agency_line")
AGENCY = phrases("agencies", "names")
LONGEST = 60  # words
SHORTEST = 6  # letters; a shorter name of an agency is a name of people too, unless it is written as a code


def is_agency(line: Line) -> bool:
    """Whether the line is nothing but an agency's name: a long one, or a code in capitals or brackets."""
    if line.key not in AGENCY.words:
        return False
    bare = line.text.strip("()[]-–—*. ")
    return len(line.key) >= SHORTEST or (len(bare) > 2 and bare.isupper()) or line.text[0] in "(["


def names_someone(text: str) -> bool:
    """Whether a third of the words that have case begin with a capital, as names do."""
    cased = [w for w in text.split() if w[0].lower() != w[0].upper()]
    return not cased or 3 * sum(w[0].isupper() for w in cased) >= len(cased)


def contributes(line: Line) -> bool:
    """Whether the line is a whole contribution, with nothing but names where it names people first."""
    if not may_be(line.key, CONTRIBUTION):
        return False
    if line.key in CONTRIBUTED:
        return names_someone(line.text)
    words = line.text.lstrip("—–-*•( ").split()
    names = line.text.title().split() if line.text.isupper() else words  # what follows tells them from a headline
    return any(
        fold(" ".join(words[at:])) in after
        and is_name(" ".join(name for name in names[:at] if fold(name) not in ROLES), LONGEST)
        for at in range(1, len(words))
        for after in (AFTER_NAMES, AFTER_NAMES_ALONE)
        if after.may_open(fold(words[at]))
    )


def names_sources(text: str) -> bool:
    """Whether the text is the names of agencies or sites, which need no capitals: dpa/AFP, riverpost.example."""
    return all(fold(name) in AGENCY.words or HOST.fullmatch(name) for name in text.replace("/", " ").split())


def credit(line: Line) -> str | None:
    """What kind of credit the whole line is, or None."""
    if len(line.text) > 400 or line.words > LONGEST:
        return None
    if is_agency(line):
        return "agency"
    if line.key in AGENCY_LINE:
        return "agency line"
    if contributes(line):
        return "contribution"
    if credited(line.text):
        return "credits"
    head, colon, rest = line.text.replace("：", ":").partition(":")
    if colon and rest.strip() and fold(head) in LEAD_COLON and (names_someone(rest) or names_sources(rest)):
        return "source"
    lead = LEAD.opening(line.key)
    rest = " ".join(line.text.split()[len(lead.split()) :]) if lead else ""
    return "credit" if rest and names_someone(rest) else None


def is_credit(line: Line) -> bool:
    """Whether the line is a credit of any kind."""
    return credit(line) is not None


def is_data(page: Page, line: Line, kind: str) -> bool:
    """Whether the line is a row of a record, or of a box such as a film's credits."""
    if kind in ("source", "credits"):
        return page.in_record(line)
    return kind == "credit" and page.in_block(line, is_credit)


@rule(
    place="tail",
    words=(AGENCY, AGENCY_LINE, LEAD, LEAD_COLON, CONTRIBUTION, PHOTO),
    cuts=(
        "The harbour opens again on Tuesday, the operator said.\n⟦\nJane Roe in Port Elsen contributed to this report.\n⟧",
        "The harbour opens again on Tuesday, the operator said.\n⟦(Reporting by Ann Lee; editing by Tom Hale)⟧",
        "Der Hafen öffnet am Dienstag wieder, sagte der Betreiber.\n⟦\nMit Material von Agenturen\n⟧",
        "The harbour opens again on Tuesday, the operator said.\n⟦ Reuters\n⟧",
        "The harbour opens again on Tuesday, the operator said.\n⟦\n—Reuters writer Ann Lee in Port Elsen contributed to this report.\n⟧",
        "Der Hafen öffnet am Dienstag wieder, sagte der Betreiber.\n⟦\nText: Anna Lehmann / Fotos: Tom Hale\n⟧",
        "Der Hafen öffnet am Dienstag wieder, sagte der Betreiber.\n⟦\nQuelle: dpa/hafenbote.example\n⟧",
    ),
    keeps=(
        "The council met on Thursday evening.\nMayor Ann Lee said that three experts contributed to this report.\n",
        "The council met on Thursday evening.\nReporting by the committee showed that the bridge had been unsafe.\n",
        "We shall all be home for the feast, as every year.\nYour loving mother,\nPetra\n",
        "The river in short, for those who have never seen it:\nSource: Lake Elsen\nMouth: North Sea\n",
        "Few will stay to the end of it, and those who do will not forget the rain.\nThe Long Dry\nDirected by Mara Quill\n"
        "Written by Mara Quill and Ned Corrin\nWith Vera Lind, Joe Ames\nFrom Thursday at the Playhouse\n",
        "The inquiry took two years to finish.\nThe deputy, who resigned in May, also contributed to this report.\n",
        "The pilots spoke to Reuters before the flight left.\n",
        "The source: a spring under the old mill, as the maps of the county show to this day.\n",
    ),
)
def credits(page: Page) -> Iterator[Finding]:
    """Propose every credit in the tail."""
    for line in page.after(is_credit):
        if (kind := credit(line)) and not is_data(page, line, kind):
            yield Finding(page.cut(line), f"{kind}: {line.text[:80]!r}", (Evidence(kind, 0.88, line.span()),))
