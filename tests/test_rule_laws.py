"""Laws of every rule of the catalog: a new rule is held to all of them, and needs no test file.

Law 2, the rules' own examples, is in test_examples; the faults planted to prove these laws are in test_planted.
"""

import os
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st
from strategies import (
    KEEPS,
    Residue,
    any_text,
    article,
    inline_residue,
    prose,
    residue,
    running,
    salted,
    tail_residue,
    undated,
)

from cleaner.catalog import all_rules
from cleaner.cleaning import clean
from cleaner.page import Line, Page
from cleaner.rounds import clean_page
from cleaner.rule import Finding, Rule
from cleaner.span import Span, union

RULES = all_rules()


def findings(rule: Rule, text: str) -> list[Finding]:
    return list(rule.propose(Page(text)))


def of_place(place: str) -> list[Rule]:
    return [rule for rule in RULES if rule.place == place]


def told(text: str) -> list[str]:
    """The lines that say something."""
    return [line.text for line in Page(text).lines]


@given(any_text)
def test_well_formed(text: str) -> None:
    """Every finding lies inside the page and is not empty; so does its evidence; its reason is told, its confidence
    in (0, 1].

    Seen to fail when a rule's span ends one past the page.
    """
    for rule in RULES:
        for finding in findings(rule, text):
            assert 0 <= finding.span.start < finding.span.end <= len(text), rule.id
            assert finding.reason and finding.evidence, rule.id
            assert 0 < finding.confidence <= 1, rule.id
            for evidence in finding.evidence:
                assert evidence.name and 0 < evidence.weight <= 1, rule.id
                assert 0 <= evidence.span.start < evidence.span.end <= len(text), rule.id


def test_cross_silence() -> None:
    """No rule finds anything in what any rule is to keep: for all r, r', k in keeps(r'): P_r(k) is empty.

    Seen to fail when ad-label took every line of three words for a label.
    """
    for rule in RULES:
        for keep in KEEPS:
            assert findings(rule, keep) == [], (rule.id, keep)


@given(any_text)
def test_pure(text: str) -> None:
    """P_r(x) is equal twice, alone or in company.

    Seen to fail when a rule remembered the lines that it had cut before.
    """
    page = Page(text)
    company = {rule.id: list(rule.propose(page)) for rule in reversed(RULES)}
    for rule in RULES:
        assert findings(rule, text) == company[rule.id], rule.id


TOLD = """
from cleaner.catalog import all_rules
pages = [example.page() for rule in all_rules() for example in rule.cuts + rule.keeps]
print([list(rule.propose(page)) for rule in all_rules() for page in pages])
"""


