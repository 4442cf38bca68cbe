"""Traits: what each line of a page shows, by itself and among its neighbours, in words that a reader can check.

A trait is a short phrase ("no end mark, 3 words", "far below the text"). The judge weighs traits; nothing else does.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import cache, lru_cache
from itertools import groupby, pairwise
from typing import Final, NamedTuple

from cleaner.lexicon import Classes, is_date
from cleaner.page import COMPOUND, SHORT, UNSPACED, Line, Page, fold, is_name

# Read as the whole line; furniture of a site, seldom of a text: what tells a whole page from an article.
SITE: Final = (
    ("menu", "control"), ("menu", "footer"), ("menu", "account"), ("consent", "line"), ("consent", "button"),
    ("topics", "tool"), ("share", "label"), ("share", "follow"), ("copyright", "line"),
    ("newsletter", "line"), ("newsletter", "button"), ("paywall", "line"), ("paywall", "button"), ("promo", "line"),
    ("comments", "furniture"), ("player", "line"), ("player", "control"),
)  # fmt: skip
# Of these, the ones that a verse or a dialogue may have as well.
BUTTONS: Final = frozenset(
    ("consent.button", "newsletter.button", "paywall.button", "comments.furniture", "player.control")
)
# Read as the whole line too, and as common in articles.
OTHER: Final = (
    ("menu", "section"), ("share", "network"), ("ads", "label"), ("comments", "prompt"), ("comments", "count"),
    ("teasers", "heading"), ("teasers", "section"), ("teasers", "more"), ("read_more", "bare"), ("byline", "role"),
    ("byline", "reading_time"), ("byline", "ago"), ("agencies", "names"), ("photo", "line"), ("credits", "agency_line"),
    ("credits", "contributed"), ("bio", "heading"), ("legal", "line"), ("embed", "line"), ("paywall", "error"),
    ("topics", "tag_heading"), ("topics", "poll"), ("topics", "ui"), ("promo", "button"), ("topics", "contents_heading"),
)  # fmt: skip
# Read as how the line begins.
OPENING: Final = (
    ("read_more", "prefix"), ("read_more", "prefix_colon"), ("byline", "by"), ("byline", "updated"), ("photo", "prefix"),
    ("photo", "prefix_colon"), ("credits", "prefix"), ("credits", "prefix_colon"), ("newsletter", "verb"),
    ("consent", "opening"), ("promo", "opening"), ("legal", "opening"), ("embed", "opening"), ("bio", "contact"),
    ("topics", "breadcrumb"), ("topics", "tag_heading"), ("player", "prefix_colon"),
)  # fmt: skip

_WORDS: Final = (1, 2, 3, 4, 6, 8, 11, 15, 20, 30, 50, 100)  # upper bounds of the classes of length
_SHARES: Final = (0, 0.1, 0.25, 0.4, 0.6, 0.8)
_FAR: Final = (0, 1, 2, 4, 8, 16, 32)  # lines away
_SOILED: Final = (0, 1, 3, 6, 12, 25)  # lines of the site's furniture
TITLE: Final = 0.8  # share of a title's words that make a line the title
_TOKEN: Final = re.compile(r"[^\W_]+")
_DATED: Final = re.compile(r"\d{1,2}[./:]\d{2}|\b(?:19|20)\d\d\b")
_STARTS: Final = "-–—•·*#@©([|»>\"„“«'+"
_BARS: Final = frozenset("|»›→▶")


@cache
def site() -> Classes:
    """The phrases that are a site's furniture."""
    return Classes(SITE)


@cache
def _other() -> Classes:
    return Classes(OTHER)


@cache
def _openings() -> Classes:
    return Classes(OPENING)


class Furniture(NamedTuple):
    """How many different lines of a page are a site's furniture, word for word: all, and those that are no word of
    everyday ("privacy policy", "Datenschutzerklärung", but not "share"); and of how many classes these are."""

    lines: int
    phrases: int
    classes: int


def furniture(page: Page) -> Furniture:
    """What a page has of its site's furniture, or had before other rules took it."""
    known = site()
    lines = [*page.short, *(line for text in page.taken or () for line in Page(text).short)]
    found = {line.key: names for line in lines if (names := known.of(line.key))}
    told = [
        names for key, names in found.items() if (" " in key or len(key) >= COMPOUND) and not BUTTONS.issuperset(names)
    ]
    return Furniture(len(found), len(told), len({names[0].partition(".")[0] for names in told}))


