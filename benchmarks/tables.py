"""Write the tables and plots of the published figures, from the results that the benchmarks left in results/.

    python benchmarks/tables.py

writes results/README.md and results/*.svg, and what stands in the README of the project and in docs/scale.md between
`<!-- results: NAME -->` and `<!-- end -->`. No figure is written by hand: tests/test_benchmarks.py holds all to what this makes.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from statistics import median
from typing import Any, Final

import cost
from duplicates import RECIPES

HERE: Final = Path(__file__).parent
RESULTS: Final = HERE / "results"
SHOWN: Final = (HERE.parent / "README.md", HERE.parent / "docs" / "scale.md")
EXTRACTED: Final = {"trafilatura": "trafilatura", "resiliparse": "resiliparse, main content", "resiliparse_all": "the whole page as text"}  # fmt: skip

Results = Mapping[str, Any]


def table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A Markdown table: the first column is text, the others are figures."""
    rule = ["---", *["--:" for _ in head[1:]]]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *lines))


def residue(results: Results, systems: Sequence[str] = tuple(EXTRACTED)) -> str:
    """Lines that cleaners of text take out, by whose output is cleaned."""
    head = ("cleaner of text", "precision", "residue lines found", "article words lost")
    tables: list[str] = []
    for system in systems:
        found = [row for row in results["results"] if row["output of"] == system]
        lines = [
            (f"{row['tool']}, {row['how']}", f"{row['precision']:.3f}", f"{row['recall']:.3f}", f"{row['words lost %']:.2f} %")
            for row in found
        ]  # fmt: skip
        what = f"Output of {EXTRACTED[system]}, {found[0]['documents']} news pages, {found[0]['residue']:,} lines of residue:"
        tables.append(f"{what}\n\n{table(head, lines)}")
    return "\n\n".join(tables)


def extraction(results: Results) -> str:
    """Articles from HTML."""
    head = ("HTML to article", "F1", "precision", "recall", "pages per CPU second")
    lines = [
        (f"{row['tool']} {row['version']}", *(f"{row[name]:.3f}" for name in ("F1", "precision", "recall")),
         f"{row['pages per CPU second']:,.0f}")
        for row in results["results"]
    ]  # fmt: skip
    return f"{results['results'][0]['pages']} news pages:\n\n{table(head, lines)}"


def recipe(name: str, version: str) -> str:
    """What was run, by its name in the results."""
    what = {f"{known.peer} {known.name}": f"{known.peer} {version}, {known.what}" for known in RECIPES}
    return what.get(name, f"article-cleaner {version}, `{name}`")


def duplicates(results: Results, peers: Sequence[str] | None = None) -> str:
    """Copies found in a corpus with known ones; all recipes, or those of `peers` and ours."""
    kinds = ("light", "heavy", "wire", "excerpt")
    head = ("duplicates", *(f"{kind}" for kind in kinds), "false pairs", "largest cluster", "CPU s", "peak MB")
    lines = [
        (recipe(name, row["version"]), *(f"{row['recall'][kind]:.3f}" for kind in kinds), f"{row['false']:,}",
         f"{row['largest']:,}", f"{median(row['cpu']):.1f}", f"{row['rss']:,.0f}")
        for name, row in results["results"].items()
        if peers is None or name.startswith("cleaner") or name in peers
    ]  # fmt: skip
    made = results["made"]
    what = f"{made['documents']:,} articles, {made['bytes'] / 1e6:.0f} MB, with {made['per kind']} copies of each kind:"
    return f"{what}\n\n{table(head, lines)}"


def faults(results: Results) -> str:
    """What is left of broken files."""
    head = (
        "reader, at its defaults",
        "broken files",
        "good records kept",
        "files it gave nothing of",
        "lost some, with an error",
        "lost some, without one",
    )
    lines = [
        (row["tool"], f"{row['files']}", f"{row['kept'] / row['good']:.1%}",
         *(f"{row[name]}" for name in ("none kept", "told", "silent")))
        for row in results["results"]
    ]  # fmt: skip
    return table(head, lines)


def engines(results: Results) -> str:
    """One job on this machine's engine and on Spark."""
    head = (
        "job",
        "articles",
        "engine",
        "CPU s",
        "CPU ms an article",
        "peak MB of a process",
        "MB shuffled",
        "MB spilled",
    )
    lines = [
        (f"`{row['command']}`{', hot' if row['corpus'] == 'hot' else ''}", f"{row['docs']:,}", row["engine"],
         f"{row['cpu']:,.0f}", f"{1000 * row['cpu'] / row['docs']:.1f}", f"{row['rss']:,.0f}",
         *(f"{row[name]:,.0f}" if row["engine"] == "spark" else "" for name in ("shuffled", "spilled")))
        for row in results["results"]
    ]  # fmt: skip
    return table(head, lines)


