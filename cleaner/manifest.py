"""The manifest of an output folder: what it says, and which files it lists as ours."""

import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from cleaner.table import Part

LAYOUT = "article-cleaner/1"
EXPORT = "article-cleaner-export/1"
MANIFEST = "manifest.json"


def ours(folder: Path) -> dict[str, object] | None:
    """The manifest of a folder of ours; None if it is none."""
    manifest = loaded(folder / MANIFEST)
    return manifest if manifest and manifest.get("layout") in (LAYOUT, EXPORT) else None


def loaded(path: Path) -> dict[str, object] | None:
    """The JSON object in a file; None if there is none, or it was not written to its end."""
    try:
        value: object = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return value if isinstance(value, dict) else None


def entries(manifest: Mapping[str, object] | None) -> list[dict[str, object]]:
    """What a manifest or a journal says of each file."""
    outputs = manifest.get("outputs") if manifest else None
    return [entry for entry in outputs if isinstance(entry, dict)] if isinstance(outputs, list) else []


def listed(manifest: Mapping[str, object] | None) -> set[str]:
    """The paths that a manifest or a journal lists, less any that would lead out of its folder."""
    names = [entry.get("path") for entry in entries(manifest)]
    paths = [PurePosixPath(name) for name in names if isinstance(name, str) and name]
    return {path.as_posix() for path in paths if path.parts and not path.is_absolute() and ".." not in path.parts}


def described(name: str, part: Part) -> dict[str, object]:
    """What a manifest says of one file."""
    records = {} if part.records is None else {"records": part.records}
    return {"path": name, "bytes": part.bytes, "sha256": part.sha256, **records}


def as_json(value: object) -> bytes:
    """A manifest, or another object for people to read, as the bytes of its file."""
    return encoded(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def encoded(text: str) -> bytes:
    """A text as the bytes of its file; halves of surrogate pairs as escapes."""
    return text.encode("utf-8", "backslashreplace")
