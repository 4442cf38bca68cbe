"""Prevertical: <doc> with what is known of a document, and its paragraphs, as corpus managers (Sketch Engine) read it.

A duplicate that is written has the attributes `duplicate_of`, `relation` and `cluster`: a concordance can leave it out,
and the corpus knows how often a story was printed.
"""

from pathlib import Path

from cleaner.audit.read import Folder
from cleaner.exports.markup import Markup, documents, paragraphs
from cleaner.output import OutputFolder
from cleaner.table import Table


def fill(folder: Folder, out: OutputFolder, duplicates: bool) -> dict[str, int]:
    """Write all documents into parts."""
    table, markup = out.table("documents", _table), Markup()
    removed = 0
    for written in documents(folder, duplicates):
        known = markup.attributes(
            id=written.id,
            url=written.url,
            title=written.title,
            date=written.date,
            source=written.source,
            lang=written.lang,
            duplicate_of=written.why("keeper"),
            relation=written.why("relation"),
            cluster=written.why("cluster"),
        )
        text = "".join(f"<p>\n{markup.text(paragraph)}\n</p>\n" for paragraph in paragraphs(written.text))
        table.write_line(f"<doc{known}>\n{text}</doc>\n".encode())
        removed += written.removed
    return {"documents": table.count - removed, "duplicates": removed, "replaced": markup.replaced}


def _table(folder: Path) -> Table:
    return Table(folder, lambda n: f"part-{n:05d}.prevert", "jsonl")
