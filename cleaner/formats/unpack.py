"""A file's bytes, unpacked: gzip and Zstandard are known by their first bytes, never by the name.

All that lies before a damage is yielded, to the byte, before the damage is raised. Both libraries drop what the call
that fails had unpacked, so the frame it fails in is unpacked a second time, its last step byte by byte.
Who can use what comes after a damage asks for more: what follows is unpacked from where the next frame begins.
"""

import zlib
from collections.abc import Callable, Iterator
from itertools import chain
from typing import BinaryIO, Protocol

from cleaner.errors import InputError, MissingPart
from cleaner.formats.record import ReadOptions, reason

_GZIP = b"\x1f\x8b\x08"
_ZSTD = b"\x28\xb5\x2f\xfd"
_TELLING = 64
_PLAIN_STEP = 1 << 18
# What one call unpacks has no bound but its input: at most 1,032 times for gzip, 128 KB for 4 bytes with Zstandard.
_GZIP_STEP = 1 << 14
_ZSTD_STEP = 1 << 10
# Bytes read for nothing, from where a frame only seemed to begin, before the search for one is given up.
_WASTED_MOST = 1 << 30
# A small file of one repeated letter passes any ratio, and harms nobody.
RATIO_FLOOR = 64 << 20


class Damage(InputError):
    """The rest of a file cannot be had. `code` is the reject's reason code; `inside` says that what comes right before
    was unpacked from what is damaged."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.inside = False


class _Decoder(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


def unpack(stream: BinaryIO, options: ReadOptions) -> Iterator[bytes]:
    """The unpacked bytes of `stream`, in pieces. Damage where they end early or pass a bound of `options`.

    After a damage of the packed form, the next piece is of the next gzip member or Zstandard frame, if there is one and
    the stream can be sought in.
    """
    return _Unpacked(stream, options)


class _Unpacked(Iterator[bytes]):
    """An iterator and no generator, for that ends where it raises."""

    def __init__(self, stream: BinaryIO, options: ReadOptions) -> None:
        self._pieces = _pieces(stream)
        self._options = options
        self._packed = self._unpacked = 0

    def __next__(self) -> bytes:
        try:
            for packed, piece in self._pieces:
                if isinstance(piece, Damage):
                    raise piece
                self._packed = max(self._packed, packed)
                self._unpacked += len(piece)
                self._check()
                if piece:
                    return piece
        except OSError as error:
            raise Damage("file-unreadable", f"cannot be read to its end ({reason(error)})") from None
        raise StopIteration

    def _check(self) -> None:
        most, ratio = self._options.max_unpacked_bytes, self._options.max_ratio
        if self._unpacked > most:
            self._pieces = iter(())
            raise Damage("file-too-large", f"holds over {most:,} bytes: the rest is not read")
        if self._unpacked > RATIO_FLOOR and self._unpacked > self._packed * ratio:
            self._pieces = iter(())
            raise Damage("file-ratio", f"unpacks to over {ratio:,} times its size: the rest is not read")


def _pieces(stream: BinaryIO) -> Iterator[tuple[int, bytes | Damage]]:
    """(bytes read so far, a piece of what they unpack to, or the damage that stands there)."""
    first = b""
    while len(first) < 4 and (more := stream.read(4 - len(first))):  # a pipe may give a byte
        first += more
    if first.startswith(_GZIP):
        yield from _frames(stream, first, _GZIP, _gzip_decoder, _GZIP_STEP)
    elif is_zstd(first):
        yield from _frames(stream, first, _ZSTD, zstd_decoder(), _ZSTD_STEP)
    else:
        yield from _plain(stream, first)


def headed(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes, the first piece long enough to tell a format by."""
    head = b""
    try:
        for chunk in chunks:
            head += chunk
            if len(head) >= _TELLING or b"\n" in head.lstrip():  # a line of a pipe is not kept waiting for the next
                break
    except Damage as damage:
        chunks = chain(raising(damage), chunks)
    return chain((head,), chunks) if head else chunks


