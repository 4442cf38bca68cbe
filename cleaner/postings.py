"""Documents and their fingerprints in an SQLite file, to which many processes may add, one document at a time."""

import json
import sqlite3
import zlib
from array import array
from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from typing import Final

from cleaner.errors import CleanerError, InputError, MissingPart

try:
    from cleaner.dedup.relation import STUB
    from cleaner.pipeline import CROWD, STORIES, STORY_DAYS
except ImportError as missing:
    raise MissingPart(str(missing.name), "corpus", "finding duplicates") from missing

WAIT: Final = 60.0  # seconds for other processes; each takes some milliseconds


@dataclass(frozen=True, slots=True)
class Known:
    """The first document of all that have its words, with its description (see `dedup.describe`).

    `first_day` and `last_day` are of all these copies; no first day if one has no date. `keeper` is the number of the
    document that it is a copy of, over so many `steps`: itself, over none, for a new one.
    """

    id: str
    text: str
    source: str | None
    url: str | None
    date: str | None
    outlet: int | None
    page: int | None
    day: int | None
    key_a: int
    key_b: int
    words: float
    prints: tuple[int, ...]
    first_day: int | None
    last_day: int | None
    n: int = 0
    keeper: int = 0
    steps: int = 0


_NAMES: Final = tuple(field.name for field in fields(Known))
_TABLES: Final = (
    f"CREATE TABLE document (n INTEGER PRIMARY KEY, {', '.join(name for name in _NAMES if name != 'n')})",
    "CREATE INDEX document_key ON document (key_a, key_b)",
    "CREATE INDEX document_page ON document (page)",
    "CREATE INDEX document_keeper ON document (keeper)",
    "CREATE TABLE print (h, n, outlet, day, story, PRIMARY KEY (h, n)) WITHOUT ROWID",
    "CREATE INDEX print_document ON print (n)",
    "CREATE TABLE made (kernels)",
)


