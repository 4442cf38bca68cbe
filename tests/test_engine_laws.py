"""Laws of the engine: the algebra of spans, the ledger's account, and the rounds.

The faults planted to prove them are in test_planted.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice, pairwise
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from strategies import MARKED, MOST, Residue, after, any_text, article, residue, running, spans

from cleaner import ledger, rounds
from cleaner.catalog import all_rules
from cleaner.errors import AccountError, RoundsSpent, RuleError
from cleaner.formats import Record, read
from cleaner.ledger import Cleaned
from cleaner.page import Page
from cleaner.rule import Evidence, Finding, Rule
from cleaner.span import Span, gaps, union

RULES = all_rules()
LOCAL = tuple(rule for rule in RULES if rule.place != "page")
PLACES = st.text(min_size=MOST, max_size=MOST)


def clean(text: str, rules: tuple[Rule, ...] | None = None, floor: float = rounds.FLOOR) -> Cleaned:
    return rounds.clean_page(Page(text), RULES if rules is None else rules, floor)


def first_round(text: str, rules: Iterable[Rule], floor: float = rounds.FLOOR) -> tuple[Span, ...]:
    """U_R(x): what the engine cuts of a text where every rule is silent after the first round."""

    def once(rule: Rule) -> Rule:
        return replace(rule, propose=lambda page: rule.propose(page) if page.text == text else iter(()))

    return tuple(Span(edit.start, edit.end) for edit in clean(text, tuple(map(once, rules)), floor).edits)


def inside(few: tuple[Span, ...], many: tuple[Span, ...]) -> bool:
    return all(any(m.start <= f.start and f.end <= m.end for m in many) for f in few)


# ---------------------------------------------------------------- spans


@given(PLACES, spans)
def test_complement(text: str, drawn: list[Span]) -> None:
    """cut(x, S) is x without the code points in the union of S, for any S: overlapping, touching, nested, empty.

    Seen to fail when a cut skips a span that overlaps the one before it, as fixers of other tools do.
    """
    dead = {i for span in drawn for i in range(span.start, span.end)}
    assert ledger.cut(text, drawn) == "".join(c for i, c in enumerate(text) if i not in dead)


@example([Span(3, 3)], [])
@given(spans, spans)
def test_union_algebra(some: list[Span], more: list[Span]) -> None:
    """union(union(S)) = union(S), and union(S + T) = union(T + S) = union(union(S) + union(T)); none of it is empty.

    Seen to fail when touching spans are left apart.
    """
    once = union(some)
    assert union(once) == once
    assert union(some + more) == union(more + some) == union([*once, *union(more)])
    assert all(a.end < b.start for a, b in pairwise(once))
    assert all(span.start < span.end for span in once)


@example([Span(0, 2), Span(MOST - 1, MOST)])
@given(spans)
def test_gaps_are_the_complement(drawn: list[Span]) -> None:
    """A union and its gaps partition the text: union(S) + gaps(union(S)) covers each place once; no gap is empty.

    Seen to fail when the gap after the last span is forgotten.
    """
    gone = union(drawn)
    both = [*gone, *gaps(gone, MOST)]
    assert all(span.start < span.end for span in both)
    assert sorted(i for span in both for i in range(span.start, span.end)) == list(range(MOST))


# ---------------------------------------------------------------- the account


@given(any_text)
def test_deletes_only(text: str) -> None:
    """clean(x) is a subsequence of x.

    Seen to fail when a cut leaves a mark behind.
    """
    rest = iter(text)
    assert all(char in rest for char in clean(text).text)


@given(any_text)
def test_account_balances(text: str) -> None:
    """len(x) = len(clean x) + the removed characters; each x[span] is the edit's text; edits are sorted, disjoint and
    do not touch; each has a rule, a reason, a round and a confidence,
    and names what speaks for it, the strongest first.

    Seen to fail when a cut skips a span that overlaps the one before it.
    """
    cleaned = clean(text)
    assert len(text) == len(cleaned.text) + sum(len(edit.text) for edit in cleaned.edits)
    for edit in cleaned.edits:
        assert 0 <= edit.start < edit.end and text[edit.start : edit.end] == edit.text
        assert edit.rules and edit.reason and edit.round >= 1 and rounds.FLOOR <= edit.confidence <= 1
        weights = [float(piece.rpartition(" ")[2]) for piece in edit.evidence]
        assert 0 < len(weights) <= rounds.EVIDENCE and weights == sorted(weights, reverse=True)
    assert all(a.end < b.start for a, b in pairwise(cleaned.edits))


@given(any_text)
def test_reversible(text: str) -> None:
    """restore(clean x) = x.

    Seen to fail when a cut leaves a mark behind.
    """
    assert ledger.restore(clean(text)) == text


@given(any_text)
def test_replayable(text: str) -> None:
    """replay(x, edits of clean x) = clean x, and the edits are refused by any text that reads otherwise there.

    Seen to fail when replay does not compare the text.
    """
    cleaned = clean(text)
    assert ledger.replay(text, cleaned.edits) == cleaned.text
    if cleaned.edits:
        at = cleaned.edits[0].start
        other = f"{text[:at]}{chr(ord(text[at]) ^ 1)}{text[at + 1 :]}"
        with pytest.raises(AccountError):
            ledger.replay(other, cleaned.edits)
        with pytest.raises(AccountError):
            ledger.put_back(cleaned.text, [replace(cleaned.edits[0], start=at + 1)])


# ---------------------------------------------------------------- rounds


@given(any_text)
def test_idempotent(text: str) -> None:
    """clean(clean x) = clean x, and the second ledger is empty.

    Seen to fail when the rounds stop after the first.
    """
    again = clean(clean(text).text)
    assert again.edits == ()


@example(rounds.BUDGET - 1)
@example(rounds.BUDGET)
@given(st.integers(1, 2 * rounds.BUDGET))
def test_terminates(length: int) -> None:
    """Each round deletes a character or more, so a fixpoint exists: a rule that nibbles n characters is done in n rounds.
    To spend the budget of rounds raises RoundsSpent, and never returns quietly.

    Seen to fail when the text was returned as it stood after the last round.
    """
    text = "It ends." + length * "x"
    if length < rounds.BUDGET:
        cleaned = clean(text, (planted(nibble),))
        assert (cleaned.text, cleaned.edits[0].round) == ("It ends.", length)
    else:
        with pytest.raises(RoundsSpent, match=f"^rules still propose after {rounds.BUDGET} rounds$"):
            clean(text, (planted(nibble),))


def nibble(page: Page) -> Iterator[Finding]:
    if page.text.endswith("x"):
        span = Span(len(page.text) - 1, len(page.text))
        yield Finding(span, "the last x", (Evidence("x", 0.9, span),))


def planted(propose: Callable[[Page], Iterator[Finding]]) -> Rule:
    return Rule("planted", "inline", propose, (), (), "A rule of a test.")


@pytest.mark.parametrize("span", [Span(-1, 2), Span(2, 2), Span(3, 2), Span(0, 23), Span(22, 23)])
def test_a_finding_outside_the_page_stops_the_run(span: Span) -> None:
    """RuleError for a span that is empty, or not in the page.

    Seen to fail when spans are taken as they come.
    """

    def propose(_: Page) -> Iterator[Finding]:
        yield Finding(span, "nowhere", (Evidence("none", 0.9, span),))

    with pytest.raises(RuleError, match=rf"finds \({span.start}, {span.end}\), outside a page of 22$") as raised:
        clean("A text of some length.", (planted(propose),))
    assert raised.value.culprit == "planted"


@given(any_text, st.permutations(RULES))
def test_order_free(text: str, order: list[Rule]) -> None:
    """clean(x) is the same under every permutation of the rules, ledger included.

    Seen to fail when a rule sees what the one before it has cut.
    """
    assert clean(text, tuple(order)) == clean(text)


@given(running, any_text, st.sets(st.sampled_from(LOCAL)))
def test_monotone_in_rules(lead: str, text: str, some: set[Rule]) -> None:
    """In one round, more rules cut no less: R ⊆ R' ⟹ U_R(x) ⊆ U_R'(x). (Over all rounds it is false: a cut changes the
    view of every later rule; and page rules wait until the others are at rest.)

    Seen to fail when the union keeps the first finding of those that overlap.
    """
    text = f"{lead}\n{text}"  # so that something is left whatever is cut, and nothing is given back
    assert inside(first_round(text, some), first_round(text, LOCAL))


@given(running, any_text, st.floats(0.5, 1), st.floats(0.5, 1))
def test_monotone_in_floor(lead: str, text: str, one: float, other: float) -> None:
    """In one round, a lower floor cuts no less: τ1 <= τ2 ⟹ U(x, τ2) ⊆ U(x, τ1). (Over all rounds it is false as well.)

    Seen to fail when the floor is compared the wrong way round.
    """
    low, high = sorted((one, other))
    text = f"{lead}\n{text}"
    assert inside(first_round(text, LOCAL, high), first_round(text, LOCAL, low))


@pytest.mark.parametrize("last", MARKED, ids=lambda block: block.text.split("\n")[0])
def test_stacked_examples(last: Residue) -> None:
    """clean(a ⊕ ρ1 ⊕ ρ2) = a, for every two blocks that the rules' examples mark.

    Seen to fail when read-more cut the leads out of a list of teasers that an ad label stood under.
    """
    text = "The lamp on the bridge was lit again on Monday evening."
    for first in MARKED:
        if not (first.title and last.title) or first.title == last.title:
            page = last.over(first).page(last.beside(first.beside(text)))
            assert rounds.clean_page(page, RULES, rounds.FLOOR).text.rstrip("\n") == text, first.text


@given(article, after, after)
def test_stacked(text: str, first: Residue, second: Residue) -> None:
    """clean(a ⊕ ρ1 ⊕ ρ2) = a, for residue of any two rules in either order: what rounds are for.

    Up to line breaks at the end: cuts are whole lines. The two share no line: a title that stands in two lists is
    an echo in neither.
    Seen to fail when the rounds stop after the first.
    """
    assume(not {line.key for line in Page(first.text).lines} & {line.key for line in Page(second.text).lines})
    page = second.over(first).page(second.beside(first.beside(text)))
    assert rounds.clean_page(page, RULES, rounds.FLOOR).text.rstrip("\n") == text


@given(PLACES, spans)
def test_view_map(text: str, drawn: list[Span]) -> None:
    """In every round view[i] = x[back(i)], and a span of the view comes back as the hull of its code points.

    Seen to fail when the way back forgets the gaps.
    """
    view = rounds.View(text, union(drawn))
    places = [view.back(i) for i in range(len(view.text))]
    assert "".join(text[i] for i in places) == view.text
    assert places == sorted(set(places))
    for at in range(len(places)):
        assert view.span(Span(0, at + 1)) == Span(places[0], places[at] + 1)


@given(st.lists(residue, min_size=1, max_size=3).map(lambda blocks: "\n\n".join(b.text for b in blocks)) | any_text)
def test_never_empties(text: str) -> None:
    """A text that says something says something after: where the rules would take all of it, it is given back whole,
    and all is asked about.

    Seen to fail when the cut was made whatever it left.
    """
    cleaned = clean(text)
    assert any(map(str.isalnum, cleaned.text)) == any(map(str.isalnum, text))
    if not cleaned.edits:
        assert cleaned.text == text
        pages = (Page(text), Page(text, taken=()))  # as it is first seen, and when the other rules are at rest
        proposed = any(True for page in pages for rule in RULES for _ in rule.propose(page))
        assert bool(cleaned.asked or cleaned.noted) == proposed


def test_real_articles(realtext: Path) -> None:
    """Restored, replayed, and at rest after one cleaning: a thousand articles of five collections.

    Seen to fail when the rounds stop after the first.
    """
    pytest.importorskip("zstandard")
    seen = 0
    for file in sorted(realtext.glob("*.jsonl.zst")):
        for record in islice(read([str(file)]), 200):
            assert isinstance(record, Record)
            text = record.document.text
            cleaned = clean(text)
            assert ledger.restore(cleaned) == text
            assert ledger.replay(text, cleaned.edits) == cleaned.text
            assert clean(cleaned.text).edits == (), record.document.id
            seen += 1
    assert seen == 1000
