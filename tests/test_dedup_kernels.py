"""The kernels, held to examples and to plain Python: what a token is, what a fingerprint is, what two texts share.

They run compiled here, and as they are written where NUMBA_DISABLE_JIT is set: both must be one program.
"""

import json
import subprocess
import sys
from itertools import groupby
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pytest
from dedup_strategies import SCRIPTS, Article, verified
from hypothesis import example, given
from hypothesis import strategies as st

from cleaner.dedup.alphabet import HAN_WEIGHT, THAI_WEIGHT, WORD_WEIGHT, tables
from cleaner.dedup.columns import utf8
from cleaner.dedup.fingerprint import fingerprints
from cleaner.dedup.furniture import strip
from cleaner.dedup.overlap import LEAD, NEGLIGIBLE, Overlap, common_values, overlap
from cleaner.dedup.shingles import EVERY, FLOOR, RUN, SHINGLE, sample_limit, sampled
from cleaner.dedup.table import table_mask
from cleaner.dedup.tokens import (
    GLUED,
    LONGEST_QUOTATION,
    NAME,
    NUMBER,
    QUOTED,
    WEIGHT,
    is_unstable,
    tokenise,
    weigh,
)


class Read(NamedTuple):
    """Tokens as kernels see them."""

    hashes: np.ndarray[tuple[int], np.dtype[np.uint64]]
    marks: np.ndarray[tuple[int], np.dtype[np.uint8]]


def read(text: str) -> Read:
    """The tokens of a text, which has others on either side, in arrays that were used before."""
    data, ends = utf8(pa.array(["“A 1,", text, "2”"]))
    hashes, marks = np.full(len(data), 7, np.uint64), np.full(len(data), 255, np.uint8)
    count = tokenise(data, ends[1], ends[2], *tables(), hashes, marks)
    return Read(hashes[:count], marks[:count])


def marks_of(text: str) -> str:
    """A letter for each token: Number, number gLued to the one before, Capitalised name, or none of them, as `.`;
    between [ and ] where it is quoted."""
    shown = ""
    for quoted, marks in groupby(read(text).marks.tolist(), key=lambda mark: mark & QUOTED):
        letters = "".join(
            "L" if mark & GLUED else "N" if mark & NUMBER else "C" if mark & NAME else "." for mark in marks
        )
        shown += f"[{letters}]" if quoted else letters
    return shown


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("The council met. Then Ada Lund spoke", "....CC."),
        ("One! Two? Three: Four • Five, Six; Seven Éva\nEight", ".....CCC."),
        ("Ж Жук, éÉ 本 Lund", ".C..C"),
        ("Snow (Rain) - Sun", ".CC"),
        ("5.98 5,98 1.2.3 5 98", "NLNLNLLNN"),
        ("5..98 5. 98 5-98 5 .98 5., 9", "NNNNNNNNNN"),
        ("a5.98 5a.98 .98 A.98 5.a.9", ".N.NNCNN.N"),
        ("5\u00ad9 2nd ५", "N.."),
        ("本5.98", ".NL"), (".5 98", "NN"),
        ('He said "it snows" and "It rains" often', "..[..].[..]."),
        ("a “b” c „d“ e „f” g «h» i »j« k", ".[.].[.].[.].[.].[.]."),
        ("a 「本」 b 『本』 c 【本】 d", ".[.].[.]..."),
        ('a “b" c', ".[.]."),
        ('a "b” c', ".[.]."),
        ("a “b « c” d", ".[..]."),
        ("a ” b 」 c 』 d", "...."),
        ("a “b c\nd e” f", ".[....]."),
        ("a “b c\n\nd e” f", ".[..]..."),
        ("a “b c.\nd e” f", ".[..]..."),
        ("a ‟b‟ ‛c‛", "..."),
        ("a “It b”, The c", ".[..]C."),
        ("", ""),
        ("\u200d \u00ad", ""),
        ("a😀b", ".."),
        ("a\U0003ffffb", "..."), ("a\U00040000b", ".."), ("a\U000e1000b", ".."), ("a\U0010ffffb", ".."),
    ],
)  # fmt: skip
def test_marks(text: str, marks: str) -> None:
    assert marks_of(text) == marks


