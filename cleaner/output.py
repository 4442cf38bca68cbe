"""The output folder: everything is written beside its place, and put there whole, the summary last.

`_tmp` in the folder holds what is under way. Before the first file is put in its place a journal in `_tmp` lists all
of them, so that the next run can clear a commit that was killed; nothing but what a journal or a manifest of ours lists
is ever removed.
"""

import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO

from cleaner.errors import UsageError
from cleaner.table import SUFFIXES, Part, Table, unwritable, write_file

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

LAYOUT = "article-cleaner/1"
TABLES = (
    "documents",
    "removed",
    "audit/edits",
    "audit/repairs",
    "audit/links",
    "audit/clusters",
    "audit/profile",
    "audit/survivors",
    "rejects",
)
_TMP, _OWNER, _JOURNAL = "_tmp", "owner", "journal.json"
_MANIFEST, _SUMMARY = "manifest.json", "summary.json"
_TOP = ("documents", "removed", "audit", "rejects.jsonl", "report.html", "README.md", _MANIFEST, _SUMMARY)


def finished(path: Path) -> dict[str, object] | None:
    """The manifest of the finished run in the folder `path`; None if there is none."""
    return _ours(path) if (path / _SUMMARY).is_file() else None


def write_anew(path: Path, name: str, text: str) -> Path:
    """Write a file of its own, as `report.html`, into the finished folder `path`, and enter it in its manifest.

    UsageError if there is such a file that is not of the run.
    """
    manifest, target = _ours(path) or {}, path / name
    if name not in _listed(manifest) and os.path.lexists(target):
        raise UsageError("in the way of the output, and not ours: move it away", str(target))
    new, listing = path / f"{name}.new", path / f"{_MANIFEST}.new"
    part = write_file(new, _encoded(text))
    outputs = [entry for entry in _entries(manifest) if entry.get("path") != name] + [_described(name, part)]
    outputs.sort(key=lambda entry: str(entry["path"]))
    write_file(listing, _json({**manifest, "outputs": outputs}))
    try:
        new.replace(target)
        listing.replace(path / _MANIFEST)
        _sync(path)
    except OSError as error:
        raise unwritable(path, error) from None
    return target


class OutputFolder:
    """The folder of one run, as a context manager.

    `path` may be absent, empty, or the folder of an earlier run (finished or not), which `commit` replaces; UsageError
    if it holds other files, unless `overwrite` is true (they stay, and must not stand where ours go), if one of the
    files and folders `inputs` is in it or it in them, or if another run is writing to it. Tables are packed as `suffix`
    says. Without a `commit` nothing is left behind.
    """

    def __init__(self, path: Path, *, inputs: Sequence[Path], overwrite: bool, suffix: str = "jsonl") -> None:
        if suffix not in SUFFIXES:
            raise UsageError(f"no such format; there are {', '.join(SUFFIXES)}", suffix)
        self.path = path
        self._suffix = suffix
        self._tables: dict[str, Table] = {}
        self._texts: list[Part] = []
        _check_apart(path, inputs)
        self._made = not path.exists()
        self._check_free(overwrite)
        tmp = path / _TMP
        self._new = tmp / "new"
        try:
            tmp.mkdir(parents=True, exist_ok=True)
            self._lock = _lock(tmp / _OWNER)
            self._clear_unfinished()
            self.work.mkdir()
            self._new.mkdir()
        except OSError as error:
            raise unwritable(path, error) from None

    @property
    def work(self) -> Path:
        """A folder for the working files of the run, removed at its end."""
        return self.path / _TMP / "work"

    def table(self, name: str) -> Table:
        """The table `name`, one of TABLES; the same one each time."""
        if name not in TABLES:
            raise ValueError(f"no table {name!r}")
        if name not in self._tables:
            if name == "rejects":
                self._tables[name] = Table(self._new, lambda _: "rejects.jsonl", "jsonl", part_bytes=1 << 62)
            else:
                suffix = self._suffix
                self._tables[name] = Table(self._new, lambda n: f"{name}/part-{n:05d}.{suffix}", suffix)
        return self._tables[name]

    def write_text(self, name: str, text: str) -> None:
        """A file of its own, as `report.html`, in UTF-8."""
        self._texts.append(write_file(self._new / name, _encoded(text)))

    def closed(self) -> Path:
        """Bring all tables to the disk, and give the folder that they are in until `commit`; they take no more rows."""
        for name in TABLES:
            self.table(name).close()
        return self._new

    def commit(self, summary: Mapping[str, object], manifest: Mapping[str, object]) -> None:
        """Put everything in its place: the parts, then `manifest.json` (with a list of them), then `summary.json`."""
        parts = [part for name in TABLES for part in self.table(name).close()] + self._texts
        described = {part.path.relative_to(self._new).as_posix(): part for part in parts}
        outputs = [_described(name, described[name]) for name in sorted(described)]
        write_file(self._new / _MANIFEST, _json({**manifest, "layout": LAYOUT, "outputs": outputs}))
        write_file(self._new / _SUMMARY, _json(summary))
        write_file(self.path / _TMP / _JOURNAL, _json({"outputs": outputs}))
        old = _listed(_ours(self.path))
        try:
            self._check_targets(set(described) - old)
            _sync(self._new, self._new.parent)
            _remove(self.path, [_SUMMARY, *sorted(old - set(described))])
            for name in [*sorted(described), _MANIFEST, _SUMMARY]:
                target = self.path / name
                target.parent.mkdir(parents=True, exist_ok=True)
                if name == _SUMMARY:
                    _sync(self.path, *{(self.path / name).parent for name in described})
                (self._new / name).replace(target)
            _sync(self.path, self.path.parent)
            self._drop_tmp()
        except OSError as error:
            raise unwritable(self.path, error) from None

    def __enter__(self) -> "OutputFolder":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for table in self._tables.values():
            table.abandon()
        with suppress(OSError):
            if not (self.path / _TMP / _JOURNAL).exists():
                self._drop_tmp()
            if self._made:
                self.path.rmdir()  # does nothing to a folder that holds something

    def _check_free(self, overwrite: bool) -> None:
        try:
            names = {entry.name for entry in self.path.iterdir()} if self.path.exists() else set[str]()
        except OSError as error:
            raise UsageError(f"not a folder that can be written to ({error.strerror})", str(self.path)) from None
        tmp = self.path / _TMP
        manifest = _ours(self.path)
        left = (tmp / _OWNER).is_file() or (tmp.is_dir() and not any(tmp.iterdir()))
        ours = _listed(manifest) | _listed(_loaded(tmp / _JOURNAL) if left else None)
        tops = {PurePosixPath(name).parts[0] for name in ours}
        if ours:
            tops |= {_MANIFEST, _SUMMARY}
        strangers = names - tops - ({_TMP} if left else set())
        if strangers and not (overwrite or manifest or left):
            raise UsageError(
                "holds other files: choose another folder, or --overwrite to write beside them", str(self.path)
            )
        for name in (*_TOP, _TMP):
            if name in strangers:
                raise UsageError("in the way of the output, and not ours: move it away", str(self.path / name))

    def _check_targets(self, names: Iterable[str]) -> None:
        for name in names:
            if os.path.lexists(self.path / name):
                raise UsageError("in the way of the output, and not ours: move it away", str(self.path / name))

    def _clear_unfinished(self) -> None:
        tmp = self.path / _TMP
        if journal := _loaded(tmp / _JOURNAL):
            _remove(self.path, [_SUMMARY, *sorted(_listed(journal) | _listed(_ours(self.path))), _MANIFEST])
        _empty(tmp)

    def _drop_tmp(self) -> None:
        tmp = self.path / _TMP
        _empty(tmp)
        (tmp / _OWNER).unlink(missing_ok=True)
        self._lock.close()
        tmp.rmdir()


