"""The options that commands share, and the settings they make."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from cleaner.errors import UsageError
from cleaner.level import FLOORS
from cleaner.settings import ENGINES, Settings
from cleaner.table import SUFFIXES

Command = TypeVar("Command", bound=Callable[..., Any])

READ = (
    "text_field",
    "id_field",
    "title_field",
    "lang_field",
    "source_field",
    "url_field",
    "date_field",
    "source",
    "encoding",
)

inputs = click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
output = click.option("-o", "--output", "output", required=True, metavar="OUT", help="The folder to write.")


overwrite = click.option("--overwrite", is_flag=True, default=None, help="Write where there are other files.")


def job(command: Command) -> Command:
    """The options of every command that writes a folder."""
    command = click.option(
        "--master", metavar="URL", help="Of Spark: spark://HOST:PORT, yarn, k8s://… [default: local[*], this machine]."
    )(command)
    command = click.option(
        "--engine",
        type=click.Choice(list(ENGINES)),
        help="What does the work: this machine, or Spark [default: local].",
    )(command)
    command = click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON on stdout.")(command)
    command = click.option("--format", type=click.Choice(list(SUFFIXES)), help="Of the output [default: jsonl].")(
        command
    )
    return overwrite(working(command))


def working(command: Command) -> Command:
    """The options of every command that reads a whole batch."""
    command = reading(command)
    for option in reversed(
        (
            click.option("--config", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Settings as TOML."),
            click.option("--limit", type=click.IntRange(1), metavar="N", help="Stop after N records: a first look."),
            click.option("--max-rejects", type=click.FloatRange(0, 1), metavar="SHARE",
                         help="Exit with 3 when more of the records are rejected [default: 0.01]."),
            click.option("-j", "--jobs", type=click.IntRange(1), metavar="N", help="Processes [default: all cores]."),
            click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors."),
            click.option("--debug", is_flag=True, help="Show the traceback of an error."),
        )
    ):  # fmt: skip
        command = option(command)
    return command


def reading(command: Command) -> Command:
    """The options of every command that reads documents."""
    for option in reversed(
        (
            click.option("--fix-encoding", is_flag=True, default=None,
                         help="Put right what was decoded in the wrong encoding, as Ã¼ for ü; OUT/audit/repairs tells of it."),
            click.option("--max-seconds", type=float, metavar="S",
                         help="Reject a document that takes more processor time than this [default: 10]."),
            click.option("--set", "assigned", multiple=True, metavar="NAME=VALUE",
                         help="Any setting of docs/reference/settings.md, as read.max_line_bytes=1GB."),
        )
    ):  # fmt: skip
        command = option(command)
    for name in reversed(READ):
        what = {
            "source": "The source of documents that name none.",
            "encoding": "The files' encoding [default: utf-8].",
            "lang_field": "The field that holds the language.",
            "url_field": "The field that holds the address.",
        }.get(name, f"The field that holds the {name.removesuffix('_field')}; with commas, the first that is there.")
        command = click.option(f"--{name.replace('_', '-')}", metavar="NAME", help=what)(command)
    return command


def cleaning(command: Command) -> Command:
    """The options of every command that cuts residue."""
    for option in reversed(
        (
            click.option("--level", type=click.Choice(list(FLOORS)),
                         help="How much is cut: what is sure, what is likely, or what may be [default: normal]."),
            click.option("--profile", type=click.Path(path_type=Path, exists=True), metavar="FILE",
                         help="What the sources repeat, learnt before by `cleaner profile`, or OUT/audit/profile of a run."),
            click.option("--only", multiple=True, metavar="RULE", help="Use only this rule; may be repeated."),
            click.option("--without", multiple=True, metavar="RULE", help="Leave out a rule; may be repeated."),
        )
    ):  # fmt: skip
        command = option(command)
    return command


fast = click.option(
    "--fast", is_flag=True, default=None, help="Extract pages with resiliparse: faster, a little less exact."
)


memory = click.option("--memory", metavar="SIZE", help="What the engine holds before it spills to disk [default: 1GB].")


def keeping(command: Command) -> Command:
    """The options of every command that removes duplicates."""
    command = click.option(
        "--against",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        metavar="INDEX",
        help="Remove copies of what is in this index as well (see `cleaner index`).",
    )(command)
    command = click.option(
        "--verdicts",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        metavar="FILE",
        help="What people said of links, exported from report.html: right joins two documents, wrong keeps them apart.",
    )(command)
    command = memory(command)
    return click.option(
        "--keep", metavar="POLICY", help="Which copy stays: longest, earliest, first or source:a,b [default: longest]."
    )(command)


def refuse(rejected: int, count: int, settings: Settings, rejects: Path | None = None) -> None:
    """End with 3 when more of the records were rejected than allowed; the first of the file `rejects` is told."""
    if rejected > settings.max_rejects * count:
        told = ""
        if rejects:
            with rejects.open("rb") as rows:
                first = json.loads(rows.readline())
            told = f"; the first is {first['file']}:{first['line']}: {first['reason']}"
        click.echo(
            f"error: {rejected} of {count} records were rejected, more than --max-rejects allows{told}", err=True
        )
        raise SystemExit(3)


def settings(config: Path | None, given: dict[str, Any], **fixed: Any) -> Settings:
    """Defaults, then the file, then what was said on the command line: by --set, then by an option of its own."""
    base = Settings.from_file(config) if config else Settings()
    for assigned in given.pop("assigned", ()):
        base = base.with_(_assignment(assigned))
    said = {k: v for k, v in given.items() if v is not None and v != ()}
    read = {k: said.pop(k) for k in READ if k in said}
    return base.with_({**said, **fixed, **({"read": read} if read else {})})


def check_rules(settings: Settings) -> None:
    """Raise UsageError for a rule that is named and does not exist, before the first record is read."""
    if settings.only or settings.without:
        from cleaner.catalog import select

        select(settings.only, settings.without)


def _assignment(given: str) -> dict[str, Any]:
    """NAME=VALUE as a table of settings; what is no TOML value is a text."""
    name, equals, value = given.partition("=")
    if not (equals and name.strip()):
        raise UsageError("must be NAME=VALUE", f"--set {given}")
    try:
        told: object = tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        told = value
    table, dot, inner = name.strip().partition(".")
    return {table: {inner: told} if dot else told}