def test_a_quotation_that_never_ends_was_none() -> None:
    longest = "a “" + "b " * LONGEST_QUOTATION
    assert marks_of(f"{longest}” c") == f".[{'.' * LONGEST_QUOTATION}]."
    assert marks_of(f"{longest}b ; c” d") == "." * (LONGEST_QUOTATION + 4)
    assert marks_of(f"{longest}b ; c “d e” f") == "." * (LONGEST_QUOTATION + 3) + "[..]."
    assert marks_of(f"a «b» “{'c ' * (LONGEST_QUOTATION + 1)}; d") == f".[.]{'.' * (LONGEST_QUOTATION + 2)}"


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Straße", "straße"), ("É", "é"), ("ЖУК", "жук"), ("a-b", "a. b"), ("so\u00adft", "soft"), ("\U00010400", "\U00010428"),
        ("본", "본"), ("x\u200dy", "xy"), ("x\U000e0000y", "xy"), ("x\U000e0fffy", "xy"),
    ],
)  # fmt: skip
def test_what_is_one_token(text: str, other: str) -> None:
    assert read(text).hashes.tolist() == read(other).hashes.tolist() != []


def test_tokens_are_told_apart() -> None:
    words = "a b ab ba aa aaa 1 11 é è ж 本 末 ไ ก 𠀀 𠀁 한 글 straße strasse 𐐨 𐐩 zzz".split()
    hashes = [read(word).hashes.tolist() for word in words]
    assert all(len(some) == 1 for some in hashes)
    assert len({some[0] for some in hashes}) == len(words)
    assert read("aé").hashes.tolist() != read("éa").hashes.tolist() and len(read("aé").hashes) == 1


@pytest.mark.parametrize(
    ("text", "unstable"),
    [
        ("", False), ("plain text, éàü 本한 😀 𠀀", False), ("ﬁ", True), ("Acme™", True), ("a é 本 ²", True), ("😀cafe\u0301", True), ("本ﬁ", True),
        ("𠀀\U0002f800", True), ("\U0002fa1f", True), ("\U0002f7ff", False), ("\U0002fa20", False), ("\U0001d400", True),
    ],
)  # fmt: skip
def test_what_is_sent_to_be_normalised(text: str, unstable: bool) -> None:
    data, ends = utf8(pa.array(["ﬁ", text, "ﬁ"]))
    assert is_unstable(data, ends[1], ends[2], tables()[0]) == unstable


def test_weights() -> None:
    for text in ("ab 本 12 ก é 𠀀", "“ab 本 12 ก é 𠀀”"):
        weights = (read(text).marks & WEIGHT).tolist()
        assert weights == [WORD_WEIGHT, HAN_WEIGHT, WORD_WEIGHT, THAI_WEIGHT, WORD_WEIGHT, HAN_WEIGHT]
    assert weigh(read("a b " * 40).marks, 80) == 80 * WORD_WEIGHT  # more than a byte holds
    assert weigh(read("a 本").marks, 1) == WORD_WEIGHT


Words = st.text("abzAZ019éЖ", min_size=1, max_size=20)


@given(Words, Words, st.lists(st.integers(0, 20), max_size=3))
@example("abcdefgh", "abcdefghi", [4])
@example("abcdefghi", "abcdefgh", [8, 8])
@example("0123456é89abcdef", "0123456é89abcde", [1, 9])
def test_a_word_is_one_by_its_letters(word: str, other: str, places: list[int]) -> None:
    """Whatever is ignored inside it, however it is written, whatever eight bytes it is read by, wherever it ends."""
    split = word
    for place in places:
        split = f"{split[:place]}\u00ad{split[place:]}"
    (found,), (beside,) = read(word).hashes.tolist(), read(other).hashes.tolist()
    for same in (split, word.upper(), f"{word} ", f"{word}\u00ad."):
        assert read(same).hashes.tolist() == [found]
    assert (found == beside) == (word.lower() == other.lower())


