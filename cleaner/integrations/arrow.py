"""Arrow tables and record batches, and with them Ray, Spark, DuckDB, Polars and whatever else speaks Arrow.

The functions are pure and can be pickled: one batch in, one batch out.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, TypeVar, Unpack

from cleaner.errors import MissingPart, UsageError
from cleaner.integrations.records import EDIT_FIELDS, Kind, Options, Records, audit_columns, refuse_taken

try:
    import pyarrow as pa
    import pyarrow.compute as pc
except ImportError as missing:
    raise MissingPart(str(missing.name), "corpus", "cleaner.integrations.arrow") from missing

T = TypeVar("T", "pa.Table", "pa.RecordBatch")
ROWS: Final = 1024  # that are Python objects at a time


def _views() -> list[pa.DataType]:
    """The type of string views, where this version of Arrow has it and can cast it."""
    try:
        pa.array(["a"], pa.large_string()).cast(pa.string_view()).cast(pa.large_string())
    except (AttributeError, pa.ArrowNotImplementedError):
        return []
    return [pa.string_view()]


_VIEWS: Final = _views()

_TYPES: Final[dict[Kind, pa.DataType]] = {
    "int64": pa.int64(),
    "float64": pa.float64(),
    "string": pa.string(),
    "strings": pa.list_(pa.string()),
}
EDIT: Final = pa.struct([(name, _TYPES[kind]) for name, kind in EDIT_FIELDS.items()])
AUDIT_TYPES: Final = {"residue_chars": pa.int64(), "residue_rules": pa.string(), "edits": pa.list_(EDIT)}


def clean_table(table: T, text: str = "text", **options: Unpack[Options]) -> T:
    """A table or record batch with the texts of its column `text` cleaned, and three columns more.

    `residue_chars` (int64) counts the code points that were cut, `residue_rules` (string) names the rules as "a;b", and
    `edits` is a list of structs: a row of audit/edits for each cut, its offsets code points of the text as it was. A
    null text stays null and one that is not UTF-8 stays as it is; the three columns are null for it.

    The options are those of `cleaner.clean`, but `title`, `lang`, `source` and `url` name columns; where they are not
    given, columns by the names that `cleaner run` knows are used.

    The text's column keeps its type; a dictionary's becomes that of its values. Raises UsageError for a column that
    there is not, that holds no strings, or that is to be added and is there.
    """
    records = Records(text, **options)
    names = records.used(table.schema.names)
    refuse_taken(table.schema.names, AUDIT_TYPES)
    kind = _text_type(table.schema, text)

    return _with(table, {text: kind, **AUDIT_TYPES}, partial(_cleaned, records=records, names=names, kind=kind))


def fingerprint_table(table: T, text: str = "text") -> T:
    """A table or record batch with what finds the copies of its texts, in four columns more.

    `key_a` and `key_b` (int64) are together a hash of the text's words, equal for texts of the same words; `words`
    (float64) is their number, and `prints` (list of int64) the sampled hashes of five words in a row that copies share
    (`cleaner.dedup.fingerprint`). All are null for a null text. Raises UsageError as `clean_table` does.
    """
    try:
        from cleaner.dedup.fingerprint import fingerprints
    except ImportError as missing:
        raise MissingPart(str(missing.name), "corpus", "fingerprint_table") from missing

    kind = _text_type(table.schema, text)
    types = {"key_a": pa.int64(), "key_b": pa.int64(), "words": pa.float64(), "prints": pa.list_(pa.int64())}
    refuse_taken(table.schema.names, types)

    def printed(batch: pa.RecordBatch) -> list[pa.Array]:
        texts = batch.column(text).cast(kind)
        found = fingerprints(texts)
        blank = pc.call_function("is_null", [texts])
        return [
            pc.call_function("if_else", [blank, pa.scalar(None, type), found.column(n)]) for n, type in types.items()
        ]

    return _with(table, types, printed)


def _cleaned(batch: pa.RecordBatch, records: Records, names: list[str], kind: pa.DataType) -> list[pa.Array]:
    """The texts of a batch after cleaning, and the columns of AUDIT_TYPES."""
    columns = {name: _values(batch.column(name)) for name in names}
    done = records.clean_columns(columns)
    audit = audit_columns(done)
    pairs = zip(done, columns[records.text], strict=True)
    texts = [None if one is None or one.text == was else one.text for one, was in pairs]
    new = _replaced(batch.column(records.text).cast(kind), texts)
    return [new, *(pa.array(audit[name], type) for name, type in AUDIT_TYPES.items())]


def _with(table: T, types: dict[str, pa.DataType], made: Callable[[pa.RecordBatch], Sequence[pa.Array]]) -> T:
    """The table with columns of these types set to what is `made` of it, some rows at a time."""
    whole = pa.Table.from_batches([table]) if isinstance(table, pa.RecordBatch) else table
    chunks = [made(batch) for batch in whole.to_batches(max_chunksize=ROWS) if len(batch)]
    for n, (name, type) in enumerate(types.items()):
        column = pa.chunked_array([arrays[n] for arrays in chunks], type)
        at = whole.schema.get_field_index(name)
        if at < 0:
            whole = whole.append_column(pa.field(name, type), column)
        else:
            whole = whole.set_column(at, whole.schema.field(at).with_type(type), column)
    if isinstance(table, pa.RecordBatch):
        return pa.RecordBatch.from_arrays([column.combine_chunks() for column in whole.columns], schema=whole.schema)
    return whole


def _text_type(schema: pa.Schema, name: str) -> pa.DataType:
    """The type of strings that a column holds, or null. Raises UsageError where there is none, or no such column."""
    if name not in schema.names:
        raise UsageError(f"no such column; there are {', '.join(schema.names)}", name)
    type = schema.field(name).type
    if pa.types.is_dictionary(type):
        type = type.value_type
    if type not in (pa.string(), pa.large_string(), pa.null(), *_VIEWS):
        raise UsageError(f"a column of {type}, not of strings: cast it", name)
    return type


def _values(column: pa.Array) -> list[object]:
    """A column's values; None for a string that is not UTF-8, which Arrow does not ask about."""
    try:
        return list(column.to_pylist())
    except UnicodeDecodeError:
        return [_value(column[n]) for n in range(len(column))]


def _value(scalar: pa.Scalar) -> object:
    try:
        return scalar.as_py()
    except UnicodeDecodeError:
        return None


def _replaced(column: pa.Array, texts: Sequence[str | None]) -> pa.Array:
    """A column of strings with those set that are not None; the others keep their bytes."""
    mask = [text is not None for text in texts]
    if not any(mask):
        return column
    kind = pa.large_string() if column.type in _VIEWS else column.type  # views cannot be set
    new = pa.array([text for text in texts if text is not None], kind)
    return pc.call_function("replace_with_mask", [column.cast(kind), pa.array(mask), new]).cast(column.type)
