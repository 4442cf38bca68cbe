"""`cleaner profile`: learn what the sources repeat, and save it."""

import sys
from pathlib import Path
from typing import Any

import click

from cleaner.cli import options
from cleaner.errors import CleanerError, InputError, UsageError
from cleaner.formats.record import printable

MOST = 5  # lines that are shown
SHOWN = 80  # characters


@click.command("profile", short_help="Learn and save what the sources repeat from story to story.")
@options.inputs
@click.option("-o", "--output", required=True, metavar="FILE", help="The file to write, or - for stdout.")
@options.overwrite
@options.working
@options.fast
def command(inputs: tuple[str, ...], output: str, **given: Any) -> None:
    """Learn which lines each source prints on story after story, and write them as JSON lines: source, line, stories.

    A line is counted by its words, in lower case, all numbers alike. The profile serves the commands that clean, where
    a batch is a stream or too small to show what its sources repeat.

    \b
    cleaner profile archive/*.jsonl.gz -o sources.jsonl
    cleaner run today.jsonl -o out --profile sources.jsonl
    zcat today.jsonl.gz | cleaner clean - -o - --profile sources.jsonl > clean.jsonl
    cleaner profile archive/ -o - | grep -c riverpost
    """
    from itertools import islice

    from cleaner.cli import console
    from cleaner.formats import Reject, read
    from cleaner.learning import learn
    from cleaner.pool import Pool

    quiet = given.pop("quiet")
    given.pop("debug")
    settings = options.settings(given.pop("config"), given)
    if output != "-":
        _check_free(Path(output), inputs, settings.overwrite)
    count = rejected = 0

    def refuse(reject: Reject) -> None:
        nonlocal rejected
        rejected += 1
        click.echo(f"rejected: {reject.file}:{reject.line}: {reject.code}: {reject.reason}", err=True)

    with console.progress(quiet) as shown, Pool(settings.jobs, ("cleaner.prepare",), apart=True) as pool:

        def advance(stage: str, more: int) -> None:
            nonlocal count
            count += more
            shown(stage, more)

        records = islice(read(inputs, settings.read, console.note(quiet)), settings.limit)
        profile = learn(records, settings, pool, advance, refuse=refuse)
    if output == "-":
        sys.stdout.buffer.write(profile.dump())
        sys.stdout.buffer.flush()
    else:
        try:
            profile.save(output)
        except OSError as error:
            raise CleanerError(f"cannot be written ({error.strerror})", output) from None
    if not quiet:
        _tell(list(profile.rows()))
    options.refuse(rejected, count, settings)


def _check_free(path: Path, inputs: tuple[str, ...], overwrite: bool) -> None:
    """Raise UsageError for a file that is read, or that holds anything but a profile, unless it may be overwritten."""
    from cleaner.profile import Profile

    if not path.exists():
        return
    if path.is_dir() or any(Path(given).exists() and path.samefile(given) for given in inputs):
        raise UsageError("is a folder, or one of the inputs: choose another file", str(path))
    if not overwrite:
        try:
            Profile.load(path)
        except InputError:
            raise UsageError("holds something else: choose another file, or --overwrite", str(path)) from None


def _tell(rows: list[dict[str, str | int]]) -> None:
    sources = len({row["source"] for row in rows})
    click.echo(f"{len(rows):,} lines that {sources:,} sources repeat", err=True)
    for row in sorted(rows, key=lambda row: (-int(row["stories"]), row["source"], row["line"]))[:MOST]:
        line = str(row["line"])
        line = line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"
        click.echo(printable(f"{row['stories']:>7,} stories of {row['source'] or 'no known source'}: {line}"), err=True)