def _class(value: float, bounds: Sequence[float]) -> int:
    return sum(value > bound for bound in bounds)


def _length(line: Line) -> str:
    return next((f"{bound} words" for bound in _WORDS if line.words <= bound), "more words")


def _end(line: Line) -> str:
    if line.stops:
        return "a stop"
    if line.cut_off:
        return "dots"
    last = line.text.rstrip(" \"'”’»›)]}」』）】*")[-1:]
    return last if last and last in "?!:：,;-–|>»" else "a digit" if last.isdigit() else "no mark"


def _start(line: Line) -> str:
    first = line.text[0]
    if first.isalpha():
        return "lower case" if first.islower() else "a capital" if first.isupper() else "a letter"
    return "a digit" if first.isdigit() else first if first in _STARTS else "a sign"


def own(line: Line) -> list[str]:
    """What a line shows by itself."""
    text, length, end, start = line.text, _length(line), _end(line), _start(line)
    shown = [length, f"ends in {end}", f"{length}, ends in {end}", f"begins with {start}"]
    if start in "-•*–":
        shown.append(f"an item, ends in {end}")
    shown += list(_words(line)) if len(text) <= SHORT else ["long"]
    if _DATED.search(text):
        shown.append("a date or time in " + ("few" if line.words <= 8 else "many") + " words")
    shown += [f"has {sign}" for sign in ("@", "©", "…", "http") if sign in text]
    if not _BARS.isdisjoint(text):
        shown.append("has a bar")
    if digits := sum(map(str.isdigit, text)):
        shown.append(f"digits {4 * digits // len(text)}/4")
    shown.append(f"commas {min(text.count(','), 3)}")
    if text.count(":") == 1 and end != ":" and line.words <= 20:
        shown.append("a label and a colon")
    return shown


def _words(line: Line) -> Iterator[str]:
    """What the words of a short line show."""
    text, key = line.text, line.key
    words = [word for word in text.split() if word[0].isalpha()]
    cased = [word for word in words if word[0].lower() != word[0].upper()]
    if cased:
        size = "few" if line.words <= 6 else "some" if line.words <= 15 else "many"
        capitals = 4 * sum(word[0].isupper() for word in cased) // len(cased)
        yield f"capitals {capitals}/4 of {size} words" + (", a sentence" if line.ends else "")
        if text.upper() == text:
            yield "all capitals"
        small = sum(len(word) <= 3 and word[0].islower() for word in cased)
        yield f"small words {4 * small // len(cased)}/4 of {size}"
    else:
        yield "no case" if words else "no words"
    if is_name(text, 5):
        yield "a name"
    if is_date(text):
        yield "a date"
    yield from (f"is {name}" for name in (*site().of(key), *_other().of(key)))
    yield from (f"opens as {name}" for name in _openings().opening(key))


@lru_cache(1 << 12)  # a page's lines are looked at twice
def _terms(text: str) -> frozenset[str]:
    """The words of a line that tell what it is about: long ones, and those with a capital."""
    found = {w.casefold() for w in _TOKEN.findall(text) if len(w) >= 5 or (len(w) > 2 and w[0].isupper())}
    if not text.isascii():
        unspaced = UNSPACED.findall(text)
        found.update(a + b for a, b in pairwise(unspaced))
    return frozenset(found)


def traits(page: Page, wanted: Collection[int] | None = None) -> list[list[str]]:
    """What each line of the page shows; where only some are `wanted`, by their places, nothing of the others."""
    lines = page.lines
    wanted = range(len(lines)) if wanted is None else wanted
    beside = {i + step for i in wanted for step in (-1, 0, 1)}
    shown = [own(line) if i in beside else [] for i, line in enumerate(lines)]
    terms = [_terms(line.text) for line in lines]
    prose = [line.prose for line in lines]
    told = Counter(term for line, found in zip(lines, terms, strict=True) if line.prose for term in found)
    keys = Counter(line.key for line in lines if len(line.text) <= SHORT)
    soiled = _class(furniture(page).lines, _SOILED)
    first = next((i for i, is_prose in enumerate(prose) if is_prose), len(lines))
    titles, runs = _beside_title(page), _runs(lines)
    found: list[list[str]] = []
    for i, line in enumerate(lines):
        if i not in wanted:
            found.append([])
            continue
        place = "head" if i < first else "tail" if i >= page.tail_start else "text"
        at = [
            *shown[i],
            f"in the {place}",
            f"in the {place}, {'a sentence' if line.ends else 'no sentence'}, {_length(line)}",
        ]
        if place == "head":
            at.append(f"{min(first - i, 8)} above the text")
        elif place == "tail":
            at.append(f"{min(i - page.tail_start, 8)} below the text")
        at += titles[i] if titles else ()
        at.append(f"{8 * i // len(lines)}/8 down the page")
        at.append(f"among {runs[i]} phrases")
        at.append(f"site's furniture {soiled}")
        if len(line.text) <= SHORT and keys[line.key] > 1:
            at.append(f"stands {min(keys[line.key], 4)} times")
        if terms[i]:
            common = _class(sum(told[term] > prose[i] for term in terms[i]) / len(terms[i]), _SHARES)
            at += [f"common words {common}", f"common words {common}, {'prose' if prose[i] else place}"]
        else:
            at.append("no terms")
        at += _neighbours(lines, shown, i)
        near = prose[max(0, i - 5) : i] + prose[i + 1 : i + 6]
        at.append(f"prose around {5 * sum(near) // max(1, len(near))}/5")
        found.append(at)
    return found


