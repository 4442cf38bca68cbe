"""The work of a stage on the disk, batch by batch, so that a run that was killed goes on from its last whole batch."""

import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from struct import Struct
from typing import BinaryIO, Final

from cleaner.table import unwritable

_HEAD: Final = Struct(">QI")  # how long a batch is, in bytes, and its CRC-32
_END: Final = _HEAD.pack(2**64 - 1, 0)  # in place of a head: the stage came to its end


class Spool:
    """A file of batches, each a byte string with its checksum.

    A file that is cut off, or holds anything else, counts up to its last whole batch.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def through(self, rest: Callable[[int], Iterator[bytes]]) -> Iterator[bytes]:
        """All batches of the stage: those on the disk, then `rest(n)`, which gives them from number n on.

        What comes from `rest` is written down before it is given on. Raises CleanerError if the disk does not take it.
        """
        count = place = 0
        for data in self.batches():
            count += 1
            place += _HEAD.size + len(data)
            yield data
        try:
            file = self._path.open("r+b" if self._path.exists() else "w+b")
        except OSError as error:
            raise unwritable(self._path, error) from None
        try:
            file.seek(place)
            if file.read(_HEAD.size) == _END:
                return
            file.seek(place)
            file.truncate()
            for data in rest(count):
                self._write(file, _HEAD.pack(len(data), zlib.crc32(data)), data)
                yield data
            self._write(file, _END)
        finally:
            with suppress(OSError):  # what could not be written was told by then
                file.close()

    def batches(self, first: int = 0) -> Iterator[bytes]:
        """The whole batches on the disk from number `first` on; none where there is no file."""
        if not self._path.exists():
            return
        whole = self._path.stat().st_size
        with self._path.open("rb") as file:
            while len(head := file.read(_HEAD.size)) == _HEAD.size and head != _END:
                size, crc = _HEAD.unpack(head)
                if size > whole - file.tell():
                    return
                if first > 0:
                    first -= 1
                    file.seek(size, 1)
                elif zlib.crc32(data := file.read(size)) == crc:
                    yield data
                else:
                    return

    def _write(self, file: BinaryIO, *pieces: bytes) -> None:
        """Write, and hand it to the system: what is there survives this process."""
        try:
            for piece in pieces:
                file.write(piece)
            file.flush()
        except OSError as error:
            raise unwritable(self._path, error) from None
