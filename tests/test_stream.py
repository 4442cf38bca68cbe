"""Laws of streams: records come out as they would alone, whoever does the work and however the bytes arrive."""

import json
import subprocess
import sys
from collections.abc import Sequence
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import MARKED, any_text

from cleaner import prepare
from cleaner.cleaning import clean
from cleaner.formats import ReadOptions, Record, Reject, jsonl
from cleaner.formats.inputs import InputFile
from cleaner.pool import Pool
from cleaner.settings import Settings
from cleaner.table import json_line

SETTINGS = Settings(jobs=1)
PIPE = InputFile(None, "-", "-")


def packed(texts: Sequence[str], ending: bytes = b"\n") -> bytes:
    """A JSONL file of texts, with characters as they are, not escaped."""
    rows = (json.dumps({"id": n, "text": text}, ensure_ascii=False) for n, text in enumerate(texts))
    return b"".join(row.encode() + ending for row in rows)


def read(*chunks: bytes) -> list[Record | Reject]:
    return list(jsonl.read(PIPE, iter(chunks), ReadOptions(), lambda _: None))


def stream(records: Sequence[Record | Reject], jobs: int = 1) -> bytes:
    """What `cleaner clean` writes for records; rejects as their rows."""
    with Pool(jobs, ("cleaner.prepare",)) as pool:
        done = prepare.prepared(records, SETTINGS, pool)
        return b"".join(json_line(one.row() if isinstance(one, Reject) else one.fields) for one in done)


texts = st.lists(any_text, max_size=5)


@given(texts, st.integers(0, 5))
def test_no_memory(drawn: list[str], at: int) -> None:
    """stream(A ++ B) = stream(A) ++ stream(B), and stream(A ++ A) = stream(A) twice: what went before does not matter.

    Seen to fail when a rule remembered the lines that it had cut before.
    """
    records = read(packed(drawn))
    assert stream(records) == stream(records[:at]) + stream(records[at:])
    assert stream(records + records) == stream(records) * 2


@given(texts)
def test_a_stream_is_its_documents(drawn: list[str]) -> None:
    """A record of the stream is the record as read, its text cleaned as it would be alone.

    Seen to fail when the text was written as it came.
    """
    for record in read(packed(drawn)):
        if isinstance(record, Record):
            done = json.loads(stream([record]))
            assert done == {**record.fields, "text": clean(record.document.text).text}


def _many(count: int) -> list[str]:
    random = Random(7)
    return [
        f"The lamp on bridge {n} was lit again on Monday evening.\n\n{random.choice(MARKED).text}" for n in range(count)
    ]


def test_workers() -> None:
    """One worker or three: the same bytes, in the same order.

    Seen to fail when results were taken in the order in which they were ready.
    """
    records = read(packed(_many(4 * prepare.BATCH_RECORDS + 1)))
    assert len(list(prepare.batches(records))) > 3
    assert stream(records, jobs=3) == stream(records)


def test_workers_of_the_command() -> None:
    """`cleaner clean --jobs 1` and `--jobs 3` write the same bytes.

    Seen to fail when results were taken in the order in which they were ready.
    """
    given = packed([*_many(3 * prepare.BATCH_RECORDS), ""])
    one, three = (
        subprocess.run(
            [sys.executable, "-m", "cleaner", "clean", "-", "-o", "-", "--jobs", jobs],
            input=given,
            capture_output=True,
            check=True,
        ).stdout
        for jobs in ("1", "3")
    )
    assert one and one == three


@given(texts, st.lists(st.integers(1, 400), max_size=8), st.sampled_from([b"\n", b"\r\n"]))
def test_chunks(drawn: list[str], places: list[int], ending: bytes) -> None:
    """Bytes that arrive in any pieces give the same documents: characters and line ends may be split.

    Seen to fail when each piece was taken to end a line.
    """
    data = packed(drawn, ending)
    cuts = sorted({0, *(p for p in places if p < len(data)), len(data)})
    pieces = [data[a:b] for a, b in pairwise(cuts)]
    assert stream(read(*pieces)) == stream(read(data))


@settings(max_examples=20)
@given(texts)
def test_bytes_one_by_one(drawn: list[str]) -> None:
    """A byte at a time gives the same documents.

    Seen to fail when each piece was decoded by itself.
    """
    data = packed(drawn, b"\r\n")
    assert stream(read(*(bytes([byte]) for byte in data))) == stream(read(data))