def _check_apart(path: Path, inputs: Sequence[Path]) -> None:
    out = path.resolve()
    for given in inputs:
        real = given.resolve()
        if real == out or out in real.parents:
            raise UsageError("is in the output folder, which the run would replace: choose another", str(given))
        if real in out.parents:
            raise UsageError("holds the output folder, which the next run would read: choose another", str(given))


def _lock(path: Path) -> IO[bytes]:
    """Hold the folder for this process. The lock goes with the process, however it ends, and no child inherits it."""
    file = path.open("ab")
    if fcntl is not None:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            file.close()
            raise UsageError("another run is writing to it", str(path.parent.parent)) from None
        except OSError:  # a file system without locks
            pass
    return file


def _loaded(path: Path) -> dict[str, object] | None:
    """The JSON object in a file; None if there is none, or it was not written to its end."""
    try:
        value: object = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return value if isinstance(value, dict) else None


def _ours(folder: Path) -> dict[str, object] | None:
    manifest = _loaded(folder / _MANIFEST)
    return manifest if manifest and manifest.get("layout") == LAYOUT else None


def _entries(manifest: Mapping[str, object] | None) -> list[dict[str, object]]:
    outputs = manifest.get("outputs") if manifest else None
    return [entry for entry in outputs if isinstance(entry, dict)] if isinstance(outputs, list) else []


def _listed(manifest: Mapping[str, object] | None) -> set[str]:
    """The paths that a manifest or a journal lists, less any that would lead out of its folder."""
    names = [entry.get("path") for entry in _entries(manifest)]
    paths = [PurePosixPath(name) for name in names if isinstance(name, str) and name]
    return {path.as_posix() for path in paths if path.parts and not path.is_absolute() and ".." not in path.parts}


def _described(name: str, part: Part) -> dict[str, object]:
    records = {} if part.records is None else {"records": part.records}
    return {"path": name, "bytes": part.bytes, "sha256": part.sha256, **records}


def _json(value: object) -> bytes:
    return _encoded(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def _remove(root: Path, names: Iterable[str]) -> None:
    """Remove these files below `root`, and the folders that this leaves empty."""
    for name in names:
        path = root / name
        path.unlink(missing_ok=True)
        with suppress(OSError):
            while path.parent != root:
                path = path.parent
                path.rmdir()


def _empty(tmp: Path) -> None:
    """Empty `_tmp` but for its owner mark, the journal first: a commit that was finished then stays."""
    (tmp / _JOURNAL).unlink(missing_ok=True)
    for path in tmp.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != _OWNER:
            path.unlink()


def _sync(*folders: Path) -> None:
    """Bring renames in these folders to the disk."""
    if os.name == "nt":
        return
    for folder in sorted(set(folders)):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
