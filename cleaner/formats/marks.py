"""What a Parquet file of ours says of its columns, so that its rows are read back as they were written.

It stands as JSON in the file's key-value metadata: which columns hold JSON text, and which one, if any, the fields that
got no column of their own. In such a file a null is a field that the record lacks.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from cleaner.formats.decode import decode

KEY: Final = b"article-cleaner"


@dataclass(frozen=True, slots=True)
class Marks:
    """The columns of JSON text, and the one that holds further fields, an object of JSON text in each row."""

    json: frozenset[str]
    more: str | None = None

    @classmethod
    def of(cls, metadata: Mapping[bytes, bytes] | None) -> Self | None:
        """The marks in a file's metadata; None for a file that is not ours."""
        try:
            told = json.loads((metadata or {})[KEY])
            columns, more = told["json"], told["more"]
        except (KeyError, ValueError, TypeError, RecursionError):
            return None
        if not isinstance(columns, list) or not isinstance(more, str | None):
            return None
        return cls(frozenset(map(str, columns)), more)

    def metadata(self) -> dict[bytes, bytes]:
        """The file's metadata that says this."""
        told = {"json": sorted(self.json), "more": self.more}
        return {KEY: json.dumps(told, ensure_ascii=False).encode()}

    def row(self, cells: Mapping[str, object]) -> dict[str, object]:
        """A row as it was written. Raises BadRecord where a cell is not the JSON that it should be."""
        row = {
            name: decode(value.encode())[0] if name in self.json and isinstance(value, str) else value
            for name, value in cells.items()
            if value is not None and name != self.more
        }
        more = cells.get(self.more) if self.more else None
        if isinstance(more, str):
            further = decode(more.encode())[0]
            row |= (
                {name: value for name, value in further.items() if name not in row} if isinstance(further, dict) else {}
            )
        return row
