"""Laws of two texts: their normal form, their keys and fingerprints, how alike they are, what they share.

Each docstring is the law, and a planted fault that the test has been seen to fail on.
"""

import json
import subprocess
import sys
import unicodedata
from itertools import pairwise

import pyarrow as pa
from dedup_strategies import SCRIPTS, Article, articles, coverage, edited, row, scripts
from hypothesis import assume, given
from hypothesis import strategies as st

from cleaner.dedup.align import align, tokens
from cleaner.dedup.alphabet import normal_form
from cleaner.dedup.fingerprint import fingerprints

characters = st.one_of(
    st.characters(exclude_categories=["Cs"]),
    st.sampled_from(
        "aZ9 .,\n\"“”»é\u0301ßſK\u00ad\u200dﬁ…½²\u09c7\u09be가\u1100\u1161\u11a8ก\u0e33語か\u3099ｶﾞأ\u0654İςΣ'’-🙂𝐀"
    ),
)
joined = st.sampled_from(
    ["e\u0301", "か\u3099", "\u09c7\u09be", "\u1100\u1161\u11a8", "q\u0323\u0307", "ｶﾞ", "q\u0307\u0323"]
)
wild = st.lists(characters | joined, max_size=40).map("".join)
repeating = st.builds(
    Article, scripts, st.lists(st.integers(0, 5), min_size=6, max_size=14).map(tuple)
)  # of few sentences, so that runs repeat in either text


@given(repeating, repeating)
def test_d1_similarity(a: Article, b: Article) -> None:
    """sim(a, b) = sim(b, a), and sim(a, a) = 1.

    Seen to fail when the pair is compared as it comes instead of in an order of its own."""
    there, back = row(a.text, b.text), row(b.text, a.text)
    assert (there["relation"], there["jaccard"], there["longest"]) == (
        back["relation"],
        back["jaccard"],
        back["longest"],
    )
    assert (there["coverage_a"], there["coverage_b"]) == (back["coverage_b"], back["coverage_a"])
    same = row(a.text, a.text)
    assert (same["relation"], same["coverage_a"], same["jaccard"]) == ("exact", 1.0, 1.0)


@given(st.lists(wild, max_size=4))
def test_d2_normal_form(texts: list[str]) -> None:
    """The normal form is idempotent; keys and fingerprints are a function of it alone.

    Seen to fail when the short cut around normalisation overlooks code points that join the one before."""
    forms = [normal_form(text) for text in texts]
    assert [normal_form(form) for form in forms] == forms
    assert fingerprints(pa.array(texts, pa.string())).equals(fingerprints(pa.array(forms, pa.string())))


@given(st.lists(wild, max_size=4), st.booleans())
def test_d2_alone_or_in_company(texts: list[str], null: bool) -> None:
    """A row's key and fingerprints are the same alone, in any slice of a column, and in either string type.

    Seen to fail when the offset of the column before its cast is taken for that after it."""
    column = pa.array([*texts, None] if null else texts, pa.string())
    alone = [fingerprints(pa.array([text], pa.string())).to_pylist()[0] for text in column]
    for start in range(len(column)):
        assert fingerprints(column.slice(start)).to_pylist() == alone[start:]
        assert fingerprints(column.slice(start).cast(pa.large_string())).to_pylist() == alone[start:]


@given(wild, wild)
def test_d2_keys_are_token_sequences(a: str, b: str) -> None:
    """Two texts have one key exactly when a plain tokeniser reads the same tokens in their normal forms.

    Seen to fail when the kernel takes a soft hyphen for a gap."""
    a, b = normal_form(a), normal_form(b)
    for x, y in ((a, b), (a, a.upper()), (a, f"{a} {b}"), (a, a.replace(" ", "\n- ")), (a, "\u00ad".join(a))):
        read = [[token.form for token in tokens(normal_form(text))] for text in (x, y)]
        keys = fingerprints(pa.array([x, y], pa.string())).select(["key_a", "key_b"]).to_pylist()
        assert (keys[0] == keys[1]) == (read[0] == read[1])


def test_d2_in_every_process() -> None:
    """Fingerprints are the same in another process, under another hash seed.

    Seen to fail when Python's own hash of the source is taken into the description."""
    texts = [Article(script, tuple(range(12))).text for script in SCRIPTS]
    code = (
        "import sys, json, pyarrow as pa; from cleaner.dedup.describe import describe; texts = json.loads(sys.argv[1])\n"
        "batch = pa.record_batch({'n': list(range(len(texts))), 'id': texts, 'text': texts, 'source': texts,"
        " 'url': ['https://www.example.org/' + str(n) for n in range(len(texts))], 'date': ['3 May 2021'] * len(texts)})\n"
        "print(describe(batch).to_pydict())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code, json.dumps(texts)],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1 and b"prints" in next(iter(seen))


@given(st.data())
def test_edited_copies_are_near(data: st.DataObject) -> None:
    """Small edits of an article of twelve sentences or more make a near copy."""
    story = data.draw(articles(least=14))
    copy = data.draw(edited(story))
    assume(copy.numbers != story.numbers)
    assert row(story.text, copy.text)["relation"] == "near"


@given(repeating, repeating)
def test_aligned_passages_are_common(a: Article, b: Article) -> None:
    """What `align` shows reads the same in both texts, does not overlap in the second, and covers what is common there.

    Seen to fail when a passage ends one token late."""
    passages = align(a.text, b.text)
    for here, there in passages:
        read = [
            [token.form for token in tokens(text[span.start : span.end])]
            for text, span in ((a.text, here), (b.text, there))
        ]
        assert read[0] == read[1]
    ends = [(there.start, there.end) for _, there in passages]
    assert all(end <= start for (_, end), (start, _) in pairwise(ends))
    assert bool(passages) == (coverage(b.text, a.text) > 0)


@given(wild)
def test_nfkc_is_unicode_data(text: str) -> None:
    """The normal form is the standard library's, whatever the text."""
    assert unicodedata.is_normalized("NFKC", normal_form(text))
