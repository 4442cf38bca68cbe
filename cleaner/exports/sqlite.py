"""One SQLite file with all tables, and views that answer what people ask of them first."""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from cleaner.audit.read import Folder, Row, Written, edit_of
from cleaner.errors import CleanerError, UsageError
from cleaner.table import unwritable

APPLICATION: Final = 0x636C6E72  # in the file's header: one that this project wrote
_MAGIC = b"SQLite format 3\0"
SCHEMA: Final = """
CREATE TABLE run (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE documents (id TEXT, text TEXT, title TEXT, lang TEXT, source TEXT, url TEXT, date TEXT, record TEXT,
                        characters INTEGER);
CREATE TABLE removed (id TEXT, text TEXT, title TEXT, lang TEXT, source TEXT, url TEXT, date TEXT, record TEXT,
                      characters INTEGER, cluster TEXT, keeper TEXT, relation TEXT);
CREATE TABLE edits (id TEXT, start INTEGER, "end" INTEGER, text TEXT, rules TEXT, round INTEGER, reason TEXT,
                    confidence REAL, evidence TEXT);
CREATE TABLE repairs (id TEXT, start INTEGER, "end" INTEGER, text TEXT, repaired TEXT);
CREATE TABLE cut_lines (id TEXT, line TEXT);
CREATE TABLE links (a TEXT, b TEXT, relation TEXT, coverage_a REAL, coverage_b REAL, jaccard REAL, longest INTEGER,
                    verdict TEXT);
CREATE TABLE clusters (id TEXT, cluster TEXT, keeper TEXT, kept INTEGER, size INTEGER, via TEXT, steps INTEGER,
                       weakest REAL);
CREATE TABLE profile (source TEXT, line TEXT, stories INTEGER);
CREATE TABLE survivors (line TEXT, stories INTEGER, sources INTEGER);
CREATE TABLE rejects (file TEXT, line INTEGER, offset INTEGER, id TEXT, code TEXT, reason TEXT, head TEXT);
"""
# Made after the rows: an index grows faster over rows that are there.
VIEWS: Final = """
CREATE INDEX documents_by_id ON documents (id);
CREATE INDEX removed_by_id ON removed (id);
CREATE INDEX removed_by_keeper ON removed (keeper);
CREATE INDEX edits_by_id ON edits (id, start);
CREATE INDEX cut_lines_by_id ON cut_lines (id);
CREATE INDEX links_by_a ON links (a);
CREATE INDEX links_by_b ON links (b);
CREATE INDEX clusters_by_cluster ON clusters (cluster);
CREATE INDEX clusters_by_id ON clusters (id);
-- Every document, as it left the run.
CREATE VIEW texts AS
  SELECT id, text, title, lang, source, url, date, record, characters, 1 AS kept FROM documents
  UNION ALL SELECT id, text, title, lang, source, url, date, record, characters, 0 FROM removed;
-- What each rule cut: an edit of several rules counts for each.
CREATE VIEW rules AS
  SELECT rule.value AS rule, COUNT(*) AS edits, SUM(e."end" - e.start) AS characters, COUNT(DISTINCT e.id) AS documents
  FROM edits e, json_each(e.rules) rule GROUP BY rule.value;
-- How much of each document was cut, in characters as it was read.
CREATE VIEW losses AS
  SELECT t.id, t.source, t.characters + cut AS characters, cut, 1.0 * cut / (t.characters + cut) AS share
  FROM texts t JOIN (SELECT id, SUM("end" - start) AS cut FROM edits GROUP BY id) e ON e.id = t.id;
-- The lines that were cut, by how often, for each source.
CREATE VIEW cut_most AS
  SELECT t.source, c.line, COUNT(*) AS times, COUNT(DISTINCT c.id) AS documents
  FROM cut_lines c JOIN texts t ON t.id = c.id GROUP BY t.source, c.line;
-- Who copies whom: the source of what was kept, and of what was removed as its copy.
CREATE VIEW copying AS
  SELECT k.source AS kept_source, r.source AS removed_source, COUNT(*) AS documents
  FROM removed r LEFT JOIN documents k ON k.id = r.keeper GROUP BY k.source, r.source;
-- Clusters, by the weakest link that holds a member.
CREATE VIEW loosest AS
  SELECT cluster, MAX(size) AS size, MIN(weakest) AS weakest, MAX(steps) AS steps FROM clusters GROUP BY cluster;
"""


