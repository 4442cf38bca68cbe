"""The lexicon: what must hold for every phrase of every file in cleaner/words."""

import tomllib
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

import cleaner

WORDS = Path(cleaner.__file__).parent / "words"
FILES = sorted(WORDS.glob("*.toml"))
SLOT = "…"
ANY = "any"
MAIN_LANGUAGES = frozenset(
    ["ar", "bn", "cs", "de", "en", "es", "fa", "fr", "hi", "id", "it", "ja", "ko", "nl", "pl", "pt", "ru", "tr", "uk", "ur", "vi", "zh"]
)  # fmt: skip
KINDS = {
    "ads": {"label"},
    "agencies": {"names", "photo"},
    "bio": {"contact", "contact_colon", "heading", "is", "trade", "unnamed"},
    "byline": {
        "ago", "by", "clock", "months", "months_dates", "months_short", "reading_time", "role", "updated", "weekdays",
    },
    "comments": {"count", "furniture", "label", "prompt"},
    "consent": {"button", "line", "opening"},
    "copyright": {"line", "rights"},
    "credits": {"agency_line", "contributed", "contributed_names", "prefix", "prefix_colon"},
    "embed": {"handle", "line", "opening", "shared", "sound"},
    "legal": {"line", "opening", "prefix_colon"},
    "menu": {"account", "control", "footer", "section"},
    "newsletter": {"button", "line", "noun", "verb"},
    "paywall": {"button", "error", "line"},
    "photo": {"line", "prefix", "prefix_colon"},
    "player": {"control", "line", "prefix_colon"},
    "promo": {"button", "line", "opening"},
    "read_more": {"bare", "genre_colon", "orphan", "prefix", "prefix_colon"},
    "share": {"everyday", "follow", "label", "network"},
    "teasers": {"heading", "more", "section"},
    "topics": {"breadcrumb", "contents_alone", "contents_heading", "poll", "tag_heading", "tool", "ui"},
    "voice": {"call", "ours"},
}  # fmt: skip
NUMBER_SLOTS = {("byline", "ago"), ("byline", "reading_time"), ("comments", "count")}
KEEPS_DOTS = {("byline", "clock")}

Tables = dict[str, dict[str, list[str]]]


def tables(file: Path) -> Tables:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def phrases(file: Path) -> Iterator[tuple[str, str, str]]:
    """Language, kind and phrase, for every phrase of a file."""
    for language, kinds in tables(file).items():
        for kind, listed in kinds.items():
            for phrase in listed:
                yield language, kind, phrase


def letters(phrase: str) -> int:
    """How many letters and marks stand outside the slots."""
    return sum(unicodedata.category(char)[0] in "LM" for char in phrase)


each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def test_every_class_has_a_file() -> None:
    assert {file.stem for file in FILES} == set(KINDS)


@each_file
def test_the_head_comment_names_every_kind(file: Path) -> None:
    head = file.read_text(encoding="utf-8").partition("\n[")[0]
    assert all(line.startswith("#") for line in head.splitlines() if line)
    assert [kind for kind in KINDS[file.stem] if f" {kind} " not in head] == []


@each_file
def test_tables_hold_known_kinds_and_no_empty_list(file: Path) -> None:
    for language, kinds in tables(file).items():
        assert language == ANY or (len(language) == 2 and language.isascii() and language.islower())
        assert kinds.keys() <= KINDS[file.stem], language
        assert all(kinds.values()), language


@each_file
def test_main_languages_have_every_kind_that_any_does_not(file: Path) -> None:
    read = tables(file)
    shared = set(read.get(ANY, {}))
    optional = {
        "contact_colon",
        "contributed_names",
        "genre_colon",
        "handle",
        "months_dates",
        "months_short",
        "shared",
        "sound",
        "trade",
        "unnamed",
    }
    if shared == KINDS[file.stem]:
        return
    for language in MAIN_LANGUAGES:
        assert KINDS[file.stem] - shared - optional <= read[language].keys(), language


@each_file
def test_phrases_are_lower_case_trimmed_and_composed(file: Path) -> None:
    for language, kind, phrase in phrases(file):
        where = (language, kind, phrase)
        assert phrase == phrase.lower(), where
        assert phrase == " ".join(phrase.split()), where
        assert phrase == unicodedata.normalize("NFC", phrase), where
        assert "’" not in phrase, where


@each_file
def test_phrases_end_without_punctuation(file: Path) -> None:
    for language, kind, phrase in phrases(file):
        if (file.stem, kind) not in KEEPS_DOTS:
            assert phrase[-1] not in ".,:;!?。，、：；！？؟،؛।", (language, kind, phrase)
            assert phrase[0] not in "¿¡.,:;!?", (language, kind, phrase)


@each_file
def test_no_phrase_is_listed_twice(file: Path) -> None:
    for language, kinds in tables(file).items():
        for kind, listed in kinds.items():
            twice = {phrase for phrase in listed if listed.count(phrase) > 1}
            assert not twice, (language, kind)


@each_file
def test_no_slot_stands_for_everything(file: Path) -> None:
    for language, kind, phrase in phrases(file):
        if SLOT in phrase:
            least = 1 if (file.stem, kind) in NUMBER_SLOTS or language in {"ja", "ko", "zh"} else 2
            assert letters(phrase) >= least or "©" in phrase or "→" in phrase, (language, kind, phrase)


@each_file
def test_slots_do_not_touch(file: Path) -> None:
    for language, kind, phrase in phrases(file):
        assert all(a.strip() for a, _ in pairwise(phrase.split(SLOT)[1:])), (language, kind, phrase)


def test_openings_hold_no_slot() -> None:
    prefixes = {
        "breadcrumb",
        "by",
        "contact",
        "contact_colon",
        "opening",
        "tag_heading",
        "genre_colon",
        "noun",
        "prefix",
        "updated",
        "verb",
    }
    slotted = [
        (file.stem, *entry) for file in FILES for entry in phrases(file) if entry[1] in prefixes and SLOT in entry[2]
    ]
    assert slotted == []


def test_a_year_has_twelve_months_and_a_week_has_seven_days() -> None:
    for language, kinds in tables(WORDS / "byline.toml").items():
        assert len(kinds["months"]) == 12, language
        assert len(kinds["weekdays"]) >= 7, language
