"""The corpus between its stages."""

import random
import sys
from pathlib import Path

import pytest

from cleaner.document import Document
from cleaner.prepare import Prepared
from cleaner.staging import Stage

STATUS = Path("/proc/self/statm")


def resident() -> int:
    """The pages of memory that this process holds."""
    return int(STATUS.read_text().split()[1])


def prepared(number: int, fields: dict[str, object]) -> Prepared:
    document = Document(id=f"d{number}", text="Rain fell.")
    return Prepared(document, document.text, (), (), fields, "in.jsonl")


def test_documents_come_back_in_order(tmp_path: Path) -> None:
    with Stage(tmp_path / "stage") as stage:
        for number in range(3000):
            stage.write(prepared(number, {"id": f"d{number}"}))
    back = list(stage.documents())
    assert [(one.n, one.id, one.record) for one in back] == [
        (number, f"d{number}", b'{"id":"d%d"}' % number) for number in range(3000)
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_to_read_a_stage_is_not_to_hold_it(tmp_path: Path) -> None:
    """Seen to fail where pyarrow keeps what it has read of a file, as version 26 does unless it is told not to."""
    noise = random.Random(1)
    with Stage(tmp_path / "stage") as stage:
        for number in range(20_000):
            stage.write(prepared(number, {"noise": noise.randbytes(2_000).hex()}))
    before, most = resident(), 0
    for number, _ in enumerate(stage.documents()):
        if number % 500 == 0:
            most = max(most, resident())
    size = sum(file.stat().st_size for file in stage.folder.iterdir())
    page = 4096
    assert size > 50e6 and (most - before) * page < size / 3
