"""How the lexicon is read, kept and asked: no shortcut may miss a phrase."""

import re
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import any_text

from cleaner import wordfiles
from cleaner.lexicon import Phrases, may_be, near, phrases
from cleaner.page import fold
from cleaner.slots import has_slot, slotted

GROUPS = sorted(file.stem for file in wordfiles.FOLDER.glob("*.toml"))
MARKS = "’‘“”–—…\u00a0"


def filled(phrase: str) -> str:
    """A phrase with its slots filled."""
    return phrase.replace("…", "Ana Lind").replace("#", "3")


@pytest.mark.parametrize("group", GROUPS)
def test_every_phrase_is_near(group: str) -> None:
    """A line that is a phrase, or goes on after one, is near it, and a phrase is in its kind.

    Seen to fail when a slot behind a bracket ("《…》有…") was taken for one behind a word.
    """
    for name, kind in wordfiles.kinds()[group].items():
        known = phrases(group, name)
        said = {fold(filled(phrase.phrase)): phrase for phrase in kind.slotted}
        # Two slots with but a sign between them ("#/…") are one word once folded, and a price alone ("# €") is none.
        fits = [key for key, phrase in said.items() if phrase.place and re.fullmatch(phrase.pattern, key)]
        assert len(fits) >= 0.99 * len(said)
        for key in [*filter(None, kind.whole), *fits]:
            assert key in known, (name, key)
            assert known.number in near(key), (name, key)
            assert known.number in near(f"{key} and so on"), (name, key)


_words = st.text("a中の ", min_size=1, max_size=3)


@given(st.lists(_words, min_size=1, max_size=4), st.text("a中の .", max_size=6))
def test_what_is_not_near_is_no_phrase(listed: list[str], more: str) -> None:
    """A folded line that is a phrase or opens with one is near it, in scripts with spaces and without.

    Seen to fail when a line without spaces was looked up by its first word only.
    """
    known = Phrases(listed)
    for key in (fold(phrase + more) for phrase in listed):
        if key in known.words or known.opening(key) is not None:
            assert may_be(key, known)


@given(st.lists(st.text("a中3…#《 ", min_size=2, max_size=5), min_size=1, max_size=3), st.text("a中3 ", max_size=3))
def test_slots_by_the_pattern(listed: list[str], fill: str) -> None:
    """A folded line is a phrase with slots if it fits the phrase's pattern, wherever that is looked for.

    Seen to fail when what is written onto a slot was looked for in lines that are not ASCII only.
    """
    known = Phrases(listed)
    read = [slotted(phrase) for phrase in listed if has_slot(phrase)]
    for key in (fold(phrase.replace("…", fill).replace("#", "3")) for phrase in listed):
        assert known.slotted(key) == any(re.fullmatch(phrase.pattern, key) for phrase in read if phrase.place)


@given(any_text | st.text("aÉ_.\u0301\u00ad" + MARKS, min_size=3) | st.text("a\u00ad’", min_size=3))
def test_folding_by_the_book(text: str) -> None:
    """A folded text is its words, compatibility forms merged and without case, less the letters that fold apart.

    Seen to fail when the soft hyphen was among the marks that part words.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).replace("ı", "i")
    assert fold(text) == " ".join(re.findall(r"[^\W_]+", re.sub("[\u0307\u200b\u00ad\ufeff]", "", folded).lower()))


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the folded words are kept, in a folder of the test's own, and no process has read them yet."""
    file = tmp_path / "pyc" / wordfiles.kept_file().name
    monkeypatch.setattr(wordfiles, "kept_file", lambda: file)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return file


def fresh() -> dict[str, wordfiles.Kinds]:
    return wordfiles.kinds.__wrapped__()


def test_kept_words_are_the_words(kept: Path) -> None:
    first = fresh()
    assert [file.name for file in kept.parent.iterdir()] == [kept.name]
    said = kept.read_text("utf-8")
    kept.write_text(said.replace("advertisement", "verbatim"), "utf-8")
    assert fresh() != first  # it is read indeed
    kept.write_text(said, "utf-8")
    assert {group: {name: (list(kind.whole), [tuple(row) for row in kind.slotted]) for name, kind in found.items()}
            for group, found in fresh().items()} == {
        group: {name: (kind.whole, [tuple(row) for row in kind.slotted]) for name, kind in found.items()}
        for group, found in first.items()
    }  # fmt: skip


def test_a_torn_file_is_written_again(kept: Path) -> None:
    kept.parent.mkdir()
    kept.write_text('{"ads": {"label": [["adver', "utf-8")
    old = kept.with_name(f"{kept.name.rpartition('-')[0]}-0123456789abcdef.json")
    old.write_text("{}", "utf-8")
    assert fresh()["ads"]["label"].whole
    assert fresh() == fresh()
    assert not old.exists()
    assert kept.stat().st_size > 1000


def test_nothing_is_kept_where_python_keeps_nothing(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert fresh()
    assert not kept.parent.exists()


def test_words_that_cannot_be_kept_are_read_all_the_same(kept: Path) -> None:
    kept.parent.write_text("a file where the folder should be", "utf-8")
    assert fresh()


def test_other_words_have_another_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = wordfiles.kept_file().name
    for file in wordfiles.FOLDER.glob("*.toml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(wordfiles, "FOLDER", tmp_path)
    assert wordfiles.kept_file().name == before
    with (tmp_path / "ads.toml").open("a", encoding="utf-8") as ads:
        ads.write("\n")
    assert wordfiles.kept_file().name != before
