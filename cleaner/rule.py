"""What a rule is, and what it says: a pure function from a page to findings, with its own examples."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from inspect import getdoc
from math import prod
from sys import modules
from typing import Literal, NamedTuple, get_args

from cleaner.errors import RuleError
from cleaner.examples import Example as Example
from cleaner.lexicon import Phrases, held
from cleaner.page import Page
from cleaner.span import Span

Place = Literal["head", "inline", "tail", "page"]


class Evidence(NamedTuple):
    """One thing that speaks for a finding: its name, its weight in (0, 1), and where it stands."""

    name: str
    weight: float
    span: Span


@dataclass(frozen=True, slots=True)
class Finding:
    """A proposal to cut `span`. Its confidence is computed from the evidence and nothing else."""

    span: Span
    reason: str
    evidence: tuple[Evidence, ...]

    @property
    def confidence(self) -> float:
        """1 less the chance that every piece of evidence misleads, taken as independent (noisy-or)."""
        return 1 - prod(1 - e.weight for e in self.evidence)


Propose = Callable[[Page], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A residue rule. `cuts` are ⟦marked⟧ examples, `keeps` are texts on which it is silent."""

    id: str
    place: Place
    propose: Callable[[Page], Iterator[Finding]]
    cuts: tuple[Example, ...]
    keeps: tuple[Example, ...]
    doc: str


Examples = Sequence[str | Example]


def rule(*, place: Place, cuts: Examples, keeps: Examples, words: Sequence[Phrases] = ()) -> Callable[[Propose], Rule]:
    """Make a function a rule, named after it.

    `place`: `head` rules look before the first running text, `tail` rules after the last,
    `inline` rules anywhere, `page` rules at the page as a whole.

    All but page rules are spared pages that have nothing for them: of nothing but running text (`Page.telling`), and, for
    a rule with `words`, without a line that is, or opens with, one of these phrases (`lexicon.near`). Raises RuleError for
    what is none of these.
    """
    if place not in get_args(Place):
        raise RuleError(f"there is no place {place!r}: a rule's is one of {', '.join(get_args(Place))}")
    if isinstance(cuts, str) or isinstance(keeps, str):
        raise RuleError("cuts and keeps are lists of texts: where there is one, it needs a comma behind it")
    wanted = {phrases.number for phrases in words}

    def made(propose: Propose) -> Rule:
        id = propose.__name__.replace("_", "-")

        def run(page: Page) -> Iterator[Finding]:
            if place != "page" and (not page.telling or (wanted and wanted.isdisjoint(held(page)))):
                return iter(())
            return asked(page)

        def asked(page: Page) -> Iterator[Finding]:
            try:
                yield from propose(page)
            except Exception as error:  # whatever a rule's code may raise, the rule is its culprit
                raise RuleError(f"fails on a page: {type(error).__name__}: {error}", id) from error

        return Rule(
            id, place, run, _examples(cuts), _examples(keeps), getdoc(modules.get(propose.__module__ or "")) or ""
        )

    return made


def _examples(given: Examples) -> tuple[Example, ...]:
    return tuple(Example(one) if isinstance(one, str) else one for one in given)
