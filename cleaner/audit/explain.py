"""Why a document looks as it does, and what two documents have in common, as rich text for a terminal."""

from rich.console import Console
from rich.text import Text

from cleaner.audit.read import Folder, Row, Written
from cleaner.errors import MissingPart
from cleaner.formats.record import printable
from cleaner.ledger import put_back
from cleaner.span import Span, gaps, union

LONG = 320  # characters of text that neither side shares; the middle of longer ones is left out
WHY = {
    "exact": "the same words in the same order",
    "near": "the same article with small edits",
    "rewrite": "one story, reworked",
    "excerpt": "one holds a long passage of the other: reported, not merged for it",
    "template": "the same frame around other facts: reported, not merged for it",
}
SAID = {
    "right": "a verdict says that they are one story",
    "wrong": "a verdict says that they are two stories, which no cluster may join",
}


def one(console: Console, folder: Folder, written: Written) -> None:
    """Print a document as it was read, what was cut struck through, then the cuts and the cluster."""
    edits = folder.edits(written.id)
    text = put_back(written.text, edits)
    shown = Text()
    at = 0
    for edit in edits:
        shown.append(safe(text[at : edit.start]))
        shown.append(safe(f"⟦{edit.text}⟧"), "red strike")
        at = edit.end
    shown.append(safe(text[at:]))
    console.print(shown)
    console.print()
    for edit in edits:
        by = f" by {', '.join(edit.evidence)}" if edit.evidence else ""
        sure = f"confidence {edit.confidence:.2f}{by}; round {edit.round}"
        console.print(Text(safe(f"[{edit.start}:{edit.end}] {' + '.join(edit.rules)}: {edit.reason} ({sure})")))
    for repair in folder.repairs(written.id):
        told = f"[{repair.start}:{repair.end}] encoding put right: {repair.text!r} was read for {repair.repaired!r}"
        console.print(Text(safe(told)))
    if not edits:
        console.print("nothing was cut")
    if place := folder.cluster(written.id):
        fate = "it was kept" if place["kept"] else f"kept was {place['keeper']}"
        console.print(Text(safe(f"in cluster {place['cluster']} of {place['size']}: {fate}")))


def two(console: Console, folder: Folder, a: Written, b: Written) -> None:
    """Print two documents, the passages they share set off, then the link and the verdict."""
    try:
        from cleaner.dedup.align import align
    except ImportError as missing:
        raise MissingPart(str(missing.name), "corpus", "comparing two documents") from missing

    passages = align(a.text, b.text)
    for side, written in enumerate((a, b)):
        console.print(Text(safe(f"── {written.id}"), "bold"))
        console.print(_shared(written.text, union(passage[side] for passage in passages)))
        console.print()
    if link := folder.link(a.id, b.id):
        figures = f"coverage {link['coverage_a']:.2f} / {link['coverage_b']:.2f}, Jaccard {link['jaccard']:.2f}, longest run {link['longest']} words"
        console.print(Text(safe(f"{link['relation']}: {WHY[link['relation']]} ({figures})")))
        if said := link.get("verdict"):
            console.print(SAID[said])
    else:
        share = sum(s.end - s.start for s in union(p[0] for p in passages)) / max(1, len(a.text))
        console.print(
            f"no link: passages of four words or more in common: {len(passages)}, {share:.0%} of the first text"
        )
    first, second = folder.cluster(a.id), folder.cluster(b.id)
    if first and second and first["cluster"] == second["cluster"]:
        console.print(Text(safe(f"one cluster of {first['size']}; kept is {first['keeper']}")))
        for place in (first, second):
            if place["steps"] > 1:
                console.print(Text(safe(f"{place['id']} is joined to it through {' and '.join(_way(folder, place))}")))
    else:
        console.print("not merged: they are in no common cluster")


def _way(folder: Folder, place: Row) -> list[str]:
    """The documents between a member and its keeper."""
    way: list[str] = []
    while place["via"] != place["keeper"] and (following := folder.cluster(place["via"])):
        way.append(place["via"])
        place = following
    return way


def _shared(text: str, spans: tuple[Span, ...]) -> Text:
    shown = Text()
    ordered = sorted([*((s, True) for s in spans), *((s, False) for s in gaps(spans, len(text)))])
    for span, common in ordered:
        piece = text[span.start : span.end]
        if not common and len(piece) > LONG:
            piece = f"{piece[: LONG // 2]} […] {piece[-LONG // 2 :]}"
        shown.append(safe(piece), "green" if common else "dim")
    return shown


def safe(text: str) -> str:
    """Text of the data with nothing in it that a terminal would act on; line breaks stay, odd spaces become plain."""
    return "\n".join(printable("".join(" " if c.isspace() else c for c in line)) for line in text.split("\n"))
