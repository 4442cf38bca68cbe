"""pandas: `Series.cleaner`, an accessor for columns of texts. Importing this module is enough to have it."""

from collections.abc import Sequence
from typing import TypeAlias, Unpack

from cleaner.errors import MissingPart, UsageError
from cleaner.integrations.records import Cleaning, Judgement, audit_columns
from cleaner.ledger import Cleaned

try:
    import pandas as pd
except ImportError as missing:
    raise MissingPart(str(missing.name), "pandas", "cleaner.integrations.pandas") from missing

Known: TypeAlias = "pd.Series | str | None"


@pd.api.extensions.register_series_accessor("cleaner")
class SeriesCleaner:
    """Residue taken out of a series of texts.

    What is known beside the texts (`title`, `lang`, `source`) is a series of the same index, or one string for all.
    The other options are those of `cleaner.clean`. A value that is no string stays as it is.
    """

    def __init__(self, texts: pd.Series) -> None:
        self._texts = texts
        if isinstance(texts.dtype, pd.CategoricalDtype):  # cleaned texts need not be categories
            self._texts = texts.astype(texts.cat.categories.dtype)
        kind = self._texts.dtype
        if not (pd.api.types.is_object_dtype(kind) or pd.api.types.is_string_dtype(kind)):
            raise AttributeError(f"a series of {kind} has no texts to clean")

    def clean(
        self, *, title: Known = None, lang: Known = None, source: Known = None, **judgement: Unpack[Judgement]
    ) -> pd.Series:
        """The texts, cleaned: a series of the same name, index and type (for categories, the type of these)."""
        return self._text(self._cleaned(title, lang, source, judgement))

    def audit(
        self, *, title: Known = None, lang: Known = None, source: Known = None, **judgement: Unpack[Judgement]
    ) -> pd.DataFrame:
        """The texts, cleaned, and what was cut of them, as a frame of the same index.

        Its columns are `text`; `residue_chars`, the code points that were cut; `residue_rules`, the rules as "a;b"; and
        `edits`, for each text a list of the rows of audit/edits. All but `text` are missing where that is no string.
        """
        done = self._cleaned(title, lang, source, judgement)
        columns = {name: pd.Series(values, self._texts.index, object) for name, values in audit_columns(done).items()}
        columns["residue_chars"] = columns["residue_chars"].astype("Int64")
        return pd.DataFrame({"text": self._text(done), **columns})

    def _text(self, done: Sequence[Cleaned | None]) -> pd.Series:
        values = [was if one is None else one.text for one, was in zip(done, self._texts, strict=True)]
        return pd.Series(values, self._texts.index, self._texts.dtype, self._texts.name)

    def _cleaned(self, title: Known, lang: Known, source: Known, judgement: Judgement) -> list[Cleaned | None]:
        cleaning = Cleaning(**judgement)
        rows = zip(self._texts, *map(self._beside, (title, lang, source)), strict=True)
        return [cleaning.clean(*row) for row in rows]

    def _beside(self, known: Known) -> Sequence[object] | pd.Series:
        if not isinstance(known, pd.Series):
            return [known] * len(self._texts)
        if not known.index.equals(self._texts.index):
            raise UsageError("a series of another index than the texts'", str(known.name))
        return known
