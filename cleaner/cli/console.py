"""What a person sees on stderr: notes, progress on a terminal, and the closing summary."""

import json
import shlex
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress, ProgressColumn, SpinnerColumn, Task, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from cleaner.audit.alarms import Alarm
from cleaner.formats.record import printable

MOST_RULES = 12
NAMED = 3  # ids that are named
WORTH = 3  # alarms that are told


class _Count(ProgressColumn):
    """How many documents are done; nothing for a stage that has no count."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.completed:,.0f}" if task.completed else "")


@contextmanager
def progress(quiet: bool) -> Generator[Callable[[str, int], None], None, None]:
    """A function that is told what is being done and how much further it is; shown on a terminal only."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda stage, count: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), _Count(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, refresh_per_second=5) as shown:
        tasks = {}

        def advance(stage: str, count: int) -> None:
            if stage not in tasks:
                tasks[stage] = shown.add_task(stage, total=None)
            shown.advance(tasks[stage], count)

        yield advance


def note(quiet: bool) -> Callable[[str], None]:
    """A function that tells the user a line."""

    def tell(told: str) -> None:
        if not quiet:
            click.echo(f"note: {printable(told)}", err=True)

    return tell


def closing(summary: Mapping[str, object], output: str, quiet: bool, as_json: bool) -> None:
    """The summary of a job, as JSON on stdout when asked for, and for people on stderr."""
    if as_json:
        click.echo(json.dumps(summary, ensure_ascii=False))
    if quiet:
        return
    console = Console(stderr=True, highlight=False)
    records, characters = _counts(summary, "records"), _counts(summary, "characters")
    console.print(_records(records, characters))
    if repaired := summary.get("repaired"):
        console.print(f"{repaired:,} had their encoding put right (see audit/repairs)")
    if rules := _rules(summary):
        console.print(rules)
    if relations := _relations(summary):
        console.print()
        console.print(relations)
    if told := _verdicts(summary):
        console.print(told)
    if records["rejected"]:
        codes = ", ".join(f"{count} {code}" for code, count in _counts(summary, "rejects").items())
        console.print(f"[yellow]rejected[/] {codes} (see rejects.jsonl)")
    page = _page(output)
    if Path(page).exists():  # a light installation writes none
        console.print(
            Text.assemble("\n", ("open ", "dim"), printable(page), ("  to see what was removed, and why", "dim"))
        )


def look(alarms: Sequence[Alarm], output: str) -> None:
    """What is most worth a look, a line each with where to look; nothing where nothing is."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    for place, alarm in enumerate(alarms[:WORTH]):
        if not place:
            console.print("[yellow]look at[/]")
        worst = alarm.culprits[0] if alarm.culprits else None
        told = f"{alarm.told}: {alarm.count:,}" + (f", first {worst.name} ({worst.note})" if worst else "")
        ids = " ".join(map(shlex.quote, worst.ids)) if worst else ""
        where = f"cleaner explain {ids} --in {shlex.quote(output)}" if ids else f"{_page(output)}#{alarm.anchor}"
        console.print(Text.assemble("  ", printable(told.replace("\xa0", " ")), "\n    ", (printable(where), "bold")))


def _page(output: str) -> str:
    return f"{output.rstrip('/')}/report.html"


def _records(records: Mapping[str, int], characters: Mapping[str, int]) -> Text:
    cut = f"{100 * characters['cut'] / characters['in']:.1f} %" if characters["in"] else "none"
    return Text.assemble(
        ("\n"),
        (f"{records['in']:,}", "bold"), " records read = ",
        (f"{records['out']:,}", "bold green"), " kept + ",
        (f"{records['removed']:,}", "bold"), " removed as duplicates + ",
        (f"{records['rejected']:,}", "bold"), " rejected\n",
        (f"{records['edited']:,}", "bold"), f" had residue; {characters['cut']:,} of {characters['in']:,} characters cut ({cut})\n",
    )  # fmt: skip


def _rules(summary: Mapping[str, object]) -> Table | None:
    rules = summary["rules"]
    if not isinstance(rules, Mapping) or not rules:
        return None
    table = _plain("residue", "edits", "characters")
    for name, count in list(rules.items())[:MOST_RULES]:
        table.add_row(name, f"{count['edits']:,}", f"{count['characters']:,}")
    return table


def _relations(summary: Mapping[str, object]) -> Table | None:
    relations, clusters = _counts(summary, "relations"), summary["clusters"]
    if not relations or not isinstance(clusters, Mapping):
        return None
    table = _plain("duplicates", "links", "")
    for name, count in relations.items():
        table.add_row(name, f"{count:,}", "reported, both stay" if name in ("excerpt", "template") else "")
    table.add_row("[dim]clusters[/]", f"{clusters['count']:,}", f"[dim]largest {clusters['largest']}[/]")
    return table


def _verdicts(summary: Mapping[str, object]) -> Text | None:
    """What came of verdicts on links: how many hold, and what of them cannot."""
    outcome = summary.get("verdicts")
    if not isinstance(outcome, Mapping):
        return None
    told = Text.assemble(("verdicts  ", "dim"), f"{outcome['held']:,} of {outcome['pairs']:,} on links hold")
    if absent := outcome["absent"]:
        told.append(f"\n  no document here is {_some(absent)}", "yellow")
    if contradicted := outcome["contradicted"]:
        told.append(f"\n  against others, and not held: {_some([f'{a} and {b}' for a, b in contradicted])}", "yellow")
    return told


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    return printable(", ".join(names[:NAMED]) + more)


def _plain(*columns: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for i, column in enumerate(columns):
        table.add_column(column, justify="left" if i == 0 or not column else "right")
    return table


def _counts(summary: Mapping[str, object], name: str) -> Mapping[str, int]:
    table = summary[name]
    assert isinstance(table, Mapping)
    return table
