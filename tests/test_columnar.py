"""Tables as Parquet: what is written is read back, by the mapping that docs/reference/output.md tells."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import cleaner
from cleaner.audit.read import Folder
from cleaner.errors import CleanerError, InputError
from cleaner.formats import Record, read
from cleaner.formats.decode import decode
from cleaner.output import OutputFolder
from cleaner.table import json_line
from cleaner.tables import TABLES

pq = pytest.importorskip("pyarrow.parquet")
columnar = pytest.importorskip("cleaner.columnar")
pa = pytest.importorskip("pyarrow")

ROOT = Path(__file__).parent.parent
BATCH = ROOT / "samples" / "batch"
KINDS = ("none", "truth", "small", "whole", "number", "text", "texts", "json")

anything = st.text(st.characters(exclude_categories=[]), max_size=8)
numbers = st.integers(-(2**70), 2**70) | st.sampled_from([2**53, 2**53 + 1, 2**63, -(2**63), 10**400]) | st.floats()
values = st.recursive(
    st.none() | st.booleans() | numbers | anything,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(anything, inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(["a", "b", "", "cleaner_more", "c.d"]) | anything
tables = st.lists(st.dictionaries(names, values, max_size=5), max_size=12)
# Columns that are mostly of one kind, as those of real records are.
plain = st.fixed_dictionaries(
    {"id": anything},
    optional={"n": st.integers(-5, 5) | st.floats(-5, 5), "tags": st.lists(anything, max_size=2), "on": st.booleans()},
)


def parts_of(folder: Path, rows: Sequence[Mapping[str, object]], part_bytes: int = 1 << 20) -> list[Any]:
    table = columnar.ColumnarTable(folder, "documents", lambda n: f"part-{n:05d}.parquet", part_bytes)
    for row in rows:
        table.write(row)
    parts: list[Any] = table.close()
    assert table.close() == parts and sorted(folder.iterdir()) == [part.path for part in parts]
    return parts


def mapped(row: Mapping[str, object]) -> dict[str, Any]:
    """A row as the reference says that Parquet gives it back: what JSON keeps of it, less its nulls."""
    value, _ = decode(json_line(row))
    assert isinstance(value, dict)
    return {name: inner for name, inner in value.items() if inner is not None}


def alike(one: object, other: object) -> bool:
    """Equal, truth values being no numbers; 1 and 1.0 are one number."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    return one == other and isinstance(one, bool) == isinstance(other, bool)


@given(tables | st.lists(plain, max_size=12), st.integers(1, 300), st.sampled_from([1, 3, 1000]))
@example([{"a": 2**53 + 1}, {"a": 0.5}], 300, 1000)
@example([{"a": "1"}, {"a": 1}, {"a": None}], 300, 1000)
@example([{"\ud800": "\udfff"}, {"a": float("nan")}], 300, 1000)
@example([{"a": 1, "b": [1]}, {"c": None, "d": {"e": 2**64}, "cleaner_more": 1}], 300, 1)
@example([{}, {}], 300, 1000)
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, given_rows: list[dict[str, object]], part_bytes: int, most: int
) -> None:
    folder = tmp_path_factory.mktemp("t")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columnar, "MOST_COLUMNS", most)
        parts = parts_of(folder, given_rows, part_bytes)
    found = [row for part in parts for row in columnar.rows(part.path)]
    assert alike(found, [mapped(row) for row in given_rows])
    assert [part.records for part in parts] == [pq.ParquetFile(part.path).metadata.num_rows for part in parts]
    schemas = [pq.read_schema(part.path) for part in parts]
    assert all(schema.equals(schemas[0], check_metadata=True) for schema in schemas)


@given(st.lists(st.dictionaries(names, values, max_size=4), min_size=1, max_size=6))
def test_what_is_written_is_an_input_again(
    tmp_path_factory: pytest.TempPathFactory, given_rows: list[dict[str, object]]
) -> None:
    records = [{**row, "text": f"The bridge opens on day {n}."} for n, row in enumerate(given_rows)]
    (part,) = parts_of(tmp_path_factory.mktemp("t"), records)
    found = list(read([str(part.path)]))
    assert alike(
        [each.fields if isinstance(each, Record) else each for each in found], [mapped(row) for row in records]
    )


@pytest.mark.parametrize("a, b", list(product(KINDS, KINDS)))
def test_the_order_of_rows_changes_no_column(a: str, b: str) -> None:
    joined = columnar.joined
    assert joined(a, a) == a and joined(a, b) == joined(b, a)
    assert all(joined(joined(a, b), c) == joined(a, joined(b, c)) for c in KINDS)


