"""What processes and stages of one job hand to each other, as bytes.

Pickle is the fast form of many small objects, and a file of it may run what it likes when it is read. Here only the
project's own records are read from it: anything else is refused, wherever the bytes came from.
"""

import io
import pickle
from typing import Any, Final

# The records that are handed on, by module; all else in them is what JSON has, and tuples.
_KNOWN: Final = {
    "cleaner.account": ("Account",),
    "cleaner.document": ("Document",),
    "cleaner.encoding": ("Repair",),
    "cleaner.formats.record": ("Record", "Reject"),
    "cleaner.learning": ("Done",),
    "cleaner.ledger": ("Edit",),
    "cleaner.prepare": ("Prepared",),
    "cleaner.profile": ("Sketch",),
    "cleaner.survivors": ("Left",),
    "collections": ("Counter", "defaultdict"),
}


def pack(value: object) -> bytes:
    """A value made of records, and of what JSON has, as bytes."""
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def unpack(data: bytes) -> Any:
    """The value that was packed. Raises pickle.UnpicklingError for bytes that name anything but our records."""
    return _Reader(io.BytesIO(data)).load()


class _Reader(pickle.Unpickler):
    def find_class(self, module_name: str, global_name: str, /) -> Any:
        if global_name in _KNOWN.get(module_name, ()):
            return super().find_class(module_name, global_name)
        raise pickle.UnpicklingError(f"{module_name}.{global_name} is no record")
