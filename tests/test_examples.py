"""The rules' own examples, and what the catalog refuses: a broken rule stops the run, whatever is wrong with it."""

from itertools import combinations
from pathlib import Path

import pytest
from click.testing import CliRunner

from cleaner import catalog
from cleaner.cli.rules import command
from cleaner.errors import CleanerError, RuleError, UsageError
from cleaner.examples import unmark
from cleaner.page import Page
from cleaner.rule import Rule
from cleaner.span import Span, union

RULES = catalog.all_rules()
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


@each_rule
def test_examples(rule: Rule) -> None:
    """For each marked example c, the rule finds marks(c) in unmark(c), no more and no less; for each keep it is silent.

    Seen to fail when a rule was silent, and when it cut the last line whatever it said.
    """
    assert rule.cuts and rule.keeps
    for example in rule.cuts:
        assert example.marks and union(f.span for f in rule.propose(example.page())) == union(example.marks), example
    for keep in rule.keeps:
        assert not keep.marks
        assert list(rule.propose(keep.page())) == [], keep


@each_rule
def test_a_rule_says_what_it_is_what_it_cuts_and_when_it_is_wrong(rule: Rule) -> None:
    """A rule's page has its three parts, and one line to list it by.

    Seen to fail when a docstring had no "Wrong when".
    """
    first, *rest = rule.doc.split("\n\n")
    assert "\n" not in first and first.endswith(".")
    assert any(part.startswith("Cuts") for part in rest)
    assert any(part.startswith("Wrong when") for part in rest)


def test_no_two_examples_are_alike() -> None:
    """No example is given twice, in one rule or in two, but for case and punctuation.

    Seen to fail when a keep was copied from another rule.
    """
    every = [(rule.id, example.text) for rule in RULES for example in rule.cuts + rule.keeps]
    for (one, a), (other, b) in combinations(every, 2):
        assert [line.key for line in Page(a).lines] != [line.key for line in Page(b).lines], (one, other)


def test_unmark_takes_the_marks_out() -> None:
    assert unmark("a⟦b\n⟧c⟦d⟧") == ("ab\ncd", (Span(1, 3), Span(4, 5)))
    assert unmark("no marks") == ("no marks", ())


@pytest.mark.parametrize("marked", ["⟦", "⟧", "a⟧b⟦", "⟦a⟦b⟧⟧", "⟦a"])
def test_marks_that_do_not_pair_up_are_refused(marked: str) -> None:
    with pytest.raises(RuleError):
        unmark(marked)


# ---------------------------------------------------------------- what the catalog refuses

GOOD = '''"""Stray bells: a bell that rings where none should.

Cuts, anywhere, a line that is nothing but a bell.

Wrong when an article is a list of sounds.
"""

from collections.abc import Iterator

from cleaner.page import Page
from cleaner.rule import Evidence, Finding, rule


@rule(
    place="inline",
    cuts=("The clock stopped at noon, the keeper said.\\n⟦Ding\\n⟧It was never wound again.",),
    keeps=("Ding went the bell, and the whole street looked up.\\n",),
)
def stray_bell(page: Page) -> Iterator[Finding]:
    """Propose every line that is a bell."""
    for line in page.lines:
        if line.key == "ding":
            yield Finding(page.cut(line), "a bell", (Evidence("bell", 0.9, line.span()),))
'''

BROKEN = {
    "cannot be parsed": ("def stray_bell", "deff stray_bell", "cannot be imported: SyntaxError"),
    "imports what there is not": ("from cleaner.page import Page", "from cleaner.pages import Page", "cannot be imported"),
    "raises on import": ("@rule(", "1 / 0\n@rule(", "cannot be imported: ZeroDivisionError"),
    "is named otherwise than its file": ("def stray_bell", "def lost_bell", "not the one rule 'stray-bell'"),
    "is no rule": ("@rule(", "_ = dict(", "not the one rule"),
    "comes with another": ("line.span()),))\n", "line.span()),))\n\n\nsecond_bell = stray_bell\n", "not the one rule"),
    "cuts too little": ("⟦Ding\\n⟧It was never wound again.", "⟦Ding\\nIt was never wound again.⟧", "of its example"),
    "cuts what it does not mark": ("⟦Ding\\n⟧", "Ding\\n", "of its example"),
    "misses its example": ('== "ding"', '== "dong"', "of its example"),
    "cuts what it is to keep": ("Ding went the bell, and", "Ding\\nand", "of what it is to keep"),
    "marks half": ("\\n⟧It", "\\nIt", "left open"),
    "has no keep": ('keeps=("Ding went the bell, and the whole street looked up.\\n",)', "keeps=()", "at least one"),
    "has no cut": ('cuts=("The clock stopped at noon, the keeper said.\\n⟦Ding\\n⟧It was never wound again.",)', "cuts=()", "at least one"),
    "has an example twice": ('looked up.\\n",', 'looked up.\\n",) + ("Ding went the bell, and the whole street looked up.\\n",', "alike"),
    "has no docstring": (GOOD[: GOOD.index("from collections")], "", "needs a docstring"),
    "does not say when it is wrong": ("Wrong when", "Seldom wrong when", "needs a docstring"),
    "has a place that is none": ('place="inline"', 'place="anywhere"', "no place 'anywhere': a rule's is one of head"),
    "has a text for its keeps": ('up.\\n",)', 'up.\\n")', "it needs a comma"),
    "is certain": ("0.9", "1.0", "the weight 1.0"),
    "asks for words that there are not": ("@rule(", "from cleaner.lexicon import phrases\n\nphrases('share', 'bell')\n@rule(", "no phrases of the kinds bell: there are"),
}  # fmt: skip


