"""Make as many articles as are wanted, of the words of real ones, with copies among them: to measure growth on.

    python benchmarks/make_articles.py FILE --src FILE... [--docs 300000] [--copies .2] [--footer 0] [--seed 1]

FILE gets JSON lines: id, text, source, date. `--src` is anything that cleaner reads. A text is a walk: each word is
followed by one that follows it in the sources, so that words are as frequent as they are there, and passages of five
words are seldom two articles'. Lengths are log-normal about 380 words. Of the articles, `--copies` are earlier ones with
one word of ten replaced. The first `--footer` articles end with the same forty words. The same options make the same bytes.
"""

import argparse
import json
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

import numpy as np

from cleaner.formats import Record, read

WORDS = 4_000_000  # of the sources, at most
AT_ONCE = 10_000  # articles
MEDIAN, SPREAD = 380, 0.6  # words of an article, and how far the logarithm strays
SOURCES = 200
CHANGED = 0.1  # of a copy's words
FOOTER = 40  # words
REMEMBERED = 20_000  # articles that copies are made of

Walk = np.ndarray[tuple[int], np.dtype[np.int64]]


class Chain:
    """What follows what in a text: `words`, and for each, where its followers are in one list of all."""

    def __init__(self, words: list[str]) -> None:
        numbers = dict[str, int]()
        text = np.array([numbers.setdefault(word, len(numbers)) for word in words])
        self.words = np.array(list(numbers), dtype=object)
        order = np.argsort(text[:-1], kind="stable")
        self._followers = text[1:][order]
        self._counts = np.bincount(text[:-1], minlength=len(self.words))
        self._first = np.concatenate(([0], np.cumsum(self._counts)[:-1]))
        self._text = text

    def walks(self, rng: np.random.Generator, lengths: Walk) -> Iterator[Walk]:
        """Texts of so many words each, as numbers of words."""
        steps = np.empty((int(lengths.max()), len(lengths)), dtype=np.int64)
        steps[0] = self.drawn(rng, len(lengths))
        for at in range(1, len(steps)):
            last = steps[at - 1]
            counts = np.maximum(self._counts[last], 1)
            place = np.minimum(self._first[last] + rng.integers(0, counts), len(self._followers) - 1)
            steps[at] = self._followers[place]
        yield from (steps[:length, at] for at, length in enumerate(lengths))

    def drawn(self, rng: np.random.Generator, count: int) -> Walk:
        """Words, as often as they are in the text."""
        return self._text[rng.integers(0, len(self._text), count)]

    def text(self, walk: Walk) -> str:
        """The words, with a paragraph's break after each third sentence, about."""
        written: list[str] = []
        ends = 0
        for word in self.words[walk]:
            ends += word.endswith((".", "!", "?"))
            written.append(word + ("\n\n" if ends and ends % 3 == 0 else " "))
            ends = 0 if written[-1].endswith("\n") else ends
        return "".join(written).strip()


def articles(chain: Chain, docs: int, copies: float, footer: int, seed: int) -> Iterator[dict[str, str]]:
    """The rows of the corpus."""
    rng = np.random.default_rng(seed)
    last = chain.drawn(rng, FOOTER)
    earlier: list[Walk] = []
    for n in range(docs):
        if n % AT_ONCE == 0:
            lengths = np.clip(rng.lognormal(np.log(MEDIAN), SPREAD, AT_ONCE), 30, 1500).astype(np.int64)
            walks = chain.walks(rng, lengths)
        walk = next(walks)
        if earlier and rng.random() < copies:
            walk = earlier[rng.integers(len(earlier))].copy()
            at = rng.random(len(walk)) < CHANGED
            walk[at] = chain.drawn(rng, int(at.sum()))
        elif len(earlier) < REMEMBERED:
            earlier.append(walk)
        else:
            earlier[rng.integers(REMEMBERED)] = walk
        text = chain.text(walk) + ("\n\n" + " ".join(chain.words[last]) if n < footer else "")
        day = date(2024, 1, 1) + timedelta(days=int(rng.integers(366)))
        yield {"id": f"a{n:07}", "text": text, "source": f"paper{rng.integers(SOURCES)}", "date": day.isoformat()}


def main() -> None:
    """Make the corpus; see the module's text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--src", nargs="+", required=True)
    parser.add_argument("--docs", type=int, default=300_000)
    parser.add_argument("--copies", type=float, default=0.2)
    parser.add_argument("--footer", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    texts = (item.document.text for item in read(given.src) if isinstance(item, Record))
    chain = Chain(list(islice((word for text in texts for word in text.split()), WORDS)))
    with given.file.open("w", encoding="utf-8") as file:
        for row in articles(chain, given.docs, given.copies, given.footer, given.seed):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
