"""Exports: what other tools read back is what the run wrote, and a folder of others is never touched."""

import gzip
import json
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import trafilatura
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  (it has no types)

import cleaner
from cleaner.audit.read import Folder
from cleaner.errors import CleanerError, InputError, UsageError
from cleaner.exports import TARGETS, dolma, markup
from cleaner.exports.door import export
from cleaner.formats.record import is_blank
from cleaner.ledger import cut, put_back
from cleaner.output import OutputFolder
from cleaner.page import Page
from cleaner.span import Span
from cleaner.table import Table

BATCH = Path(__file__).parent.parent / "samples" / "batch"
TEI = "{http://www.tei-c.org/ns/1.0}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
arrow = pytest.mark.skipif(find_spec("pyarrow") is None, reason="needs the corpus extra")
LIGHT = [target for target in TARGETS if TARGETS[target].suffix == "jsonl"]
ALL = list(TARGETS) if find_spec("pyarrow") else LIGHT

# What no document that was read can hold: halves of surrogate pairs.
anything = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
texts = anything.filter(lambda text: not is_blank(text))
known = st.none() | anything
documents = st.fixed_dictionaries(
    {"text": texts, "removed": st.booleans()},
    optional={"title": known, "url": known, "date": known | st.just("2024-02-30"), "lang": known | st.just("de")},
)
corpora = st.lists(documents, max_size=6)
AWKWARD = {
    "text": '\x00 A <b> & "c"\r\n\n]]> \ufffe\U0001fffe e\u0301 👩\u200d👧',
    "removed": True,
    "title": "\x1b[1m\n<t>",
    "url": 'https://example.org/?a=1&b="2"',
    "lang": "<x>",
    "date": "2024-05-01T10:00:00Z",
}


