"""Articles, residue and their joins, as strategies that shrink well.

An article begins and ends in running text, and may hold a lure: prose, or a line between prose, that
carries the rules' own words. Residue comes from the rules' own examples, so that a new rule is under
every law at once, and from builders that draw the structure of a list, a form, a row or a head.
"""

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

import cleaner
from cleaner.catalog import all_rules
from cleaner.lexicon import is_date, phrases
from cleaner.page import Page, fold
from cleaner.rule import Place
from cleaner.span import Span

RULES = all_rules()
KEEPS = tuple(keep.text for rule in RULES for keep in rule.keeps)

_LEXICON = Path(cleaner.__file__).parent / "words"
_WORDS = (
    "the a of to in at from under over with without river harbour wall bridge orchard mill school council ferry "
    "captain nurse baker clerk teacher stone roof window garden lamp winter spring morning evening opened closed "
    "counted measured painted carried promised asked told found lost kept slowly twice never again forty nine"
).split()


def _written(words: list[str], end: str) -> str:
    return " ".join(words).capitalize() + end


# ---------------------------------------------------------------- prose

word = st.sampled_from(_WORDS)
_end = st.sampled_from([".", ".", ".", "?", "!", ".”"])
sentence = st.builds(_written, st.lists(word, min_size=3, max_size=14), _end)
running = st.builds(_written, st.lists(word, min_size=6, max_size=14), st.just("."))  # long enough to be running text
paragraph = st.lists(sentence, min_size=1, max_size=4).map(" ".join)
prose = st.builds("{} {}".format, paragraph, running) | running
# "A a" is no title but a button for the size of letters.
title = st.builds(
    _written, st.lists(word, min_size=2, max_size=6).filter(lambda words: max(map(len, words)) > 2), st.just("")
)
name = st.builds(
    "{} {}".format,
    st.sampled_from(["Ann", "Tom", "Zoë", "Piet"]),
    st.sampled_from(["Lee", "Hale", "Østby", "Roe-Marsh"]),
)
date = st.builds(
    lambda style, day, year: style.format(day=day, year=year),
    st.sampled_from(
        [
            "{day} Nov, {year}",
            "November {day}, {year}",
            "Updated {day} Nov {year}",
            "{year}-11-{day:02}",
            "{day}.11.{year}",
            "{day}. November {year}, 14:30 Uhr",
            "{year}年11月{day}日",
            "{year}년 11월 {day}일",
        ]
    ),
    st.integers(1, 30),
    st.integers(1990, 2029),
)

# ---------------------------------------------------------------- lures


def _vocabulary(file: Path) -> tuple[str, ...]:
    """What one file of the lexicon says, its slots filled."""
    kinds = (kinds for kinds in tomllib.loads(file.read_text("utf-8")).values())
    listed = (phrase for table in kinds for phrases in table.values() for phrase in phrases)
    said = {" ".join(phrase.replace("…", " ").replace("#", "3").split()) for phrase in listed}
    return tuple(sorted(said - {""}))


# The classes of residue by turns, whatever their number of phrases.
phrase = st.one_of([st.sampled_from(_vocabulary(file)) for file in sorted(_LEXICON.glob("*.toml"))])
_around = st.sampled_from(
    [
        "He had written “{}” on the wall of the old mill.",
        "Nobody at the school knew why the word {} had been painted over.",
        "“{}” was the last thing that she wrote, and it was enough.",
        "It was not the lamp but the {} that the captain never forgot.",
        "The clerk said {}: nobody had asked her before.",
    ]
)
_told = st.builds(str.format, _around, phrase)
lure = _told | st.sampled_from(KEEPS).map(str.strip)
_undated = _told | st.sampled_from([k.strip() for k in KEEPS if not any(is_date(line.text) for line in Page(k).lines)])
# What a head or a tail rule would cut at an edge, and must leave alone between two paragraphs.
between = st.sampled_from(["Leave a reply", "Most popular", "By Ann Lee", "Reuters", "3 min read"])


def _blocks(first: str, middle: list[str], last: str, gap: str) -> str:
    return gap.join([first, *middle, last])


gap = st.sampled_from(["\n\n", "\n"])


def _articles(*between: SearchStrategy[str]) -> SearchStrategy[str]:
    middle = st.lists(st.one_of(paragraph, paragraph, *between), max_size=4, unique=True)
    return prose | st.builds(_blocks, prose, middle, prose, gap)


undated = _articles(_undated, between)  # a date above a text that has dates of its own may be a diary's
article = _articles(lure, between, date)
# Prose that lures from its first line to its last.
salted = st.builds(lambda blocks, gap: gap.join(blocks), st.lists(prose | lure, min_size=1, max_size=6), gap)

# ---------------------------------------------------------------- residue


class Residue(NamedTuple):
    """A block of residue, where its rule looks for it, and what must be known beside the text."""

    place: Place
    text: str
    title: str | None = None
    repeats: tuple[tuple[str, int], ...] = ()

    def beside(self, text: str) -> str:
        """The block before a text or after it, a blank line between."""
        return f"{self.text}\n\n{text}" if self.place == "head" else f"{text}\n\n{self.text}"

    def page(self, text: str) -> Page:
        """A text as a page, with what is known."""
        return Page(text, self.title, repeats=dict(self.repeats))

    def over(self, other: "Residue") -> "Residue":
        """This block, with what must be known for the other as well; of two titles, the other's."""
        return self._replace(title=other.title or self.title, repeats=self.repeats + other.repeats)


