"""A data set for the Hugging Face hub: `datasets.load_dataset("DEST")` gives the documents that were kept.

Beside their own fields these have `residue_chars` and `residue_rules` (what was cut from them), `cluster` and
`cluster_size` (how many copies there were: to weigh a story, rather than to lose how often it was printed). What was
removed, and the audit, are configurations of their own: `load_dataset("DEST", "removed")`.
"""

from pathlib import Path

from cleaner.audit.card import card_of
from cleaner.audit.read import Folder
from cleaner.columnar import ColumnarTable
from cleaner.output import OutputFolder

_CONFIGS = {
    "default": "data/train-*.parquet",
    "removed": "removed/*.parquet",
    "edits": "audit/edits/*.parquet",
    "links": "audit/links/*.parquet",
    "clusters": "audit/clusters/*.parquet",
}
_LAYOUT = """```python
from datasets import load_dataset

kept = load_dataset("PATH", split="train")
removed = load_dataset("PATH", "removed", split="train")  # likewise edits, links, clusters
```

`residue_chars` characters were cut from a document by the rules `residue_rules`; `cluster_size` copies of it were found.

The licence of the texts is not known to article-cleaner: name it above before you publish.
"""


def fill(folder: Folder, out: OutputFolder, duplicates: bool) -> dict[str, int]:
    """Write documents, duplicates and audit, and the card that tells a library which is which."""
    places = {row["id"]: row for row in folder.rows("audit/clusters") if row["kept"]}
    documents = out.table("documents", _train)
    for written, edits in folder.with_edits():
        if written.removed:
            break  # all that were kept came before
        place = places.get(written.id, {})
        told = {
            "residue_chars": sum(edit.end - edit.start for edit in edits),
            "residue_rules": ";".join(sorted({rule for edit in edits for rule in edit.rules})),
            "cluster": place.get("cluster"),
            "cluster_size": place.get("size", 1),
        }
        own = written.fields
        documents.write({**own, **{name if name not in own else f"cleaner_{name}": told[name] for name in told}})
    for name in ("removed", "audit/edits", "audit/links", "audit/clusters"):
        for row in folder.rows(name):
            out.table(name).write(row)
        out.table(name)  # there is one, whatever its rows
    out.write_text("README.md", card_of(folder.summary(), _CONFIGS, _LAYOUT, "\nlicense: unknown"))
    return {"documents": documents.count, "duplicates": out.table("removed").count}


def _train(folder: Path) -> ColumnarTable:
    return ColumnarTable(folder, "documents", lambda n: f"data/train-{n:05d}.parquet")
