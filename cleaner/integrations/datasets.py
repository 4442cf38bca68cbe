"""Hugging Face datasets: a function for `map(batched=True)`, whose fingerprint changes when its results may."""

from collections.abc import Mapping, Sequence
from typing import Final, Unpack

from cleaner.errors import MissingPart
from cleaner.integrations.records import AUDIT, EDIT_FIELDS, Kind, Options, Records, refuse_taken

try:
    import datasets
except ImportError as missing:
    raise MissingPart(str(missing.name), "datasets", "cleaner.integrations.datasets") from missing

_FEATURES: Final[dict[Kind, object]] = {
    "int64": datasets.Value("int64"),
    "float64": datasets.Value("float64"),
    "string": datasets.Value("string"),
    "strings": [datasets.Value("string")],
}


class CleanTexts:
    """Take the residue out of the texts of a dataset, and tell of it in three columns more.

    For `dataset.map(clean, batched=True, features=clean.features(dataset.features))`, with any number of processes, and
    for streamed datasets. `text` names the column of the texts. The options are those of `cleaner.clean`, but `title`,
    `lang`, `source` and `url` name columns; where they are not given, columns by the names that `cleaner run` knows are
    used.

    `residue_chars` counts the code points that were cut, `residue_rules` names the rules as "a;b", and `edits` is a list of
    the rows of audit/edits. A text that is None stays None, and so do the three. Raises UsageError for a column that
    there is not, or that is to be added and is there.
    """

    def __init__(self, text: str = "text", **options: Unpack[Options]) -> None:
        self._records = Records(text, **options)
        # What decides on the results is part of the fingerprint: a cache of other rules is not taken for ours.
        self._state = self._records.cleaning.state()

    def __call__(self, batch: Mapping[str, Sequence[object]]) -> dict[str, list[object]]:
        """The columns of a batch that change: its texts, cleaned, and the three that tell of it."""
        return self._records.cleaned(batch)

    def features(self, features: datasets.Features) -> datasets.Features:
        """The features of the result. They must be told: a first batch without residue does not show what edits are."""
        refuse_taken(features)
        self._records.used(features)
        edit = {name: _FEATURES[kind] for name, kind in EDIT_FIELDS.items()}
        added = dict(zip(AUDIT, (datasets.Value("int64"), datasets.Value("string"), [edit]), strict=True))
        return datasets.Features({**features, **added})