def test_a_rule_needs_its_file_and_nothing_else(rules_folder: Path) -> None:
    """A rule's file in the folder is a rule of the catalog, of `select`, and of the digest.

    Seen to fail when the catalog kept a list of its rules.
    """
    (rules_folder / "stray_bell.py").write_text(GOOD, "utf-8")
    assert [rule.id for rule in catalog.all_rules()] == ["stray-bell"]
    assert catalog.select(["stray-bell"]) == catalog.all_rules()
    with pytest.raises(UsageError):
        catalog.select(["comment-form"])


def test_a_rule_that_raises_stops_the_run(rules_folder: Path) -> None:
    """A rule that raises on an example of its own is a broken rule like any other, told in a line."""
    (rules_folder / "stray_bell.py").write_text(GOOD.replace('line.key == "ding"', "1 / 0"), "utf-8")
    with pytest.raises(RuleError, match="stray"):
        catalog.all_rules()


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_rule_stops_the_run(rules_folder: Path, fault: str) -> None:
    """Whatever is wrong with one rule, the catalog raises a RuleError that says so, and gives no rules at all.

    Seen to fail when broken rules were left out.
    """
    old, new, told = BROKEN[fault]
    assert GOOD.count(old) == 1
    (rules_folder / "stray_bell.py").write_text(GOOD.replace(old, new), "utf-8")
    (rules_folder / "a_good_bell.py").write_text(GOOD.replace("stray_bell", "a_good_bell"), "utf-8")
    with pytest.raises(RuleError) as error:
        catalog.all_rules()
    assert told in str(error.value)
    assert "\n" not in str(error.value).replace("\\n", "")
    assert issubclass(RuleError, CleanerError)


@pytest.mark.parametrize("name", ["poll-box", "poll_box"])
def test_the_scaffold_keeps_its_word_as_written(rules_folder: Path, name: str) -> None:
    """What `cleaner rules new` writes passes the catalog's checks before a letter of it is changed.

    Seen to fail when the scaffold's example marked the line without its break.
    """
    done = CliRunner().invoke(command, ["new", name])
    assert done.exit_code == 0, done.output
    assert catalog.load("poll_box").id == "poll-box"
    assert catalog.load("poll_box").doc.startswith("Poll box")


@pytest.mark.parametrize("name", ["Poll-Box", "poll box", "class", "1st", "../poll"])
def test_a_scaffold_needs_a_name(rules_folder: Path, name: str) -> None:
    done = CliRunner().invoke(command, ["new", name])
    assert isinstance(done.exception, UsageError)
    assert list(rules_folder.iterdir()) == []


def test_a_scaffold_overwrites_nothing(rules_folder: Path) -> None:
    (rules_folder / "poll_box.py").write_text(GOOD, "utf-8")
    done = CliRunner().invoke(command, ["new", "poll-box"])
    assert isinstance(done.exception, UsageError)
    assert (rules_folder / "poll_box.py").read_text("utf-8") == GOOD


def test_no_rule_is_written_into_an_installed_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = tmp_path / "_rules"
    installed.mkdir()
    monkeypatch.setattr("cleaner.rules.__path__", [str(installed)])
    done = CliRunner().invoke(command, ["new", "poll-box"])
    assert isinstance(done.exception, UsageError) and "pip install -e ." in str(done.exception)
    assert list(installed.iterdir()) == []