def _runs(lines: Sequence[Line]) -> list[int]:
    """For each line, how many lines without a sentence stand together there, as a class."""
    found: list[int] = []
    for phrases, run in groupby(lines, key=lambda line: not line.ends and not line.prose):
        size = len(list(run))
        found += [_class(size, _FAR) if phrases else 0] * size
    return found


def _beside_title(page: Page) -> list[list[str]]:
    """Where each line stands from the title that is known, as it is last printed above running text; nothing without one."""
    wanted = set(fold(page.title or "").split())
    shared = [len(wanted.intersection(line.key.split())) if len(line.text) <= SHORT else 0 for line in page.lines]
    if len(wanted) < 3 or max(shared, default=0) < TITLE * len(wanted):
        return []
    printed = [i for i, count in enumerate(shared) if count >= TITLE * len(wanted)]
    at = next((i for i in printed if any(line.prose for line in page.lines[i + 1 : i + 9])), printed[0])
    return [
        [
            f"{_class(abs(i - at), _FAR)} {'below' if i > at else 'above'} the title",
            f"words of the title {min(shared[i], 3)}",
        ]
        for i in range(len(page.lines))
    ]


class Place(NamedTuple):
    """Where the article stands among a page's lines, [first, end)."""

    first: int
    end: int


def second_look(page: Page, odds: Sequence[float], place: Place) -> list[list[str]]:
    """What each line shows once the article's place is known: whether it is in it, among what, and about the same."""
    lines = page.lines
    terms = [_terms(line.text) for line in lines]
    told = Counter(term for found in terms[place.first : place.end] for term in found)
    found: list[list[str]] = []
    for i, line in enumerate(lines):
        inside = place.first <= i < place.end
        where = ("inside" if inside else "below" if i >= place.end else "above") + (", prose" if line.prose else "")
        near = [z > 0 for z in (*odds[max(0, i - 3) : i], *odds[i + 1 : i + 4])]
        at = [where, f"{where}, residue around {4 * sum(near) // max(1, len(near))}/4"]
        if terms[i]:
            common = _class(sum(told[term] > inside for term in terms[i]) / len(terms[i]), _SHARES)
            at.append(f"{where}, words of the article {common}")
        if not inside:
            at.append(f"{where}, {_class(place.first - i if i < place.first else i - place.end + 1, _FAR)} away")
        found.append(at)
    return found


def _neighbours(lines: Sequence[Line], shown: Sequence[list[str]], i: int) -> Iterator[str]:
    for step in (-2, -1, 1, 2):
        where = f"{abs(step)} {'above' if step < 0 else 'below'}"
        if not 0 <= i + step < len(lines):
            yield f"nothing {where}"
            continue
        other = lines[i + step]
        kind = "prose" if other.prose else "a sentence" if other.ends else "a phrase"
        yield f"{kind}, {'short' if other.words < 3 else 'medium' if other.words < 9 else 'long'}, {where}"
        if abs(step) == 1:
            yield from (f"{where}: {name}" for name in shown[i + step] if name.startswith(("is ", "opens as ")))
            # A sentence may be broken around a link.
            yield f"{where}: " + (_start(other) if step > 0 else f"ends in {_end(other)}")
            yield f"{_start(lines[i])}, {where}: " + (_start(other) if step > 0 else f"ends in {_end(other)}")