def test_columns_are_what_all_rows_agree_on(tmp_path: Path) -> None:
    """Rows that differ in the last part: seen to need a second schema when each part had its own."""
    rows: list[dict[str, object]] = [
        {"id": "a", "n": 1, "mixed": 7, "score": 1, "tags": ["x"], "meta": {"k": [1]}, "big": 1},
        {"id": "b", "on": True, "score": 0.5, "none": None, "mixed": "seven", "tags": [], "big": 2**64},
    ]
    parts = parts_of(tmp_path, rows, part_bytes=1)
    assert [part.path.name for part in parts] == ["part-00000.parquet", "part-00001.parquet"]
    schema = pq.read_schema(parts[0].path)
    assert {field.name: str(field.type) for field in schema} == {
        "id": "string", "n": "int64", "mixed": "string", "score": "double", "tags": "list<element: string>",
        "meta": "string", "big": "string", "on": "bool", "none": "string",
    }  # fmt: skip
    assert json.loads(schema.metadata[b"article-cleaner"]) == {"json": ["big", "meta", "mixed"], "more": None}
    assert pq.read_table(parts[1].path)["mixed"].to_pylist() == ['"seven"']


def test_groups_are_bounded_by_rows_and_by_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (part,) = parts_of(tmp_path, [{"n": n} for n in range(25_000)])
    (tmp_path / "big").mkdir()
    monkeypatch.setattr(columnar, "GROUP_BYTES", 30_000)
    (big,) = parts_of(tmp_path / "big", [{"text": "x" * 10_000} for _ in range(5)])
    told = [pq.ParquetFile(each.path).metadata for each in (part, big)]
    assert [[m.row_group(n).num_rows for n in range(m.num_row_groups)] for m in told] == [
        [10_000, 10_000, 5_000],
        [2, 2, 1],
    ]
    assert told[0].row_group(0).column(0).compression == "ZSTD" and told[0].row_group(0).column(0).has_offset_index


def test_tables_without_rows_have_their_columns(tmp_path: Path) -> None:
    with OutputFolder(tmp_path / "out", inputs=[], overwrite=False, suffix="parquet") as out:
        out.commit({}, {})
    for table in set(TABLES) - {"rejects"}:
        schema = pq.read_schema(tmp_path / "out" / table / "part-00000.parquet")
        assert schema.names == list(columnar.KNOWN[table])
    assert (tmp_path / "out/rejects.jsonl").read_bytes() == b""