@pytest.mark.parametrize("rest", ["", " of the words that follow it"])
def test_every_letter_of_a_word_counts(rest: str) -> None:
    """At whichever of eight bytes, with others right behind the word, and at the end of a text."""
    word = "abcdefghijklmnopqrst"
    changed = [word[:at] + letter + word[at + 1 :] for at in range(len(word)) for letter in "x7"]
    words = {word, *changed, *(word[:size] for size in range(1, len(word)))}
    assert len({read(one + rest).hashes[0] for one in words}) == len(words) == 60


TEXTS = [
    *(Article(script, tuple(range(n, n + 9))).text for n, script in enumerate(SCRIPTS)),
    "“Ada Lund paid 5.98”",
    "",
]


def test_fingerprints_stay_what_they_are() -> None:
    """What an index keeps of a text is looked up by the texts of all later batches."""
    table = fingerprints(pa.array(["Snow fell on the harbour, and Éva Lund paid 5.98.", "", "本"])).to_pydict()
    assert table == {
        "key_a": [-8771975246327155192, 0, 8348597019185177677],
        "key_b": [-5742413172137893156, 0, 2007080782915866370],
        "words": [11.0, 0.0, 0.5],
        "prints": [
            [
                -4421592775712901048,
                -5318006320326230840,
                3388596190109199623,
                7124765820844560174,
                -6321120144914757264,
                -717974084616646322,
                5894922520893527099,
            ],
            [],
            [],
        ],
    }


def test_a_short_text_keeps_all_its_shingles() -> None:
    """Below FLOOR shingles each is a fingerprint; above it, about as many, and one of sixteen from some length on."""
    words = [f"w{n}" for n in range(40_000)]
    table = fingerprints(pa.array([" ".join(words[:n]) for n in (4, 5, FLOOR, 500, 40_000)]))
    sizes = [len(prints) for prints in table.column("prints").to_pylist()]
    assert sizes[:3] == [0, 1, FLOOR - 4]
    assert FLOOR * 0.6 < sizes[3] < FLOOR * 1.5 and 40_000 / 16 * 0.94 < sizes[4] < 40_000 / 16 * 1.06
    assert table.column("words").to_pylist() == [4.0, 5.0, FLOOR, 500.0, 40_000.0]
    assert all(len(prints) == len(set(prints)) for prints in table.column("prints").to_pylist())


def test_there_is_room_for_the_fingerprints_of_a_long_text() -> None:
    texts = [" ".join(f"w{n}" for n in range(start, 20_000)) for start in (0, 19_000)]
    together = fingerprints(pa.array(texts)).to_pylist()
    assert len(together[0]["prints"]) > 1_200
    assert [fingerprints(pa.array([text])).to_pylist()[0] for text in texts] == together


def test_a_text_has_its_fingerprints_whatever_came_before_it() -> None:
    """Seen to fail when a part of the table of those that are seen is left as the text before made it."""
    texts = [" ".join(f"{letter}{n}" for n in range(100)) for letter in "abcdefgh"]
    alone = [fingerprints(pa.array([text])).column("prints").to_pylist()[0] for text in texts]
    twice = fingerprints(pa.array([text for text in texts for _ in range(2)])).column("prints").to_pylist()
    assert twice == [prints for prints in alone for _ in range(2)]


def test_a_repeated_shingle_is_one_fingerprint() -> None:
    table = fingerprints(pa.array(["a b c d e f " * 3, "a b c d e f " * 9]))
    assert [len(prints) for prints in table.column("prints").to_pylist()] == [6, 6]


def test_keys_are_of_order_and_number() -> None:
    keys = fingerprints(pa.array(["a b", "b a", "a b b", "a", "a a", "", "A, b!", "本", "本本"])).select(
        ["key_a", "key_b"]
    )
    for name in ("key_a", "key_b"):
        assert len(set(keys.column(name).to_pylist())) == 8


Sequences = st.lists(
    st.tuples(
        st.integers(1, 5), st.sampled_from([WORD_WEIGHT, HAN_WEIGHT, THAI_WEIGHT]),
        st.sampled_from([0, 0, NUMBER, NUMBER | GLUED, NAME]), st.sampled_from([0, 0, QUOTED]),
    ),
    min_size=5, max_size=60,
)  # fmt: skip


