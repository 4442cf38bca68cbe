"""Laws and traps of extraction: pages to documents, hostile pages to errors."""

import subprocess
import sys
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.bounds import BOUNDS, check_markup
from cleaner.errors import InputError
from cleaner.extraction import extract
from cleaner.formats.layout import hashed_id
from cleaner.url import host

BODY = [
    "The harbour council voted on Monday to close the old ferry pier after the winter storms.",
    "Its engineer, Mara Holt, said that the piles had moved by a hand's breadth since October.",
    "Passengers will be taken by bus to the northern landing until the new pier opens in May.",
]


def page(head: str = "", body: list[str] = BODY, lang: str = "en") -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in body)
    return (
        f"<!doctype html><html lang={lang}-GB><head><title>Old pier to close</title>{head}</head><body>"
        f"<nav><a href=/>Home</a><a href=/news>News</a></nav><article><h1>Old pier to close</h1>{paragraphs}</article>"
        "<footer><a href=/terms>Terms</a></footer></body></html>"
    )


def fast_or_not(fast: bool) -> None:
    if fast:
        pytest.importorskip("resiliparse")


# ---------------------------------------------------------------- laws

markup = st.lists(
    st.sampled_from(["<p>", "</p>", "<div class='a'>", "</div>", "<!--", "-->", "<script>", "</script>", "<table><td>"])
    | st.sampled_from(['<a href="x', "'>", "&amp;", "&#x110000;", "<![CDATA[", "<?xml", "\0", "\ud800", *BODY])
    | st.text(max_size=5),
    max_size=30,
).map("".join)


@pytest.mark.parametrize("fast", [False, True])
@given(html=markup | st.binary(max_size=60))
def test_no_page_whatsoever_raises(fast: bool, html: str | bytes) -> None:
    fast_or_not(fast)
    found = extract(html, fast=fast)
    assert found is None or found.text.strip()


@given(st.integers(1, 8), st.lists(st.sampled_from(["<b>", "</b>", "<p>", "<br>", "<i x=1>", "</i>"]), max_size=40))
def test_the_bound_of_depth_is_never_below_the_depth(levels: int, tags: list[str]) -> None:
    flat = "".join(tags)
    check_markup(flat)
    with pytest.raises(InputError, match="deep"):
        check_markup("<div>" * (BOUNDS.max_depth + levels) + flat)
    check_markup(f"<div>{flat}</div>" * BOUNDS.max_depth if flat.count("<b>") + flat.count("<i") == 0 else flat)


@given(st.sampled_from(["a{}", "a{}=1", "a{}='>'", 'a{}="<p>"', "a{} = x/", "a{}='\"'"]), st.integers(-3, 3))
def test_the_bound_of_attributes_is_exact_however_they_are_written(form: str, more: int) -> None:
    n = BOUNDS.max_attributes + more
    html = "<html><p " + " ".join(form.format(k) for k in range(n)) + ">text"
    if n > BOUNDS.max_attributes:
        with pytest.raises(InputError, match="attributes"):
            check_markup(html)
    else:
        check_markup(html)