def command(*arguments: str | Path, code: int = 0, **env: str) -> "subprocess.CompletedProcess[str]":
    told = [sys.executable, "-m", "cleaner", *map(str, arguments)]
    done = subprocess.run(told, capture_output=True, text=True, check=False, env={**os.environ, **env})
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sample batch as JSON lines and as Parquet."""
    root = tmp_path_factory.mktemp("runs")
    for suffix in ("jsonl", "parquet"):
        cleaner.run(BATCH, root / suffix, cleaner.Settings(format=suffix, jobs=1))
    return {suffix: root / suffix for suffix in ("jsonl", "parquet")}


def test_a_run_writes_the_same_rows_in_both_formats(folders: dict[str, Path]) -> None:
    lines, columns = (Folder.open(folders[suffix]) for suffix in ("jsonl", "parquet"))
    for table in TABLES:
        if table == "rejects":
            assert list(columns.rejects()) == list(lines.rejects())
        else:
            assert alike(list(columns.rows(table)), [mapped(row) for row in lines.rows(table)]), table
            assert columnar.KNOWN[table].keys() <= set(
                pq.read_schema(columns.path / table / "part-00000.parquet").names
            )
    names = {path.relative_to(folders["jsonl"]).as_posix() for path in folders["jsonl"].rglob("*") if path.is_file()}
    other = {path.relative_to(columns.path).as_posix() for path in columns.path.rglob("*") if path.is_file()}
    assert other == {name if name == "rejects.jsonl" else name.replace(".jsonl", ".parquet") for name in names}
    assert columns.summary() == lines.summary()
    with_edits = [[(w.id, w.text, w.removed, edits) for w, edits in each.with_edits()] for each in (lines, columns)]
    assert with_edits[0] == with_edits[1]


def test_any_number_of_processes_writes_the_same_bytes(folders: dict[str, Path], tmp_path: Path) -> None:
    command("run", BATCH, "-o", tmp_path / "out", "--format", "parquet", "--jobs", "2", "-q", PYTHONHASHSEED="7")
    for path in folders["parquet"].rglob("*"):
        if path.is_file():
            assert (tmp_path / "out" / path.relative_to(folders["parquet"])).read_bytes() == path.read_bytes(), path


def test_every_command_reads_a_folder_of_parquet(folders: dict[str, Path], tmp_path: Path) -> None:
    lines, columns = folders["jsonl"], folders["parquet"]
    command("verify", columns)
    for ids in (["en-03"], ["en-15", "en-16"]):
        told = [command("explain", *ids, "--in", folder).stdout for folder in (lines, columns)]
        assert told[0] == told[1]
    page = (columns / "report.html").read_bytes()
    command("report", columns)
    assert (columns / "report.html").read_bytes() == page
    streams = [command("clean", folder, "-o", "-").stdout.splitlines() for folder in (lines, columns)]
    assert alike([mapped(json.loads(line)) for line in streams[1]], [mapped(json.loads(line)) for line in streams[0]])
    command("index", "add", tmp_path / "index", columns / "documents")
    again = command("run", columns, "-o", tmp_path / "again", "--against", tmp_path / "index", "--json")
    assert (
        json.loads(again.stdout)["records"]["in"] == json.loads((lines / "summary.json").read_bytes())["records"]["out"]
    )
    profiles = [str(folder / f"audit/profile/part-00000.{suffix}") for suffix, folder in folders.items()]
    assert cleaner.Profile.load(profiles[0]) == cleaner.Profile.load(profiles[1])
    verdict = {"kind": "cut", "verdict": "right", "id": "x", "start": 0, "end": 9, "rules": ["repeated-line"],
               "before": "", "text": "Read more", "after": "\nNo."}  # fmt: skip
    (tmp_path / "verdicts.jsonl").write_text(json.dumps(verdict))
    command("rules", "test", "--verdicts", tmp_path / "verdicts.jsonl", "--profile", profiles[1])


def test_a_damaged_part_is_told_in_a_line(tmp_path: Path) -> None:
    cleaner.run(BATCH / "texts", tmp_path / "out", cleaner.Settings(format="parquet", jobs=1))
    part = tmp_path / "out/documents/part-00000.parquet"
    part.write_bytes(part.read_bytes()[:-9])
    done = command("explain", "none", "--in", tmp_path / "out", code=3)
    assert done.stderr.count("\n") == 1 and "part-00000.parquet: is no whole Parquet file" in done.stderr
    profile = tmp_path / "out/audit/profile/part-00000.parquet"
    profile.write_bytes(profile.read_bytes()[:40])
    with pytest.raises(InputError, match="cannot be read as a profile"):
        cleaner.Profile.load(profile)


def test_a_record_whose_id_is_null_gets_one(tmp_path: Path) -> None:
    """Its edits were lost to the reports when the record kept its null, and its id was found anew from the cleaned text."""
    text = "The bridge opens on Monday, the mayor told reporters.\n\nIt took four years to build.\n\nLeave a reply:"
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": None, "text": text}))
    cleaner.run(tmp_path / "a.jsonl", tmp_path / "out", cleaner.Settings(dedup=False, format="parquet"))
    ((written, edits),) = Folder.open(tmp_path / "out").with_edits()
    assert written.fields["id"] == written.id and len(edits) == 1


@pytest.mark.parametrize(
    "bad", [b"not json", b"[]", b'{"json": 1, "more": null}', b'{"json": [], "more": 7}', b"[" * 100_000]
)
def test_marks_of_others_are_not_believed(tmp_path: Path, bad: bytes) -> None:
    table = pa.table({"text": ["The bridge opens."], "meta": ['{"a":1}']}).replace_schema_metadata(
        {b"article-cleaner": bad}
    )
    pq.write_table(table, tmp_path / "in.parquet")
    (found,) = read([str(tmp_path / "in.parquet")])
    assert isinstance(found, Record) and found.fields["meta"] == '{"a":1}'


def test_a_marked_cell_that_is_no_json_costs_its_row(tmp_path: Path) -> None:
    table = pa.table({"text": ["The bridge opens.", "It is open."], "meta": ["{", '{"a":1}']})
    table = table.replace_schema_metadata({b"article-cleaner": b'{"json": ["meta"], "more": null}'})
    pq.write_table(table, tmp_path / "in.parquet")
    bad, good = read([str(tmp_path / "in.parquet")])
    assert not isinstance(bad, Record) and bad.code == "json"
    assert isinstance(good, Record) and good.fields["meta"] == {"a": 1}


def test_a_full_disk_is_one_error_and_leaves_nothing(tmp_path: Path) -> None:
    pytest.importorskip("resource")
    code = (
        "import resource, sys; from pathlib import Path; from cleaner.output import OutputFolder\n"
        "from cleaner.errors import CleanerError; import random\n"
        "try:\n"
        "    with OutputFolder(Path(sys.argv[1]), inputs=[], overwrite=False, suffix='parquet') as out:\n"
        "        for n in range(3000): out.table('documents').write({'id': n, 'text': random.randbytes(500).hex()})\n"
        "        resource.setrlimit(resource.RLIMIT_FSIZE, (65536, resource.RLIM_INFINITY))\n"
        "        out.commit({}, {})\n"
        "except CleanerError as error: print(error); sys.exit(3)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "out")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 3 and done.stderr == "" and done.stdout.count("\n") == 1
    assert "cannot be written" in done.stdout and not (tmp_path / "out").exists()


def test_without_arrow_the_format_is_refused_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "The bridge opens."}')
    code = "import sys; sys.modules['pyarrow'] = None; from cleaner.cli import main; main()"
    told = [
        sys.executable,
        "-c",
        code,
        "clean",
        str(tmp_path / "a.jsonl"),
        "-o",
        str(tmp_path / "out"),
        "--format",
        "parquet",
    ]
    done = subprocess.run(told, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "pip install 'article-cleaner[corpus]'" in done.stderr
    assert "Traceback" not in done.stderr and not (tmp_path / "out").exists()


def test_no_error_of_a_table_is_another_thing(tmp_path: Path) -> None:
    with pytest.raises(CleanerError):
        list(columnar.rows(tmp_path / "none.parquet"))
