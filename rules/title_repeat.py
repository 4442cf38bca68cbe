"""Title repeats: the article's own title, printed again over its text.

Cuts, before the first sentence, a line that is the whole title that is known of the article, or the title
without the site's name ("Title | Site").

Wrong when a text opens with a sentence that serves as its title: the title is known beside the text, so
nothing is lost, and a title that the next line goes on with in lower case stays. So does part of a title: it is a
subhead as often.
"""

import re
from collections.abc import Iterator

from cleaner.page import Line, Page, fold
from cleaner.rule import Evidence, Example, Finding, rule

SEPARATOR = re.compile(r"\s*[|»•·]\s*|\s+(?:[-–—/:]|::)\s+")
WORDS = 3  # of a title less the site's name, at least


def titles(title: str) -> dict[str, float]:
    """The title folded, and what is left of it without the first part or the last; how sure each is."""
    found = {fold(title): 0.95}
    for part in SEPARATOR.finditer(title):
        for rest, other in ((title[: part.start()], title[part.end() :]), (title[part.end() :], title[: part.start()])):
            if (key := fold(rest)) and len(key.split()) >= WORDS and len(key) > len(fold(other)):
                found.setdefault(key, 0.9)
    return found


@rule(
    place="head",
    cuts=(
        Example("⟦A bridge too few\n\n⟧The town has waited for a second bridge since the spring.", "A bridge too few"),
        Example(
            "⟦Wird die Mühle wieder öffnen?\n⟧Die Mühle steht seit zehn Jahren still, und das Rad rostet.",
            "Wird die Mühle wieder öffnen? | Flusspost",
        ),
        Example("Opinión\n⟦Un puente de menos\n⟧La ciudad espera otro puente desde hace un año.", "Un puente de menos"),
        Example("⟦一座不够用的桥\n⟧自从春天以来，这座城市一直在等待第二座桥的建成。", "一座不够用的桥"),
    ),
    keeps=(
        Example("The town has waited.\nA bridge too few\nThat is what it has.\n", "A bridge too few"),
        Example("A bridge\nThe town has waited for a second bridge since the spring.\n", "A bridge too few"),
        Example(
            "De Kermor à la mer\n\nil n’y a qu’un pas, disent ceux qui n’y sont jamais allés.\n", "De Kermor à la mer"
        ),
        Example("A bridge too far from here\nThe town has waited for it since spring.\n", "A bridge too far"),
    ),
)
def title_repeat(page: Page) -> Iterator[Finding]:
    """Propose every line above the text that is the title."""
    if not page.title:
        return
    known = titles(page.title)

    def is_title(line: Line) -> bool:
        return len(line.text) <= 2 * len(page.title or "") and line.key in known

    for line in page.before(is_title):
        if is_title(line) and not page.goes_on(line):
            weight = known[line.key]
            yield Finding(page.cut(line), f"title: {line.text[:80]!r}", (Evidence("title", weight, line.span()),))
