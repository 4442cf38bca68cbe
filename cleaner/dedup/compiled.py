"""The one decorator that compiles a kernel, and where compiled code is kept.

numba keeps compiled code per file and does not see when a kernel that is called from another file
changes. So the code is kept in a folder named by a digest of all kernel sources: an edit, an
update or another branch never runs old code. If the package's own folder cannot be written, and
NUMBA_CACHE_DIR names no other, kernels are compiled in each process.
"""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

from cleaner.errors import MissingPart

try:
    import numba
    from numba.core import config
except ImportError as missing:
    raise MissingPart("numba", "corpus", "cleaner dedup") from missing

P = ParamSpec("P")
T = TypeVar("T")
_SETTING = "CACHE_DIR"  # numba reads it when a function is decorated


def kernels(here: Path = Path(__file__).parent) -> str:
    """A digest of the sources of all kernels in a folder."""
    digest = sha256()
    for source in sorted(here.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def code_folder(here: Path) -> Path | None:
    """The folder for the compiled code of the kernels in a folder; None when none can be written."""
    given = getattr(config, _SETTING)
    base = Path(given) if given else here / "__pycache__"
    try:
        base.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return base / f"kernels-{kernels(here)}" if os.access(base, os.W_OK) else None


_FOLDER = code_folder(Path(__file__).parent)


def compiled(function: Callable[P, T]) -> Callable[P, T]:
    """Compile for this machine on the first call; the code runs without the interpreter lock."""
    given = getattr(config, _SETTING)
    try:
        setattr(config, _SETTING, str(_FOLDER or ""))
        return cast(Callable[P, T], numba.njit(cache=_FOLDER is not None, nogil=True)(function))
    finally:
        setattr(config, _SETTING, given)


def inlined(function: Callable[P, T]) -> Callable[P, T]:
    """The same for a few instructions that belong inside their caller's loop."""
    return cast(Callable[P, T], numba.njit(inline="always")(function))
