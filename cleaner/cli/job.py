"""What the commands that write a folder do: settings, the job, the closing summary, the exit code."""

from pathlib import Path
from typing import Any

import click

from cleaner.cli import options
from cleaner.errors import UsageError


def start(inputs: tuple[str, ...], output: str, given: dict[str, Any], **fixed: Any) -> None:
    """Run the job that the options describe. Exits with 3 when more records were rejected than allowed."""
    from cleaner.audit.alarms import Alarm
    from cleaner.cli import console  # rich is loaded by those who work, not by --help
    from cleaner.job import run
    from cleaner.output import unfinished

    if not output:
        raise UsageError("an output without a name: is a variable empty?", "-o")
    quiet, as_json = given.pop("quiet"), given.pop("as_json")
    given.pop("debug")
    settings = options.settings(given.pop("config"), given, **fixed)
    alarms: list[Alarm] = []
    try:
        with console.progress(quiet) as advance:
            summary = run(inputs, Path(output), settings, tell=console.note(quiet), advance=advance, look=alarms.extend)
    except KeyboardInterrupt:
        goes_on = "the same command goes on from here" if unfinished(Path(output)) else "nothing was written"
        click.echo(f"interrupted: {goes_on}", err=True)
        raise SystemExit(130) from None
    console.closing(summary, output, quiet, as_json)
    if not quiet:
        console.look(alarms, output)
    records = summary["records"]
    assert isinstance(records, dict)
    options.refuse(records["rejected"], records["in"], settings, Path(output) / "rejects.jsonl")
