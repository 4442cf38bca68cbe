"""The corpus between its stages: prepared documents as Parquet in the work folder, and back in order."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from cleaner.errors import MissingPart
from cleaner.prepare import Prepared
from cleaner.table import encodable, json_line

try:
    import pyarrow as pa
    import pyarrow.parquet as pq
except ImportError as missing:
    raise MissingPart(str(missing.name), "corpus", "finding duplicates") from missing

SCHEMA: Final = pa.schema(
    [
        ("n", pa.int64()),
        ("id", pa.string()),
        ("text", pa.large_string()),
        ("source", pa.string()),
        ("url", pa.string()),
        ("date", pa.string()),
        ("lang", pa.string()),
        ("file", pa.string()),
        ("characters", pa.int64()),
        ("record", pa.large_binary()),
    ]
)
ROW_GROUP: Final = 2048  # rows
ROW_GROUP_CHARACTERS: Final = 16 << 20


@dataclass(frozen=True, slots=True)
class Staged:
    """What the last stage needs to know of a document: `record` is its line of JSON, without the break."""

    n: int
    id: str
    source: str | None
    lang: str | None
    file: str
    characters: int
    record: bytes


class Stage:
    """A folder of Parquet files that documents are appended to, in the order of the input."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.folder = folder
        self._file = folder / "part-00000.parquet"
        self._writer = pq.ParquetWriter(
            self._file, SCHEMA, compression="lz4", use_dictionary=False, write_statistics=False
        )
        self._rows: list[dict[str, object]] = []
        self._characters = 0
        self.count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._flush()
        self._writer.close()

    def write(self, item: Prepared) -> None:
        """Append one document. Its number `n` is its place in the input."""
        self._rows.append(staged(item, self.count))
        self.count += 1
        self._characters += len(item.text)
        if len(self._rows) >= ROW_GROUP or self._characters >= ROW_GROUP_CHARACTERS:
            self._flush()

    def documents(self) -> Iterator[Staged]:
        """The documents in order, without their texts."""
        columns = list(Staged.__dataclass_fields__)
        with pq.ParquetFile(self._file, pre_buffer=False) as file:  # else it holds all it has read
            for batch in file.iter_batches(256, columns=columns):
                yield from map(Staged, *(batch.column(name).to_pylist() for name in columns))

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, schema=SCHEMA))
        self._rows, self._characters = [], 0


def staged(item: Prepared, n: int) -> dict[str, object]:
    """A document as a row of SCHEMA."""
    document = item.document
    known = {"id": document.id, "text": item.text, "source": document.source, "url": document.url,
             "date": document.date, "lang": document.lang, "file": item.file}  # fmt: skip
    texts = {name: value and encodable(value) for name, value in known.items()}
    return {"n": n, **texts, "characters": len(item.text), "record": json_line(item.fields)[:-1]}
