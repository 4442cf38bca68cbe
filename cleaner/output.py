"""The output folder: everything is written beside its place, and put there whole, the summary last.

`_tmp` in the folder holds what is under way. Before the first file is put in its place a journal in `_tmp` lists all
of them, so that the next run can clear a commit that was killed; nothing but what a journal or a manifest of ours lists
is ever removed.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO

from cleaner.errors import UsageError
from cleaner.manifest import LAYOUT, MANIFEST, as_json, described, encoded, entries, listed, loaded, ours
from cleaner.table import Part, Table, unwritable, write_file
from cleaner.tables import TABLES, new_table, require

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_TMP, _OWNER, _JOURNAL = "_tmp", "owner", "journal.json"
_SUMMARY = "summary.json"
_TOP = ("documents", "removed", "audit", "rejects.jsonl", "report.html", "README.md", MANIFEST, _SUMMARY)


def finished(path: Path) -> dict[str, object] | None:
    """The manifest of the finished run (or export) in the folder `path`; None if there is none."""
    return ours(path) if (path / _SUMMARY).is_file() else None


def unfinished(path: Path) -> bool:
    """Whether the folder `path` holds what a run that was stopped has done."""
    return (path / _TMP).is_dir()


def write_anew(path: Path, name: str, text: str) -> Path:
    """Write a file of its own, as `report.html`, into the finished folder `path`, and enter it in its manifest.

    UsageError if there is such a file that is not of the run.
    """
    manifest, target = ours(path) or {}, path / name
    if name not in listed(manifest) and os.path.lexists(target):
        raise UsageError("in the way of the output, and not ours: move it away", str(target))
    new, listing = path / f"{name}.new", path / f"{MANIFEST}.new"
    part = write_file(new, encoded(text))
    outputs = [entry for entry in entries(manifest) if entry.get("path") != name] + [described(name, part)]
    outputs.sort(key=lambda entry: str(entry["path"]))
    write_file(listing, as_json({**manifest, "outputs": outputs}))
    try:
        new.replace(target)
        listing.replace(path / MANIFEST)
        _sync(path)
    except OSError as error:
        raise unwritable(path, error) from None
    return target


class OutputFolder:
    """The folder of one run, as a context manager.

    `path` may be absent, empty, or the folder of an earlier run (finished or not), which `commit` replaces; UsageError
    if it holds other files, unless `overwrite` is true (they stay, and must not stand where ours go), if one of the
    files and folders `inputs` is in it or it in them, or if another run is writing to it. Tables are packed as `suffix`
    says. Without a `commit` nothing is left behind, but what a job under the name `job` has `kept` when it was
    interrupted or killed: it is there again for the next job of that name. An export's `layout` is EXPORT: it has the
    tables that are asked for.
    """

    def __init__(
        self,
        path: Path,
        *,
        inputs: Sequence[Path],
        overwrite: bool,
        suffix: str = "jsonl",
        layout: str = LAYOUT,
        job: str | None = None,
    ) -> None:
        require(suffix)
        self.path = path
        self._suffix = suffix
        self._layout = layout
        self._tables: dict[str, Table] = {}
        self._texts: list[Part] = []
        _check_apart(path, inputs)
        self._made = not path.exists()
        self._check_free(overwrite)
        tmp = path / _TMP
        self._new = tmp / "new"
        self.kept = tmp / f"kept-{job}" if job else self.work / "kept"  # what the job has done, stage by stage
        self._lock: IO[bytes] | None = None
        try:
            self._begin(tmp)
        except OSError as error:
            raise unwritable(path, error) from None
        except (KeyboardInterrupt, SystemExit) as error:  # nobody is in the folder yet who would leave it
            self.__exit__(type(error), error, None)
            raise

    @property
    def work(self) -> Path:
        """A folder for the working files of the run, removed at its end."""
        return self.path / _TMP / "work"

    def table(self, name: str, make: Callable[[Path], Table] | None = None) -> Table:
        """The table `name`, one of TABLES, or what `make` makes in the folder that it is given; the same one each time."""
        if name not in self._tables:
            self._tables[name] = make(self._new) if make else new_table(self._new, name, self._suffix)
        return self._tables[name]

    def write_text(self, name: str, text: str) -> None:
        """A file of its own, as `report.html`, in UTF-8."""
        self._texts.append(write_file(self._new / name, encoded(text)))

    def closed(self) -> Path:
        """Bring all tables to the disk, and give the folder that they are in until `commit`; they take no more rows."""
        self._close()
        return self._new

    def commit(self, summary: Mapping[str, object], manifest: Mapping[str, object]) -> None:
        """Put everything in its place: the parts, then `manifest.json` (with a list of them), then `summary.json`."""
        parts = self._close() + self._texts
        written = {part.path.relative_to(self._new).as_posix(): part for part in parts}
        outputs = [described(name, written[name]) for name in sorted(written)]
        write_file(self._new / MANIFEST, as_json({**manifest, "layout": self._layout, "outputs": outputs}))
        write_file(self._new / _SUMMARY, as_json(summary))
        write_file(self.path / _TMP / _JOURNAL, as_json({"outputs": outputs}))
        old = listed(ours(self.path))
        try:
            self._check_targets(set(written) - old)
            _sync(self._new, self._new.parent)
            _remove(self.path, [_SUMMARY, *sorted(old - set(written))])
            for name in [*sorted(written), MANIFEST, _SUMMARY]:
                target = self.path / name
                target.parent.mkdir(parents=True, exist_ok=True)
                if name == _SUMMARY:
                    _sync(self.path, *{(self.path / name).parent for name in written})
                (self._new / name).replace(target)
            _sync(self.path, self.path.parent)
            self._drop_tmp()
        except OSError as error:
            raise unwritable(self.path, error) from None

    def _close(self) -> list[Part]:
        names = (*(TABLES if self._layout == LAYOUT else ()), *self._tables)
        return [part for name in dict.fromkeys(names) for part in self.table(name).close()]

    def __enter__(self) -> "OutputFolder":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for table in self._tables.values():
            table.abandon()
        with suppress(OSError):
            if (self.path / _TMP / _JOURNAL).exists():
                return
            if self._lock and isinstance(error, KeyboardInterrupt | SystemExit) and self._has_kept():
                _empty(self.path / _TMP, self.kept)
                self._lock.close()
                return
        self._leave()

    def _begin(self, tmp: Path) -> None:
        tmp.mkdir(parents=True, exist_ok=True)
        self._lock = _lock(tmp / _OWNER)
        self._clear_unfinished()
        self.resumes = self.kept.is_dir()
        self.work.mkdir()
        self._new.mkdir()
        self.kept.mkdir(exist_ok=True)

    def _leave(self) -> None:
        """Leave nothing behind that was not there; a folder that holds something stays."""
        with suppress(OSError):
            if self._lock:
                self._drop_tmp()
            else:  # it is another run's, or empty
                (self.path / _TMP).rmdir()
        with suppress(OSError):
            if self._made:
                self.path.rmdir()

    def _has_kept(self) -> bool:
        """Whether the next run of the same job will find something."""
        return self.kept.parent != self.work and any(self.kept.iterdir())

    def _check_free(self, overwrite: bool) -> None:
        try:
            names = {entry.name for entry in self.path.iterdir()} if self.path.exists() else set[str]()
        except OSError as error:
            raise UsageError(f"not a folder that can be written to ({error.strerror})", str(self.path)) from None
        tmp = self.path / _TMP
        manifest = ours(self.path)
        left = (tmp / _OWNER).is_file() or (tmp.is_dir() and not any(tmp.iterdir()))
        known = listed(manifest) | listed(loaded(tmp / _JOURNAL) if left else None)
        tops = {PurePosixPath(name).parts[0] for name in known}
        if known:
            tops |= {MANIFEST, _SUMMARY}
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
        if journal := loaded(tmp / _JOURNAL):
            _remove(self.path, [_SUMMARY, *sorted(listed(journal) | listed(ours(self.path))), MANIFEST])
        _empty(tmp, self.kept)

    def _drop_tmp(self) -> None:
        tmp = self.path / _TMP
        _empty(tmp)
        (tmp / _OWNER).unlink(missing_ok=True)
        if self._lock:
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


def _remove(root: Path, names: Iterable[str]) -> None:
    """Remove these files below `root`, and the folders that this leaves empty."""
    for name in names:
        path = root / name
        path.unlink(missing_ok=True)
        with suppress(OSError):
            while path.parent != root:
                path = path.parent
                path.rmdir()


def _empty(tmp: Path, kept: Path | None = None) -> None:
    """Empty `_tmp` but for its owner mark and the folder `kept`; the journal first: a finished commit then stays."""
    (tmp / _JOURNAL).unlink(missing_ok=True)
    for path in tmp.iterdir():
        if path == kept:
            continue
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
