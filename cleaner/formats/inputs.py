"""From the inputs a user names to the files to read, in an order that does not depend on the disk."""

import glob
import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cleaner.errors import InputError
from cleaner.formats import remote
from cleaner.formats.record import printable, reason

Tell = Callable[[str], None]
_TELLING = 8


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read; `path` is None for the standard input, and for what a `url` names.

    `name` is the path as given (printable, for messages), `key` the path from the folder given, without its suffixes:
    the id of a document that is a whole file. `listed` says that the user named this very file.
    """

    path: Path | None
    name: str
    key: str
    listed: bool = True
    url: str | None = None

    def open(self) -> AbstractContextManager[BinaryIO]:
        """Its bytes. Raises OSError if it cannot be read."""
        if self.url:
            return remote.opened(self.url)
        return self.path.open("rb") if self.path else nullcontext(_standard_input())


def _standard_input() -> BinaryIO:
    """The standard input without its buffer, which would wait to be filled where records come slowly."""
    stream: BinaryIO = getattr(sys.stdin.buffer, "raw", sys.stdin.buffer)
    with suppress(OSError):
        os.set_blocking(stream.fileno(), True)  # what another process set; nothing to read yet is not the end
    return stream


def find(inputs: Sequence[str], tell: Tell, known: Callable[[str], bool]) -> list[InputFile]:
    """The files of `inputs`: files, folders, globs, `@list` files (an input a line), URLs and `-`.

    Folders give their regular files of which `known(name)` is true, in the order of their path's bytes; links are not
    followed. What is passed over is told. InputError if an input does not exist.
    """
    files: list[InputFile] = []
    seen: set[Path | str] = set()
    for given in _unlisted(inputs):
        for file in _of(given, tell, known):
            real = file.path.resolve() if file.path else file.url or "-"
            if real in seen:
                tell(f"{file.name}: given twice, read once")
            else:
                seen.add(real)
                files.append(file)
    if not files:
        tell("there is no file to read")
    return files


def begins(file: InputFile) -> bytes:
    """The first bytes of a regular file; none of any other, which would wait, and lose what is read."""
    try:
        if file.path and file.path.is_file():
            with file.path.open("rb") as stream:
                return stream.read(_TELLING)
    except OSError:
        pass  # told when the file is read
    return b""


def _unlisted(inputs: Sequence[str]) -> Iterator[str]:
    for given in inputs:
        if not given.startswith("@"):
            yield given
            continue
        try:
            listing = Path(given[1:]).read_text("utf-8-sig")
        except (OSError, ValueError) as error:
            raise InputError(f"cannot be read as a list of inputs ({reason(error)})", printable(given[1:])) from None
        yield from (line.strip() for line in listing.split("\n") if line.strip())


def _of(given: str, tell: Tell, known: Callable[[str], bool]) -> Iterator[InputFile]:
    if given == "-":
        yield InputFile(None, "-", "-")
        return
    if not given:
        raise InputError("an input without a name: is a variable empty?", "''")
    if remote.is_remote(given):
        yield from _remote(given, tell, known)
        return
    path = Path(given)
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        if not glob.has_magic(given):
            raise InputError(f"cannot be read ({reason(error)})", printable(given)) from None
        yield from _glob(given, tell, known)
        return
    if stat.S_ISDIR(mode):
        yield from _folder(path, tell, known)
    else:
        yield InputFile(path, printable(given), _key(path.name))


def _remote(given: str, tell: Tell, known: Callable[[str], bool]) -> Iterator[InputFile]:
    found = remote.listed(given)
    for url in found.urls:
        name = remote.shown(url)
        if found.kind == "folder" and not known(name):
            tell(f"{name}: skipped, not a type that is read from folders")
            continue
        listed = found.kind == "file" or (found.kind == "pattern" and known(name))
        yield InputFile(None, name, _key(found.key(url)), listed, url)


def _glob(pattern: str, tell: Tell, known: Callable[[str], bool]) -> Iterator[InputFile]:
    parts = Path(pattern).parts
    fixed = next(i for i, part in enumerate(parts) if glob.has_magic(part))
    root = Path(*parts[:fixed])
    files = [path for path in root.glob("/".join(parts[fixed:])) if _regular(path, tell)]
    if not files:
        raise InputError("no file has such a name", printable(pattern))
    for path in sorted(files, key=os.fsencode):
        yield InputFile(path, printable(str(path)), _key(str(path.relative_to(root))), known(path.name))


def _folder(root: Path, tell: Tell, known: Callable[[str], bool]) -> Iterator[InputFile]:
    # A finished run's folder is read as the documents it holds, not as its audit tables and rejects too.
    if (root / "manifest.json").is_file() and (root / "documents").is_dir():
        root = root / "documents"
    paths: list[Path] = []
    for folder, _, names in os.walk(root, onerror=lambda error: tell(f"{_shown(error.filename)}: {reason(error)}")):
        paths += (Path(folder, name) for name in names)
    for path in sorted(paths, key=lambda path: os.fsencode(path.relative_to(root).as_posix())):
        if not _regular(path, tell):
            continue
        if known(path.name):
            yield InputFile(path, printable(str(path)), _key(str(path.relative_to(root))), listed=False)
        else:
            tell(f"{printable(str(path))}: skipped, not a type that is read from folders")


def _regular(path: Path, tell: Tell) -> bool:
    mode = path.lstat().st_mode
    if stat.S_ISREG(mode):
        return True
    if not stat.S_ISDIR(mode):
        tell(f"{printable(str(path))}: skipped, {'a link' if stat.S_ISLNK(mode) else 'not a regular file'}")
    return False


def _key(name: str) -> str:
    """A path from its folder, less its last suffix (and a packer's), as text whatever its bytes."""
    path = Path(name)
    if path.suffix.lower() in (".gz", ".zst"):
        path = path.with_suffix("")
    return os.fsencode(path.with_suffix("").as_posix()).decode("utf-8", "backslashreplace")


def _shown(name: object) -> str:
    return printable(str(name))
