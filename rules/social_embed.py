"""Social embeds: what is left of the box around a post that was embedded.

Cuts, anywhere, a line that is a part of such a box ("View this post on Instagram", "A post shared by … (@…)", the name
of a clip's sound, the bare address of a picture).

Wrong when an article describes a post: the post's own words and who wrote them stay, for articles quote posts.
"""

from collections.abc import Iterator

from cleaner.lexicon import phrases
from cleaner.notice import is_notice, notices
from cleaner.page import Line, Page
from cleaner.rule import Evidence, Finding, rule

BOX = phrases("embed", "line")
SHARED = phrases("embed", "shared")
SOUND = phrases("embed", "sound")


def is_remnant(line: Line) -> bool:
    """Whether the line names who shared a post, as its box does (with a handle, or as no sentence of the article), or a
    clip's sound."""
    if is_notice(line, SHARED):
        return "@" in line.text or not line.stops
    return "♬" in line.text and is_notice(line, SOUND)


@rule(
    place="inline",
    words=(BOX, SHARED, SOUND),
    cuts=(
        "The captain showed the new lamp to the whole town.\n⟦@lampofmarn ♬ original sound - Marn\n⟧It burns all night, he says.",
        "The captain showed the new lamp to the whole town.\n⟦pic.twitter.com/Lamp0fMarn\n⟧It burns all night, he says.",
        "The captain showed the new lamp to the whole town.\n⟦View this post on Instagram\n⟧It burns all night, he says.",
        "Der Kapitän hat der Stadt die neue Lampe gezeigt.\n⟦Sieh dir diesen Beitrag auf Instagram an\n⟧Sie brennt die ganze Nacht.",
    ),
    keeps=(
        "View this post on Instagram as what it is, the judge told the captain: an advertisement for lamps.\n",
        "Ein Beitrag, geteilt von Tausenden, brachte den Kapitän um die Lampe.\n",
        "“A post shared by a fool” was what the captain called the picture of his lamp.\n",
    ),
)
def social_embed(page: Page) -> Iterator[Finding]:
    """Propose every part of a box."""
    yield from notices(page, page.lines, "embedded post", BOX)
    for line in page.lines:
        if is_remnant(line) and not page.goes_on(line) and not page.in_text_list(line, is_remnant):
            yield Finding(page.cut(line), f"embedded post: {line.text[:80]!r}", (Evidence("post", 0.9, line.span()),))