def sequence(drawn: list[tuple[int, int, int, int]]) -> Read:
    """Tokens as they are drawn: which one of a few words, its weight, what it is, and whether it is quoted."""
    hashes = np.array([word * 0x9E3779B97F4A7C15 % (1 << 64) for word, *_ in drawn], np.uint64)
    return Read(hashes, np.array([sum(marks) for _, *marks in drawn], np.uint8))


def runs(tokens: Read, worth: int) -> list[tuple[int, ...]]:
    """The run of so much worth that begins at each token, as long as there is one."""
    found: list[tuple[int, ...]] = []
    for at in range(len(tokens.hashes)):
        end, weight = at, 0
        while weight < worth and end < len(tokens.hashes):
            weight += int(tokens.marks[end]) & WEIGHT
            end += 1
        if weight < worth:
            break
        found.append(tuple(tokens.hashes[at:end].tolist()))
    return found


def weight(tokens: Read, places: list[int]) -> int:
    return sum(int(tokens.marks[at]) & WEIGHT for at in places)


def marked(tokens: Read, mark: int) -> set[tuple[int, ...]]:
    """The different tokens with a mark; a number and those that are glued to it are one."""
    found: list[tuple[int, ...]] = []
    for hash_, has in zip(tokens.hashes.tolist(), tokens.marks.tolist(), strict=True):
        if has & mark and mark == NUMBER and has & GLUED and found:
            found[-1] += (hash_,)
        elif has & mark:
            found.append((hash_,))
    return set(found)


class Side(NamedTuple):
    """What is common of one text."""

    coverage: float
    plain: float
    spread: float
    lead: float
    common: list[bool]


