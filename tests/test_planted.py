"""Planted faults: each law is run against the very fault that its docstring names, and must fail.

A law that lets its fault pass is no law. Examples are drawn from seeded bytes, a few hundred at most, and not shrunk.
"""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
import test_engine_laws
import test_examples
import test_rule_laws
import test_samples
import test_stream
from strategies import MARKED

from cleaner import catalog, cleaning, ledger, prepare, rounds
from cleaner.cli import rules as scaffold
from cleaner.document import Document
from cleaner.errors import RoundsSpent, RuleError
from cleaner.examples import Example
from cleaner.formats import jsonl
from cleaner.formats.lines import Line as Bytes
from cleaner.formats.lines import lines
from cleaner.ledger import Cleaned, Edit
from cleaner.lexicon import phrases
from cleaner.page import Line, Page
from cleaner.pool import Pool
from cleaner.profile import Profile
from cleaner.rule import Evidence, Finding, Rule
from cleaner.settings import Settings
from cleaner.span import Span, gaps, union

EXAMPLES = 400
RULES = {rule.id: rule for rule in catalog.all_rules()}

Plant = Callable[[pytest.MonkeyPatch], None]
Propose = Callable[[Page], Iterator[Finding]]


def breaks(law: Callable[..., None], *given: object) -> None:
    """Assert that a law fails; one that draws its examples, within EXAMPLES of them."""
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        hold(law, *given)


def hold(law: Callable[..., None], *given: object, examples: int = EXAMPLES) -> None:
    """Run a law: as it is, or on examples that it draws."""
    drawn: Any = getattr(law, "hypothesis", None)
    if drawn is None:
        law(*given)
        return
    random = Random(1)
    for _ in range(examples):
        drawn.fuzz_one_input(random.randbytes(4096))


# ---------------------------------------------------------------- the engine

edits = vars(rounds)["_edits"]


def skipping(text: str, spans: Iterable[Span]) -> str:
    """A cut that skips a span which overlaps the one before it."""
    out, at = "", 0
    for span in sorted(spans):
        if span.start >= at and span.end > span.start:
            out, at = out + text[at : span.start], span.end
    return out + text[at:]


def marking(text: str, spans: Iterable[Span]) -> str:
    """A cut that leaves a mark behind."""
    return "[…]".join(text[s.start : s.end] for s in gaps(union(spans), len(text)))


def apart(spans: Iterable[Span]) -> tuple[Span, ...]:
    """A union that leaves touching spans apart."""
    merged: list[Span] = []
    for span in sorted(s for s in spans if s.end > s.start):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def forgetful(text: str, found: Sequence[rounds.Found]) -> tuple[Edit, ...]:
    """A ledger that leaves the first edit out."""
    told: tuple[Edit, ...] = edits(text, found)
    return told[1:]


def first_wins(spans: Iterable[Span]) -> tuple[Span, ...]:
    """A union that keeps the first of the spans that overlap, in the order in which they come."""
    kept: list[Span] = []
    for span in spans:
        if all(span.end <= k.start or k.end <= span.start for k in kept):
            kept.append(span)
    return tuple(sorted(kept))


def _cleaned(text: str, spans: Iterable[Span]) -> Cleaned:
    gone = union(s for s in spans if s.end > s.start)
    edits = tuple(Edit(s.start, s.end, text[s.start : s.end], ("planted",), "planted", 0.9, 1) for s in gone)
    return Cleaned(ledger.cut(text, gone), edits)


def one_round(page: Page, rules: Sequence[Rule], floor: float) -> Cleaned:
    """Rounds that stop after the first, and take spans as they come."""
    return _cleaned(page.text, (f.span for rule in rules for f in rule.propose(page) if f.confidence >= floor))


def in_turn(page: Page, rules: Sequence[Rule], floor: float) -> Cleaned:
    """Rules that each see what the ones before have cut."""
    text = page.text
    for rule in rules:
        text = ledger.cut(text, [f.span for f in rule.propose(Page(text)) if f.confidence >= floor])
    return Cleaned(text)


clean_page = rounds.clean_page


def quiet(page: Page, rules: Sequence[Rule], floor: float) -> Cleaned:
    """Rounds that return the text as it stands when their budget is spent."""
    try:
        return clean_page(page, rules, floor)
    except RoundsSpent:
        return Cleaned(page.text)


