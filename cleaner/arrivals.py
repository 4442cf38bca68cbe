"""Duplicates of documents that arrive one by one, over many processes and days: what has come is kept in a file.

`cleaner.index` compares batch with batch, this one document with all before it. A pair is decided on as `cleaner dedup`
decides on it, by the same kernels; but nothing can be taken back, so that of copies the first is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

from cleaner.document import Document
from cleaner.duplicates import Link
from cleaner.errors import MissingPart
from cleaner.postings import Known, Postings

try:
    import pyarrow as pa

    from cleaner.dedup.cluster import STEPS
    from cleaner.dedup.compiled import kernels
    from cleaner.dedup.describe import DOCUMENT_COLUMNS, describe
    from cleaner.dedup.relation import MERGING, STUB
    from cleaner.dedup.verify import verify
    from cleaner.pipeline import CROWD, SHARED
except ImportError as missing:
    raise MissingPart(str(missing.name), "corpus", "finding duplicates") from missing

MOST: Final = 2 * CROWD  # documents that one is compared with, those with the most in common first
_DOCUMENT: Final = pa.schema([(name, pa.int64() if name == "n" else pa.string()) for name in DOCUMENT_COLUMNS])
_PAIR: Final = pa.schema(
    [
        ("a", pa.int64()), ("b", pa.int64()), ("text_a", pa.string()), ("text_b", pa.string()),
        ("furniture_a", pa.list_(pa.int64())), ("furniture_b", pa.list_(pa.int64())),
        ("days", pa.float64()), ("same_source", pa.bool_()), ("same_page", pa.bool_()),
    ]
)  # fmt: skip

Candidate = tuple[Known, list[int]]  # a document, and what of it is its source's furniture


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a document is to those before it: all its `links`, and the id of the `keeper` it is a copy of by the link
    `tie`; both None for a new one. `n` is its number, that of the first for one whose words have come before."""

    n: int
    keeper: str | None
    tie: Link | None
    links: tuple[Link, ...]


class Arrivals:
    """The documents that have arrived, in a file that is made where there is none; processes may share it.

    Raises InputError for a file that is no such index, MissingPart without the corpus extra.
    """

    def __init__(self, file: str | Path) -> None:
        self._postings = Postings(str(file), kernels())
        if self._postings.kernels != kernels():
            self._describe_again()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._postings)

    def close(self) -> None:
        """Close the file; every document is in it since it was added."""
        self._postings.close()

    def add(self, document: Document) -> Arrival:
        """Say what a document is to those before it, and keep it for those after it.

        It is a copy where an exact, near or rewrite link ties it to a keeper, by itself or over two others at the most;
        of several keepers the first. Raises CleanerError where the file cannot be written.
        """
        one = _described(document)
        with self._postings.change():
            lead = self._postings.same_words(one)
            return self._add_copy(one, lead) if lead else self._add_new(one)

    def forget(self, arrival: Arrival) -> None:
        """Take back a document that was added, with all that were copies of it: those after it are not compared with
        them."""
        with self._postings.change():
            self._postings.forget(arrival.n)

    def _add_copy(self, one: Known, lead: Known) -> Arrival:
        first = None if one.day is None or lead.first_day is None else min(one.day, lead.first_day)
        last = max((day for day in (one.day, lead.last_day) if day is not None), default=None)
        self._postings.set(lead.n, first_day=first, last_day=last)
        ((link, _),) = _links(one, [], [(lead, [])])
        return Arrival(lead.n, self._postings.get(lead.keeper).id, link, (link,))

    def _add_new(self, one: Known) -> Arrival:
        one = self._postings.keep(one)
        furniture = self._postings.furniture(one)
        links = _links(one, furniture, self._candidates(one, furniture)) if one.words >= STUB else []
        ties = [(to, link) for link, to in links if link.relation in MERGING and to.steps < STEPS]
        if not ties:
            return Arrival(one.n, None, None, tuple(link for link, _ in links))
        to, tie = min(ties, key=lambda each: (each[0].keeper, each[0].steps, -each[1].jaccard))
        self._postings.set(one.n, keeper=to.keeper, steps=to.steps + 1)
        return Arrival(one.n, self._postings.get(to.keeper).id, tie, tuple(link for link, _ in links))

    def _candidates(self, one: Known, furniture: Sequence[int]) -> list[Candidate]:
        """The documents that share fingerprints with one, its source's and their sources' furniture apart; and the last
        version of its page, which may share none."""
        shared = self._postings.sharing(set(one.prints).difference(furniture))
        shared.pop(one.n, None)
        version = self._postings.last_version(one)
        likely = sorted((n for n in shared if len(shared[n]) >= SHARED), key=lambda n: (-len(shared[n]), n))
        found: list[Candidate] = []
        if version is not None:
            likely.insert(0, version)
        for n in dict.fromkeys(likely[:MOST]):
            other = self._postings.get(n)
            theirs = self._postings.furniture(other)
            if n == version or len(shared[n].difference(theirs)) >= SHARED:
                found.append((other, theirs))
        return found

    def _describe_again(self) -> None:
        """Do again what other kernels than today's have described; which documents are kept stays as it was."""
        with self._postings.change():
            self._postings.begin_again(kernels())
            for n in self._postings.numbers():
                old = self._postings.get(n)
                new = _described(Document(old.id, old.text, source=old.source, url=old.url, date=old.date))
                same = {name: getattr(old, name) for name in ("n", "keeper", "steps", "first_day", "last_day")}
                self._postings.keep(replace(new, **same))


def _described(document: Document) -> Known:
    row = {name: getattr(document, name) for name in ("id", "text", "source", "url", "date")}
    row = {name: None if value is None else value.encode("utf-8", "replace").decode() for name, value in row.items()}
    told = describe(pa.RecordBatch.from_pylist([{"n": 0, **row}], schema=_DOCUMENT)).to_pylist()[0]
    names = ("outlet", "page", "day", "key_a", "key_b", "words")
    prints = tuple(told["prints"])
    return Known(
        **row, **{name: told[name] for name in names}, prints=prints, first_day=told["day"], last_day=told["day"]
    )


def _links(one: Known, furniture: Sequence[int], others: Sequence[Candidate]) -> list[tuple[Link, Known]]:
    """Those that a document is linked with, and how. Ids that are the same are told in the order of arrival."""
    if not others:
        return []
    pairs = [
        {
            "a": other.n, "b": one.n, "text_a": other.text, "text_b": one.text,
            "furniture_a": theirs or None, "furniture_b": furniture or None, "days": _apart(one, other),
            "same_source": one.outlet is not None and one.outlet == other.outlet,
            "same_page": one.page is not None and one.page == other.page,
        }
        for other, theirs in others
    ]  # fmt: skip
    verdicts = verify(pa.RecordBatch.from_pylist(pairs, schema=_PAIR)).to_pylist()
    found: list[tuple[Link, Known]] = []
    for (other, _), told in zip(others, verdicts, strict=True):
        if told["relation"]:
            sides = [(other.id, told["coverage_a"]), (one.id, told["coverage_b"])]
            (a, coverage_a), (b, coverage_b) = sides if other.id <= one.id else sides[::-1]
            link = Link(a, b, told["relation"], coverage_a, coverage_b, told["jaccard"], told["longest"])
            found.append((link, other))
    return found


def _apart(one: Known, other: Known) -> float | None:
    """The days between two documents and all copies of them; None where a date is missing."""
    if one.first_day is None or one.last_day is None or other.first_day is None or other.last_day is None:
        return None
    return float(max(0, one.first_day - other.last_day, other.first_day - one.last_day))
