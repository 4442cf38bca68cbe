"""A run's folder with its tables as Parquet: what `--format parquet` would have written."""

from cleaner.audit.card import FOLDER, card_of
from cleaner.audit.read import Folder
from cleaner.output import OutputFolder
from cleaner.tables import TABLES


def fill(folder: Folder, out: OutputFolder, duplicates: bool) -> dict[str, int]:
    """Write all tables, the card, and the report as it is."""
    for name in TABLES:
        for row in folder.rejects() if name == "rejects" else folder.rows(name):
            out.table(name).write(row)
    out.write_text("README.md", card_of(folder.summary(), {"default": "documents/*.parquet"}, FOLDER))
    report = folder.path / "report.html"
    if report.is_file():
        out.write_text("report.html", report.read_text("utf-8"))
    return {"documents": out.table("documents").count, "duplicates": out.table("removed").count}