def _marked() -> Iterator[Residue]:
    for rule in RULES:
        for example in rule.cuts if rule.place != "page" else ():  # a page's furniture is none beside two sentences
            known = (example.title, tuple(example.repeats.items()))
            yield from (Residue(rule.place, example.text[s.start : s.end].strip("\n"), *known) for s in example.marks)


MARKED = tuple(_marked())
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


_CASES: tuple[Callable[[str], str], ...] = (str, str.upper, str.title)


@st.composite
def _varied(draw: st.DrawFn) -> Residue:
    """A marked span of an example as another site would print it: other case, other gaps, another year."""
    block = draw(st.sampled_from(MARKED))
    text = draw(st.sampled_from(_CASES))(block.text)
    text = _YEAR.sub(str(draw(st.integers(1990, 2029))), text)
    lines = [line for line in text.split("\n") if line]
    return block._replace(text=draw(st.sampled_from(["\n", "\n\n", "  \n", "\n\t"])).join(lines))


def _some(group: str, *kinds: str) -> SearchStrategy[str]:
    return st.sampled_from(sorted(phrases(group, *kinds).words)).map(lambda p: p[:1].upper() + p[1:])


_blurb = st.builds(_written, st.lists(word, min_size=7, max_size=14), st.just("."))  # longer than any title


@st.composite
def teasers(draw: st.DrawFn) -> Residue:
    """A list of other articles: labels, then titles with their echo, and a date between, a blurb that breaks off, or both.

    Sentences are blurbs below every echo, each dated, or below none: one sentence below a list may be prose.
    """
    lines = draw(st.lists(_some("teasers", "section"), max_size=2, unique_by=fold))
    sentences = draw(st.booleans())
    for one in draw(st.lists(title, min_size=2, max_size=5, unique_by=fold)):
        dated = sentences or draw(st.booleans())
        lines += [one, draw(date), one] if dated else [one, one]
        if sentences:
            lines.append(draw(_blurb))
        elif not dated or draw(st.booleans()):
            lines.append(draw(_blurb).removesuffix(".") + draw(st.sampled_from([" ...", "…"])))
    return Residue("tail", draw(gap).join(lines))


def _form(invitation: str, fields: list[str], gap: str) -> Residue:
    return Residue("tail", gap.join([invitation, *fields]))


def _row(networks: list[str], others: list[str]) -> Residue:
    return Residue("inline", "\n".join([*networks, *others]))


def _head(name: str, rest: list[str], gap: str) -> Residue:
    return Residue("head", gap.join([f"By {name}", *rest]))


def _lone(place: Place, group: str, *kinds: str) -> SearchStrategy[Residue]:
    return _some(group, *kinds).map(lambda line: Residue(place, line))


forms = st.builds(_form, _some("comments", "prompt"), st.lists(_some("comments", "furniture"), max_size=4), gap)
# Two networks that nothing else is called: most button words are words of everyday as well.
_networks = st.lists(
    st.sampled_from(["Facebook", "WhatsApp", "Telegram", "Pinterest"]), min_size=2, max_size=3, unique=True
)
rows = st.builds(_row, _networks, st.lists(_some("share", "label", "network"), max_size=3))
heads = st.builds(_head, name, st.lists(date | st.just("3 min read") | _some("byline", "role"), max_size=3), gap)
lone = st.one_of(
    _lone("inline", "ads", "label"),
    _lone("inline", "newsletter", "line"),
    _lone("inline", "read_more", "bare"),
    _lone("tail", "copyright", "line"),
    _lone("tail", "credits", "agency_line"),
)
varied = _varied()
residue = st.one_of(varied, varied, teasers(), forms, rows, heads, lone)
after = residue.filter(lambda r: r.place != "head")
inline_residue = residue.filter(lambda r: r.place == "inline")
tail_residue = residue.filter(lambda r: r.place == "tail")

# ---------------------------------------------------------------- anything

_pieces = st.one_of(
    st.text(max_size=12),
    phrase,
    sentence,
    title,
    date,
    st.sampled_from(MARKED).map(lambda r: r.text),
    st.sampled_from(
        [
            "\n",
            "\n\n",
            "\r\n",
            "\r",
            "\u2028",
            "\u00a0",
            "\u200b",
            "\t",
            "e\u0301",
            "İ",
            "ß",
            "👩\u200d👧",
            "⟦",
            "⟧",
            "©",
            ":",
        ]
    ),
)
wild = st.lists(_pieces, max_size=20).map("".join) | st.lists(_pieces, max_size=20).map("\n".join)


def _stack(text: str, blocks: list[Residue]) -> str:
    for block in blocks:
        text = block.beside(text)
    return text


stacked = st.builds(_stack, article, st.lists(residue, max_size=3))
any_text = st.one_of(
    stacked, salted, wild, st.lists(residue, min_size=1, max_size=3).map(lambda rs: "\n".join(r.text for r in rs))
)

MOST = 40  # code points that spans are drawn over
spans = st.lists(st.tuples(st.integers(0, MOST), st.integers(0, MOST)).map(lambda t: Span(min(t), max(t))), max_size=8)
