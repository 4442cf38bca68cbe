"""The data-set card: README.md of the output folder, which the usual data-set libraries read."""

from collections.abc import Mapping

from cleaner.settings import Settings

_SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
)


def card(summary: Mapping[str, object], settings: Settings) -> str:
    """The card's text, from the job's summary."""
    records, characters = _counts(summary["records"]), _counts(summary["characters"])
    languages = summary["languages"]
    known = [k for k in languages if len(k) == 2] if isinstance(languages, Mapping) else []
    size = next((name for bound, name in _SIZES if records["out"] < bound), "n>10M")
    language = "".join(f"\n- {code}" for code in known)
    return f"""---
configs:
- config_name: default
  data_files:
  - split: train
    path: documents/*.{settings.format}
{f"language:{language}" if known else "language: []"}
size_categories:
- {size}
---

# A cleaned corpus

Made by article-cleaner. `documents/` holds {records["out"]:,} articles of {records["in"]:,} records read.

| records | |
| --- | ---: |
| read | {records["in"]:,} |
| kept (`documents/`) | {records["out"]:,} |
| of all read, with residue cut out | {records["edited"]:,} |
| removed as duplicates (`removed/`) | {records["removed"]:,} |
| rejected (`rejects.jsonl`) | {records["rejected"]:,} |

| characters | |
| --- | ---: |
| read | {characters["in"]:,} |
| cut as residue (`audit/edits/`) | {characters["cut"]:,} |
| in removed duplicates | {characters["removed"]:,} |
| kept | {characters["out"]:,} |

Every cut is a row of `audit/edits/` (offsets in code points of the text as it was read, and the text itself), every
link between two documents a row of `audit/links/`, every cluster's member a row of `audit/clusters/`.
`report.html` shows samples of all of them (`cleaner report` writes it again). The settings, and the hashes of all inputs and outputs, are in `manifest.json`.
"""


def _counts(table: object) -> Mapping[str, int]:
    assert isinstance(table, Mapping)
    return table
