"""The part of a file's bytes that is looked at: it grows by chunks, and what is done with is dropped."""

from collections.abc import Iterator

from cleaner.formats.unpack import Damage


class Window:
    """What has been read of the chunks and not yet been used, and its `offset` in the file.

    `damage` is the one that stands right after `data`, if one is.
    """

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._ended = False
        self.data = bytearray()
        self.offset = 0
        self.damage: Damage | None = None

    def more(self) -> bool:
        """Read a chunk; false at the end, and at a damage."""
        if self._ended:
            return False
        try:
            chunk = next(self._chunks, None)
        except Damage as damage:
            self.damage, chunk = damage, None
        self._ended = chunk is None
        self.data += chunk or b""
        return not self._ended

    def drop(self, size: int) -> None:
        """Be done with the first `size` bytes, if there are any."""
        if size > 0:
            del self.data[:size]
            self.offset += size

    def pass_damage(self) -> Damage | None:
        """The damage that is reached, if one is; what follows it comes next."""
        damage, self.damage = self.damage, None
        self._ended = self._ended and damage is None
        return damage
