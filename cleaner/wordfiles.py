"""The files of `words/`, read and folded: what each kind of phrase is, over all languages.

Reading four megabytes of TOML takes longer than cleaning a thousand articles. So the folded phrases are kept beside the
compiled modules, in a file named by a digest of all that they were made of: an edit, an update or another version of
Unicode never reads old ones. If that folder cannot be written, each process reads the files themselves.
"""

import json
import os
import sys
import tomllib
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from importlib.util import cache_from_source
from pathlib import Path
from typing import NamedTuple

from cleaner import line, slots
from cleaner.errors import RuleError
from cleaner.page import fold
from cleaner.slots import Slotted, has_slot, slotted

FOLDER = Path(__file__).parent / "words"
_KEPT = f"words-{sys.implementation.cache_tag}-"


class Kind(NamedTuple):
    """The phrases of one kind: those without slots, folded, and those with slots."""

    whole: list[str]
    slotted: list[Slotted]


Kinds = dict[str, Kind]


def read(phrases: Iterable[str]) -> Kind:
    """Phrases of one kind, as they are written."""
    kind = Kind([], [])
    for phrase in phrases:
        if has_slot(phrase):
            kind.slotted.append(slotted(phrase))
        else:
            kind.whole.append(fold(phrase))
    return kind


def read_file(file: Path) -> Kinds:
    """The kinds of a file of words, each over all its languages. Raises RuleError for a file that is damaged."""
    try:
        tables = tomllib.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise RuleError(f"is no TOML: {error}", f"words/{file.name}") from None
    listed: dict[str, list[str]] = {}
    for table in tables.values():
        for name, phrases in table.items():
            listed.setdefault(name, []).extend(phrases)
    return {name: read(phrases) for name, phrases in listed.items()}


@cache
def kinds() -> dict[str, Kinds]:
    """All groups, from the kept file where there is one."""
    kept = kept_file()
    with suppress(OSError, ValueError):
        return {
            group: {name: Kind(whole, [Slotted(*row) for row in rows]) for name, (whole, rows) in found.items()}
            for group, found in json.loads(kept.read_bytes()).items()
        }
    found = {file.stem: read_file(file) for file in sorted(FOLDER.glob("*.toml"))}
    if not sys.dont_write_bytecode:
        with suppress(OSError):
            _keep(kept, found)
    return found


def kept_file() -> Path:
    """Where the folded phrases are kept: what they were made of gives the name."""
    seen = blake2b(unicodedata.unidata_version.encode(), digest_size=8)
    for file in (Path(__file__), Path(line.__file__), Path(slots.__file__), *sorted(FOLDER.glob("*.toml"))):
        seen.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return Path(cache_from_source(__file__)).with_name(f"{_KEPT}{seen.hexdigest()}.json")


def _keep(file: Path, found: dict[str, Kinds]) -> None:
    """Write at once or not at all, and drop what other files left."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(f".{os.getpid()}")
    new.write_text(json.dumps(found, ensure_ascii=False), "utf-8")
    new.replace(file)
    for old in file.parent.glob(f"{_KEPT}*"):
        if old != file:
            old.unlink(missing_ok=True)