def export(folder: Folder, path: Path, overwrite: bool) -> dict[str, int]:
    """Write the file `path`, whole or not at all. Returns counts; raises UsageError where another file is in the way."""
    if folder.path.resolve() in path.resolve().parents:
        raise UsageError("is in the folder that is exported: choose another", str(path))
    beside = path.with_name(f"{path.name}.part")
    _check_free(path, overwrite)
    _check_free(beside, False)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.unlink(missing_ok=True)
        with closing(sqlite3.connect(beside)) as database:
            counts = _fill(folder, database)
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        beside.replace(path)
    except (sqlite3.Error, OverflowError) as error:
        raise CleanerError(f"cannot be written ({error})", str(path)) from None
    except OSError as error:
        raise unwritable(path, error) from None
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
    return counts


def _check_free(path: Path, overwrite: bool) -> None:
    """UsageError for a folder, and for a file that another has written unless it may be overwritten."""
    if path.is_dir():
        raise UsageError("is a folder: name a file, as in corpus.sqlite", str(path))
    if path.exists() and not overwrite:
        with path.open("rb") as file:
            start = file.read(72)
        if start and (not start.startswith(_MAGIC) or start[68:] != APPLICATION.to_bytes(4)):
            raise UsageError("holds something else: choose another file, or --overwrite", str(path))


def _fill(folder: Folder, database: sqlite3.Connection) -> dict[str, int]:
    # Until it is renamed nobody needs the file: what a journal would save can be made anew.
    database.executescript(
        f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA application_id = {APPLICATION}; {SCHEMA} BEGIN;"
    )
    told = {"version": folder.manifest["version"], "summary": folder.summary(), "settings": folder.manifest["settings"]}
    _insert(database, "run", ({"name": name, "value": _json(told[name])} for name in told))
    _insert(database, "cut_lines", _cut_lines(folder))
    for table in ("edits", "repairs", "links", "clusters", "profile", "survivors"):
        _insert(database, table, folder.rows(f"audit/{table}"))
    _insert(database, "rejects", folder.rejects())
    counts = {"documents": 0, "duplicates": 0}
    for removed, some in groupby(folder.documents(), key=lambda written: written.removed):
        counts["duplicates" if removed else "documents"] += _insert(
            database, "removed" if removed else "documents", map(_row, some)
        )
    database.commit()
    database.executescript(VIEWS)
    return counts


def _insert(database: sqlite3.Connection, table: str, rows: Iterable[Row]) -> int:
    """Add rows to a table, which gets a column for each field that it has none for. Returns their number."""
    known = {name for _, name, *_ in database.execute(f"PRAGMA table_info({table})")}
    count = 0
    for row in rows:
        quoted = {name: '"' + name.replace('"', '""') + '"' for name in row}
        for name in row:
            if name not in known:
                database.execute(f"ALTER TABLE {table} ADD COLUMN {quoted[name]}")
                known.add(name)
        columns, places = ", ".join(quoted.values()), ", ".join("?" * len(row))
        database.execute(f"INSERT INTO {table} ({columns}) VALUES ({places})", [_cell(value) for value in row.values()])
        count += 1
    return count


def _cut_lines(folder: Folder) -> Iterator[Row]:
    for row in folder.rows("audit/edits"):
        lines = edit_of(row).text.split("\n")
        yield from ({"id": row["id"], "line": line.strip()} for line in lines if line.strip())


def _row(written: Written) -> dict[str, Any]:
    known = {name: getattr(written, name) for name in ("id", "text", "title", "lang", "source", "url", "date")}
    record = {name: value for name, value in written.fields.items() if name != written.text_field}
    known |= {"record": _json(record), "characters": len(written.text)}
    return known | ({name: written.why(name) for name in ("cluster", "keeper", "relation")} if written.removed else {})


def _cell(value: object) -> object:
    return _json(value) if isinstance(value, list | dict) else value


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
