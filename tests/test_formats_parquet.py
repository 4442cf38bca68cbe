"""Parquet: rows to records, and what damage may cost."""

import datetime
import gzip
import io
import json
import subprocess
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.formats import ReadOptions, Record, Reject, read

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

TEXTS = [f"The {n}th council met {n * 7919 % 1013} times before the bridge was built." for n in range(60)]


def parquet(columns: dict[str, object], **how: object) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, **how)
    return out.getvalue()


def parse(path: Path, data: bytes, told: list[str] | None = None, **options: object) -> list[Record | Reject]:
    path.write_bytes(data)
    return list(read([str(path)], ReadOptions(**options), ([] if told is None else told).append))  # type: ignore[arg-type]


def codes(found: Sequence[Record | Reject]) -> list[str]:
    return ["ok" if isinstance(each, Record) else each.code for each in found]


def texts(found: Sequence[Record | Reject]) -> list[str]:
    return [each.document.text for each in found if isinstance(each, Record)]


def damaged(data: bytes, group: int, column: int = 1) -> bytes:
    """The same file with 60 bytes overwritten in the middle of a column of a group."""
    chunk = pq.ParquetFile(io.BytesIO(data)).metadata.row_group(group).column(column)
    middle = chunk.data_page_offset + chunk.total_compressed_size // 2
    return data[:middle] + b"\xff" * 60 + data[middle + 60 :]


@pytest.mark.parametrize("kind", ["string", "large_string", "string_view", "binary", "large_binary", "dictionary"])
def test_a_text_is_a_text_however_it_is_laid_out(tmp_path: Path, kind: str) -> None:
    column = pa.array(TEXTS)
    if kind == "string_view":
        pytest.importorskip("pyarrow", minversion="18")  # none before casts to it
    column = column.dictionary_encode() if kind == "dictionary" else column.cast(getattr(pa, kind)())
    for packed in (None, "zstd"):
        found = parse(tmp_path / "in.parquet", parquet({"text": column}, compression=packed, row_group_size=25))
        assert texts(found) == TEXTS
        assert [each.line for each in found] == list(range(1, 61))


def test_a_file_is_known_by_its_first_bytes_and_may_be_packed(tmp_path: Path) -> None:
    data = parquet({"id": pa.array(TEXTS), "text": pa.array(TEXTS)})
    for name, given_data in (("in.data", data), ("in.parquet.gz", gzip.compress(data))):
        assert texts(parse(tmp_path / name, given_data)) == TEXTS


def test_nested_columns_times_and_bytes_become_json(tmp_path: Path) -> None:
    day = datetime.datetime(2024, 5, 1, 12, 30, tzinfo=datetime.UTC)
    columns = {
        "text": pa.array(["a"]),
        "date": pa.array([day], pa.timestamp("us", "Europe/Berlin")),
        "naive": pa.array([1], pa.timestamp("ns")),
        "day": pa.array([day.date()]),
        "at": pa.array([day.time()]),
        "took": pa.array([5], pa.duration("ms")),
        "price": pa.array([Decimal("1.10")]),
        "hash": pa.array([b"\xff\x00"]),
        "word": pa.array([b"plain"]),
        "meta": pa.array([{"tags": ["x", None], "when": day, "deep": {"n": 1}}]),
        "map": pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int64())),
        "pairs": pa.array([[(1, "v")]], pa.map_(pa.int64(), pa.string())),
        "none": pa.array([None], pa.string()),
        "big": pa.array([2**63], pa.uint64()),
        "half": pa.array([0.5], pa.float32()),
        "nulls": pa.array([None]),
    }
    (found,) = parse(tmp_path / "in.parquet", parquet(columns))
    assert isinstance(found, Record)
    assert json.loads(json.dumps(found.fields)) == {
        "text": "a",
        "date": "2024-05-01T12:30:00Z",
        "naive": "1970-01-01T00:00:00.000000001",
        "day": "2024-05-01",
        "at": "12:30:00",
        "took": 5,
        "price": "1.10",
        "hash": "/wA=",
        "word": "plain",
        "meta": {"tags": ["x", None], "when": "2024-05-01T12:30:00Z", "deep": {"n": 1}},
        "map": {"k": 1},
        "pairs": [[1, "v"]],
        "none": None,
        "big": 2**63,
        "half": 0.5,
        "nulls": None,
    }
    assert found.document.date == "2024-05-01T12:30:00Z"


def test_a_bad_row_costs_itself(tmp_path: Path) -> None:
    good = [text.encode() for text in TEXTS]
    rows = [*good[:2], b"caf\xe9", None, b" ", *good[2:4]]
    for kind in (pa.binary(), pa.string()):
        column = pa.Array.from_buffers(kind, len(rows), pa.array(rows, pa.binary()).buffers())
        found = parse(tmp_path / "in.parquet", parquet({"text": column}))
        assert codes(found) == ["ok", "ok", "not-utf8", "text-type", "text-blank", "ok", "ok"]
        assert [each.line for each in found] == list(range(1, 8))


