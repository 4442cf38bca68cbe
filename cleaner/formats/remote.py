"""Inputs in remote stores (s3://, gs://, https:// and others), by fsspec.

The one place that opens the network, and only for an input that is named by a URL.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from io import RawIOBase
from typing import BinaryIO, Literal, Protocol, TypeVar, cast

from cleaner.errors import InputError, MissingPart, UsageError
from cleaner.formats.record import printable

_URL = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]+://")
_USER = re.compile("://[^/@]*@")
_WEB = ("http://", "https://")
_Got = TypeVar("_Got")


class _Store(Protocol):
    """What is asked of a file system of fsspec."""

    def glob(self, path: str) -> list[str]: ...
    def find(self, path: str) -> list[str]: ...
    def isdir(self, path: str) -> bool: ...
    def info(self, path: str) -> object: ...
    def open(self, path: str, mode: str, **how: int) -> BinaryIO: ...
    def unstrip_protocol(self, name: str) -> str: ...


def is_remote(given: str) -> bool:
    """Whether an input is named by a URL."""
    return _URL.match(given) is not None


@dataclass(frozen=True, slots=True)
class Listed:
    """What a URL names: the URLs of files in the order of their bytes, and the root that their keys begin after."""

    urls: tuple[str, ...]
    root: str
    kind: Literal["file", "folder", "pattern"]

    def key(self, url: str) -> str:
        """The path of one of the files from the root."""
        return shown(url).removeprefix(shown(self.root)).lstrip("/")


def listed(url: str) -> Listed:
    """What `url` names: a file, a folder (on the web what ends in a slash, by the links of its page), or a pattern with
    `*`.

    InputError if there is no such file, UsageError or MissingPart for a store whose package is not installed.
    """
    store, path = _store(url)
    kind: Literal["file", "folder", "pattern"] = "file"
    try:
        if "*" in path:
            kind, root, paths = "pattern", path[: path.index("*")].rpartition("/")[0], store.glob(path)
        elif store.info(path) and (path.endswith("/") if url.startswith(_WEB) else store.isdir(path)):
            kind, root, paths = "folder", path, store.find(path)
        else:
            root, paths = path.rpartition("/")[0], [path]
    except Exception as error:  # each store raises its own
        raise InputError(f"cannot be read ({_why(error)})", shown(url)) from None
    if not paths:
        raise InputError("no file has such a name", shown(url))
    urls = tuple(store.unstrip_protocol(found) for found in sorted(paths, key=os.fsencode))
    return Listed(urls, store.unstrip_protocol(root.rstrip("/")), kind)


def opened(url: str) -> BinaryIO:
    """The bytes of a remote file. OSError, whatever the store raises, for one that cannot be read."""
    return cast(BinaryIO, _Stream(url))


def shown(url: str) -> str:
    """The URL as it may be written down: without a user, a password, or the signature in a query."""
    url = _USER.sub("://", url, count=1)
    return printable(url.partition("?")[0] if url.startswith(_WEB) else url)


class _Stream(RawIOBase):
    """A remote file, its errors as those of a local one. A file of the web is read from its beginning to its end."""

    def __init__(self, url: str) -> None:
        store, path = _store(url)
        self._web = url.startswith(_WEB)
        self._file = _tried(lambda: store.open(path, "rb", **({"block_size": 0} if self._web else {})))

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return not self._web

    def read(self, size: int = -1) -> bytes:
        return _tried(lambda: self._file.read(size))

    def seek(self, place: int, whence: int = 0) -> int:
        return _tried(lambda: self._file.seek(place, whence))

    def tell(self) -> int:
        return self._file.tell()

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


def _tried(work: Callable[[], _Got]) -> _Got:
    try:
        return work()
    except Exception as error:
        raise OSError(5, _why(error)) from None


def _store(url: str) -> tuple[_Store, str]:
    try:
        url_to_fs: Callable[..., tuple[_Store, str]] = import_module("fsspec.core").url_to_fs
    except ImportError:
        raise MissingPart("fsspec", "remote", "an input by its URL") from None
    how: dict[str, object] = {}
    try:
        if url.startswith(_WEB):
            timeout = import_module("aiohttp").ClientTimeout(total=None, sock_connect=30, sock_read=60)
            how["client_kwargs"] = {"timeout": timeout}
        return url_to_fs(url, **how)
    except (ImportError, ValueError) as error:
        raise UsageError(f"cannot be opened: {printable(str(error))}", shown(url)) from None


def _why(error: Exception) -> str:
    """What went wrong, without the address, which may be signed."""
    if isinstance(error, FileNotFoundError):  # what the web's store makes of any failure
        cause = error.__cause__
        if cause is None or getattr(cause, "status", None) == 404:
            return "there is no such file"
        error = cause if isinstance(cause, Exception) else error
    told = getattr(error, "message", None) or getattr(error, "strerror", None) or type(error).__name__
    return printable(str(told))
