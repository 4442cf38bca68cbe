"""What the commands that write a folder do: settings, the job, the closing summary, the exit code."""

from pathlib import Path
from typing import Any

from cleaner.cli import options
from cleaner.errors import UsageError


def start(inputs: tuple[str, ...], output: str, given: dict[str, Any], **fixed: Any) -> None:
    """Run the job that the options describe. Exits with 3 when more records were rejected than allowed."""
    from cleaner.cli import console  # rich is loaded by those who work, not by --help
    from cleaner.job import run

    if not output:
        raise UsageError("an output without a name: is a variable empty?", "-o")
    quiet, as_json = given.pop("quiet"), given.pop("as_json")
    given.pop("debug")
    settings = options.settings(given.pop("config"), given, **fixed)
    with console.progress(quiet) as advance:
        summary = run(inputs, Path(output), settings, tell=console.note(quiet), advance=advance)
    console.closing(summary, output, quiet, as_json)
    records = summary["records"]
    assert isinstance(records, dict)
    options.refuse(records["rejected"], records["in"], settings, Path(output) / "rejects.jsonl")