def side(one: Read, other: Read) -> Side:
    shared = set(runs(other, RUN))
    common = [False] * len(one.hashes)
    for at, run in enumerate(runs(one, RUN)):
        if run in shared:
            common[at : at + len(run)] = [True] * len(run)

    def share(places: list[int]) -> float:
        return weight(one, [at for at in places if common[at]]) / max(1, weight(one, places))

    every = list(range(len(common)))
    tenths = [common[part * len(common) // 10 : (part + 1) * len(common) // 10] for part in range(10)]
    return Side(
        share(every),
        share([at for at in every if not one.marks[at] & QUOTED]),
        sum(5 * sum(tenth) >= len(tenth) > 0 for tenth in tenths) / 10,
        share(begun(one, LEAD)),
        common,
    )


def begun(tokens: Read, limit: int) -> list[int]:
    """The places of the first tokens, up to the one that brings them to a weight."""
    return [at for at in range(len(tokens.hashes)) if weight(tokens, list(range(at))) < limit]


def longest(a: Read, b: Read) -> int:
    """The weight of the longest common run, looked for from the first place in a of what begins in b."""
    first: dict[tuple[int, ...], int] = {}
    for at, run in enumerate(runs(a, RUN)):
        first.setdefault(run, at)
    best = extended = 0
    for at, run in enumerate(runs(b, RUN)):
        if run in first and at >= extended:
            here, there = first[run], at
            while there < len(b.hashes) and here < len(a.hashes) and a.hashes[here] == b.hashes[there]:
                here, there = here + 1, there + 1
            best, extended = max(best, weight(b, list(range(at, there)))), there
    return best


def plainly(a: Read, b: Read) -> Overlap:
    """`overlap` in plain Python."""
    of_a, of_b = side(a, b), side(b, a)
    words = [weight(tokens, list(range(len(tokens.hashes)))) for tokens in (a, b)]
    sizes = [total / WORD_WEIGHT for total in words]
    if max(of_a.coverage, of_b.coverage) < NEGLIGIBLE:
        return Overlap._make((*sizes, of_a.coverage, of_b.coverage, *[0] * 17))
    longer, shorter = (0, 1) if words[0] >= words[1] else (1, 0)
    tokens, common = (a, b)[longer], (of_a, of_b)[longer].common
    places = begun(tokens, words[shorter])
    head = weight(tokens, [at for at in places if common[at]]) / max(1, weight(tokens, places))
    shingles = [set(runs(one, SHINGLE)) for one in (a, b)]
    numbers = [marked(one, NUMBER) for one in (a, b)]
    names = [marked(one, NAME) for one in (a, b)]
    beside = {
        (hash_,)
        for hash_, mark, taken in zip(tokens.hashes.tolist(), tokens.marks.tolist(), common, strict=True)
        if mark & NAME and not taken
    }
    figures = (
        *sizes, of_a.coverage, of_b.coverage, of_a.plain, of_b.plain, of_a.spread, of_b.spread, of_a.lead, of_b.lead, head,
        len(shingles[0] & shingles[1]) / max(1, len(shingles[0] | shingles[1])), longest(a, b) / WORD_WEIGHT,
        *map(len, numbers), len(numbers[0] & numbers[1]), *map(len, names), len(names[0] & names[1]),
        len(beside), len(beside & names[shorter]),
    )  # fmt: skip
    return Overlap._make(figures)


STORY = [(n % 5 + 1, WORD_WEIGHT, 0, 0) for n in range(7)]


@given(Sequences, Sequences, st.integers(0, 8), st.integers(4, 60))
@example(STORY * 9, STORY * 9, 0, 0)
@example(STORY * 9, STORY[:5], 0, 0)
@example(STORY[:5], [*STORY * 9, (1, WORD_WEIGHT, NAME, 0)], 0, 0)
def test_overlap_is_what_plain_python_finds(
    a: list[tuple[int, int, int, int]], b: list[tuple[int, int, int, int]], start: int, end: int
) -> None:
    one, other = sequence(a), sequence([*b[:20], *a[start:end], *b[20:]])
    for left, right in ((one, other), (other, one), (one, one)):
        found = overlap(left.hashes, left.marks, len(left.hashes), right.hashes, right.marks, len(right.hashes))
        assert found == pytest.approx(plainly(left, right))


@pytest.mark.parametrize(("tokens", "runs", "spread"), [(100, (8, 28), 0.4), (120, (10, 34, 58), 0.0)])
def test_a_tenth_counts_from_a_fifth_on(tokens: int, runs: tuple[int, ...], spread: float) -> None:
    """Runs of four words across the ends of tenths: two tokens of ten are enough, two of twelve are not."""
    a = np.arange(1, tokens + 1, dtype=np.uint64)
    b = np.arange(1_001, 1_001 + tokens, dtype=np.uint64)
    for at in runs:
        b[at : at + 4] = a[at : at + 4]
    marks = np.full(tokens, WORD_WEIGHT, np.uint8)
    found = overlap(a, marks, tokens, b, marks, tokens)
    assert (found.spread_a, found.spread_b, found.coverage_a) == (spread, spread, 4 * len(runs) / tokens)


@given(st.lists(st.integers(1, 40), max_size=9), st.lists(st.integers(1, 40), max_size=9), st.data())
def test_values_are_counted(a: list[int], b: list[int], data: st.DataObject) -> None:
    """In tables that hold whatever was looked for before."""
    size = table_mask(len(a) + len(b)) + 1
    assert size >= 2 * (len(a) + len(b)) and size & (size - 1) == 0
    keys, seen = (data.draw(st.lists(st.integers(0, 40), min_size=size, max_size=size)) for _ in range(2))
    counts = common_values(
        np.array(a, np.uint64), np.array(b, np.uint64), np.array(keys, np.uint64), np.array(seen, np.int32)
    )
    assert counts == (len(set(a)), len(set(b)), len(set(a) & set(b)))


def shingles_of(tokens: Read, limit: np.uint64 = EVERY) -> list[tuple[int, int, int]]:
    """The first token of each shingle that is sampled, the token after it, and its hash."""
    count = len(tokens.hashes)
    values, starts, ends = np.empty(count, np.uint64), np.empty(count, np.int32), np.empty(count, np.int32)
    size = sampled(tokens.hashes, tokens.marks, count, SHINGLE, limit, values, starts, ends)
    return list(zip(starts[:size].tolist(), ends[:size].tolist(), values[:size].tolist(), strict=True))


@given(Sequences, st.integers(1, 1_000))
def test_shingles_are_one_where_their_tokens_are(drawn: list[tuple[int, int, int, int]], length: int) -> None:
    """Each token begins one while five words' worth are left; its hash is of its tokens alone, and tells its fate."""
    tokens = sequence(drawn)
    found = shingles_of(tokens)
    run_of = [tuple(tokens.hashes[start:end].tolist()) for start, end, _ in found]
    assert run_of == runs(tokens, SHINGLE) and [start for start, _, _ in found] == list(range(len(found)))
    values = [value for _, _, value in found]
    assert len(set(run_of)) == len(set(values)) == len(set(zip(run_of, values, strict=True)))
    limit = sample_limit(length)
    assert shingles_of(tokens, limit) == [one for one in found if one[2] >> 40 < int(limit)]


@given(Sequences, st.data())
def test_what_is_stripped(drawn: list[tuple[int, int, int, int]], data: st.DataObject) -> None:
    """Between two shingles of furniture that follow each other, all goes; one of the document's own ends that."""
    tokens = sequence(drawn)
    count = len(tokens.hashes)
    found = shingles_of(tokens)
    repeated = (
        set(data.draw(st.lists(st.sampled_from([value for _, _, value in found]), max_size=9))) if found else set()
    )
    left = list(range(count))
    last = -1
    for at, after, value in found:
        if value in repeated:
            left = [place for place in left if not (min(at, last) if last >= 0 else at) <= place < after]
        last = after if value in repeated else -1
    hashes, marks = tokens.hashes.copy(), tokens.marks.copy()
    kept = strip(hashes, marks, count, np.array(sorted({*repeated, 5}), np.uint64))
    assert hashes[:kept].tolist() == tokens.hashes[left].tolist()
    assert marks[:kept].tolist() == tokens.marks[left].tolist()
    assert strip(hashes, marks, kept, np.zeros(0, np.uint64)) == kept


def test_only_sampled_shingles_are_looked_up() -> None:
    """Of a long text one shingle in some is furniture or not; what stands between two that are, is."""
    tokens = read(" ".join(f"w{n}" for n in range(2_000)))
    values = [value for _, _, value in shingles_of(tokens)]
    looked_up = [at for at, value in enumerate(values) if value >> 40 < int(sample_limit(2_000))]
    first, second = looked_up[10:12]

    def left(*places: int) -> int:
        prints = np.array(sorted(values[at] for at in places), np.uint64)
        return strip(tokens.hashes.copy(), tokens.marks.copy(), 2_000, prints)

    assert left(first, second) == 2_000 - (second + 5 - first)
    assert looked_up[0] > 1 and left(looked_up[0]) == 2_000 - 5  # what stands before it is not said to be furniture
    assert left(next(at for at in range(1_996) if at not in looked_up)) == 2_000


PAIRS = [(a, b) for a in TEXTS for b in TEXTS] + [(TEXTS[0] + TEXTS[1], TEXTS[1] + TEXTS[0])]


def test_a_pair_has_its_figures_whichever_comes_first() -> None:
    """Beside other pairs, longer and shorter ones, as alone."""
    words = [f"w{n}" for n in range(120)]
    whole, half = " ".join(words), " ".join(words[:60])
    other = " ".join(f"x{n}" for n in range(90))
    nothing: dict[str, object] = {
        "relation": None,
        "coverage_a": 0.0,
        "coverage_b": 0.0,
        "jaccard": 0.0,
        "longest": 0.0,
    }
    same: dict[str, object] = {"relation": "exact", "coverage_a": 1.0, "coverage_b": 1.0, "jaccard": 1.0}
    cut: dict[str, object] = {"relation": "rewrite", "jaccard": 56 / 116, "longest": 60.0}
    meant = [
        nothing, cut | {"coverage_a": 0.5, "coverage_b": 1.0}, cut | {"coverage_a": 1.0, "coverage_b": 0.5},
        same | {"longest": 120.0}, same | {"longest": 90.0}, same | {"relation": None, "longest": 0.0}, nothing,
    ]  # fmt: skip
    texts = [
        (whole, other),
        (whole, half),
        (half, whole),
        (whole, whole),
        (other, other.upper()),
        ("", "!"),
        ("", half),
    ]
    given = [{"text_a": a, "text_b": b} for a, b in texts]
    assert verified(*given) == [{"a": at, "b": -at, **told} for at, told in enumerate(meant)]
    assert [verified(pair)[0] | {"a": at, "b": -at} for at, pair in enumerate(given)] == verified(*given)


@given(*[st.lists(st.sampled_from("a b c d e Fé 本 7".split()), max_size=50).map(" ".join)] * 2)
@example("a b " * 30, "b a " * 31)
@example("Éva " * 8, "éva " * 8)
@example("p q r s X p q r s t u", "p q r s t u")  # from one side a run is found at its shorter place first
def test_a_pair_has_the_same_figures_either_way_round(a: str, b: str) -> None:
    there, back = verified({"text_a": a, "text_b": b}, {"text_a": b, "text_b": a})
    assert there == back | {"coverage_a": back["coverage_b"], "coverage_b": back["coverage_a"], "a": 0, "b": 0}
    assert (there["relation"] == "exact") == (a.casefold() == b.casefold() != "")


def test_furniture_is_that_of_its_own_text() -> None:
    frame, own, new = (" ".join(f"{letter}{n}" for n in range(50)) for letter in "xyz")
    prints = fingerprints(pa.array([frame])).column("prints").to_pylist()[0]
    pair = {"text_a": f"{frame} {own}", "text_b": f"{frame} {new}"}
    plain, one, both = verified(
        pair, pair | {"furniture_a": prints}, pair | {"furniture_a": prints, "furniture_b": prints[::-1]}
    )
    assert (plain["coverage_a"], plain["coverage_b"]) == (0.5, 0.5)
    assert (one["coverage_a"], one["coverage_b"], one["longest"]) == (0.0, 0.0, 0.0)
    assert both["coverage_a"] == both["coverage_b"] == both["jaccard"] == 0.0
    same = verified(
        {"text_a": f"{frame} {own}", "text_b": f"{own} {frame}", "furniture_a": prints, "furniture_b": prints}
    )
    assert same[0]["coverage_a"] == pytest.approx(1.0, abs=0.05) and same[0]["longest"] == 50.0


def test_address_source_and_days_go_into_the_relation() -> None:
    """A text of which a quarter was written anew: whether it is one story hangs on where and when it stood."""
    words = [f"w{n}" for n in range(200)]
    pair = {"text_a": " ".join(words), "text_b": " ".join([*words[:12], *(f"x{n}" for n in range(150))])}
    told = verified(pair, pair | {"same_page": True}, pair | {"same_page": False, "same_source": False})
    assert [link["relation"] for link in told] == [None, "rewrite", None]
    blocks = [" ".join([*words[at : at + 10], f"x{at}", f"y{at}"]) for at in range(0, 200, 10)]
    strewn = {"text_a": " ".join(words), "text_b": " ".join(blocks), "days": 0.0}
    told = verified(strewn, strewn | {"same_source": False}, strewn | {"same_source": True})
    assert [link["relation"] for link in told] == ["rewrite", "rewrite", None]
    again = {"text_a": " ".join(words), "text_b": " ".join([*words[:100], *(f"x{n}" for n in range(30)), *words[130:]])}
    told = verified(again, again | {"days": 30.0}, again | {"days": 0.0})
    assert [link["relation"] for link in told] == ["near", "template", "near"]


def compared() -> str:
    """What the kernels say of some texts and pairs, as JSON."""
    return json.dumps(
        [fingerprints(pa.array(TEXTS)).to_pydict(), verified(*({"text_a": a, "text_b": b} for a, b in PAIRS))]
    )


def test_kernels_are_one_program_compiled_or_not() -> None:
    """To step through a kernel, or to change it and see what a test says, it runs as it is written."""
    code = "import test_dedup_kernels as here; print(here.compared())"
    plain = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        env={"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    assert json.loads(plain) == json.loads(compared())