def raising(damage: Damage) -> Iterator[bytes]:
    """No bytes, but the damage."""
    yield from ()
    raise damage


def is_zstd(first: bytes) -> bool:
    """Whether a file that begins with these bytes is packed by Zstandard."""
    return first[:4] == _ZSTD or first[1:4] == b"\x2a\x4d\x18"  # a frame, or a skippable one before it


def _plain(stream: BinaryIO, first: bytes) -> Iterator[tuple[int, bytes]]:
    read, piece = len(first), first
    while piece:
        yield read, piece
        piece = stream.read(_PLAIN_STEP)
        read += len(piece)


def _gzip_decoder() -> _Decoder:
    return zlib.decompressobj(wbits=31)


def zstd_decoder() -> Callable[[], _Decoder]:
    """Makes decoders of one Zstandard frame; MissingPart if the package is not installed."""
    try:
        import zstandard
    except ImportError:
        raise MissingPart("zstandard", "corpus", "a Zstandard file") from None
    return zstandard.ZstdDecompressor().decompressobj


def _errors() -> tuple[type[Exception], ...]:
    try:
        import zstandard
    except ImportError:
        return (zlib.error,)
    return (zlib.error, zstandard.ZstdError)


def _frames(
    stream: BinaryIO, first: bytes, magic: bytes, make: Callable[[], _Decoder], step: int
) -> Iterator[tuple[int, bytes | Damage]]:
    """(packed bytes read so far, unpacked bytes) of every gzip member or Zstandard frame, one after the other.

    A damage stands where it lies; what follows it is of the next frame.
    """
    data = first + stream.read(step - len(first))
    read, begin, given = len(data), 0, 0  # bytes read; where the frame begins; bytes it has given
    decoder, wasted, sought = make(), 0, False
    while True:
        damage: Damage | None = None
        try:
            piece = decoder.decompress(data)
        except _errors() as error:
            piece = _again(stream, make(), begin, read - len(data), given, step)
            damage = Damage("file-damaged", f"damaged in its packed form ({error})")
        yield read, piece
        given += len(piece)
        if damage is None and not decoder.eof:
            data = stream.read(step)
            read += len(data)
            if data:
                continue
            damage = Damage("file-cut", "ends in the middle of its packed form")
        if damage is None:
            sought = False
            data = decoder.unused_data.lstrip(b"\0")  # zeros may pad the end
            while not data:
                data = stream.read(step)
                if not data:
                    return
                read += len(data)
                data = data.lstrip(b"\0")
            begin, given, decoder = read - len(data), 0, make()
            continue
        damage.inside = given > 0
        yield read, damage
        wasted += read - begin if sought else 0
        place = next_place(stream, begin + 1, magic) if wasted <= _WASTED_MOST else None
        if place is None:
            return
        stream.seek(place)
        data = stream.read(step)
        read, begin, given, decoder, sought = place + len(data), place, 0, make(), True


def next_place(stream: BinaryIO, place: int, magic: bytes) -> int | None:
    """Where `magic` stands next from `place` on, if it does and the stream can be sought in."""
    if not stream.seekable():
        return None
    stream.seek(place)
    held = b""
    while data := stream.read(_PLAIN_STEP):
        held += data
        found = held.find(magic)
        if found >= 0:
            return place + found
        kept = held[1 - len(magic) :]
        place += len(held) - len(kept)
        held = kept
    return None


def _again(stream: BinaryIO, decoder: _Decoder, begin: int, good: int, given: int, step: int) -> bytes:
    """What the frame at `begin` gives past its first `given` bytes, up to its damage, which lies after `good`."""
    if not stream.seekable():
        return b""
    stream.seek(begin)
    last = bytearray()
    try:
        while data := stream.read(max(1, min(step, good - begin))):
            begin += len(data)
            piece = decoder.decompress(data)
            last += piece[given:]
            given = max(0, given - len(piece))
    except _errors():
        pass
    return bytes(last)
