"""A file's bytes, unpacked: gzip and Zstandard are known by their first bytes, never by the name.

All that lies before a damage is yielded, to the byte, before the damage is raised. Both libraries drop what the call
that fails had unpacked, so the frame it fails in is unpacked a second time, its last step byte by byte.
"""

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from cleaner.errors import InputError, MissingPart
from cleaner.formats.record import ReadOptions, reason

_TELLING = 64
_PLAIN_STEP = 1 << 18
# What one call unpacks has no bound but its input: at most 1,032 times for gzip, 128 KB for 4 bytes with Zstandard.
_GZIP_STEP = 1 << 14
_ZSTD_STEP = 1 << 10
# A small file of one repeated letter passes any ratio, and harms nobody.
_RATIO_FLOOR = 64 << 20


class Damage(InputError):
    """The rest of a file cannot be had. `code` is the reject's reason code."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class _Decoder(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


def unpack(stream: BinaryIO, options: ReadOptions) -> Iterator[bytes]:
    """The unpacked bytes of `stream`, in pieces. Damage where they end early or pass a bound of `options`."""
    unpacked = 0
    try:
        for packed, piece in _pieces(stream):
            unpacked += len(piece)
            if unpacked > options.max_unpacked_bytes:
                raise Damage("file-too-large", f"holds over {options.max_unpacked_bytes:,} bytes: the rest is not read")
            if unpacked > _RATIO_FLOOR and unpacked > packed * options.max_ratio:
                raise Damage(
                    "file-ratio", f"unpacks to over {options.max_ratio:,} times its size: the rest is not read"
                )
            if piece:
                yield piece
    except OSError as error:
        raise Damage("file-unreadable", f"cannot be read to its end ({reason(error)})") from None


def _pieces(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """(bytes read so far, a piece of what they unpack to)."""
    first = stream.read(4)
    if first.startswith(b"\x1f\x8b"):
        return _frames(stream, first, _gzip_decoder, _GZIP_STEP)
    if _is_zstd(first):
        return _frames(stream, first, zstd_decoder(), _ZSTD_STEP)
    return _plain(stream, first)


def headed(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes, the first piece long enough to tell a format by."""
    head = b""
    try:
        for chunk in chunks:
            head += chunk
            if len(head) >= _TELLING:
                break
    except Damage:
        if head:
            yield head
        raise
    if head:
        yield head
    yield from chunks


def _is_zstd(first: bytes) -> bool:
    return first == b"\x28\xb5\x2f\xfd" or first[1:] == b"\x2a\x4d\x18"  # a frame, or a skippable one before it


def starts_zstd(path: Path) -> bool:
    """Whether a regular file begins as Zstandard files do."""
    try:
        if not path.is_file():  # a pipe would wait, and lose what is read
            return False
        with path.open("rb") as file:
            return _is_zstd(file.read(4))
    except OSError:
        return False


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


def _frames(stream: BinaryIO, first: bytes, make: Callable[[], _Decoder], step: int) -> Iterator[tuple[int, bytes]]:
    """(packed bytes read so far, unpacked bytes) of every gzip member or Zstandard frame, one after the other."""
    data = first + stream.read(step - len(first))
    read, begin, given = len(data), 0, 0  # bytes read; where the frame begins; bytes it has given
    decoder = make()
    while True:
        try:
            piece = decoder.decompress(data)
        except _errors() as error:
            yield read, _again(stream, make(), begin, read - len(data), given, step)
            raise Damage("file-damaged", f"damaged in its packed form ({error}): the rest is lost") from None
        yield read, piece
        given += len(piece)
        if not decoder.eof:
            data = stream.read(step)
            if not data:
                raise Damage("file-cut", "ends in the middle of its packed form: the rest is missing")
            read += len(data)
            continue
        data = decoder.unused_data.lstrip(b"\0")  # zeros may pad the end
        while not data:
            data = stream.read(step)
            if not data:
                return
            read += len(data)
            data = data.lstrip(b"\0")
        begin, given, decoder = read - len(data), 0, make()


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
