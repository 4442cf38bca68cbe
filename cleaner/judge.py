"""The judge: how likely each line of a page is residue, by the weights of its traits.

A logistic model over named traits (`cleaner.traits`), one for whole pages and one for texts in which a few lines of the
site are left. Its weights are data, `judge.json`, fitted and calibrated by benchmarks/fit_judge.py: of the lines
judged at .9, nine in ten were residue. The judge is silent where no line of a page is its site's, and other rules
have cut next to nothing.
"""

import json
from collections.abc import Sequence
from functools import cache
from math import exp
from pathlib import Path
from typing import Final, NamedTuple

from cleaner.page import Page
from cleaner.traits import Place, furniture, second_look, traits

PAGE: Final = 40  # lines of a whole page, at least
WHOLE: Final = 4  # lines of a site's furniture that make a text a whole page,
TELLING: Final = 3  # or of them that are no words of everyday
DENSE: Final = 0.02  # share of lines that are the furniture, at least: a long list has a word of it by chance
SENTENCES: Final = 0.5  # share of lines that are running text, at most
BARE: Final = 0.2  # so few are hardly a sentence, and then words of everyday tell a page as well
LEFT: Final = 1  # phrases of the furniture that make a text one with rests of its page at the edges
FOLDED: Final = 20  # words; where no line has more, a line may be a part of a paragraph
RESTS: Final = 2  # or lines that other rules have cut
LIMIT: Final = 2.0  # log-odds that one line may count for or against the article's place
LONGEST: Final = 60  # words that a line may count for
LEAN: Final = 0.5  # log-odds for the article, lest it be cut short
_CLEAR: Final = 2.5  # log-odds; a sentence beside the article is its own unless more speaks against it
_KEPT: Final = -1.0  # log-odds, at most, of running text that is not to be cut


class Model(NamedTuple):
    """Log-odds: of a line as such, of each trait, and, in a whole page, of what a second look shows."""

    prior: float
    traits: dict[str, float]
    second: dict[str, float]


class Judged(NamedTuple):
    """The chance that a line is residue, and the trait that speaks most for it."""

    chance: float
    odds: float
    trait: str


@cache
def models() -> dict[str, Model]:
    """The fitted models, `page` and `text`."""
    read = json.loads(Path(__file__).with_name("judge.json").read_text("utf-8"))
    return {name: Model(**fields) for name, fields in read.items()}


def place(odds: Sequence[float], words: Sequence[int]) -> Place:
    """Where the article stands: the run of lines that together speak most for it.

    The largest sum of a run (Bentley 1984) over the lines' log-odds, each weighted by the root of its words.
    """
    best, found = float("-inf"), Place(0, len(odds))
    total, since = 0.0, 0
    for i, (against, count) in enumerate(zip(odds, words, strict=True)):
        if total <= 0:
            total, since = 0.0, i
        total += (LEAN - max(-LIMIT, min(LIMIT, against))) * min(max(1, count), LONGEST) ** 0.5
        if total > best:
            best, found = total, Place(since, i + 1)
    return found


def is_whole(page: Page) -> bool:
    """Whether a text is a whole page: its site's lines are many, or it has a few and hardly a sentence."""
    lines, prose = len(page.lines), sum(line.prose for line in page.lines)
    if lines < PAGE or prose > SENTENCES * lines:
        return False
    found = furniture(page)
    if found.lines < DENSE * lines:
        return False
    if found.phrases >= (TELLING if found.classes > 1 else TELLING + 1):  # a list of an app's buttons is of one class
        return True
    return found.lines >= WHOLE and (found.phrases > 0 or prose <= BARE * lines)


def _first_sentence(page: Page) -> int:
    return next((line.index for line in page.lines if line.prose), 0)


def _own_sentences(page: Page, odds: Sequence[float], article: Place) -> set[int]:
    """The running text at the edges of the article's place, on either side, that is no clear residue."""
    own: set[int] = set()
    for at, step in ((article.first - 1, -1), (article.end, 1), (article.first, 1), (article.end - 1, -1)):
        while 0 <= at < len(odds) and page.lines[at].prose and odds[at] < _CLEAR:
            own.add(at)
            at += step
    return own


def kind(page: Page) -> str | None:
    """Which model a page is for: `page`, `text` where a few lines of its site are left or were, None for neither."""
    if is_whole(page):
        return "page"
    if page.taken is None:
        return None  # what is left at the edges of a text is judged when other rules are done with it
    rests = sum(text.strip().count("\n") + 1 for text in page.taken)
    if not page.tail_start or (rests < RESTS and furniture(page).phrases < LEFT):
        return None
    folded = any("\n" in line.text for line in page.lines) or all(line.words <= FOLDED for line in page.lines)
    return None if folded else "text"  # where a paragraph is folded, or there is none, a line's shape says little


def judge(page: Page) -> list[Judged]:
    """What the judge thinks of each line; nothing where `kind` knows no model for the page."""
    text = range(_first_sentence(page), page.tail_start)
    edged = len(text) < len(page.lines) or len(text) >= PAGE  # else all lines are the text's own
    name = kind(page) if edged else None
    if name is None:
        return []
    whole = name == "page"
    model = models()[name]
    shown = traits(page, {i for i in range(len(page.lines)) if whole or i not in text})
    odds = [model.prior + sum(model.traits.get(trait, 0) for trait in line) for line in shown]
    if whole:
        article = place(odds, [line.words for line in page.lines])
        again = second_look(page, odds, article)
        odds = [z + sum(model.second.get(trait, 0) for trait in line) for z, line in zip(odds, again, strict=True)]
        kept = _own_sentences(page, odds, article)
    else:
        kept = set(text)
    return [
        Judged(1 / (1 + exp(-max(-30.0, z))), z, max(line, key=lambda trait: model.traits.get(trait, 0), default=""))
        for z, line in zip((min(z, _KEPT) if i in kept else z for i, z in enumerate(odds)), shown, strict=True)
    ]
