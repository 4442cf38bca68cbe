"""Make a corpus of articles with known copies in it, to measure the finding of duplicates on.

    python benchmarks/make_copies.py FOLDER --src FILE... [--docs 40000] [--per-kind 400] [--seed 1]

FILE is anything that cleaner reads: articles with a text, and a source and a language where they are known. FOLDER gets
corpus.jsonl (id, text, source, lang), truth.tsv (source article, copy, kind) and made.json (figures of what was made).
The same files, options and seed make the same bytes.

First the natural copies go: an article that shares more than a tenth of its 5-word shingles, or of the other's, with
one taken before, or more than a fifth of its own with all of them together. What is left are different articles. Then
copies are added, of each kind as many, and no article is the source of two:

    exact    the same text
    light    2 % of the words replaced
    medium   10 % of the words replaced, left out or added
    heavy    the paragraphs in another order, and 40 % of the sentences replaced
    wire     a newswire story rewritten in its order: some sentences are new, of the others runs of 4 to 14 words survive
    excerpt  another article, not in the corpus by itself, 30 % of which are one passage of the source

New words and sentences come from other articles of the same language. Excerpts are to be linked, all others merged.
"""

import argparse
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from statistics import median
from zlib import crc32

from cleaner.formats import Record, read

KINDS = ("exact", "light", "medium", "heavy", "wire", "excerpt")
SHINGLE = 5
SENTENCES = 4  # an article of fewer is nobody's source
_END = re.compile(r"(?<=[.!?])[\"')”“»]*\s+(?=[\"'(„“«»]*[^\W_a-zà-ÿ])")

Paragraphs = list[list[str]]


@dataclass(slots=True, eq=False)
class Article:
    """A text in sentences, grouped to paragraphs; its source and language."""

    paragraphs: Paragraphs
    source: str
    lang: str

    @property
    def text(self) -> str:
        return text_of(self.paragraphs)

    @property
    def sentences(self) -> list[str]:
        return [s for p in self.paragraphs for s in p]


@dataclass(slots=True)
class Stock:
    """Words and sentences of one language, to replace others with."""

    words: list[str] = field(default_factory=list[str])
    sentences: list[str] = field(default_factory=list[str])


def text_of(paragraphs: Paragraphs) -> str:
    return "\n\n".join(" ".join(p) for p in paragraphs)


def articles(files: list[str], least: int, most: int, rng: random.Random) -> Iterator[Article]:
    """The articles of all files that have between `least` and `most` characters."""
    for record in read(files):
        if isinstance(record, Record):
            document = record.document
            sentences = _END.split(" ".join(document.text.split()))
            if least <= sum(map(len, sentences)) <= most:
                yield Article(list(grouped(sentences, rng)), document.source or record.file, document.lang or "")


def grouped(sentences: list[str], rng: random.Random) -> Iterator[list[str]]:
    """Sentences in paragraphs of one to three: those of the files are broken in too many ways."""
    left = iter(sentences)
    while paragraph := list(islice(left, rng.choice((1, 2, 2, 3)))):
        yield paragraph


def shingles(text: str, one_in: int = 1) -> set[int]:
    """Hashes of the 5-word shingles of a text, or of one in so many of them, the same ones in every text."""
    words = re.findall(r"\w+", text.lower())
    hashes = (crc32(" ".join(words[i : i + SHINGLE]).encode()) for i in range(len(words) - SHINGLE + 1))
    return {h for h in hashes if h % one_in == 0}


def different(found: Iterable[Article]) -> Iterator[Article]:
    """The articles that are no copies of one before; a quarter of the shingles is looked at."""
    owners: dict[int, list[int]] = defaultdict(list)
    sizes: list[int] = []
    for article in found:
        own = shingles(article.text, one_in=4)
        shared = Counter(owner for h in own for owner in owners.get(h, ()))
        known = sum(h in owners for h in own)
        if known > max(1, len(own) / 5) or any(n > max(1, min(len(own), sizes[o]) / 10) for o, n in shared.items()):
            continue
        for h in own:
            owners[h].append(len(sizes))
        sizes.append(len(own))
        yield article


def reworded(text: str, share: float, stock: Stock, rng: random.Random, anew: bool) -> str:
    """A text with this share of its words replaced; with `anew`, a part of them left out or added to instead."""
    found: list[str] = []
    for piece in re.split(r"(\s+)", text):
        if piece and not piece.isspace() and rng.random() < share:
            way = rng.random() if anew else 1
            word = rng.choice(stock.words)
            found.append("" if way < 0.2 else f"{piece} {word}" if way < 0.4 else word)
        else:
            found.append(piece)
    return "".join(found)


def reordered(paragraphs: Paragraphs, stock: Stock, rng: random.Random) -> str:
    found = [[rng.choice(stock.sentences) if rng.random() < 0.4 else s for s in p] for p in paragraphs]
    rng.shuffle(found)
    return text_of(found)


def rewritten(paragraphs: Paragraphs, stock: Stock, rng: random.Random) -> str:
    """Three sentences of ten are new; in the others, runs of 4 to 14 words stay between 3 to 8 new ones."""
    return text_of([[rewritten_sentence(s, stock, rng) for s in p] for p in paragraphs])


