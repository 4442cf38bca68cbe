"""Social embeds: what is left of the box around a post that was embedded.

Cuts, anywhere, a line that is a part of such a box ("View this post on Instagram", "A post shared by … (@…)").

Wrong when an article describes a post: the post's own words and who wrote them stay, for articles quote posts.
"""

from collections.abc import Iterator

from cleaner.lexicon import phrases
from cleaner.notice import notices
from cleaner.page import Page
from cleaner.rule import Finding, rule

BOX = phrases("embed", "line")


@rule(
    place="inline",
    words=(BOX,),
    cuts=(
        "The captain showed the new lamp to the whole town.\n⟦View this post on Instagram\n⟧It burns all night, he says.",
        "Der Kapitän hat der Stadt die neue Lampe gezeigt.\n⟦Sieh dir diesen Beitrag auf Instagram an\n⟧Sie brennt die ganze Nacht.",
    ),
    keeps=(
        "View this post on Instagram as what it is, the judge told the captain: an advertisement for lamps.\n",
        "“A post shared by a fool” was what the captain called the picture of his lamp.\n",
    ),
)
def social_embed(page: Page) -> Iterator[Finding]:
    """Propose every part of a box."""
    yield from notices(page, page.lines, "embedded post", BOX)
