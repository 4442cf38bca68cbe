"""Cells of Arrow columns to the values that JSON knows."""

import base64
import re
from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

import pyarrow as pa
from pyarrow import types

Cell = Callable[["pa.Scalar"], object]
_NO_FRACTION = re.compile(r"\.0+(?=Z?$)")


def reader(kind: "pa.DataType", strict: bool = False) -> Cell:
    """What makes a value of a cell of this type; UnicodeDecodeError for text that is not UTF-8.

    Nested types become objects and lists; a map whose keys are text an object, others a list of pairs. Dates and times
    become ISO 8601, those that have a zone in UTC; one beyond all calendars and a duration the number of its units, a decimal its digits. Bytes are
    text where they are UTF-8, otherwise Base64, or no value if that is `strict`.
    """
    inner = _typed(kind, strict)
    return lambda cell: inner(cell) if cell.is_valid else None


def _typed(kind: "pa.DataType", strict: bool) -> Cell:
    if types.is_dictionary(kind):
        value = reader(kind.value_type, strict)
        return lambda cell: value(cell.value)
    if isinstance(kind, pa.BaseExtensionType):
        if kind.extension_name == "arrow.uuid":
            return lambda cell: str(UUID(bytes=cell.value.as_py()))
        value = reader(kind.storage_type, strict)
        return lambda cell: value(cell.value)
    if types.is_struct(kind):
        fields = [(field.name, reader(field.type)) for field in kind]
        return lambda cell: {name: value(cell[n]) for n, (name, value) in enumerate(fields)}
    if types.is_map(kind):
        return _map(kind)
    if types.is_nested(kind):  # what is left are lists
        value = reader(kind.value_type)
        return lambda cell: [value(each) for each in cell]
    if types.is_timestamp(kind):
        zone = pa.timestamp(kind.unit, kind.tz and "UTC")
        return lambda cell: _iso(cell.cast(zone))
    if types.is_date(kind) or types.is_time(kind):
        return _iso
    if types.is_duration(kind):
        return lambda cell: cell.value
    return _bytes(strict) if _is_binary(kind) else _plain


def _is_binary(kind: "pa.DataType") -> bool:
    kinds = (types.is_binary, types.is_large_binary, types.is_fixed_size_binary, types.is_binary_view)
    return any(is_one(kind) for is_one in kinds)


def _map(kind: "pa.DataType") -> Cell:
    key, value = reader(kind.key_type), reader(kind.item_type)

    def read(cell: "pa.Scalar") -> object:
        pairs = [(key(pair[0]), value(pair[1])) for pair in cell.values]
        named = {name: item for name, item in pairs if isinstance(name, str)}
        return named if len(named) == len(pairs) else [list(pair) for pair in pairs]

    return read


def _iso(cell: "pa.Scalar") -> object:
    text: str = cell.cast(pa.string()).as_py()
    if text.startswith("<"):  # "<value out of range: …>"
        return cell.value
    return _NO_FRACTION.sub("", text.replace(" ", "T"))


def _bytes(strict: bool) -> Cell:
    def read(cell: "pa.Scalar") -> object:
        data: bytes = cell.as_py()
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            if strict:
                raise
            return base64.b64encode(data).decode("ascii")

    return read


def _plain(cell: "pa.Scalar") -> object:
    value = cell.as_py()
    return str(value) if isinstance(value, Decimal) else value
