"""report.html: what the job did, for people. One file, nothing loaded, every value escaped."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib.resources import files
from typing import Final

from cleaner.audit.samples import Samples, Shown

_STYLE: Final = files("cleaner.audit") / "report.css"
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
MOST: Final = 40  # rows of a list of lines
_RELATIONS: Final = {
    "exact": "the same words; one is kept",
    "near": "small edits; one is kept",
    "rewrite": "one story reworked; one is kept",
    "excerpt": "one holds a long passage of the other; both stay",
    "template": "the same frame around other facts; both stay",
}


def report(summary: Mapping[str, object], samples: Samples, survivors: Sequence[Mapping[str, object]] = ()) -> str:
    """The page's HTML, from the job's summary, its samples, and the rows of audit/survivors."""
    records, characters = _counts(summary, "records"), _counts(summary, "characters")
    body = [
        "<h1>What was removed, and why</h1>",
        f'<p class="quiet">{records["in"]:,} records, {characters["in"]:,} characters read</p>',
        _score(records, characters),
        _rules(summary, samples),
        _repeated(samples),
        _survivors(survivors[:MOST]),
        _links(summary, samples),
        _groups("Sources", summary, "sources"),
        _groups("Languages", summary, "languages"),
        _rejects(summary),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>article-cleaner: report</title><style>{_STYLE.read_text()}</style></head>\n<body>\n"
        + "\n".join(filter(None, body))
        + "\n</body></html>\n"
    )


def _score(records: Mapping[str, int], characters: Mapping[str, int]) -> str:
    cells = (
        (f"{records['out']:,}", "documents kept"),
        (f"{records['edited']:,}", "had residue"),
        (f"{_share(characters['cut'], characters['in'])}", "of the text cut"),
        (f"{records['removed']:,}", "duplicates removed"),
        (f"{records['rejected']:,}", "records rejected"),
    )
    return '<div class="score">' + "".join(f"<div><b>{n}</b>{escape(name)}</div>" for n, name in cells) + "</div>"


def _rules(summary: Mapping[str, object], samples: Samples) -> str:
    rules = summary["rules"]
    if not isinstance(rules, Mapping) or not rules:
        return ""
    rows = [(name, f"{c['edits']:,}", f"{c['characters']:,}") for name, c in rules.items()]
    shown = samples.edits()
    return (
        "<h2>Residue, by rule</h2>"
        + _table(("rule", "edits", "characters"), rows)
        + "".join(
            f"<details><summary>{escape(r)}: {len(shown[r])} examples</summary>{''.join(map(_edit, shown[r]))}</details>"
            for r in rules
        )
    )


def _edit(edit: Shown) -> str:
    where = f"{edit.id} [{edit.start}:{edit.end}] · {edit.reason} · confidence {edit.confidence:.2f}"
    return (
        f"<figure><figcaption>{escape(where)}</figcaption><blockquote>{escape(edit.before)}"
        f"<del>{escape(edit.text)}</del>{escape(edit.after)}</blockquote></figure>"
    )


def _repeated(samples: Samples) -> str:
    rows = [(f"{count:,} ×", line) for line, count in samples.repeated(MOST)]
    return "<h2>Lines cut most often</h2>" + _table(("times", "line"), rows, numeric=(0,)) if rows else ""


def _survivors(rows: Sequence[Mapping[str, object]]) -> str:
    if not rows:
        return ""
    cells = [(f"{row['stories']:,}", f"{row['sources']:,}", str(row["line"])) for row in rows]
    return (
        "<h2>Lines that stayed on many stories: candidates for a rule</h2>"
        + _table(("stories", "sources", "line"), cells, (0, 1))
        + '<p class="quiet">More are in audit/survivors. cleaner rules new NAME begins a rule.</p>'
    )


def _links(summary: Mapping[str, object], samples: Samples) -> str:
    relations = _counts(summary, "relations")
    if not relations:
        return ""
    rows = [(name, f"{count:,}", _RELATIONS[name]) for name, count in relations.items()]
    parts = ["<h2>Duplicates</h2>", _table(("relation", "links", "what it means"), rows, numeric=(1,))]
    columns = ("a", "b", "coverage_a", "coverage_b", "jaccard", "longest")
    for name, links in samples.links().items():
        listed = [
            tuple(f"{link[c]:.2f}" if isinstance(link[c], float) else str(link[c]) for c in columns) for link in links
        ]
        parts.append(
            f"<details><summary>{escape(name)}: {len(links)} examples</summary>{_table(columns, listed, (2, 3, 4, 5))}</details>"
        )
    parts.append('<p class="quiet">cleaner explain A B --in OUT shows two documents side by side.</p>')
    return "".join(parts)


def _groups(title: str, summary: Mapping[str, object], name: str, most: int = 50) -> str:
    groups = summary[name]
    if not isinstance(groups, Mapping) or not groups:
        return ""
    rows = [
        (key, *(f"{count[c]:,}" for c in ("in", "out", "removed", "cut"))) for key, count in list(groups.items())[:most]
    ]
    more = f'<p class="quiet">and {len(groups) - most:,} more, in summary.json</p>' if len(groups) > most else ""
    return (
        f"<h2>{title}</h2>"
        + _table((name[:-1], "read", "kept", "removed", "characters cut"), rows, (1, 2, 3, 4))
        + more
    )


def _rejects(summary: Mapping[str, object]) -> str:
    rows = [(code, f"{count:,}") for code, count in _counts(summary, "rejects").items()]
    return "<h2>Rejected records</h2>" + _table(("code", "records"), rows, (1,)) if rows else ""


def _table(head: Iterable[str], rows: Iterable[tuple[str, ...]], numeric: tuple[int, ...] = (1, 2)) -> str:
    def row(tag: str, cells: Iterable[str]) -> str:
        made = (f"<{tag}{' class=n' if i in numeric else ''}>{escape(cell)}</{tag}>" for i, cell in enumerate(cells))
        return f"<tr>{''.join(made)}</tr>"

    return f"<table>{row('th', head)}{''.join(row('td', cells) for cells in rows)}</table>"


def _counts(summary: Mapping[str, object], name: str) -> Mapping[str, int]:
    table = summary[name]
    assert isinstance(table, Mapping)
    return table


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"