def upside_down(page: Page, rules: Sequence[Rule], floor: float) -> Cleaned:
    """A floor that is compared the wrong way round."""
    sure = (f.span for rule in rules for f in rule.propose(page) if f.confidence <= floor)
    return _cleaned(page.text, sure)


class Astray(rounds.View):
    """A view whose way back forgets the gaps."""

    def back(self, at: int) -> int:
        return at


def replay(text: str, edits: Sequence[Edit]) -> str:
    """A replay that does not compare the text."""
    return ledger.cut(text, [Span(e.start, e.end) for e in edits])


def put(place: object, name: str, fault: object) -> Plant:
    return lambda patch: patch.setattr(place, name, fault)


ENGINE: dict[str, Plant] = {
    "test_complement": put(ledger, "cut", skipping),
    "test_union_algebra": put(test_engine_laws, "union", apart),
    "test_gaps_are_the_complement": put(test_engine_laws, "gaps", lambda spans, n: gaps(spans, n)[:-1]),
    "test_deletes_only": put(rounds, "cut", marking),
    "test_account_balances": put(rounds, "_edits", forgetful),
    "test_reversible": put(rounds, "cut", marking),
    "test_replayable": put(ledger, "replay", replay),
    "test_idempotent": put(rounds, "clean_page", one_round),
    "test_terminates": put(rounds, "clean_page", quiet),
    "test_order_free": put(rounds, "clean_page", in_turn),
    "test_monotone_in_rules": put(rounds, "union", first_wins),
    "test_monotone_in_floor": put(rounds, "clean_page", upside_down),
    "test_stacked": put(rounds, "clean_page", one_round),
    "test_view_map": put(rounds, "View", Astray),
    "test_never_empties": put(rounds, "_emptied", lambda text, left: False),
}


@pytest.mark.parametrize("law", ENGINE)
def test_engine_laws_see_their_fault(law: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ENGINE[law](monkeypatch)
    breaks(getattr(test_engine_laws, law))


def test_findings_taken_as_they_come_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "clean_page", one_round)
    for span in (Span(-1, 2), Span(2, 2), Span(0, 99)):
        breaks(test_engine_laws.test_a_finding_outside_the_page_stops_the_run, span)


