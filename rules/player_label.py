"""Player labels: what stands on and around the players of video and audio, and the galleries of pictures.

Cuts, anywhere, a line that is such a label ("Listen to this article", "View gallery", "1 of 12"), and the controls right below.

Wrong when an article is about a player: its words are then part of a sentence, or items of a list.
"""

from collections.abc import Iterator

from cleaner.lexicon import phrases
from cleaner.notice import notices
from cleaner.page import Page
from cleaner.rule import Finding, rule

LABEL = phrases("player", "line")
CONTROL = phrases("player", "control")


@rule(
    place="inline",
    words=(LABEL,),
    cuts=(
        "The river fell on Thursday.\n⟦1 of 12\n⟧It will rise again before the week is over, they say.",
        "⟦Listen to this article\n⟧The river fell for the first time in a week on Thursday.",
        "The river fell for the first time in a week on Thursday.\n⟦Video player is loading\nPlay\nMute\n⟧It will rise again.",
        "Der Fluss ist am Donnerstag erstmals seit einer Woche gefallen.\n⟦Zur Bildergalerie\n⟧Er wird wieder steigen.",
    ),
    keeps=(
        "Listen to this article of faith, the preacher said, and hear how hollow it rings.\n",
        "The old machine had four keys.\nPlay\nPause\nRewind\nStop\nNobody in the school had ever pressed the fourth of them.\n",
    ),
)
def player_label(page: Page) -> Iterator[Finding]:
    """Propose every label, with the controls below it."""
    yield from notices(page, page.lines, "player", LABEL, button=CONTROL)
