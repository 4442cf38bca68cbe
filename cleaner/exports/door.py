"""The door to all targets.

A target that is a folder keeps the contract of every output folder: it is written beside its place and put there whole,
with a manifest that `cleaner verify` holds it to, and files of others are never overwritten.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from cleaner.audit.read import Folder
from cleaner.errors import UsageError
from cleaner.exports import TARGETS
from cleaner.manifest import EXPORT, LAYOUT
from cleaner.output import OutputFolder, finished

Counts = dict[str, int]
Fill = Callable[[Folder, OutputFolder, bool], Counts]


def export(source: Path, target: str, dest: Path, *, duplicates: bool = False, overwrite: bool = False) -> Counts:
    """Write the finished run in `source` to `dest` as the layout `target`, and return counts of what was written.

    `duplicates` has removed documents written too, marked as such, where the layout would leave them out. The result has
    `documents`, `duplicates`, and for XML `replaced`: characters that it forbids. Raises UsageError, InputError,
    MissingPart or CleanerError; then nothing was written.
    """
    if target not in TARGETS:
        raise UsageError(f"no such target; there are {', '.join(TARGETS)}", target)
    if duplicates and not TARGETS[target].marks:
        raise UsageError("holds the duplicates anyway: leave out --with-duplicates", target)
    folder = Folder.open(source)
    if target == "sqlite":
        from cleaner.exports import sqlite

        return sqlite.export(folder, dest, overwrite)
    _, suffix, _, again = TARGETS[target]
    layout = LAYOUT if again else EXPORT
    if not overwrite:
        _check_no_other(dest, layout, folder)
    told = {name: value for name, value in folder.manifest.items() if name not in ("outputs", "layout")}
    with OutputFolder(dest, inputs=[source], overwrite=overwrite, suffix=suffix, layout=layout) as out:
        fill: Fill = import_module(f"cleaner.exports.{target}").fill
        counts = fill(folder, out, duplicates)
        if again:
            out.commit(folder.summary(), told | {"settings": told["settings"] | {"format": "parquet"}})
        else:
            out.commit({"export": target, **counts}, told)
    return counts


def _check_no_other(dest: Path, layout: str, folder: Folder) -> None:
    """UsageError for the folder of a run that an export would replace, unless it is the same run as Parquet."""
    held = finished(dest)
    if held and (
        held["layout"] != layout or (layout == LAYOUT and held.get("inputs") != folder.manifest.get("inputs"))
    ):
        raise UsageError("holds another run, or export: choose another folder, or --overwrite to replace it", str(dest))
