"""What each code point is to the comparison, by name and for all of them."""

import unicodedata
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest

from cleaner.dedup.alphabet import (
    GAP,
    HAN,
    IGNORED,
    LETTER,
    TABLE_SIZE,
    THAI,
    UNSTABLE,
    folded,
    kind_of,
    normal_form,
    tables,
)
from cleaner.dedup.columns import normal_utf8
from cleaner.dedup.fingerprint import fingerprints

# Surrogates are no characters; what has no name yet may be read as the block that it is in.
ALL = [chr(point) for point in range(TABLE_SIZE) if unicodedata.category(chr(point)) not in ("Cs", "Cn")]


@pytest.mark.parametrize(
    ("kind", "characters"),
    [
        (LETTER, "aÉßжعאअ한\u0301\u0350\u093f05५๕Ⅷ½²\U00010437\u1040\u0e50\u3192\u1810\u302a\u10a0\uaa80\ua9f0\u1090"),
        (GAP, " -_$€。“·\n\u00a0\u3000\ufe10\u0e3f\u0e4f\u2fe0\u3004\u3030\u303d\u3100\ue000\U0001f600\U00040000\U000dffff\U000e1000\U0010ffff"),
        (IGNORED, "\u00ad\u034f\u180b\u180f\u200d\u200f\u2066\ufe00\ufe0f\ufeff\U000e0000\U000e0fff"),
        (HAN, "一\u9fff\u3400\u4dbf\u3005\u3007\u3021\u3029\u3031\u3035\u303b\u303c\u3041ヿ\u31f0\uf900\ufad9\U00020000\U0003ffff\U0001aff0\U0001b122"),
        (THAI, "ก\u0e3a\u0e40\u0e4e\u0e81\u0ebd\u0ec0\u0edc\u1000\u103f\u1050\u109d\u1780\u17d3\u17d7\u17dc\ua9e0\uaa60"),
    ],
)  # fmt: skip
def test_kinds(kind: int, characters: str) -> None:
    assert [ascii(c) for c in characters if kind_of(c) != kind] == []


@pytest.mark.parametrize(
    ("character", "form"),
    [("A", "a"), ("a", "a"), ("Σ", "σ"), ("ς", "σ"), ("ẞ", "ß"), ("ß", "ß"), ("İ", "İ"), ("Ж", "ж"), ("本", "本"), ("5", "5")],
)  # fmt: skip
def test_both_cases_are_one(character: str, form: str) -> None:
    assert folded(character) == form


def test_tables_say_the_same_of_every_character() -> None:
    kinds, folds = tables()
    said = (kinds & (UNSTABLE - 1)).tolist()
    assert [ascii(c) for c in ALL if said[ord(c)] != kind_of(c)] == []
    assert [ascii(c) for c in ALL if said[ord(c)] == LETTER and folds[ord(c)] != ord(folded(c))] == []


@pytest.mark.parametrize(
    ("unstable", "characters"), [(False, "aéïüößไกЖ한本カ5 .,…“”€\u00a0가"), (True, "™ﬁＡ²½ª\u0301\u0323ĳ①㈱ﷲℵ\u1161")]
)
def test_what_normalisation_may_change(unstable: bool, characters: str) -> None:
    """All else is compared as it is, without a detour: what nearly all text is made of."""
    kinds, _ = tables()
    assert [c for c in characters if bool(kinds[ord(c)] & UNSTABLE) != unstable] == []


def test_every_character_is_compared_in_its_normal_form() -> None:
    """Alone, beside letters, and before what it may be joined with, each reads as its normal form does."""
    for frame in ("{}", "x{}y", "{}\u0301", "\u1100{}", "a\u0323{}"):
        texts = [frame.format(c) for c in ALL]
        read, meant = (fingerprints(pa.array(some)) for some in (texts, [normal_form(text) for text in texts]))
        unlike = np.flatnonzero(read.column("key_a").to_numpy() != meant.column("key_a").to_numpy())
        assert [ascii(texts[at]) for at in unlike] == []


def test_few_texts_are_normalised() -> None:
    """What no normalisation would change for the comparison is left as it is, and that is nearly all text."""
    plain = ["Straße, 5 €", "naïve café…", "ไทย", "第七屆", "한국어", "русский", "עברית", "x\u00a0y"]
    kept = normal_utf8(pa.array(plain))
    assert bytes(kept[0]) == "".join(plain).encode()
    data, ends = normal_utf8(pa.array(["a", "cafe\u0301", None, "ﬁ"]))
    assert [bytes(data[a:b]).decode() for a, b in pairwise(ends)] == ["a", "café", "", "fi"]
    assert unicodedata.normalize("NFKC", "x\u00a0y") != "x\u00a0y"  # a gap for a gap