def written(
    path: Path, corpus: Sequence[Mapping[str, Any]], edits: Sequence[Mapping[str, Any]] = (), inputs: Sequence[str] = ()
) -> Path:
    """The folder of a run that wrote these documents, each under the id `<n>`."""
    with OutputFolder(path, inputs=[], overwrite=False) as out:
        for n, document in enumerate(corpus):
            row = {"id": f"<{n}>", **{name: value for name, value in document.items() if name != "removed"}}
            if document["removed"]:
                out.table("removed").write({**row, "cluster": "c&", "keeper": "<k>", "relation": "near"})
                out.table("audit/clusters").write(
                    {"id": row["id"], "cluster": "c&", "keeper": "<k>", "kept": False, "size": 2}
                )
            else:
                out.table("documents").write(row)
        for edit in edits:
            out.table("audit/edits").write(edit)
        removed = sum(document["removed"] for document in corpus)
        records = {"in": len(corpus), "out": len(corpus) - removed, "removed": removed, "rejected": 0, "edited": 0}
        characters = {"in": 0, "cut": 0, "removed": 0, "out": 0}
        out.commit(
            {"records": records, "characters": characters, "languages": {}},
            {"version": cleaner.__version__, "settings": cleaner.Settings().result(), "inputs": list(inputs)},
        )
    return path


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of the sample batch."""
    out = tmp_path_factory.mktemp("batch") / "run"
    cleaner.run(BATCH, out, cleaner.Settings(dedup=bool(find_spec("duckdb")), jobs=1))
    return out


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def in_xml(text: str) -> str:
    """A text as XML can have it."""
    return "".join(c if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff") else "\ufffd" for c in text)


def paragraphs(text: str) -> list[str]:
    return [in_xml(line.text) for line in Page(text).lines]


def one_line(text: str | None) -> str | None:
    return None if text is None else in_xml(" ".join(text.split()))


@given(anything)
@example("\x00\x08\x0b\x1f\x7f\x85\ud7ff\ue000\ufffd\ufffe\uffff\U00010000\U0010ffff")
def test_any_text_is_read_back_from_xml(text: str) -> None:
    made = markup.Markup()
    words = made.text(text)
    assert made.replaced == sum(a != b for a, b in zip(text, in_xml(text), strict=True))
    read = etree.fromstring(f"<a{made.attributes(b=text)}>{words}</a>".encode())
    assert (read.text or "") == in_xml(text) and read.get("b") == one_line(text)


@given(corpora, st.booleans())
@example([AWKWARD, {**AWKWARD, "removed": False}], True)
def test_prevertical_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, corpus: list[dict[str, Any]], duplicates: bool
) -> None:
    folder = tmp_path_factory.mktemp("x")
    counts = export(written(folder / "run", corpus), "prevertical", folder / "out", duplicates=duplicates)
    data = (folder / "out/part-00000.prevert").read_bytes()
    found = list(etree.fromstring(b"<all>" + data + b"</all>"))
    read = list(Folder.open(folder / "run").documents())
    wanted = [one for one in read if duplicates or not one.removed]
    assert counts["documents"] + counts["duplicates"] == len(found) == len(wanted)
    for doc, one in zip(found, wanted, strict=True):
        told = {name: getattr(one, name) for name in ("id", "url", "title", "date", "source", "lang")}
        told |= {"duplicate_of": "<k>", "relation": "near", "cluster": "c&"} if one.removed else {}
        assert dict(doc.attrib) == {name: one_line(value) for name, value in told.items() if value is not None}
        assert [p.text[1:-1] for p in doc] == paragraphs(one.text)


def tei_schema() -> etree.DTD | None:
    path = Path(trafilatura.__file__).parent / "data" / "tei_corpus.dtd"
    return etree.DTD(str(path)) if path.exists() else None


@given(corpora, st.booleans())
@example([AWKWARD, {**AWKWARD, "removed": False}], True)
def test_tei_is_valid_and_read_back(
    tmp_path_factory: pytest.TempPathFactory, corpus: list[dict[str, Any]], duplicates: bool
) -> None:
    folder = tmp_path_factory.mktemp("x")
    export(written(folder / "run", corpus), "tei", folder / "out", duplicates=duplicates)
    root = etree.parse(str(folder / "out/part-00000.xml")).getroot()
    found = root.findall(f"{TEI}TEI")
    wanted = [one for one in Folder.open(folder / "run").documents() if duplicates or not one.removed]
    if found and (schema := tei_schema()):
        assert schema.validate(root), schema.error_log.last_error
    assert [doc.get(XML_ID) for doc in found] == [f"d{n}" for n in range(1, len(wanted) + 1)]
    for doc, one in zip(found, wanted, strict=True):
        bibl = doc.find(f".//{TEI}bibl")
        assert bibl.findtext(f"{TEI}idno[@type='id']") == one.id
        assert bibl.findtext(f"{TEI}idno[@type='URL']") == (one.url and in_xml(one.url))
        assert bibl.findtext(f"{TEI}date") == (one.date and in_xml(one.date))
        assert doc.findtext(f".//{TEI}titleStmt/{TEI}title") == in_xml(one.title or one.id)
        assert [p.text for p in doc.findall(f".//{TEI}body/{TEI}p")] == paragraphs(one.text)
        assert doc.findtext(f".//{TEI}note[@type='duplicate']") == ("<k>" if one.removed else None)


def test_dates_and_languages_are_told_as_tei_takes_them(tmp_path: Path) -> None:
    dates = ["2024-05-01", "2024-02-30", "2024-05-01T10:00:00Z", "1 May 2024", "2024-05-01 10:00"]
    corpus = [{"text": "It opens.", "removed": False, "date": date, "lang": "pt-BR"} for date in dates]
    export(written(tmp_path / "run", [*corpus, {**corpus[0], "lang": "no one knows"}]), "tei", tmp_path / "out")
    root = etree.parse(str(tmp_path / "out/part-00000.xml")).getroot()
    when = [date.get("when") for date in root.iter(f"{TEI}date")]
    assert when == ["2024-05-01", None, "2024-05-01T10:00:00Z", None, None, "2024-05-01"]
    lang = [text.get("{http://www.w3.org/XML/1998/namespace}lang") for text in root.iter(f"{TEI}text")]
    assert lang == ["pt-BR"] * 5 + [None]


# ---------------------------------------------------------------- Dolma


GIVEN: dict[str, Any] = {"id": "fähre", "source": "river🛳post", "date": "2024-05-01", "tags": ["a", 1],
         "text": "Über die Brücke 🌉 fährt nun die Bahn 🚋, sagte der Bürgermeister.\n\nTeilen 📤\nEs dauerte vier Jahre.\nKommentare 💬"}  # fmt: skip


def golden(folder: Path) -> Path:
    """A run that cut two lines of a text with letters and emoji beyond ASCII, and removed a copy."""
    text, edits = GIVEN["text"], list[dict[str, Any]]()
    for line, confidence in (("Teilen 📤\n", 0.9), ("\nKommentare 💬", 0.81)):
        start = text.index(line)
        edits.append({"id": "fähre", "start": start, "end": start + len(line), "text": line, "rules": ["a-rule"],
                      "round": 1, "reason": "", "confidence": confidence})  # fmt: skip
    left = cut(text, [Span(edit["start"], edit["end"]) for edit in edits])
    corpus = [{**GIVEN, "text": left, "removed": False}, {"id": "copy", "text": "Ü 🌉", "removed": True}]
    return written(folder, corpus, edits)


def test_dolma_is_what_it_was(tmp_path: Path) -> None:
    """Offsets are code points of the text as it was read: a letter with a diaeresis is one, and so is an emoji."""
    export(golden(tmp_path / "run"), "dolma", tmp_path / "out")
    found = tree(tmp_path / "out")
    assert gzip.decompress(found["documents/part-00000.jsonl.gz"]).decode() == (
        '{"id":"fähre","text":"Über die Brücke 🌉 fährt nun die Bahn 🚋, sagte der Bürgermeister.\\n\\nTeilen 📤\\n'
        'Es dauerte vier Jahre.\\nKommentare 💬","source":"river🛳post","created":"2024-05-01","metadata":'
        '{"date":"2024-05-01","tags":["a",1]}}\n'
        '{"id":"copy","text":"Ü 🌉","source":"unknown","metadata":{"cluster":"c&","keeper":"<k>","relation":"near"}}\n'
    )
    assert gzip.decompress(found["attributes/cleaner/part-00000.jsonl.gz"]).decode() == (
        '{"id":"fähre","source":"river🛳post","attributes":{"cleaner__residue__cut":[[66,75,0.9],[97,110,0.81]],'
        '"cleaner__duplicates__removed":[]}}\n'
        '{"id":"copy","source":"unknown","attributes":{"cleaner__residue__cut":[],'
        '"cleaner__duplicates__removed":[[0,3,1.0]]}}\n'
    )
    assert set(found) == {
        "documents/part-00000.jsonl.gz", "attributes/cleaner/part-00000.jsonl.gz", "mix.json", "manifest.json", "summary.json",
    }  # fmt: skip


def test_dolma_rows_lie_side_by_side_in_every_part(
    batch: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dolma, "PART_BYTES", 20_000)
    counts = export(batch, "dolma", tmp_path / "out")
    parts = sorted((tmp_path / "out/documents").iterdir())
    given_texts = {written.id: put_back(written.text, edits) for written, edits in Folder.open(batch).with_edits()}
    cleaned = {written.id: written.text for written in Folder.open(batch).documents()}
    count = 0
    for part in parts:
        rows = [
            gzip.decompress(p.read_bytes()).splitlines()
            for p in (part, tmp_path / "out/attributes/cleaner" / part.name)
        ]
        for one, other in zip(*(map(json.loads, some) for some in rows), strict=True):
            assert (one["id"], one["source"]) == (other["id"], other["source"]) and one["text"] == given_texts[
                one["id"]
            ]
            spans = [Span(start, end) for start, end, _ in other["attributes"][dolma.RESIDUE]]
            assert cut(one["text"], spans) == cleaned[one["id"]]
            count += 1
    assert len(parts) > 3 and count == counts["documents"] + counts["duplicates"] == 82


# ---------------------------------------------------------------- SQLite


@given(corpora)
@example([AWKWARD, {**AWKWARD, "removed": False}])
def test_sqlite_holds_all_rows(tmp_path_factory: pytest.TempPathFactory, corpus: list[dict[str, Any]]) -> None:
    folder = tmp_path_factory.mktemp("x")
    export(written(folder / "run", corpus), "sqlite", folder / "out.sqlite")
    opened = Folder.open(folder / "run")
    with closing(sqlite3.connect(folder / "out.sqlite")) as database:
        database.row_factory = sqlite3.Row
        found = [dict(row) for name in ("documents", "removed") for row in database.execute(f"SELECT * FROM {name}")]
        assert database.execute("SELECT COUNT(*) FROM texts").fetchone()[0] == len(corpus)
    for row, one in zip(found, opened.documents(), strict=True):
        for name in ("id", "text", "title", "lang", "source", "url", "date"):
            assert row[name] == getattr(one, name)
        assert json.loads(row["record"]) == {name: value for name, value in one.fields.items() if name != "text"}
        assert row["characters"] == len(one.text) and row.get("keeper") == one.why("keeper")


def test_sqlite_has_a_column_for_what_a_later_version_adds(tmp_path: Path) -> None:
    run = written(tmp_path / "run", [AWKWARD])
    part = run / "audit/clusters/part-00000.jsonl"
    part.write_text(json.dumps({"id": "b", "kept": True, "indexed": True, 'a "b"': [1]}) + "\n" + part.read_text())
    export(run, "sqlite", tmp_path / "out.sqlite")
    with closing(sqlite3.connect(tmp_path / "out.sqlite")) as database:
        query = 'SELECT id, kept, indexed, "a ""b""" FROM clusters'
        assert database.execute(query).fetchall() == [("b", 1, 1, "[1]"), ("<0>", 0, None, None)]