def test_pure_in_another_process() -> None:
    """P_r(x) is the same in every process, under every hash seed, for every example of the catalog.

    Seen to fail when a set of words was told in its own order.
    """
    told = {
        subprocess.run(
            [sys.executable, "-c", TOLD], capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(told) == 1 and b"Finding" in told.pop()


@given(any_text)
def test_whole_lines(text: str) -> None:
    """A cut starts at 0 or after a line break, and ends at the end of the text or after a line break.

    Seen to fail when a rule cut the text of a line without its margin.
    """
    for rule in RULES:
        for finding in findings(rule, text):
            assert finding.span.start == 0 or text[finding.span.start - 1] == "\n", rule.id
            assert finding.span.end == len(text) or text[finding.span.end - 1] == "\n", rule.id


DISGUISES: dict[str, Callable[[str], str]] = {
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "trailing blanks": lambda text: text.replace("\n", " \t\n") + "  ",
    "NFC": lambda text: unicodedata.normalize("NFC", text),
    "NFD": lambda text: unicodedata.normalize("NFD", text),
}


def lines_cut(rule: Rule, text: str) -> list[int]:
    """The numbers, among the lines that say something, of those that the rule would cut."""
    spans = union(f.span for f in findings(rule, text))
    return [line.index for line in Page(text).lines if any(s.start <= line.start < s.end for s in spans)]


@given(any_text, st.sampled_from(sorted(DISGUISES)))
def test_newline_and_space_blind(text: str, disguise: str) -> None:
    """The same lines go under CRLF, no-break spaces, trailing blanks, NFC and NFD.

    Seen to fail when a rule read lines with their margin.
    """
    for rule in RULES:
        assert lines_cut(rule, text) == lines_cut(rule, DISGUISES[disguise](text)), rule.id


@given(running)
def test_near_miss(sentence: str) -> None:
    """With a sentence in the place of one piece of its evidence, a rule is silent about a cut example, or the finding
    that overlaps it most is less sure.

    Seen to fail when a rule was as sure of the last line, whatever it said.
    """
    for rule in (rule for rule in RULES if rule.place != "page"):  # there a run of lines falls apart in two surer ones
        for example in rule.cuts:
            text = example.text
            for finding in rule.propose(example.page()):
                for evidence in finding.evidence:
                    missed = f"{text[: evidence.span.start]}{sentence}\n{text[evidence.span.end :]}"
                    span = Span(finding.span.start, finding.span.end + len(missed) - len(text))
                    found = rule.propose(Page(missed, example.title, repeats=example.repeats))
                    rest = max(found, key=lambda f: overlap(f.span, span), default=None)
                    if rest is not None and overlap(rest.span, span) > 0:
                        assert rest.confidence < finding.confidence, (rule.id, evidence.name, missed)


def overlap(a: Span, b: Span) -> int:
    return min(a.end, b.end) - max(a.start, b.start)


@given(undated, residue)
def test_injected_residue_goes(text: str, block: Residue) -> None:
    """clean(a ⊕ ρ) = a for a block of residue where its rule looks for it: marked in an example, with other case, gaps
    and years, or built.

    Up to line breaks at the end: cuts are whole lines, so the break that ended the article's last line stays.
    Seen to fail when comment-form cut the invitation only.
    """
    assert clean_page(block.page(block.beside(text)), RULES).text.rstrip("\n") == text


@given(article, inline_residue, article)
def test_inline_residue_goes_between_paragraphs(above: str, block: Residue, below: str) -> None:
    """clean(a ⊕ ρ ⊕ b) has the lines of a ⊕ b, for residue of inline rules.

    Seen to fail when read-more looked at the tail only.
    """
    assert told(clean_page(block.page(f"{above}\n\n{block.text}\n\n{below}"), RULES).text) == told(above) + told(below)


EVERY = range(1 << 16)  # the numbers of all phrases


@given(article, residue | inline_residue, salted)
def test_spared_pages_have_nothing(above: str, block: Residue, below: str) -> None:
    """A rule finds the same when it is asked about every page, and not only about those that have its words.

    Seen to fail when pages were said to have no words.
    """
    for text in (block.text, block.beside(above), f"{above}\n{block.text}\n{below}", below * 20):
        spared = {rule.id: list(rule.propose(block.page(text))) for rule in RULES}
        with patch("cleaner.rule.held", lambda _: EVERY), patch.object(Page, "telling", True):
            assert spared == {rule.id: list(rule.propose(block.page(text))) for rule in RULES}


@given(article, residue, inline_residue, residue)
def test_lines_are_known_again(text: str, block: Residue, inline: Residue, other: Residue) -> None:
    """Rounds that find out anew what each line is end the same.

    Seen to fail when a line was taken for another, of one word.
    """
    given = other.beside(block.over(other).beside(f"{text}\n\n{inline.text}\n\n{text}"))
    page = block.over(other).page(given)
    known = clean_page(page, RULES)
    with patch.object(Line, "recall", lambda *_: None):
        assert known == clean_page(page, RULES)


@given(article | salted)
def test_clean_text_stays(text: str) -> None:
    """clean(a) = a for articles salted with lures: what any rule keeps, and prose that holds the lexicon's phrases.

    Seen to fail when photo-credit took any line that holds a credit's phrase.
    """
    cleaned = clean(text)
    assert cleaned.edits == ()
    assert cleaned.text == text


@given(article, article, tail_residue)
def test_prefix_locality(before: str, text: str, block: Residue) -> None:
    """What stands before an article does not matter to tail rules: clean(p ⊕ a ⊕ ρ) = p ⊕ clean(a ⊕ ρ).

    Seen to fail when a tail rule was silent on pages of more than eight lines.
    """
    rules = of_place("tail")
    given = block.beside(text)
    alone = clean_page(block.page(given), rules).text
    assert clean_page(block.page(f"{before}\n\n{given}"), rules).text == f"{before}\n\n{alone}"


@given(article, residue, prose, prose)
def test_position(above: str, block: Residue, below: str, last: str) -> None:
    """Head and tail rules leave a block alone that stands between running text: clean(a ⊕ ρ ⊕ b) = a ⊕ ρ ⊕ b.

    b is two paragraphs: one sentence below a list in which every teaser but the last has one reads as the last one's.
    Seen to fail when comment-form looked at every line of the page.
    """
    text = f"{above}\n\n{block.text}\n\n{below}\n\n{last}"
    assert clean_page(block.page(text), of_place("head") + of_place("tail")).edits == ()
