"""One line of JSON to a value; the same value whether orjson is installed or not.

orjson reads most lines. What it refuses and the standard library takes (NaN, halves of surrogate pairs) and what it
rounds (whole numbers past 64 bits) is read by the standard library.

Half of a surrogate pair, which a cut in the middle of an emoji leaves, is no character, and no UTF-8 file can hold it:
it becomes U+FFFD. A byte that is not UTF-8 may be any character: its line is rejected rather than guessed at.
"""

import json
import re
from collections.abc import Callable

from cleaner.formats.record import BadRecord, not_utf8

MAX_DEPTH = 200
# More digits than this Python refuses to write as well, unless it is told to.
MAX_DIGITS = 4300
_HALF = re.compile("[\ud800-\udfff]")
_PLAIN = frozenset((str, int, bool, type(None)))  # what orjson reads as it is written

_orjson: Callable[[bytes], object] | None
try:
    from orjson import loads as _orjson
except ImportError:
    _orjson = None


def decode(data: bytes) -> tuple[object, int]:
    """The value of a line, and how many halves of surrogate pairs in it became U+FFFD; BadRecord if there is none."""
    if _orjson is not None:
        try:
            value = _orjson(data)
        except ValueError:
            return standard(data)
        if not _doubtful(value, MAX_DEPTH):
            return value, 0
    return standard(data)


def standard(data: bytes) -> tuple[object, int]:
    """`decode` by the standard library alone."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise not_utf8(data, error) from None
    try:
        value: object = json.loads(text, parse_int=_int)
    except RecursionError:
        raise BadRecord("json-depth", f"nested over {MAX_DEPTH} deep") from None
    except json.JSONDecodeError as error:
        if data[:8].count(0) >= 4 and data.strip(b"\0"):
            raise BadRecord(
                "json", "not JSON but text in UTF-16 or UTF-32, it seems; name the file's encoding"
            ) from None
        raise BadRecord("json", f"not JSON: {error.msg} at {error.pos} of the line") from None
    return _mended(value, MAX_DEPTH) if "\\u" in text or _doubtful(value, MAX_DEPTH) else (value, 0)


def _int(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise BadRecord("json-number", f"a whole number of over {MAX_DIGITS:,} digits")
    return int(digits)


def _doubtful(value: object, depth: int) -> bool:
    """Whether a number may have been a whole one past 64 bits, or the nesting is deeper than `depth`."""
    kind = type(value)
    if kind is float:
        return not -(2.0**63) < value < 2.0**64  # type: ignore[operator]
    if isinstance(value, dict):
        return depth == 0 or any(type(v) not in _PLAIN and _doubtful(v, depth - 1) for v in value.values())
    if isinstance(value, list):
        return depth == 0 or any(type(v) not in _PLAIN and _doubtful(v, depth - 1) for v in value)
    return False


def _mended(value: object, depth: int) -> tuple[object, int]:
    if isinstance(value, str):
        return _HALF.subn("\ufffd", value)
    if not isinstance(value, dict | list):
        return value, 0
    if depth == 0:
        raise BadRecord("json-depth", f"nested over {MAX_DEPTH} deep")
    halves = 0
    if isinstance(value, list):
        out: list[object] = []
        for item in value:
            item, n = _mended(item, depth - 1)
            out.append(item)
            halves += n
        return out, halves
    named: dict[str, object] = {}
    for key, item in value.items():
        key, m = _HALF.subn("\ufffd", key)
        named[key], n = _mended(item, depth - 1)
        halves += m + n
    return named, halves