def rewritten_sentence(sentence: str, stock: Stock, rng: random.Random) -> str:
    if rng.random() < 0.3:
        return rng.choice(stock.sentences)
    words, new = sentence.split(), list[str]()
    while words:
        run, gap = rng.randint(4, 14), rng.randint(3, 8)
        new += words[:run]
        if len(words) > run:
            new += rng.choices(stock.words, k=gap)
        words = words[run + gap :]
    return " ".join(new)


def quoting(host: Article, source: Article, rng: random.Random) -> str:
    """The host with a passage of the source between two of its paragraphs: 30 % of the whole.

    The host ends early where six tenths of the source would not be that much.
    """
    most = len(source.text) * 0.6
    paragraphs = list(host.paragraphs)
    while len(paragraphs) > 1 and len(text_of(paragraphs)) * 0.3 / 0.7 > most:
        paragraphs.pop()
    wanted = min(len(text_of(paragraphs)) * 0.3 / 0.7, most)
    sentences = source.sentences
    starts = [n for n in range(len(sentences)) if len(" ".join(sentences[n:])) >= wanted]
    at, passage = rng.choice(starts), list[str]()
    while len(" ".join(passage)) < wanted:
        passage.append(sentences[at + len(passage)])
    place = rng.randint(0, len(paragraphs))
    return text_of([*paragraphs[:place], passage, *paragraphs[place:]])


def copy_of(kind: str, source: Article, host: Article, stock: Stock, rng: random.Random) -> str:
    match kind:
        case "exact":
            return source.text
        case "light":
            return reworded(source.text, 0.02, stock, rng, anew=False)
        case "medium":
            return reworded(source.text, 0.10, stock, rng, anew=True)
        case "heavy":
            return reordered(source.paragraphs, stock, rng)
        case "wire":
            return rewritten(source.paragraphs, stock, rng)
        case _:
            return quoting(host, source, rng)


def stocks(taken: list[Article]) -> dict[str, Stock]:
    """By language, what the articles have to offer."""
    found: dict[str, Stock] = defaultdict(Stock)
    for article in taken:
        found[article.lang].words += [w for s in article.sentences for w in s.split() if w.isalpha()]
        found[article.lang].sentences += [s for s in article.sentences if 40 < len(s) < 260]
    return found


def jaccard(one: str, other: str) -> float:
    a, b = shingles(one), shingles(other)
    return len(a & b) / max(1, len(a | b))


def main() -> None:
    """Make the corpus; see the module's text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--src", nargs="+", required=True, metavar="FILE")
    parser.add_argument("--docs", type=int, default=40_000, help="documents of the corpus, at most")
    parser.add_argument("--per-kind", type=int, default=400, help="copies of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--least", type=int, default=350, help="characters of an article, at least")
    parser.add_argument("--most", type=int, default=20_000, help="and at most")
    given = parser.parse_args()
    rng = random.Random(given.seed)
    found = list(articles(given.src, given.least, given.most, rng))
    rng.shuffle(found)
    copies = len(KINDS) * given.per_kind
    taken = list(islice(different(found), given.docs - copies + given.per_kind))
    hosts, base = taken[: given.per_kind], taken[given.per_kind :]  # a host is in no other document
    stock = stocks(base)
    able = [n for n, a in enumerate(base) if len(a.sentences) >= SENTENCES and stock[a.lang].sentences]
    if len(able) < copies:
        most = len(able) // len(KINDS)
        parser.error(f"{len(able)} of {len(taken)} different articles can be a source: --per-kind {most} at most")
    outlets = sorted({a.source for a in base})
    documents = [(a.text, a.source, a.lang) for a in base]
    truth: list[tuple[int, int, str]] = []
    alike: dict[str, list[float]] = defaultdict(list)
    for at, n in enumerate(rng.sample(able, copies)):
        kind, source = KINDS[at % len(KINDS)], base[n]
        text = copy_of(kind, source, hosts[at // len(KINDS)], stock[source.lang], rng)
        alike[kind].append(jaccard(source.text, text))
        truth.append((n, len(documents), kind))
        documents.append((text, rng.choice(outlets), source.lang))
    order = rng.sample(range(len(documents)), len(documents))
    names = {n: f"d{at:06}" for at, n in enumerate(order)}
    given.folder.mkdir(parents=True, exist_ok=True)
    with (given.folder / "corpus.jsonl").open("w", encoding="utf-8", newline="\n") as out:
        for n in order:
            row = dict(zip(("id", "text", "source", "lang"), (names[n], *documents[n]), strict=True))
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    rows = "".join(f"{names[a]}\t{names[b]}\t{kind}\n" for a, b, kind in truth)
    (given.folder / "truth.tsv").write_text(rows, "utf-8", newline="\n")
    made = {
        "documents": len(documents),
        "bytes": sum(len(text.encode()) for text, _, _ in documents),
        "articles read": len(found),
        "different": len(taken),
        "per kind": given.per_kind,
        "seed": given.seed,
        "median jaccard": {kind: round(median(values), 3) for kind, values in alike.items()},
    }
    (given.folder / "made.json").write_text(json.dumps(made, indent=1) + "\n", "utf-8")
    print(json.dumps(made))


if __name__ == "__main__":
    main()