def test_sqlite_views_agree_with_the_tables(batch: Path, tmp_path: Path) -> None:
    export(batch, "sqlite", tmp_path / "out.sqlite")
    folder = Folder.open(batch)
    summary = folder.summary()
    with closing(sqlite3.connect(tmp_path / "out.sqlite")) as database:
        rules = {
            rule: {"edits": edits, "characters": size}
            for rule, edits, size, _ in database.execute("SELECT * FROM rules")
        }
        assert rules == summary["rules"]
        cut_all, copies = (
            database.execute(query).fetchone()[0]
            for query in ("SELECT SUM(cut) FROM losses", "SELECT SUM(documents) FROM copying")
        )
        assert cut_all == summary["characters"]["cut"] and (copies or 0) == summary["records"]["removed"]
        assert len(database.execute("SELECT * FROM loosest").fetchall()) == summary["clusters"]["count"]
        lines = [line for row in folder.rows("audit/edits") for line in row["text"].split("\n") if line.strip()]
        assert database.execute("SELECT SUM(times) FROM cut_most").fetchone()[0] == len(lines)


# ---------------------------------------------------------------- Parquet and Hugging Face


@arrow
def test_parquet_is_what_the_run_would_have_written(batch: Path, tmp_path: Path) -> None:
    cleaner.run(BATCH, tmp_path / "parquet", cleaner.Settings(format="parquet", jobs=1))
    export(batch, "parquet", tmp_path / "out")
    found, wanted = tree(tmp_path / "out"), tree(tmp_path / "parquet")
    for each in (found, wanted):  # the page and the manifest know which of the two was the run
        del each["report.html"], each["manifest.json"]
    assert found == wanted