SHAPES = {
    "open tags": "<a ",
    "open quotes": '<a b="',
    "quotes in quotes": "<a b='\"",
    "scripts": "<script></x>",
    "comments": "<!--",
    "spaces": "<a" + " " * 9,
    "equals": "<a" + "=" * 9,
    "slashes": "<a" + " /" * 9,
    "no tag": "a < b > c",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_scan_takes_time_in_proportion_to_the_page(shape: str) -> None:
    def seconds(n: int) -> float:
        html = SHAPES[shape] * (n // len(SHAPES[shape]))
        start = time.process_time()
        with suppress(InputError):
            check_markup(html)
        return time.process_time() - start

    small = min(seconds(250_000) for _ in range(3))
    large = min(seconds(1_000_000) for _ in range(3))
    assert large < 5 and large < 12 * max(small, 0.01)  # square would be 16 times


# ---------------------------------------------------------------- what is found


@pytest.mark.parametrize("fast", [False, True])
def test_an_article_is_found_with_what_the_page_says_of_it(fast: bool) -> None:
    fast_or_not(fast)
    head = (
        '<meta property="article:published_time" content="2024-03-05T10:00:00Z">'
        '<meta property="og:title" content="Old pier  to close">'
    )
    found = extract(page(head), url="https://www.harbour.example/pier", fast=fast)
    assert found is not None
    assert all(line in found.text for line in BODY)
    assert "Terms" not in found.text
    assert (found.title, found.date, found.lang) == ("Old pier to close", "2024-03-05", "en")
    assert (found.source, found.url, found.id) == ("harbour.example", "https://www.harbour.example/pier", found.url)


@pytest.mark.parametrize("fast", [False, True])
def test_the_address_may_come_from_the_page(fast: bool) -> None:
    fast_or_not(fast)
    found = extract(page('<link rel="canonical" href="https://harbour.example/pier">'), fast=fast)
    assert found is not None and found.source == "harbour.example"
    bare = extract(page(), fast=fast)
    assert bare is not None and (bare.url, bare.source) == (None, None)
    assert bare.id == hashed_id(None, bare.text)


def test_the_clock_does_not_decide_a_date() -> None:
    found = extract(page('<meta property="article:published_time" content="2031-03-05T10:00:00Z">'))
    assert found is not None and found.date == "2031-03-05"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_bytes_are_decoded(encoding: str) -> None:
    html = page(body=[*BODY, "The café at the pier stays open, and its owner said “nothing changes” for him."])
    found = extract(html.encode(encoding))
    assert found is not None and "café" in found.text and "“nothing changes”" in found.text


def test_where_trafilatura_finds_nothing_the_paragraphs_are_taken() -> None:
    from trafilatura import extract as trafilatura

    html = "<div class=comments><p>Only a  comment here.</p></div>"
    assert not trafilatura(html)
    found = extract(html)
    assert found is not None and found.text == "Only a comment here."


def test_the_soup_takes_each_paragraph_once() -> None:
    from cleaner.extraction import _by_soup  # pyright: ignore[reportPrivateUsage]

    found = _by_soup(
        "<title>T</title><div>no</div><main><p>A <b>b</b>\n c</p><blockquote><p>D</p></blockquote>"
        "<td>E</td><script>x</script></main>"
    )
    assert found is not None and (found.text, found.title) == ("A b c\nD\nE", "T")
    bare = _by_soup("<div>One</div><div>Two</div>")
    assert bare is not None and bare.text == "One\nTwo"
    assert _by_soup("<script>x</script>") is None


@pytest.mark.parametrize(
    "html", ["", "   ", "no markup at all", "a < b", b"", b"\0" * 1000, b"%PDF-1.4\n" + bytes(range(256)) * 4, "<html>"]
)
def test_what_is_no_page_is_none(html: str | bytes) -> None:
    assert extract(html) is None


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + BODY[0],
        "<span>" * 100_000 + BODY[0] + "</span>" * 100_000,
        "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">" + BODY[0],
        "<p>" + "a " * (11 << 20),
    ],
    ids=["open", "closed", "attributes", "size"],
)
def test_a_page_beyond_what_parsers_bear_is_refused_at_once(html: str, fast: bool) -> None:
    fast_or_not(fast)
    start = time.process_time()
    with pytest.raises(InputError):
        extract(html, fast=fast)
    assert time.process_time() - start < 2


def test_no_entity_reads_a_file() -> None:
    html = (
        "<?xml version='1.0'?><!DOCTYPE r [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><html><body><article><p>&e; "
        + " ".join(BODY)
    )
    found = extract(html)
    assert found is not None and "root:" not in found.text


def test_extraction_does_not_depend_on_what_was_extracted_before() -> None:
    first = extract(page())
    for _ in range(5):
        extract(page(body=BODY * 3))
    assert extract(page()) == first


def test_nothing_is_printed_about_a_broken_page() -> None:
    pages = ["<p>http://x", "<html><!ENTITY", b"<a>\xff\xfe", "<!doctype html>", "<a b='"]
    code = f"from cleaner.extraction import extract\nfor page in {pages!r}: extract(page)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")


def test_importing_loads_no_parser() -> None:
    parsers = ("trafilatura", "bs4", "lxml", "resiliparse")
    code = f"import sys, cleaner.extraction; print([name for name in {parsers} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.E.org/a", "e.org"),
        ("http://www2.e.org:80", "e.org"),
        ("e.org/a", None),
        ("https://[bad", None),
        (None, None),
        ("", None),
        ("https://www.", None),
    ],
)
def test_the_host_of_an_address(url: str | None, name: str | None) -> None:
    assert host(url) == name
