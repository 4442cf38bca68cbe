"""Rows to part files: JSON lines with the same bytes on every machine, hashed as they are written."""

import gzip
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from cleaner.errors import CleanerError, MissingPart

PART_BYTES = 256 << 20
SUFFIXES = ("jsonl", "jsonl.gz", "jsonl.zst", "parquet")

_orjson: Callable[[object], bytes] | None
try:
    from orjson import dumps as _orjson
except ImportError:
    _orjson = None

_SIMPLE = frozenset({str, int, bool, type(None)})
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def json_line(row: Mapping[str, object]) -> bytes:
    """A row as a line of UTF-8 JSON.

    Numbers that JSON has no form for (NaN, the infinities) are null; half of a surrogate pair stays the escape it came
    from. orjson writes the rows in which it and the standard library agree: those without floats and nested values.
    """
    if _orjson is not None and _SIMPLE.issuperset(map(type, row.values())):
        try:
            return _orjson(row) + b"\n"
        except TypeError:  # halves of surrogate pairs, numbers past 64 bits
            pass
    return standard_line(row)


def standard_line(row: Mapping[str, object]) -> bytes:
    """`json_line` by the standard library alone."""
    try:
        text = _encode(row)
    except ValueError:
        text = _encode(_finite(row))
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _finite(value: object) -> object:
    if isinstance(value, float):
        return value if abs(value) < float("inf") else None
    if isinstance(value, Mapping):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(inner) for inner in value]
    return value


def encodable(text: str) -> str:
    """Halves of surrogate pairs as question marks: they are no part of a word, and UTF-8 has no form for them."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def unwritable(path: Path, error: OSError) -> CleanerError:
    """What to tell of a file that could not be written: a full disk, a read-only folder."""
    return CleanerError(f"cannot be written ({error.strerror or type(error).__name__})", str(path))


@dataclass(frozen=True, slots=True)
class Part:
    """A finished file: its path, packed size in bytes, SHA-256, and rows (None where it is no table)."""

    path: Path
    bytes: int
    sha256: str
    records: int | None = None


class _Writer(Protocol):
    def write(self, data: bytes, /) -> int: ...
    def close(self) -> None: ...


class _Hashed:
    """A file under way that hashes and counts what it is given; `close` brings it to the disk itself."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file = path.open("wb", buffering=1 << 20)
        self.hash = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes, /) -> int:
        self.hash.update(data)
        self.size += len(data)
        return self.file.write(data)

    def close(self) -> None:
        if not self.file.closed:
            self.file.flush()
            os.fsync(self.file.fileno())
            self.file.close()


def _packed(hashed: _Hashed, suffix: str) -> _Writer:
    if suffix == "jsonl.gz":
        return gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=cast(BinaryIO, hashed), mtime=0)
    if suffix == "jsonl.zst":
        try:
            import zstandard
        except ImportError:
            raise MissingPart("zstandard", "corpus", "writing Zstandard files") from None
        writer: _Writer = zstandard.ZstdCompressor().stream_writer(cast(BinaryIO, hashed), closefd=False)
        return writer
    return hashed


def write_file(path: Path, data: bytes) -> Part:
    """Write a whole file, flushed to the disk."""
    try:
        hashed = _Hashed(path)
        hashed.write(data)
        hashed.close()
    except OSError as error:
        raise unwritable(path, error) from None
    return Part(path, hashed.size, hashed.hash.hexdigest())


class Table:
    """A table under way. Its rows go to the files `name(0)`, `name(1)`, ... below `folder`, a new one at `part_bytes`
    of unpacked rows; there is always a first, which may be empty. Each begins and ends with what `frame` says. `count` is
    the number of rows."""

    def __init__(
        self,
        folder: Path,
        name: Callable[[int], str],
        suffix: str,
        part_bytes: int = PART_BYTES,
        frame: tuple[bytes, bytes] = (b"", b""),
    ) -> None:
        self.count = 0
        self.parts: list[Part] = []
        self._folder = folder
        self._name = name
        self._suffix = suffix
        self._part_bytes = part_bytes
        self._head, self._foot = frame
        self._open: tuple[Path, _Hashed, _Writer] | None = None
        self._rows = self._bytes = 0

    def write(self, row: Mapping[str, object]) -> None:
        """Add a row; CleanerError if the disk does not take it."""
        self.write_line(json_line(row))

    def write_line(self, line: bytes) -> None:
        """Add a row that is a line of JSON already (or what else the table's rows are), its break included."""
        if self._bytes and self._bytes + len(line) > self._part_bytes:
            self.end_part()
        if self._open is None:
            self._begin()
        assert self._open is not None
        path, _, writer = self._open
        try:
            writer.write(line)
        except OSError as error:
            raise unwritable(path, error) from None
        self._rows += 1
        self._bytes += len(line)
        self.count += 1

    def close(self) -> list[Part]:
        """Bring all parts to the disk; the table takes no more rows."""
        if self._open is None and not self.parts:
            self._begin()
        self.end_part()
        return self.parts

    def adopt(self, parts: Iterable[Part]) -> None:
        """Add files that were written elsewhere on the same disk, in their order, as parts of their own."""
        for part in parts:
            path = self._folder / self._name(len(self.parts))
            path.parent.mkdir(parents=True, exist_ok=True)
            part.path.replace(path)
            self.parts.append(replace(part, path=path))
            self.count += part.records or 0

    def abandon(self) -> None:
        """Let go of the file that is open."""
        if self._open is not None:
            with suppress(OSError):
                self._open[1].file.close()

    def _begin(self) -> None:
        path = self._folder / self._name(len(self.parts))
        try:
            hashed = _Hashed(path)
        except OSError as error:
            raise unwritable(path, error) from None
        self._open = path, hashed, _packed(hashed, self._suffix)
        self._open[2].write(self._head)

    def end_part(self) -> None:
        """The next row begins a new part, whatever this one holds."""
        if self._open is None:
            return
        path, hashed, writer = self._open
        try:
            writer.write(self._foot)
            writer.close()
            hashed.close()
        except OSError as error:
            raise unwritable(path, error) from None
        self.parts.append(Part(path, hashed.size, hashed.hash.hexdigest(), self._rows))
        self._open = None
        self._rows = self._bytes = 0