def costs(results: Results) -> str:
    """What a corpus of any size costs, by the model."""
    return table(cost.HEAD, cost.costs(cost.fitted(results["results"])))


def machine(results: Results) -> str:
    """When and where it was measured."""
    told = results["machine"]
    spark = f"pyspark {told['pyspark']}, " if "pyspark" in told else ""
    failures = "".join(f" Not measured: {name} ({why})." for name, why in results.get("failures", {}).items())
    return (
        f"*{told['date']}, article-cleaner {told['article-cleaner']}, Python {told['Python']}, {spark}{told['cores']} cores, "
        f"load {told['load']} at the end.{failures}*"
    )


def bars(title: str, rows: Sequence[tuple[str, float]], form: Callable[[float], str]) -> str:
    """Horizontal bars as SVG, in the reader's own colours."""
    most = max(value for _, value in rows) or 1
    height = 34 + 26 * len(rows)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 {height}" role="img" aria-label="{escape(title)}">',
        "<style>text{font:13px system-ui,sans-serif;fill:#222}.o{fill:#2d6a4f}.p{fill:#8a94a3}"
        "@media(prefers-color-scheme:dark){text{fill:#ddd}.o{fill:#74c69d}}</style>",
        f'<text x="0" y="16" font-weight="600">{escape(title)}</text>',
    ]
    for n, (name, value) in enumerate(rows):
        y, width = 30 + 26 * n, round(330 * value / most, 1)
        kind = "o" if name.startswith(("article-cleaner", "cleaner")) else "p"
        parts.append(f'<text x="0" y="{y + 15}">{escape(name)}</text>')
        parts.append(f'<rect class="{kind}" x="300" y="{y + 2}" width="{width}" height="18" rx="2"/>')
        parts.append(f'<text x="{308 + width}" y="{y + 15}">{form(value)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def plots(found: Mapping[str, Results]) -> dict[str, str]:
    """Each plot by the name of its file."""
    lines = [row for row in found["residue"]["results"] if row["output of"] == "trafilatura"]
    pages = found["extraction"]["results"]
    copies = found["duplicates"]["results"]
    return {
        "residue-lost.svg": bars(
            "Article words lost to cut residue, % (trafilatura's output)",
            [(row["tool"], row["words lost %"]) for row in lines], "{:.2f} %".format,
        ),
        "extraction.svg": bars("F1 of the article, HTML in", [(row["tool"], row["F1"]) for row in pages], "{:.3f}".format),
        "duplicates-wire.svg": bars(
            "Rewritten agency stories that are found", [(n, row["recall"]["wire"]) for n, row in copies.items()], "{:.2f}".format,
        ),
    }  # fmt: skip


def blocks(found: Mapping[str, Results]) -> dict[str, str]:
    """What the README and the documentation show, by name."""
    return {
        "residue": residue(found["residue"], ("trafilatura",)),
        "extraction": extraction(found["extraction"]),
        "duplicates": duplicates(
            found["duplicates"], ("rensa readme", "rensa low", "datasketch low", "text-dedup default")
        ),
        "faults": faults(found["faults"]),
        "engines": f"{machine(found['engines'])}\n\n{engines(found['engines'])}",
        "costs": costs(found["engines"]),
    }


def page(found: Mapping[str, Results]) -> str:
    """results/README.md."""
    parts = [
        "# Results",
        "Made by `tables.py` from the files beside this one; how each was measured is in the head of its script.",
    ]
    for name, form in (
        ("residue", residue),
        ("extraction", extraction),
        ("duplicates", duplicates),
        ("faults", faults),
        ("engines", engines),
    ):
        shown = "\n".join(f"![]({plot})" for plot in plots(found) if plot.startswith(name))
        parts += [f"## {name.capitalize()}", machine(found[name]), form(found[name]), shown]
    return "\n\n".join(parts) + "\n"


def filled(text: str, made: Mapping[str, str]) -> str:
    """A text with every marked block as it is made. KeyError for a name that nothing is made for."""
    mark = re.compile(r"<!-- results: (\w+) -->\n.*?<!-- end -->", re.DOTALL)
    return mark.sub(lambda block: f"<!-- results: {block[1]} -->\n{made[block[1]]}\n<!-- end -->", text)


def read() -> dict[str, Results]:
    """All results, by the name of their file."""
    return {file.stem: json.loads(file.read_text("utf-8")) for file in sorted(RESULTS.glob("*.json"))}


def main() -> None:
    """Write; see the module's text."""
    found = read()
    (RESULTS / "README.md").write_text(page(found), "utf-8")
    for name, plot in plots(found).items():
        (RESULTS / name).write_text(plot, "utf-8")
    for shown in SHOWN:
        shown.write_text(filled(shown.read_text("utf-8"), blocks(found)), "utf-8")


if __name__ == "__main__":
    main()
