"""The name of a job: two runs of one name make the same bytes, so that one may go on with what the other has left."""

import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

import cleaner

# What others' code decides: another version may read, extract or join otherwise.
_LIBRARIES: Final = (
    "trafilatura",
    "lxml",
    "beautifulsoup4",
    "resiliparse",
    "duckdb",
    "pyarrow",
    "numpy",
    "numba",
    "pyspark",
)


def job_key(
    manifest: Mapping[str, object], inputs: Sequence[tuple[str, str | None]], *states: str | None
) -> str | None:
    """The name of the job that has this manifest, inputs of these names and SHA-256, and starts from these states.

    None if an input has no digest, as the standard input: nobody can know whether it is the same.
    """
    if any(sha256 is None for _, sha256 in inputs):
        return None
    told = {
        "manifest": manifest,
        "inputs": inputs,
        "states": states,
        "code": code(),
        "python": sys.version_info[:3],
        "libraries": [_version(name) for name in _LIBRARIES],
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def code() -> str:
    """A SHA-256 over the package's modules: a checkout changes between two releases."""
    seen = hashlib.sha256()
    package = Path(cleaner.__file__).parent
    for path in sorted(package.rglob("*.py")):
        seen.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return seen.hexdigest()


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
