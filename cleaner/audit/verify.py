"""Whether a finished folder is still what the run wrote: every file hashed again, every account added up again."""

import hashlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from cleaner.audit.read import Folder, Row
from cleaner.manifest import LAYOUT


def verify(folder: Folder) -> Iterator[str]:
    """What is wrong with the folder, a line for each thing; nothing where all is as it was written.

    Files are held to the manifest: presence, size, SHA-256. If they are whole, the account is held to their rows: records
    in = out + removed + rejected, and each of the three is what its table holds. An export has no such account.
    """
    faults = [(str(part["path"]), _fault(folder.path, part)) for part in folder.manifest["outputs"]]
    yield from (f"{name}: {fault}" for name, fault in faults if fault)
    if not any(fault for _, fault in faults) and folder.manifest["layout"] == LAYOUT:
        yield from _unaccounted(folder)


def _fault(root: Path, part: Row) -> str | None:
    name = PurePosixPath(str(part["path"]))
    if name.is_absolute() or ".." in name.parts:
        return "lies outside of the folder"
    path = root / name
    try:
        size = path.stat().st_size
        if size != part["bytes"]:
            return f"holds {size:,} bytes, not {part['bytes']:,}"
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    return None if digest == part["sha256"] else "holds other bytes than were written"


def _unaccounted(folder: Folder) -> Iterator[str]:
    records = folder.summary()["records"]
    if records["in"] != records["out"] + records["removed"] + records["rejected"]:
        yield "summary.json: the records that came in are not those that went out, were removed or rejected"
    tables = {"out": folder.rows("documents"), "removed": folder.rows("removed"), "rejected": folder.rejects()}
    for name, rows in tables.items():
        if (held := sum(1 for _ in rows)) != records[name]:
            yield f"summary.json: {records[name]:,} records are told as {name}, but {held:,} are there"
