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

FOLDER = """`documents/` holds what was kept, `removed/` the duplicates with the keeper of each, `rejects.jsonl` the records that were
not used, and why. `report.html` shows samples of what was removed (`cleaner report` writes it again).
"""


def card(summary: Mapping[str, object], settings: Settings) -> str:
    """The card of a run's folder, from its summary."""
    return card_of(summary, {"default": f"documents/*.{settings.format}"}, FOLDER)


def card_of(summary: Mapping[str, object], configs: Mapping[str, str], folder: str, more: str = "") -> str:
    """A card's text. `configs` are the tables by which a library loads the folder, each a pattern of files (the first is
    the one that is loaded unasked), `folder` says what lies where, and `more` are further lines of the header."""
    records, characters = _counts(summary["records"]), _counts(summary["characters"])
    languages = summary["languages"]
    known = [k for k in languages if len(k) == 2] if isinstance(languages, Mapping) else []
    size = next((name for bound, name in _SIZES if records["out"] < bound), "n>10M")
    language = "".join(f"\n- {code}" for code in known)
    return f"""---
configs:{"".join(map(_config, configs.items()))}
{f"language:{language}" if known else "language: []"}
size_categories:
- {size}{more}
---

# A cleaned corpus

Made by article-cleaner. It holds {records["out"]:,} articles of {records["in"]:,} records read.

| records | |
| --- | ---: |
| read | {records["in"]:,} |
| kept | {records["out"]:,} |
| of all read, with residue cut out | {records["edited"]:,} |
| removed as duplicates | {records["removed"]:,} |
| rejected | {records["rejected"]:,} |

| characters | |
| --- | ---: |
| read | {characters["in"]:,} |
| cut as residue | {characters["cut"]:,} |
| in removed duplicates | {characters["removed"]:,} |
| kept | {characters["out"]:,} |

{folder}
Every cut is a row of `audit/edits/` (offsets in code points of the text as it was read, and the text itself), every
link between two documents a row of `audit/links/`, every cluster's member a row of `audit/clusters/`. The settings, and
the hashes of all inputs and outputs, are in `manifest.json`.
"""


def _config(config: tuple[str, str]) -> str:
    name, path = config
    return f"\n- config_name: {name}\n  data_files:\n  - split: train\n    path: {path}"


def _counts(table: object) -> Mapping[str, int]:
    assert isinstance(table, Mapping)
    return table