class Postings:
    """The file, made where there is none. Its other methods are called inside a `change`.

    Raises InputError for a file that is none of these; `kernels` of it are those that have described its documents.
    """

    def __init__(self, file: str, kernels: str) -> None:
        self.file = file
        try:
            self._database = sqlite3.connect(file, timeout=WAIT, isolation_level=None)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = NORMAL")
            self._database.create_function("PERIOD", 1, _period, deterministic=True)
            with self.change():
                if not self._database.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]:
                    for statement in _TABLES:
                        self._database.execute(statement)
                    self._database.execute("INSERT INTO made VALUES (?)", (kernels,))
                self.kernels = str(self._database.execute("SELECT kernels FROM made").fetchone()[0])
        except (sqlite3.Error, CleanerError) as error:
            raise InputError(f"cannot be used as an index of arrivals ({error})", file) from None

    @contextmanager
    def change(self) -> Generator[None]:
        """What is read and written inside is one change, whoever else is at it. Raises CleanerError if it cannot be."""
        try:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")
        except sqlite3.Error as error:
            raise CleanerError(f"cannot be added to ({error})", self.file) from None

    def close(self) -> None:
        self._database.close()

    def __len__(self) -> int:
        return int(self._database.execute("SELECT COUNT(*) FROM document").fetchone()[0])

    def numbers(self) -> list[int]:
        """Of all documents, in the order in which they came."""
        return [n for (n,) in self._database.execute("SELECT n FROM document ORDER BY n")]

    def get(self, n: int) -> Known:
        """The document of a number that there is."""
        return next(self._known("n = ?", n))

    def same_words(self, one: Known) -> Known | None:
        """The document whose words are all those of this one, if it has any."""
        return next(self._known("key_a = ? AND key_b = ?", one.key_a, one.key_b), None) if one.words else None

    def last_version(self, one: Known) -> int | None:
        """The last other document from the same address, if it is more than a stub."""
        query = f"SELECT MAX(n) FROM document WHERE page = ? AND n <> ? AND words >= {STUB}"
        found: int | None = self._database.execute(query, (one.page, one.n)).fetchone()[0]
        return found

    def sharing(self, prints: Iterable[int]) -> dict[int, set[int]]:
        """The documents found by these fingerprints, each with those that it has."""
        shared: defaultdict[int, set[int]] = defaultdict(set)
        query = "SELECT n, h FROM print WHERE h IN (SELECT value FROM json_each(?))"
        for n, h in self._database.execute(query, (json.dumps(list(prints)),)):
            shared[n].add(h)
        return shared

    def furniture(self, one: Known) -> list[int]:
        """The fingerprints of a document that its source repeats, as `pipeline.furniture` says."""
        query = f"""SELECT h FROM print WHERE h IN (SELECT value FROM json_each(?)) AND outlet = ? AND day IS NOT NULL
                    GROUP BY h HAVING COUNT(DISTINCT story) >= {STORIES} AND COUNT(DISTINCT PERIOD(day)) >= {STORIES}"""
        return [h for (h,) in self._database.execute(query, (json.dumps(one.prints), one.outlet))]

    def keep(self, one: Known) -> Known:
        """Add a document, or with a number set all that is known of it; returned with its number and its keeper."""
        row = asdict(one) | {"text": zlib.compress(one.text.encode()), "prints": array("q", one.prints).tobytes()}
        row["n"] = one.n or None
        query = f"INSERT OR REPLACE INTO document ({', '.join(_NAMES)}) VALUES ({', '.join(f':{n}' for n in _NAMES)})"
        n = self._database.execute(query, row).lastrowid or 0
        one = replace(one, n=n, keeper=one.keeper or n)
        self.set(n, keeper=one.keeper)
        if one.words >= STUB:
            self._post(one)
        return one

    def set(self, n: int, **values: int | None) -> None:
        """Set some of what is known of a document."""
        sets = ", ".join(f"{name} = ?" for name in values)
        self._database.execute(f"UPDATE document SET {sets} WHERE n = ?", (*values.values(), n))

    def begin_again(self, kernels: str) -> None:
        """Forget all fingerprints: these kernels describe the documents anew, and each is kept again."""
        self._database.execute("DELETE FROM print")
        self._database.execute("UPDATE made SET kernels = ?", (kernels,))

    def forget(self, n: int) -> None:
        """Remove a document, and all that were copies of it: the next one of them is new."""
        copies = "SELECT n FROM document WHERE n = ?1 OR keeper = ?1"
        self._database.execute(f"DELETE FROM print WHERE n IN ({copies})", (n,))
        self._database.execute(f"DELETE FROM document WHERE n IN ({copies})", (n,))

    def _post(self, one: Known) -> None:
        """Of a crowd with the same fingerprint the first are enough, and of a source so many as show that it repeats it."""
        counted = """SELECT h, COUNT(*), SUM(outlet IS :outlet AND PERIOD(day) IS PERIOD(:day)),
                             COUNT(DISTINCT CASE WHEN outlet IS :outlet THEN PERIOD(day) END)
                      FROM print WHERE h IN (SELECT value FROM json_each(:prints)) GROUP BY h"""
        asked = {"outlet": one.outlet, "day": one.day, "prints": json.dumps(one.prints)}
        dated = one.day is not None and one.outlet is not None
        enough = {
            h
            for h, documents, today, periods in self._database.execute(counted, asked)
            if documents >= CROWD and not (dated and today == 0 and periods < STORIES)
        }
        first = self._database.execute("SELECT MIN(n) FROM document WHERE page = ?", (one.page,)).fetchone()[0]
        story = one.n if first is None else first
        rows = [(h, one.n, one.outlet, one.day, story) for h in one.prints if h not in enough]
        self._database.executemany("INSERT INTO print VALUES (?, ?, ?, ?, ?)", rows)

    def _known(self, where: str, *values: object) -> Iterator[Known]:
        query = f"SELECT {', '.join(_NAMES)} FROM document WHERE {where} ORDER BY n LIMIT 1"
        for row in self._database.execute(query, values):
            told = dict(zip(_NAMES, row, strict=True))
            told["text"] = zlib.decompress(told["text"]).decode()
            told["prints"] = tuple(array("q", told["prints"]))
            yield Known(**told)


def _period(day: int | None) -> int | None:
    return None if day is None else day // STORY_DAYS
