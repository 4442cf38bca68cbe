"""TEI P5: parts that are each a <teiCorpus>, with a <TEI> for each document.

A document's own id is an <idno>, since any text may be one and XML's may not. A duplicate that is written has a
<note type="duplicate"> that names its keeper.
"""

import re
from contextlib import suppress
from datetime import datetime
from typing import Final

from cleaner.audit.read import Folder, Written
from cleaner.exports.markup import Markup, documents, paragraphs
from cleaner.output import OutputFolder
from cleaner.table import Table

HEAD: Final = """<?xml version="1.0" encoding="UTF-8"?>
<teiCorpus xmlns="http://www.tei-c.org/ns/1.0">
<teiHeader>
<fileDesc>
<titleStmt><title>A cleaned corpus</title></titleStmt>
<publicationStmt><p>Not published.</p></publicationStmt>
<sourceDesc><p>Articles from the web, named in the header of each.</p></sourceDesc>
</fileDesc>
<encodingDesc>
<appInfo><application ident="article-cleaner" version="{version}"><label>article-cleaner</label></application></appInfo>
</encodingDesc>
</teiHeader>
"""
FOOT: Final = b"</teiCorpus>\n"
_DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?)?")  # and what fromisoformat takes
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def fill(folder: Folder, out: OutputFolder, duplicates: bool) -> dict[str, int]:
    """Write all documents into parts."""
    markup = Markup()
    head = HEAD.format(version=markup.text(str(folder.manifest["version"]))).encode()
    table = out.table(
        "documents",
        lambda folder: Table(folder, lambda n: f"part-{n:05d}.xml", "jsonl", frame=(head, FOOT)),
    )
    removed = 0
    for number, written in enumerate(documents(folder, duplicates), 1):
        table.write_line(_document(number, written, markup).encode())
        removed += written.removed
    return {"documents": table.count - removed, "duplicates": removed, "replaced": markup.replaced}


def _document(number: int, written: Written, markup: Markup) -> str:
    title = f"<title>{markup.text(written.title or written.id)}</title>"
    lang = written.lang if _LANGUAGE.fullmatch(written.lang or "") else None
    bibl = [title, f'<idno type="id">{markup.text(written.id)}</idno>']
    if written.source:
        bibl.append(f"<publisher>{markup.text(written.source)}</publisher>")
    if written.date:
        bibl.append(f"<date{markup.attributes(when=_when(written.date))}>{markup.text(written.date)}</date>")
    if written.url:
        bibl.append(f'<idno type="URL">{markup.text(written.url)}</idno>')
    note = ""
    if written.removed:
        kind = markup.attributes(subtype=written.why("relation"))
        note = (
            f'<notesStmt><note type="duplicate"{kind}>{markup.text(written.why("keeper") or "")}</note></notesStmt>\n'
        )
    language = f"<profileDesc><langUsage><language{markup.attributes(ident=lang)}/></langUsage></profileDesc>\n"
    text = "".join(f"<p>{markup.text(paragraph)}</p>\n" for paragraph in paragraphs(written.text))
    return (
        f'<TEI xml:id="d{number}">\n<teiHeader>\n<fileDesc>\n<titleStmt>{title}</titleStmt>\n'
        f"<publicationStmt><p>Not published.</p></publicationStmt>\n{note}"
        f"<sourceDesc><bibl>{''.join(bibl)}</bibl></sourceDesc>\n</fileDesc>\n{language if lang else ''}</teiHeader>\n"
        f"<text{markup.attributes(xml__lang=lang)}>\n<body>\n{text}</body>\n</text>\n</TEI>\n"
    )


def _when(date: str) -> str | None:
    """The date as TEI's `when` takes it; None for one that is no day of the calendar, or is told otherwise."""
    with suppress(ValueError):
        if _DATE.fullmatch(date):
            datetime.fromisoformat(date)
            return date
    return None