def test_a_single_round_is_seen_on_real_articles(realtext: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("zstandard")
    monkeypatch.setattr(rounds, "clean_page", one_round)
    breaks(test_engine_laws.test_real_articles, realtext)


def test_leads_cut_out_of_a_list_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def every_lead(page: Page) -> Iterator[Finding]:
        bare = phrases("read_more", "bare")
        return (found(page, line) for line in page.lines if line.key in bare)

    rules = (replace(RULES["read-more"], propose=every_lead), RULES["ad-label"], RULES["teaser-list"])
    monkeypatch.setattr(test_engine_laws, "RULES", rules)
    label = next(block for block in MARKED if block.text == "Advertisement")
    teasers = [block for block in MARKED if any(block.text in example.text for example in RULES["teaser-list"].cuts)]
    monkeypatch.setattr(test_engine_laws, "MARKED", teasers)
    breaks(test_engine_laws.test_stacked_examples, label)


# ---------------------------------------------------------------- rules


def found(page: Page, line: Line, span: Span | None = None) -> Finding:
    return Finding(span or page.cut(line), f"planted: {line.text!r}", (Evidence("line", 0.9, line.span()),))


def greedy(page: Page) -> Iterator[Finding]:
    """Every line of three words or fewer is a label."""
    return (found(page, line) for line in page.lines if line.words <= 3)


def past_the_end(page: Page) -> Iterator[Finding]:
    return (found(page, line, Span(line.start, line.end + 1)) for line in page.lines)


def without_margin(page: Page) -> Iterator[Finding]:
    return (found(page, line, Span(line.start, line.start + len(line.text))) for line in page.lines)


def as_written(page: Page) -> Iterator[Finding]:
    """A label is known by the very characters of its line, margin and all."""
    return (found(page, line) for line in page.lines if page.text[line.start : line.end].endswith(".\n"))


def always_sure(page: Page) -> Iterator[Finding]:
    """The last line, whatever it says."""
    return (found(page, line) for line in page.lines[-1:])


def invitation_only(page: Page) -> Iterator[Finding]:
    for finding in RULES["comment-form"].propose(page):
        first = next(line for line in page.lines if line.start >= finding.span.start)
        yield replace(finding, span=page.cut(first))


def anywhere(page: Page) -> Iterator[Finding]:
    prompts = phrases("comments", "prompt")
    return (found(page, line) for line in page.lines if line.key in prompts)


def in_the_tail(page: Page) -> Iterator[Finding]:
    after = sum(len(line.text) for line in page.tail[:1]) and page.tail[0].start
    return (f for f in RULES["read-more"].propose(page) if page.tail and f.evidence[0].span.start >= after)


def on_short_pages(page: Page) -> Iterator[Finding]:
    return RULES["comment-form"].propose(page) if len(page.lines) <= 8 else iter(())


def credit_anywhere(page: Page) -> Iterator[Finding]:
    credits = phrases("photo", "prefix", "line")
    return (found(page, line) for line in page.lines if credits.within(line.key))


def remembering() -> Propose:
    """A rule that remembers the lines it has cut before."""
    seen: set[str] = set()

    def propose(page: Page) -> Iterator[Finding]:
        for line in page.lines:
            if line.words <= 3 and line.key not in seen:
                seen.add(line.key)
                yield found(page, line)

    return propose


def without(id: str, propose: Propose) -> tuple[Rule, ...]:
    """The catalog with one rule doing something else."""
    assert id in RULES
    return tuple(replace(rule, propose=propose) if rule.id == id else rule for rule in RULES.values())


FAULTY: dict[str, tuple[str, Callable[[], Propose]]] = {
    "test_well_formed": ("ad-label", lambda: past_the_end),
    "test_cross_silence": ("ad-label", lambda: greedy),
    "test_pure": ("ad-label", remembering),
    "test_whole_lines": ("ad-label", lambda: without_margin),
    "test_newline_and_space_blind": ("ad-label", lambda: as_written),
    "test_near_miss": ("ad-label", lambda: always_sure),
    "test_injected_residue_goes": ("comment-form", lambda: invitation_only),
    "test_inline_residue_goes_between_paragraphs": ("read-more", lambda: in_the_tail),
    "test_clean_text_stays": ("photo-credit", lambda: credit_anywhere),
    "test_prefix_locality": ("comment-form", lambda: on_short_pages),
    "test_position": ("comment-form", lambda: anywhere),
}


@pytest.mark.parametrize("law", FAULTY)
def test_rule_laws_see_their_fault(law: str, monkeypatch: pytest.MonkeyPatch) -> None:
    id, propose = FAULTY[law]
    rules = without(id, propose())
    monkeypatch.setattr(test_rule_laws, "RULES", rules)
    monkeypatch.setattr(cleaning, "all_rules", lambda: rules)
    breaks(getattr(test_rule_laws, law))


def test_a_page_that_is_said_to_have_no_words_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def held(_: Page) -> frozenset[int]:
        return frozenset()

    monkeypatch.setattr("cleaner.rule.held", held)
    breaks(test_rule_laws.test_spared_pages_have_nothing)


def test_a_line_that_is_taken_for_another_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def recall(line: Line, other: Line) -> None:
        vars(line).update({name: known for name, known in vars(other).items() if name != "key"}, words=1, prose=False)

    monkeypatch.setattr(Line, "recall", recall)
    breaks(test_rule_laws.test_lines_are_known_again)


def test_a_reason_made_of_a_set_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(test_rule_laws, "TOLD", f"{test_rule_laws.TOLD}print(set(map(str, range(40))))")
    breaks(test_rule_laws.test_pure_in_another_process)


# ---------------------------------------------------------------- examples and the catalog


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_examples_see_a_rule_that_misses_and_one_that_cuts_too_much(rule: Rule) -> None:
    breaks(test_examples.test_examples, replace(rule, propose=lambda page: iter(())))
    breaks(test_examples.test_examples, replace(rule, propose=always_sure, cuts=rule.cuts[:1]))
    breaks(
        test_examples.test_examples,
        replace(rule, keeps=(Example(rule.cuts[0].text, rule.cuts[0].title, rule.cuts[0].repeats),)),
    )


def test_a_rule_without_its_caveat_is_seen() -> None:
    rule = RULES["ad-label"]
    doc = rule.doc.replace("Wrong when", "Right when")
    breaks(test_examples.test_a_rule_says_what_it_is_what_it_cuts_and_when_it_is_wrong, replace(rule, doc=doc))


def test_a_copied_keep_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other, *_ = RULES.values()
    monkeypatch.setattr(test_examples, "RULES", (one, replace(other, keeps=(Example(one.keeps[0].marked.upper()),))))
    breaks(test_examples.test_no_two_examples_are_alike)


@pytest.mark.parametrize("fault", [f for f, (*_, told) in test_examples.BROKEN.items() if "imported" not in told])
def test_a_lenient_catalog_is_seen(fault: str, rules_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalog that leaves broken rules out, and says nothing."""
    monkeypatch.setattr(catalog, "all_rules", cache(lambda: ()))
    breaks(test_examples.test_a_broken_rule_stops_the_run, rules_folder, fault)


def test_a_catalog_that_keeps_a_list_is_seen(rules_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalog, "all_rules", cache(lambda: tuple(RULES.values())))
    breaks(test_examples.test_a_rule_needs_its_file_and_nothing_else, rules_folder)


def test_a_scaffold_that_breaks_its_word_is_seen(rules_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scaffold, "SCAFFOLD", scaffold.SCAFFOLD.replace(r"\n⟧", r"⟧\n"))
    with pytest.raises(RuleError):
        test_examples.test_the_scaffold_keeps_its_word_as_written(rules_folder, "poll-box")


# ---------------------------------------------------------------- streams


class Hasty(Pool):
    """A pool whose results come in another order when there are several processes."""

    def map_beside(self, function: Callable[[Any, Any], Any], items: Iterable[Any], beside: Any) -> Iterator[Any]:
        done = [function(item, beside) for item in items]
        return iter(done[::-1] if self._jobs > 1 else done)


def uncut(document: Document, settings: Settings, profile: Profile | None) -> Cleaned:
    return Cleaned(document.text)


def piece_by_piece(chunks: Iterator[bytes], bound: int) -> Iterator[Bytes]:
    """Each piece is taken to end a line."""
    for chunk in chunks:
        yield from lines(iter([chunk]), bound)


def decoded_apart(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """Each piece is decoded by itself."""
    return (chunk.decode("utf-8", "replace").encode() for chunk in chunks)


STREAMS: dict[str, Plant] = {
    "test_a_stream_is_its_documents": put(prepare, "_cleaned", uncut),
    "test_workers": put(test_stream, "Pool", Hasty),
    "test_chunks": put(jsonl, "lines", piece_by_piece),
    "test_bytes_one_by_one": put(jsonl, "utf8", decoded_apart),
}


@pytest.mark.parametrize("law", STREAMS)
def test_stream_laws_see_their_fault(law: str, monkeypatch: pytest.MonkeyPatch) -> None:
    STREAMS[law](monkeypatch)
    breaks(getattr(test_stream, law))


def test_a_stream_with_a_memory_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = without("ad-label", remembering())
    monkeypatch.setattr(prepare, "select", lambda only, without: rules)
    breaks(test_stream.test_no_memory)


# ---------------------------------------------------------------- samples


def test_samples_see_a_rule_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "all_rules", lambda: without("teaser-list", lambda page: iter(())))
    breaks(test_samples.test_residue_goes_and_text_stays, "en-03")


def test_samples_see_a_false_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "all_rules", lambda: without("ad-label", greedy))
    breaks(test_samples.test_residue_goes_and_text_stays, "en-30")
    breaks(test_samples.test_documents_without_residue_are_returned_as_they_are, "en-30")


def laws() -> Iterator[Callable[..., None]]:
    """The laws that draw their examples."""
    for module in (test_rule_laws, test_engine_laws, test_stream):
        yield from (
            law for name, law in vars(module).items() if name.startswith("test_") and hasattr(law, "hypothesis")
        )


@pytest.mark.parametrize("law", list(laws()), ids=lambda law: law.__name__)
def test_without_a_fault_a_law_holds(law: Callable[..., None]) -> None:
    """What makes the laws fail here is the fault, not the way they are run."""
    hold(law, examples=20)


def test_every_law_names_a_fault() -> None:
    """A law's docstring tells by what fault it was seen to fail."""
    for module in (test_rule_laws, test_engine_laws, test_stream):
        for name, law in vars(module).items():
            if name.startswith("test_"):
                assert re.search(r"^Seen to fail when .+\.$", inspect.getdoc(law) or "", re.DOTALL | re.MULTILINE), name