@arrow
def test_a_data_set_tells_what_was_cut_from_each_document(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    export(golden(tmp_path / "run"), "hf", tmp_path / "out")
    (row,) = pq.read_table(tmp_path / "out/data/train-00000.parquet").to_pylist()
    assert (row["residue_chars"], row["residue_rules"], row["cluster"], row["cluster_size"]) == (22, "a-rule", None, 1)
    assert row["id"] == "fähre" and row["tags"] == '["a",1]'


def test_the_data_set_loads(batch: Path, tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    export(batch, "hf", tmp_path / "out")
    summary = json.loads((batch / "summary.json").read_bytes())

    def load(folder: Path, *config: str) -> Any:
        return datasets.load_dataset(str(folder), *config, split="train", cache_dir=str(tmp_path / "cache"))

    kept = load(tmp_path / "out")
    wanted = [row["text"] for row in Folder.open(batch).rows("documents")]
    assert kept["text"] == wanted and sum(size - 1 for size in kept["cluster_size"]) == summary["records"]["removed"]
    assert len(load(tmp_path / "out", "removed")) == summary["records"]["removed"]
    edits = load(tmp_path / "out", "edits")
    assert (
        sum(end - start for start, end in zip(edits["start"], edits["end"], strict=True))
        == summary["characters"]["cut"]
    )
    assert len(load(tmp_path / "out", "links")) == sum(summary["relations"].values())
    empty = written(tmp_path / "empty", [{"text": "It opens.", "removed": False}])
    export(empty, "hf", tmp_path / "none")
    assert load(tmp_path / "none")["text"] == ["It opens."]
    for suffix in ("jsonl", "jsonl.gz", "jsonl.zst", "parquet"):  # what a run writes loads as it is
        cleaner.run(BATCH, tmp_path / suffix, cleaner.Settings(jobs=1, format=suffix))
        assert load(tmp_path / suffix)["text"] == wanted


# ---------------------------------------------------------------- the contract of all targets


def place(folder: Path, target: str) -> Path:
    return folder / ("out.sqlite" if target == "sqlite" else "out")


@pytest.mark.parametrize("target", ALL)
def test_the_same_run_gives_the_same_bytes_and_again_over_itself(tmp_path: Path, target: str) -> None:
    run = golden(tmp_path / "run")
    before = tree(run)
    trees: list[dict[str, bytes]] = []
    for _ in range(2):
        export(run, target, place(tmp_path, target))
        trees.append({name: data for name, data in tree(tmp_path).items() if not name.startswith("run/")})
    assert trees[0] == trees[1] and tree(run) == before


@pytest.mark.parametrize("target", ALL)
def test_what_is_not_ours_is_not_touched(tmp_path: Path, target: str) -> None:
    run, dest = golden(tmp_path / "run"), place(tmp_path, target)
    if target == "sqlite":
        dest.write_text("theirs")
    else:
        dest.mkdir()
        (dest / "theirs.txt").write_text("theirs")
    with pytest.raises(UsageError):
        export(run, target, dest)
    assert set(tree(tmp_path)) - {f"run/{name}" for name in tree(run)} == {
        "out.sqlite" if target == "sqlite" else "out/theirs.txt"
    }
    export(run, target, dest, overwrite=True)
    assert target == "sqlite" or (dest / "theirs.txt").read_text() == "theirs"
    with pytest.raises(UsageError):
        export(run, target, run / "documents" / "out", overwrite=True)


@pytest.mark.parametrize("target", [target for target in ALL if target != "sqlite"])
def test_a_run_is_not_replaced_by_an_export(tmp_path: Path, target: str) -> None:
    written(tmp_path / "run", [{"text": "It opens.", "removed": False}], inputs=["a.jsonl"])
    written(tmp_path / "other", [{"text": "It is open.", "removed": False}], inputs=["b.jsonl"])
    before = tree(tmp_path / "other")
    with pytest.raises(UsageError, match="holds another run"):
        export(tmp_path / "run", target, tmp_path / "other")
    assert tree(tmp_path / "other") == before
    export(tmp_path / "run", target, tmp_path / "other", overwrite=True)
    export(tmp_path / "run", target, tmp_path / "other")


def test_a_file_beside_is_not_ours_either(tmp_path: Path) -> None:
    """What a killed export left is cleared away; a file of that name that holds something else stays."""
    run, beside = golden(tmp_path / "run"), tmp_path / "out.sqlite.part"
    beside.write_text("theirs")
    with pytest.raises(UsageError, match="holds something else"):
        export(run, "sqlite", tmp_path / "out.sqlite", overwrite=True)
    assert beside.read_text() == "theirs"
    beside.write_bytes(b"")
    export(run, "sqlite", tmp_path / "out.sqlite")
    (tmp_path / "out.sqlite").rename(beside)
    export(run, "sqlite", tmp_path / "out.sqlite")
    assert {path.name for path in tmp_path.iterdir()} == {"run", "out.sqlite"}


@pytest.mark.parametrize("target", ALL)
@pytest.mark.parametrize("harm", [b'{"id":', b"[1]\n", b'{"id":"\xff"}\n'])
def test_a_bad_row_is_told_in_a_line_and_nothing_is_written(tmp_path: Path, target: str, harm: bytes) -> None:
    run = golden(tmp_path / "run")
    part = run / "documents/part-00000.jsonl"
    part.write_bytes(part.read_bytes() + harm)
    with pytest.raises(InputError, match="holds a row that cannot be read") as told:
        export(run, target, place(tmp_path, target))
    assert "\n" not in str(told.value) and str(part) in str(told.value)
    assert {path.name for path in tmp_path.iterdir()} == {"run"}


@pytest.mark.parametrize("target", [target for target in ALL if target not in ("sqlite", "parquet")])
def test_an_export_is_verified_and_is_no_run(tmp_path: Path, target: str) -> None:
    export(golden(tmp_path / "run"), target, tmp_path / "out")
    assert command("verify", tmp_path / "out").returncode == 0
    with pytest.raises(InputError, match="not the output of a finished run"):
        export(tmp_path / "out", target, tmp_path / "again")
    part = next(path for path in sorted((tmp_path / "out").rglob("*-00000.*")))
    part.write_bytes(part.read_bytes()[:-1])
    assert "bytes, not" in command("verify", tmp_path / "out", code=1).stdout


def test_a_part_has_its_frame_and_the_rows_between(tmp_path: Path) -> None:
    table = Table(tmp_path, lambda n: f"part-{n}.xml", "jsonl", part_bytes=12, frame=(b"<a>\n", b"</a>\n"))
    for n in range(4):
        table.write_line(b"<b>%d</b>\n" % n)
        if n == 2:
            table.end_part()
    assert [part.path.read_bytes() for part in table.close()] == [b"<a>\n<b>%d</b>\n</a>\n" % n for n in range(4)]


def command(*arguments: str | Path, code: int = 0) -> "subprocess.CompletedProcess[str]":
    done = subprocess.run(
        [sys.executable, "-m", "cleaner", *map(str, arguments)], capture_output=True, text=True, check=False
    )
    assert done.returncode == code and "Traceback" not in done.stderr, done.stderr
    return done


def test_the_command_tells_what_it_wrote(tmp_path: Path) -> None:
    run = written(tmp_path / "run", [AWKWARD, {**AWKWARD, "removed": False}])
    done = command("export", run, "--to", "tei", "-o", tmp_path / "out", "--with-duplicates")
    assert done.stdout == "" and "1 documents, 1 duplicates" in done.stderr and "became U+FFFD" in done.stderr
    told = command("export", run, "--to", "dolma", "-o", tmp_path / "d", "--with-duplicates", code=2).stderr
    assert "leave out --with-duplicates" in told and told.count("\n") == 1
    command("export", tmp_path, "--to", "tei", "-o", tmp_path / "t", code=3)
    assert all(target in command("export", "--help").stdout for target in TARGETS)


def test_light_targets_need_no_extra(tmp_path: Path) -> None:
    golden(tmp_path / "run")
    hidden = "import sys; sys.modules.update(dict.fromkeys(('pyarrow', 'duckdb', 'orjson', 'zstandard', 'numpy'))); from cleaner.cli import main; main()"
    for target in TARGETS:
        told = ["export", str(tmp_path / "run"), "--to", target, "-o", str(place(tmp_path, f"{target}")) + target]
        done = subprocess.run([sys.executable, "-c", hidden, *told], capture_output=True, text=True, check=False)
        assert done.returncode == (0 if target in LIGHT else 2), done.stderr
        assert target in LIGHT or "pip install 'article-cleaner[corpus]'" in done.stderr


def test_a_row_of_edits_that_is_none_is_told(tmp_path: Path) -> None:
    run = written(tmp_path / "run", [{"text": "It opens.", "removed": False}], [{"id": "<0>", "start": 1}])
    with pytest.raises(CleanerError, match="no edit"):
        export(run, "dolma", tmp_path / "out")
