"""Batches of a job on the disk, between its two passes."""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from cleaner.table import unwritable

_SIZE = 8  # bytes that say how long a batch is


class Spool:
    """A file of byte strings. It is written as a context manager, and then read once in the same order."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._file = path.open("wb")
        except OSError as error:
            raise unwritable(path, error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._file.close()
        except OSError as failed:
            if error is None:
                raise unwritable(self._path, failed) from None

    def append(self, data: bytes) -> None:
        """Add a batch. Raises CleanerError if the disk does not take it."""
        try:
            self._file.write(len(data).to_bytes(_SIZE))
            self._file.write(data)
        except OSError as error:
            raise unwritable(self._path, error) from None

    def batches(self) -> Iterator[bytes]:
        """The batches; the file is removed after the last one."""
        with self._path.open("rb") as file:
            while size := file.read(_SIZE):
                yield file.read(int.from_bytes(size))
        self._path.unlink()
