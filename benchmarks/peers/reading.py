"""Read files with a peer, one after the other, each in a process of its own: `python reading.py PEER FOLDER OUT.jsonl`.

OUT gets a line for each file: its name, how the process ended (0, or what it said), and the texts that came out. A file
of a kind that the peer has no reader for is left out.
"""

import json
import multiprocessing
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

Reader = Callable[[Path], Iterable[Any]]
SECONDS: Final = 60  # a file


def kind_of(file: Path) -> str:
    """jsonl, json, csv or parquet."""
    return file.name.split(".")[1]


def datasets(file: Path) -> Iterable[Any]:
    """`load_dataset`, as its guide loads files of one's own."""
    from datasets import load_dataset

    builder = {"jsonl": "json"}.get(kind_of(file), kind_of(file))
    with tempfile.TemporaryDirectory() as cache:
        yield from load_dataset(builder, data_files=str(file), split="train", cache_dir=cache)["text"]


def datatrove(file: Path) -> Iterable[Any]:
    """The reader of each format, by its defaults."""
    from datatrove.pipeline.readers import CSVReader, JsonlReader, ParquetReader

    reader = {"jsonl": JsonlReader, "csv": CSVReader, "parquet": ParquetReader}[kind_of(file)]
    for document in reader(str(file.parent), glob_pattern=file.name).run():
        yield document.text


def pandas(file: Path) -> Iterable[Any]:
    """The `read_` function of each format."""
    import pandas as pd

    kind = kind_of(file)
    frame = pd.read_json(file, lines=kind == "jsonl") if "json" in kind else getattr(pd, f"read_{kind}")(file)
    yield from frame["text"]


def polars(file: Path) -> Iterable[Any]:
    """The `read_` function of each format."""
    import polars as pl

    yield from getattr(pl, {"jsonl": "read_ndjson"}.get(kind_of(file), f"read_{kind_of(file)}"))(file)["text"]


def duckdb(file: Path) -> Iterable[Any]:
    """The file's name in place of a table's."""
    import duckdb as db

    yield from (text for (text,) in db.sql(f"SELECT text FROM '{file}'").fetchall())


READERS: Final[dict[str, tuple[Reader, str]]] = {
    "datasets": (datasets, "jsonl json csv parquet"),
    "datatrove": (datatrove, "jsonl csv parquet"),
    "pandas": (pandas, "jsonl json csv parquet"),
    "polars": (polars, "jsonl json csv parquet"),
    "duckdb": (duckdb, "jsonl json csv parquet"),
}


def one(reader: Reader, file: Path, pipe: Connection) -> None:
    """In a process of its own: the texts as they come, then how it ended."""
    try:
        for text in reader(file):
            pipe.send(("text", str(text)))
        pipe.send(("end", 0))
    except BaseException as error:
        traceback.print_exc()
        pipe.send(("end", f"{type(error).__name__}: {error}"[:200]))


def ended(reader: Reader, file: Path) -> tuple[object, list[str]]:
    """How a reader ended with a file, and the texts that it gave until then."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=one, args=(reader, file, theirs))
    process.start()
    theirs.close()
    texts: list[str] = []
    end: object = None
    try:
        while end is None and ours.poll(SECONDS):
            kind, value = ours.recv()
            if kind == "text":
                texts.append(value)
            else:
                end = value
    except EOFError:  # it crashed
        pass
    process.kill()
    process.join()
    return (f"ended by signal or time ({process.exitcode})" if end is None else end), texts


def main() -> None:
    """The command line."""
    reader, kinds = READERS[sys.argv[1]]
    with Path(sys.argv[3]).open("w", encoding="utf-8") as out:
        for file in sorted(Path(sys.argv[2]).rglob("in.*")):
            if kind_of(file) in kinds.split():
                end, texts = ended(reader, file)
                print(json.dumps({"case": file.parent.name, "end": end, "texts": texts}), file=out, flush=True)


if __name__ == "__main__":
    main()
