"""Whole files of every format, broken at random: whatever is done to a file, it costs what is broken, and is told.

A cut of it runs with the other tests; `HYPOTHESIS_PROFILE=laws` tries each file thousands of times.
"""

import json
import signal
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from functools import reduce
from importlib import import_module
from pathlib import Path
from types import FrameType

import pytest
from damage import WHOLES, Edit, Whole, edits, first_difference, flips
from hypothesis import given
from hypothesis import strategies as st

from cleaner.formats import ReadOptions, Record, Reject, read
from cleaner.prepare import article
from cleaner.settings import Settings
from cleaner.table import json_line

SECONDS = 20  # of processor time, for a file of a few KB
SETTINGS = Settings()
# Small bounds, so that a few KB can pass them; chunks of any size, so that all can be torn apart between two.
OPTIONS = ReadOptions(max_line_bytes=8 << 10, max_document_bytes=4 << 10, max_unpacked_bytes=1 << 20)
STEPS = ("_PLAIN_STEP", "_GZIP_STEP", "_ZSTD_STEP")


@contextmanager
def processor_time(seconds: int) -> Generator[None, None, None]:
    """Fail where more is used: what does not end by itself ends here."""

    def over(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"over {seconds} s of processor time")

    before = signal.signal(signal.SIGVTALRM, over)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def broken(
    folder: Path, whole: Whole, data: bytes, options: ReadOptions = OPTIONS
) -> tuple[list[Record | Reject], list[str]]:
    """What is read of a file that holds `data` instead of its own bytes, and what is told."""
    path = folder / whole.name
    path.write_bytes(data)
    told: list[str] = []
    with processor_time(SECONDS):
        found = list(read([str(path)], options, told.append))
    return found, told


def check(found: Sequence[Record | Reject]) -> None:
    """Each is a record that can be cleaned and written, or a reject that can be."""
    for each in found:
        if isinstance(each, Record):
            document = each.document
            assert document.text.strip() and each.fields[each.text_field] == document.text
            assert json.loads(json_line({**each.fields, "id": document.id}))
        else:
            assert json.loads(json_line(each.row()))
            assert each.code and each.reason and each.head.isprintable() and each.reason.isprintable()
            assert len(str(each)) < 4000
        assert each.line >= 0 and each.offset >= 0


def ids(found: Sequence[Record | Reject]) -> list[str]:
    return [each.document.id for each in found if isinstance(each, Record)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("broken")


@pytest.mark.parametrize("name", WHOLES)
def test_the_whole_files_are_read_whole(folder: Path, name: str) -> None:
    found, _ = broken(folder, WHOLES[name], WHOLES[name].data)
    check(found)
    assert all(isinstance(each, Record) for each in found)
    assert ids(found) == [id for id, _ in WHOLES[name].ends] or name.endswith(".parquet")
    assert len(found) == (1 if WHOLES[name].kind in ("txt", "html") else 8)


@pytest.mark.parametrize("name", WHOLES)
@given(changes=st.lists(edits, min_size=1, max_size=4), step=st.sampled_from([None, None, 5, 64, 301]))
def test_whatever_breaks_in_a_file_costs_no_record_before_it(
    folder: Path, name: str, changes: list[Edit], step: int | None
) -> None:
    """read(broken file) ends without an exception; what it gives can be written; the records that lie wholly before
    the first broken byte are there, in order."""
    whole = WHOLES[name]
    data = reduce(lambda data, change: change(data), changes, whole.data)
    with pytest.MonkeyPatch.context() as patch:
        for known in STEPS if step else ():
            patch.setattr(import_module("cleaner.formats.unpack"), known, step)
        found, told = broken(folder, whole, data)
    check(found)
    kept = whole.before(first_difference(whole.data, data))
    if whole.kind not in ("txt", "html"):
        assert ids(found)[: len(kept)] == kept
    assert found or told or not data.strip()


@pytest.mark.parametrize("name", WHOLES)
@given(change=flips)
def test_no_record_is_lost_in_silence_to_a_broken_byte(folder: Path, name: str, change: Edit) -> None:
    """Where a byte is another, there are as many records as before, or a reject or a note says why not."""
    whole = WHOLES[name]
    found, told = broken(folder, whole, change(whole.data))
    if sum(isinstance(each, Record) for each in found) < max(1, len(whole.ends)):
        assert any(isinstance(each, Reject) for each in found) or any("skipped" in line for line in told)


@pytest.mark.parametrize("name", [name for name, whole in WHOLES.items() if whole.kind in ("html", "warc")])
@given(changes=st.lists(edits, min_size=1, max_size=4))
def test_the_page_of_a_broken_file_is_an_article_or_a_reject(folder: Path, name: str, changes: list[Edit]) -> None:
    """article(record) of each record of a broken file raises nothing."""
    whole = WHOLES[name]
    data = reduce(lambda data, change: change(data), changes, whole.data)
    found, _ = broken(folder, whole, data)
    with processor_time(SECONDS):
        check([article(each, SETTINGS) for each in found if isinstance(each, Record)])
