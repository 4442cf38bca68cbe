"""Site furniture: menus, boxes and footers that stand around an article when a whole page was copied.

Cuts, on a page that has lines of its site ("Skip to content", "Privacy policy"), each run of lines that the judge
takes for residue: by their shape, their words, their neighbours and their distance from the running text. Of a text
that is no whole page, such lines above and below the running text, if a phrase of its site is left or other rules cut some.

Wrong when a text is itself a list of short lines beside a menu: the judge then leans to the longest run of sentences,
and what it is not sure of is asked about. On a clean text it is silent.
"""

from collections.abc import Iterator, Sequence

from cleaner.judge import Judged, judge
from cleaner.page import Line, Page
from cleaner.rule import Evidence, Finding, rule

RESIDUE = 0.5  # chance; a run is of lines that are residue rather than not

TEXT = (
    "The river fell for the first time in a week on Thursday, and the wardens opened the lower gates again.\n"
    "Ann Lee, who has kept the mill since 1999, said that she had never seen the water stand so high in spring.\n"
    "The council will decide in June whether the wall along the lower bank is to be raised, and who is to pay for it.\n"
    "Until then the ferry carries no carts, and the school on the island stays shut, as it has been since the flood.\n"
    "Lee says that her mill has stood for three centuries, and that it will stand for another three without a wall.\n"
    "The wardens are less sure: the gates are old, they say, and the river has a long memory for those who forget it.\n"
)


MENU = "Skip to content\nOpen menu\nHome\nNews\nWorld\nPolitics\nBusiness\nSport\nCulture\nTravel\nWeather\nJobs\nLog in\nSearch\n"
FOOT = (
    "Most read\nFerry takes over\nMill to reopen\nSchool stays shut\nMore from the town\nA wall for the bank\n"
    "Advertisement\nFollow us\nFacebook\nInstagram\nYouTube\nHelp\nPrivacy policy\nTerms of use\nContact us\nAbout us\n"
    "Careers\nCookie settings\nSitemap\nBack to top\n"
)
MENU_DE = (
    "Zum Inhalt springen\nMenü schließen\nStartseite\nPolitik\nWirtschaft\nSport\nKultur\nReise\nWissen\nWetter\n"
    "Stellenmarkt\nSuche\nAnmelden\nE-Paper\n"
)
FOOT_DE = (
    "Meistgelesen\nFähre springt ein\nMühle öffnet wieder\nSchule bleibt zu\nMehr aus der Stadt\nEine Mauer für das Ufer\n"
    "Anzeige\nFolgen Sie uns\nFacebook\nInstagram\nYouTube\nHilfe\nImpressum\nDatenschutzerklärung\nAGB\nKontakt\n"
    "Mediadaten\nBarrierefreiheit\nCookie-Einstellungen\nNach oben\n"
)


@rule(
    place="page",
    cuts=(f"⟦{MENU}⟧{TEXT}⟦{FOOT}⟧", f"⟦{MENU_DE}⟧{TEXT}⟦{FOOT_DE}⟧"),
    keeps=(
        TEXT,
        "What the menu of a good site needs, says the designer, is four words and no more.\n"
        "Home: where all begins.\nNews: what has changed.\nContact: whom to ask.\nHelp: what to do then.\n"
        "Everything else, he says, is for the people who made the site, and not for those who read it.\n",
        "The committee met on Friday and agreed on three points after a long night.\nThe wall is raised.\n"
        "The mill stays.\nThe town pays.\nNobody spoke against it, and the mayor went home early.\n",
    ),
)
def site_furniture(page: Page) -> Iterator[Finding]:
    """Propose every run of lines that the judge takes for residue."""
    run: list[tuple[Line, Judged]] = []
    for line, judged in zip(page.lines, judge(page), strict=False):
        if judged.chance >= RESIDUE:
            run.append((line, judged))
        elif run:
            yield found(page, run)
            run = []
    if run:
        yield found(page, run)


def found(page: Page, run: Sequence[tuple[Line, Judged]]) -> Finding:
    """One finding for a run, as sure as its lines are on average; each line has its share of the evidence."""
    sure = sum(judged.chance for _, judged in run) / len(run)
    odds = sum(judged.odds for _, judged in run) or 1
    evidence = tuple(
        Evidence(judged.trait, min(1.0, max(1e-9, 1 - (1 - sure) ** (judged.odds / odds))), line.span())
        for line, judged in run
    )
    first, last = run[0][0], run[-1][0]
    return Finding(page.cut(first, last), f"furniture of the site: {len(run)} lines, {first.text[:40]!r} …", evidence)
