"""NeMo Curator: a stage that takes residue out of batches of documents."""

from functools import partial
from typing import Unpack

from cleaner.errors import MissingPart
from cleaner.integrations.arrow import AUDIT_TYPES, clean_table
from cleaner.integrations.records import Options, Records

try:
    from nemo_curator.stages.base import ProcessingStage
    from nemo_curator.tasks import DocumentBatch
except ImportError as missing:
    raise MissingPart(str(missing.name), "nemo-curator", "cleaner.integrations.nemo_curator") from missing


class CleanTexts(ProcessingStage[DocumentBatch, DocumentBatch]):
    """Take the residue out of the texts of a batch, and tell of it in three columns more.

    The columns and the options are those of `cleaner.integrations.arrow.clean_table`. Raises UsageError for a level or
    rule that there is not, when the stage is made, and for a column as `clean_table` does.
    """

    name = "article_cleaner"

    def __init__(self, text: str = "text", **options: Unpack[Options]) -> None:
        Records(text, **options)  # what cannot be meant is told before the cluster is asked
        self._text = text
        self._clean = partial(clean_table, text=text, **options)

    def inputs(self) -> tuple[list[str], list[str]]:
        """What a batch must have: its data, and in it the column of the texts."""
        return ["data"], [self._text]

    def outputs(self) -> tuple[list[str], list[str]]:
        """What a batch has after it."""
        return ["data"], [self._text, *AUDIT_TYPES]

    def process(self, batch: DocumentBatch) -> DocumentBatch:
        """The batch with its texts cleaned."""
        return DocumentBatch(
            dataset_name=batch.dataset_name,
            data=self._clean(batch.to_pyarrow()),
            _metadata=batch._metadata,
            _stage_perf=batch._stage_perf,
        )
