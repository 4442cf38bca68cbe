"""Polars: `Expr.cleaner`, a namespace for columns of texts, eager and lazy. Importing this module is enough to have it."""

from collections.abc import Callable
from functools import partial
from typing import Final, TypeAlias, Unpack

from cleaner.errors import MissingPart, UsageError
from cleaner.integrations.records import EDIT_FIELDS, Cleaning, Judgement, Kind, audit_columns

try:
    import polars as pl
except ImportError as missing:
    raise MissingPart(str(missing.name), "polars", "cleaner.integrations.polars") from missing

Known: TypeAlias = "pl.Expr | str | None"
Work: TypeAlias = "Callable[[Cleaning, pl.Series], pl.Series]"
_TYPES: Final[dict[Kind, pl.DataType]] = {
    "int64": pl.Int64(),
    "float64": pl.Float64(),
    "string": pl.String(),
    "strings": pl.List(pl.String),
}
EDIT: Final = pl.Struct({name: _TYPES[kind] for name, kind in EDIT_FIELDS.items()})
AUDIT: Final = pl.Struct(
    {"text": pl.String, "residue_chars": pl.Int64, "residue_rules": pl.String, "edits": pl.List(EDIT)}
)


@pl.api.register_expr_namespace("cleaner")
class ExprCleaner:
    """Residue taken out of a column of texts.

    What is known beside the texts (`title`, `lang`, `source`) is a column's name or an expression, `pl.lit("en")` for one
    value. The other options are those of `cleaner.clean`. A null stays null.
    """

    def __init__(self, texts: pl.Expr) -> None:
        self._texts = texts

    def clean(
        self, *, title: Known = None, lang: Known = None, source: Known = None, **judgement: Unpack[Judgement]
    ) -> pl.Expr:
        """The texts, cleaned, under the name of their column."""
        return self._made(_texts, pl.String(), title, lang, source, judgement)

    def audit(
        self, *, title: Known = None, lang: Known = None, source: Known = None, **judgement: Unpack[Judgement]
    ) -> pl.Expr:
        """The texts, cleaned, and what was cut of them: a struct, for `.struct.unnest()`.

        Its fields are `text`; `residue_chars`, the code points that were cut; `residue_rules`, the rules as "a;b"; and
        `edits`, a list of the rows of audit/edits. All are null for a null.
        """
        return self._made(_audited, AUDIT, title, lang, source, judgement)

    def _made(
        self, work: Work, dtype: pl.DataType, title: Known, lang: Known, source: Known, judgement: Judgement
    ) -> pl.Expr:
        """What `work` makes of a struct of the texts, which name it, and what is known beside them."""
        known = {"title": title, "lang": lang, "source": source}
        rows = pl.struct(self._texts, *(_expr(value).alias(f"cleaner:{name}") for name, value in known.items()))
        return rows.map_batches(partial(work, Cleaning(**judgement)), return_dtype=dtype, is_elementwise=True)


def _texts(cleaning: Cleaning, rows: pl.Series) -> pl.Series:
    return _audited(cleaning, rows).struct.field("text").alias(rows.name)


def _audited(cleaning: Cleaning, rows: pl.Series) -> pl.Series:
    texts = rows.struct.field(rows.struct.fields[0])
    if texts.dtype not in (pl.String, pl.Null, pl.Categorical, pl.Enum):
        raise UsageError(f"a column of {texts.dtype}, not of strings: cast it", texts.name)
    done = [cleaning.clean(*row.values()) for row in rows.to_list()]
    columns = {"text": [one and one.text for one in done], **audit_columns(done)}
    return pl.DataFrame(columns, schema=dict(AUDIT)).to_struct(rows.name)


def _expr(known: Known) -> pl.Expr:
    return known if isinstance(known, pl.Expr) else pl.col(known) if known else pl.lit(None)
