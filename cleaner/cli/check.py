"""`cleaner check`: what would be cut, line by line, without writing anything."""

from typing import Any

import click

from cleaner.cli import options
from cleaner.formats.record import printable

SHOWN = 100  # characters


@click.command("check", short_help="Print what would be cut, and why; exit with 1 if there is anything.")
@options.inputs
@options.cleaning
@options.reading
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Stop after N records.")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def command(inputs: tuple[str, ...], limit: int | None, debug: bool, **given: Any) -> None:
    """Print a line for each finding: FILE:RECORD id rule [start:end] "text".

    Exits with 1 if there is a finding, as a check in a pipeline should, and with 3 if more than one record in
    a hundred cannot be read.

    \b
    cleaner check clean.jsonl
    cleaner check clean.jsonl --only comment-form --limit 1000
    cleaner check clean.jsonl --level thorough --profile sources.jsonl
    """
    from itertools import islice

    from cleaner.formats import Reject, read
    from cleaner.pool import Pool
    from cleaner.prepare import prepared
    from cleaner.profile import Profile

    settings = options.settings(None, given)
    profile = Profile.load(settings.profile) if settings.profile else None
    found = False
    count = rejected = 0
    records = islice(read(inputs, settings.read), limit)
    with Pool(settings.jobs, ("cleaner.prepare",), apart=True) as pool:
        for done in prepared(records, settings, pool, profile):
            count += 1
            if isinstance(done, Reject):
                rejected += 1
                click.echo(f"rejected: {done.file}:{done.line}: {done.code}: {done.reason}", err=True)
            else:
                for edit in done.edits:
                    found = True
                    text = " ".join(edit.text.split())
                    text = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
                    where = (
                        f"{done.file}:{done.line} {done.document.id} {'+'.join(edit.rules)} [{edit.start}:{edit.end}]"
                    )
                    click.echo(printable(f'{where} "{text}"'))
    options.refuse(rejected, count, settings)
    if found:
        raise SystemExit(1)
