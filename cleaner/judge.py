"""The judge: how likely each line of a page is residue, by the weights of its traits.

A logistic model over named traits (`cleaner.traits`), one for whole pages and one for texts in which a few lines of the
site are left. Its weights are data, `judge.json`, fitted and calibrated by benchmarks/fit_judge.py: of the lines
judged at .9, nine in ten were residue. On a page without a line of its site the judge is silent.
"""

import json
from collections.abc import Sequence
from functools import cache
from math import exp
from pathlib import Path
from typing import Final, NamedTuple

from cleaner.page import Page
from cleaner.traits import furniture, traits

WHOLE: Final = 3  # lines of a site's furniture around it that make a text a whole page
_LIMIT: Final = 3.0  # log-odds that one line may count for or against the article's place
_LONGEST: Final = 60  # words that a line may count for
_LEAN: Final = 0.3  # log-odds for the article, lest it be cut short
_BESIDE: Final = 2.5  # log-odds; a sentence beside the article is its own unless more speaks against it
_KEPT: Final = -1.0  # log-odds, at most, of running text that is not to be cut


class Model(NamedTuple):
    """Log-odds: of a line as such, of each trait, and of a line outside the article's place."""

    prior: float
    outside: float
    traits: dict[str, float]


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


def place(odds: Sequence[float], words: Sequence[int]) -> tuple[int, int]:
    """Where the article stands: the run of lines that together speak most for it, as [first, end).

    The largest sum of a run (Bentley 1984) over the lines' log-odds, each weighted by the root of its words.
    """
    best, start, end = float("-inf"), 0, len(odds)
    total, since = 0.0, 0
    for i, (against, count) in enumerate(zip(odds, words, strict=True)):
        if total <= 0:
            total, since = 0.0, i
        total += (_LEAN - max(-_LIMIT, min(_LIMIT, against))) * min(max(1, count), _LONGEST) ** 0.5
        if total > best:
            best, start, end = total, since, i + 1
    return start, end


def judge(page: Page) -> list[Judged]:
    """What the judge thinks of each line; nothing where no line is its site's."""
    found, around = furniture(page)
    if not found:
        return []
    whole = around >= WHOLE
    model = models()["page" if whole else "text"]
    shown = traits(page)
    odds = [model.prior + sum(model.traits.get(trait, 0) for trait in line) for line in shown]
    if whole:
        first, end = place(odds, [line.words for line in page.lines])
        own = _with_sentences_beside(page, odds, first, end)
        odds = [z + (0 if first <= i < end else model.outside) for i, z in enumerate(odds)]
    else:
        own = [line.index for line in page.lines if line.prose]
    for i in own:
        odds[i] = min(odds[i], _KEPT)
    return [
        Judged(1 / (1 + exp(-max(-30.0, z))), z, max(line, key=lambda trait: model.traits.get(trait, 0)))
        for z, line in zip(odds, shown, strict=True)
    ]


def _with_sentences_beside(page: Page, odds: Sequence[float], first: int, end: int) -> list[int]:
    """The running text that adjoins the article's place and is no clear residue: its first and last sentences."""
    own: list[int] = []
    for at, step in ((first - 1, -1), (end, 1), (first, 1), (end - 1, -1)):
        while 0 <= at < len(odds) and page.lines[at].prose and odds[at] < _BESIDE:
            own.append(at)
            at += step
    return own
