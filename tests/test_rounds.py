"""The rounds and their ledger, with rules that find what they are told: what is cut, asked and noted, and what is told.

They need no rule of the catalog, and are what most mutants of ledger, rounds and span fail at.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import MOST, spans

from cleaner.errors import AccountError
from cleaner.ledger import Cleaned, Edit, cut, put_back, replay, restore
from cleaner.level import ASK, FLOORS
from cleaner.page import Page
from cleaner.rounds import EVIDENCE, clean_page
from cleaner.rule import Evidence, Finding, Place, Rule
from cleaner.span import Span, union

FLOOR = FLOORS["normal"]
LEAD = "The lamp on the bridge was lit again on Monday evening.\n"
TEXTS = st.text(min_size=MOST, max_size=MOST)
NAMES = st.sampled_from(["label", "teaser", "date", "link", "list", "call", "head", "foot"])
WEIGHTS = st.sampled_from([0.3, 0.5, 0.6, 0.75, 0.9, 0.123456])
SPANS = st.tuples(st.integers(0, MOST - 1), st.integers(1, MOST)).map(lambda t: Span(min(t), max(t[1], min(t) + 1)))
FOUND = st.builds(
    lambda span, reason, named: Finding(span, reason, tuple(Evidence(name, weight, span) for name, weight in named)),
    SPANS,
    st.sampled_from(["a box", "a list", "a call"]),
    st.lists(st.tuples(NAMES, WEIGHTS), min_size=1, max_size=9),
)


def rule(id: str, found: Mapping[str, Sequence[Finding]], place: Place = "inline") -> Rule:
    """A rule that finds this in texts that it knows, and nothing in any other."""
    return Rule(id, place, lambda page: iter(found.get(page.text, ())), (), (), "A rule of a test.")


def saying(found: Mapping[str, float], place: Place = "inline") -> Rule:
    """A rule that finds these words wherever they stand, each as sure as it is told."""

    def propose(page: Page) -> Iterator[Finding]:
        for word, sure in found.items():
            if (at := page.text.find(word)) >= 0:
                span = Span(at, at + len(word))
                yield Finding(span, f"says {word}", (Evidence("word", sure, span),))

    return Rule("word", place, propose, (), (), "A rule of a test.")


# ---------------------------------------------------------------- what an edit says


@given(TEXTS, st.dictionaries(st.sampled_from(["box", "ad", "list"]), st.lists(FOUND, max_size=4)))
def test_an_edit_tells_all_that_was_found_in_it(text: str, told: dict[str, list[Finding]]) -> None:
    """Of all sure findings that overlap or touch: every rule, each reason once, the least confidence, and the strongest
    evidence, with how often it was named. The rules are asked in any order.
    """
    page = LEAD + text
    moved = {
        id: [Finding(Span(f.span.start + len(LEAD), f.span.end + len(LEAD)), f.reason, f.evidence) for f in some]
        for id, some in told.items()
    }
    cleaned = clean_page(Page(page), [rule(id, {page: some}) for id, some in moved.items()])
    sure = sorted(
        ((f.span, id, f) for id, some in moved.items() for f in some if f.confidence >= FLOOR), key=lambda t: t[:2]
    )
    assert len(cleaned.edits) == len(union(span for span, _, _ in sure))
    for edit in cleaned.edits:
        here = [(id, f) for span, id, f in sure if edit.start <= span.start < edit.end]
        pieces = sorted((e.name, -e.weight) for _, f in here for e in f.evidence)
        weighed = [
            (name, [-weight for _, weight in some]) for name, some in groupby(pieces, key=lambda piece: piece[0])
        ]
        strongest = sorted(weighed, key=lambda piece: (-max(piece[1]), piece[0]))[:EVIDENCE]
        assert edit == Edit(
            start=min(f.span.start for _, f in here),
            end=max(f.span.end for _, f in here),
            text=page[edit.start : edit.end],
            rules=tuple(sorted({id for id, _ in here})),
            reason="; ".join(dict.fromkeys(f.reason for _, f in here)),
            confidence=round(min(f.confidence for _, f in here), 4),
            round=1,
            evidence=tuple(
                f"{len(some)} × {name} {max(some):.2f}" if len(some) > 1 else f"{name} {some[0]:.2f}"
                for name, some in strongest
            ),
        )
    assert cleaned.text == cut(page, [span for span, _, _ in sure])


def test_a_row_says_all_that_an_edit_does() -> None:
    edit = Edit(3, 7, "Menu", ("menu", "share-bar"), "a box; a list", 0.91, 2, ("label 0.90", "2 × link 0.60"))
    assert edit.row() == {
        "start": 3,
        "end": 7,
        "text": "Menu",
        "rules": ["menu", "share-bar"],
        "round": 2,
        "reason": "a box; a list",
        "confidence": 0.91,
        "evidence": ["label 0.90", "2 × link 0.60"],
    }


# ---------------------------------------------------------------- there and back


def edit(start: int, text: str) -> Edit:
    return Edit(start, start + len(text), text, ("a-rule",), "a box", 0.9, 1)


@given(TEXTS, spans)
def test_what_was_cut_can_be_put_back(text: str, drawn: list[Span]) -> None:
    edits = tuple(edit(s.start, text[s.start : s.end]) for s in union(drawn))
    left = replay(text, edits)
    assert left == cut(text, drawn)
    assert restore(Cleaned(left, edits)) == put_back(left, edits) == text


@pytest.mark.parametrize(
    "edits",
    [
        [edit(2, "xy"), edit(3, "z")],  # the second begins in the first
        [edit(7, "xy")],  # past the end
        [edit(1, "xy"), edit(9, "z")],
        [Edit(1, 4, "xy", (), "", 0.9, 1)],  # holds less than it says
        [Edit(1, 2, "xy", (), "", 0.9, 1)],
    ],
)
def test_edits_of_another_text_are_not_put_back(edits: list[Edit]) -> None:
    with pytest.raises(AccountError, match=r"^these edits are not of this text: offsets do not fit$"):
        put_back("abcdef", edits)


def test_edits_that_touch_the_end_are_put_back() -> None:
    assert put_back("abcdef", [edit(6, "xy")]) == "abcdefxy"
    assert put_back("abcdef", [edit(0, "xy"), edit(2, "z")]) == "xyzabcdef"


def test_edits_of_another_text_are_not_replayed() -> None:
    assert replay("abcdef", [edit(1, "bc"), edit(5, "f")]) == "ade"
    with pytest.raises(AccountError, match=r"^these edits are of another text: \[5:6\] reads otherwise$"):
        replay("abcdeg", [edit(1, "bc"), edit(5, "f")])


# ---------------------------------------------------------------- rounds


def test_what_is_less_sure_is_asked_or_noted() -> None:
    """In the places of the text as it was given; what is as sure as a floor is above it."""
    text = f"{LEAD}cut\nsure\nask\nhalf\nnote\nThe ferry runs again from Tuesday."
    found = {"cut\n": FLOOR, "sure\n": 0.9, "ask\n": 0.74, "half\n": ASK, "note\n": 0.49}
    cleaned = clean_page(Page(text), [saying(found)])
    assert cleaned.text == f"{LEAD}ask\nhalf\nnote\nThe ferry runs again from Tuesday."
    told = {
        name: [(text[e.start : e.end], e.text, e.confidence) for e in edits]
        for name, edits in (("edits", cleaned.edits), ("asked", cleaned.asked), ("noted", cleaned.noted))
    }
    assert told == {
        "edits": [("cut\nsure\n", "cut\nsure\n", FLOOR)],
        "asked": [("ask\nhalf\n", "ask\nhalf\n", ASK)],
        "noted": [("note\n", "note\n", 0.49)],
    }


def test_the_floor_is_what_is_asked_for() -> None:
    text = f"{LEAD}one\ntwo\n"
    rules = [saying({"one\n": 0.8, "two\n": 0.9})]
    assert clean_page(Page(text), rules, 0.9).text == f"{LEAD}one\n"
    assert clean_page(Page(text), rules, 0.95).text == text
    assert clean_page(Page(text), rules).text == LEAD


def test_an_edit_names_the_last_round_that_added_to_it() -> None:
    text = f"{LEAD}one\ntwo\nThe ferry runs again.\nthree\n"
    later = f"{LEAD}two\nThe ferry runs again.\n"
    first, last = text.find("one"), text.find("three")
    span, at = Span(first, first + 4), later.find("two")
    sure = (Evidence("word", 0.9, span),)
    found = {
        text: [Finding(span, "one", sure), Finding(Span(last, last + 6), "three", sure)],
        later: [Finding(Span(at, at + 4), "two", sure)],
    }
    cleaned = clean_page(Page(text), [rule("word", found)])
    assert cleaned.text == f"{LEAD}The ferry runs again.\n"
    assert [(edit.text, edit.round, edit.reason) for edit in cleaned.edits] == [
        ("one\ntwo\n", 2, "one; two"),
        ("three\n", 1, "three"),
    ]


@pytest.mark.parametrize("blank", ["", "\n", " \n\n\t\n"])
def test_what_is_left_begins_with_a_line_that_says_something(blank: str) -> None:
    """Blank lines go with the cuts before them at the head, whatever rounds these are of; blanks of a line stay in it."""
    text = f"one\ntwo\n{blank}  {LEAD}three\n\nIt rained."
    rest = f"  {LEAD}\nIt rained."
    cleaned = clean_page(Page(text), [saying({"two\n": 0.9, "three\n": 0.8}), saying({"one\n": 0.8})])
    assert cleaned.text == rest
    assert [edit.text for edit in cleaned.edits] == [f"one\ntwo\n{blank}", "three\n"]
    assert restore(cleaned) == text
    assert clean_page(Page(f"\n{LEAD}two\n"), [saying({"two\n": 0.9})]).text == f"\n{LEAD}"


def test_blank_lines_at_the_head_go_with_the_finding_before_them() -> None:
    """The finding that ends there is the longer for them, and those beside it are not."""
    cleaned = clean_page(Page(f"one\ntwo\n\n{LEAD}"), [saying({"one\n": 0.9, "one\ntwo\n": 0.8})])
    assert [(edit.text, edit.reason) for edit in cleaned.edits] == [("one\ntwo\n\n", "says one\n; says one\ntwo\n")]
    assert cleaned.text == LEAD


def test_what_rules_see_in_each_round() -> None:
    """Local rules in every round; page rules in the first, and when the others are at rest; all of them what is known
    of the page, and, once rules were asked, what these have cut.
    """
    seen: list[tuple[str, str, object]] = []

    def watching(place: Place) -> Rule:
        def propose(page: Page) -> Iterator[Finding]:
            assert (page.title, page.lang, page.repeats) == ("A lamp", "en", {"menu": 3})
            seen.append((place, page.text.removeprefix(LEAD), page.taken if page.taken is None else list(page.taken)))
            return iter(())

        return Rule(place, place, propose, (), (), "A rule of a test.")

    known = ("A lamp", "en", {"menu": 3})
    rules = [watching("page"), watching("tail"), saying({"one\n": 0.9}), saying({"last\n": 0.9}, "page")]
    assert clean_page(Page(f"{LEAD}one\nlast\n", *known), rules).text == LEAD
    assert seen == [
        ("page", "one\nlast\n", None),
        ("tail", "one\nlast\n", None),
        ("tail", "", ["one\nlast\n"]),
        ("page", "", ["one\nlast\n"]),
    ]
    seen.clear()
    assert clean_page(Page(f"{LEAD}one\n", *known), [*rules[:2], saying({"one\n": FLOOR})]).text == LEAD
    assert seen == [("page", "one\n", None), ("tail", "one\n", None), ("tail", "", ["one\n"]), ("page", "", ["one\n"])]
    seen.clear()
    assert clean_page(Page(f"{LEAD}one\n", *known), rules[:2]).text == f"{LEAD}one\n"
    assert seen == [("page", "one\n", None), ("tail", "one\n", None), ("page", "one\n", [])]


def test_page_rules_may_cut_when_the_others_are_at_rest() -> None:
    def propose(page: Page) -> Iterator[Finding]:
        if page.taken and (at := page.text.find("rest\n")) >= 0:
            yield Finding(Span(at, at + 5), "a rest", (Evidence("taken", FLOOR, Span(at, at + 5)),))

    whole = Rule("whole", "page", propose, (), (), "A rule of a test.")
    cleaned = clean_page(Page(f"{LEAD}one\nIt rained.\nrest\n"), [whole, saying({"one\n": 0.9, "It": 0.6})])
    assert cleaned.text == f"{LEAD}It rained.\n"
    assert [(edit.text, edit.rules, edit.round) for edit in cleaned.edits] == [
        ("one\n", ("word",), 1),
        ("rest\n", ("whole",), 2),
    ]
    assert [edit.text for edit in cleaned.asked] == ["It"]


# ---------------------------------------------------------------- nobody's article is all residue


@pytest.mark.parametrize(
    ("left", "cut", "given_back"),
    [
        ("one two", "three four five", False),  # nothing but a small part may be left
        ("abcd", "a " * 96, True),  # of a hundred letters less than a twentieth,
        ("abcde", "a " * 95, False),
        ("- " * 50 + "abcd", "a " * 96, True),  # wherever they stand
        ("- " * 50 + "abcde", "a " * 95, False),
        ("It is.", "a " * 996, False),  # a sentence is enough
        ("", "Menu", True),
        ("--", "...", False),  # without a letter nothing can be lost
    ],
)
def test_a_text_that_would_be_emptied_is_given_back(left: str, cut: str, given_back: bool) -> None:
    """And all of it is asked about. It is emptied where less than a twentieth of its letters is left, and no sentence."""
    text = f"{left}\n{cut}"
    cleaned = clean_page(Page(text), [saying({cut: 0.9})])
    if given_back:
        assert (cleaned.text, cleaned.edits, cleaned.noted) == (text, (), ())
        assert [(edit.text, edit.rules) for edit in cleaned.asked] == [(cut, ("word",))]
    else:
        assert [edit.text for edit in cleaned.edits] == [cut]
        assert (cleaned.text, cleaned.asked) == (f"{left}\n", ())


def test_a_text_of_which_nothing_is_cut_is_not_given_back() -> None:
    assert clean_page(Page("--"), []) == Cleaned("--")
