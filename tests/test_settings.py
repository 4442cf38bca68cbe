"""Settings: what cannot be meant is refused in a line that names it, and the reference tells of every one."""

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest

from cleaner.bounds import PageBounds
from cleaner.errors import UsageError
from cleaner.formats import Record, Reject, read
from cleaner.formats.record import ReadOptions
from cleaner.job import run
from cleaner.settings import Settings, size

REFERENCE = Path(__file__).parent.parent / "docs" / "reference" / "settings.md"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("max_seconds", 0.5, "between 1 and 86,400"),
        ("max_seconds", float("nan"), "between 1 and 86,400"),
        ("max_seconds", "soon", "a number"),
        ("read.max_line_bytes", 0, "between 1 and"),
        ("read.max_line_bytes", -1, "between 1 and"),
        ("read.max_line_bytes", 10**30, "between 1 and"),
        ("read.max_line_bytes", "64 megs", "64MiB or 2GB"),
        ("read.max_document_bytes", True, "a whole number"),
        ("read.max_unpacked_bytes", 1.5, "a whole number"),
        ("read.max_ratio", "1000", "a whole number"),
        ("read.text_field", 7, "a text"),
        ("page.max_depth", 0, "between 1 and"),
        ("page.max_attributes", None, "a whole number"),
        ("page.max_bites", 1, "no such setting"),
        ("page", 3, "a table"),
        ("only", "comment-form", "a list of texts"),
        ("jobs", True, "a whole number"),
        ("level", "reckless", "one of careful"),
        ("engine", "ray", "one of local, spark"),
        ("master", "spark://host:7077", "say engine = spark"),
        ("limit", "all", "a whole number"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_name(name: str, value: object, told: str) -> None:
    table, dot, inner = name.partition(".")
    with pytest.raises(UsageError, match=f"^{name}: .*{told}"):
        Settings().with_({table: {inner: value} if dot else value})


PAGE = "<html><body><article>" + "<p><b>The bridge opens on Monday, the mayor told reporters.</b></p>" * 9


@pytest.mark.parametrize(
    ("bound", "code", "told"),
    [
        ("read.max_line_bytes = '1KB'", "line-too-long", "over 1,000 bytes"),
        ("read.max_document_bytes = 400", "text-too-large", "over 400 bytes"),
        ("page.max_bytes = 500", "not-prepared", "a page of over 500 bytes"),
        ("page.max_attributes = 2", "not-prepared", "a tag of over 2 attributes"),
        ("page.max_depth = 3", "not-prepared", "tags nested over 3 deep"),
    ],
)
def test_a_bound_rejects_what_passes_it_and_no_more(tmp_path: Path, bound: str, code: str, told: str) -> None:
    source, config, out = tmp_path / "in.jsonl", tmp_path / "bounds.toml", tmp_path / "out"
    small = {"id": "a", "html": "<html><body><p>The pool closes early on Friday, the city says."}
    large = {"id": "b", "html": PAGE.replace("<article>", "<article a b c>"), "more": "." * 500}
    source.write_text("".join(json.dumps(row) + "\n" for row in (small, large)))
    config.write_text(bound)
    run(source, out, Settings.from_file(config).with_({"dedup": False, "jobs": 1, "format": "jsonl"}))
    (reject,) = map(json.loads, (out / "rejects.jsonl").read_text().splitlines())
    assert (reject["line"], reject["code"]) == (2, code) and told in reject["reason"]
    (kept,) = (out / "documents" / "part-00000.jsonl").read_text().splitlines()
    assert json.loads(kept)["id"] == "a"


def test_the_bound_of_a_file_rejects_its_rest(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text("".join(json.dumps({"id": n, "text": f"The lamp {n} is lit. " * 99}) + "\n" for n in range(500)))
    read_by = Settings().with_({"read": {"max_unpacked_bytes": "600KB"}}).read
    *records, last = read([str(source)], read_by)
    assert records and all(isinstance(one, Record) for one in records)
    assert isinstance(last, Reject) and (last.code, last.reason) == (
        "file-too-large",
        "holds over 600,000 bytes: the rest is not read",
    )


def test_bounds_are_bytes_or_sizes() -> None:
    read = Settings().with_({"read": {"max_line_bytes": "1.5MiB", "max_document_bytes": 7}}).read
    assert (read.max_line_bytes, read.max_document_bytes) == (3 << 19, 7)
    assert [size(text) for text in ("1KB", "2 GB", "64mib", "1TB")] == [1000, 2 * 10**9, 64 << 20, 10**12]


def test_the_reference_tells_every_setting_and_its_default() -> None:
    """Seen to fail when a setting was added, and when a default was changed."""
    told: dict[str, str] = {}
    table = ""
    for line in REFERENCE.read_text("utf-8").splitlines():
        if heading := re.match(r"## (?:`\[(\w+)\]`)?", line):
            table = f"{heading[1]}." if heading[1] else ""
        elif row := re.match(r"\| (`.*`) \| (.*?) ?\| ", line):
            told |= {table + name: row[2] for name in re.findall(r"`(\w+)`", row[1])}
    assert told.pop("jobs") == "all cores"
    for table, options in (("", Settings()), ("read.", ReadOptions()), ("page.", PageBounds())):
        for name in (f.name for f in fields(options)):
            if name in ("read", "page", "jobs"):
                continue
            assert _meant(told.pop(table + name), getattr(options, name)), table + name
    assert not told


def _meant(told: str, value: object) -> bool:
    """Whether a default is the value as the reference writes it."""
    if isinstance(value, str):
        return told == f'"{value}"'
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value == (size(told) if told.endswith("B") else float(told))
    return value == {"": None, "[]": (), "true": True, "false": False}[told]