def test_a_date_beyond_all_calendars_is_its_number(tmp_path: Path) -> None:
    columns = {"text": pa.array(["a"]), "date": pa.array([10**15], pa.timestamp("ms"))}
    (found,) = parse(tmp_path / "in.parquet", parquet(columns))
    assert isinstance(found, Record) and found.document.date == str(10**15)


def test_a_damaged_group_costs_no_other(tmp_path: Path) -> None:
    data = parquet(
        {"id": pa.array([str(n) for n in range(60)]), "text": pa.array(TEXTS)},
        row_group_size=20,
        use_dictionary=False,
        compression="snappy",
        write_page_checksum=True,
    )
    found = parse(tmp_path / "in.parquet", damaged(data, 1))
    assert codes(found) == [*["ok"] * 20, "file-damaged", *["ok"] * 20]
    reject = found[20]
    assert isinstance(reject, Reject) and reject.line == 21 and reject.reason.startswith("rows 21 to 40 cannot be read")
    assert texts(found) == TEXTS[:20] + TEXTS[40:]


@pytest.mark.parametrize("bad", [b"PAR1", b"PAR1" * 3, b"not a table at all", b"PAR1" + b"\0" * 100 + b"PAR1"])
def test_what_is_no_table_is_one_reject(tmp_path: Path, bad: bytes) -> None:
    (found,) = parse(tmp_path / "in.parquet", bad)
    assert isinstance(found, Reject) and (found.code, found.line) == ("file-damaged", 0)


@given(st.floats(0.001, 0.999))
def test_a_cut_file_is_one_reject(tmp_path_factory: pytest.TempPathFactory, share: float) -> None:
    data = parquet({"text": pa.array(TEXTS)})
    path = tmp_path_factory.mktemp("cut") / "in.parquet"
    (found,) = parse(path, data[: max(1, int(len(data) * share))])
    assert isinstance(found, Reject) and found.line == 0


@given(st.floats(0, 0.999), st.integers(1, 255), st.sampled_from(["snappy", None, "zstd"]))
def test_a_damaged_byte_never_raises_and_all_rows_are_told(
    tmp_path_factory: pytest.TempPathFactory, share: float, byte: int, packed: str | None
) -> None:
    data = bytearray(
        parquet({"text": pa.array(TEXTS)}, row_group_size=20, compression=packed, write_page_checksum=True)
    )
    data[int(len(data) * share)] ^= byte
    found = parse(tmp_path_factory.mktemp("flip") / "in.parquet", bytes(data))
    assert len(found) <= 60 and found
    if len(found) < 60:
        assert any(code.startswith(("file-", "text-")) for code in codes(found))


@given(st.binary(max_size=200))
def test_no_bytes_raise(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("wild") / "in.parquet"
    for given_data in (data, b"PAR1" + data + b"PAR1"):
        assert len(parse(path, given_data)) <= 1


def test_columns_without_a_text_are_one_reject_and_no_rows_are_none(tmp_path: Path) -> None:
    (found,) = parse(tmp_path / "in.parquet", parquet({"a": pa.array([1, 2])}))
    assert isinstance(found, Reject) and found.code == "text-missing" and "there are: a" in found.reason
    assert parse(tmp_path / "in.parquet", parquet({"text": pa.array([], pa.string())})) == []
    assert texts(parse(tmp_path / "in.parquet", parquet({"a": pa.array(["x"])}), text_field="a")) == ["x"]


def test_names_given_twice_hide_no_column(tmp_path: Path) -> None:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], ["text", "text"]), out)
    (found,) = parse(tmp_path / "in.parquet", out.getvalue())
    assert isinstance(found, Record) and found.fields == {"text": "a", "text#2": "b"}


# The peak that getrusage tells of a child begins with its parent's.
REPEATED = """
import re, sys
from pathlib import Path
from cleaner.formats import Reject, read
found = 0
for each in read([sys.argv[1]]):
    found += 1
peak = re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())
print(found, isinstance(each, Reject) and each.code, peak[1])
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not tell a process's peak")
def test_a_text_that_is_kept_once_and_repeated_stays_within_memory(tmp_path: Path) -> None:
    """10 MB a row, 400 rows, 10 KB of file: read as it says, a batch of it would take 4 GB."""
    rows = pa.DictionaryArray.from_arrays(pa.array([0] * 400, pa.int32()), pa.array(["a" * (10 << 20)]))
    data = parquet({"text": rows}, compression="zstd", dictionary_pagesize_limit=1 << 30, store_schema=False)
    (tmp_path / "in.parquet").write_bytes(data)
    assert len(data) < 100_000
    done = subprocess.run(
        [sys.executable, "-c", REPEATED, str(tmp_path / "in.parquet")], capture_output=True, text=True, check=True
    )
    found, code, peak = done.stdout.split()
    assert code == "file-ratio" and 1 < int(found) < 20
    assert int(peak) < 600_000  # KB


def test_a_package_that_is_missing_is_told_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "in.parquet").write_bytes(b"PAR1")
    code = "import sys; sys.modules['pyarrow'] = None; from cleaner.formats import read; read([sys.argv[1]])"
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False)
    assert "MissingPart: a Parquet file needs the package pyarrow" in done.stderr
