"""What the commands do that write JSON lines to stdout as they read."""

import sys
from itertools import islice
from typing import Any

import click

from cleaner.cli import options


def output(inputs: tuple[str, ...], given: str | None) -> str:
    """Where to write: what was said; stdout where all that is read comes from stdin. Raises click.UsageError."""
    if given is None and inputs != ("-",):
        raise click.UsageError("Missing option '-o': name a folder to write, or - for JSON lines on stdout.")
    return "-" if given is None else given


def start(inputs: tuple[str, ...], given: dict[str, Any], **fixed: Any) -> None:
    """Prepare records to stdout as they come; rejects are told on stderr. Exits with 3 when there are too many."""
    from cleaner.bursts import bursts
    from cleaner.cli import console
    from cleaner.formats import Record, Reject, read
    from cleaner.pool import Pool
    from cleaner.prepare import prepared
    from cleaner.profile import Profile
    from cleaner.table import json_line

    quiet = given.pop("quiet")
    given.pop("debug")
    if given.pop("as_json"):
        raise click.UsageError("--json prints the summary on stdout, where the documents go: choose one, or a folder")
    settings = options.settings(given.pop("config"), given, **fixed)
    profile = Profile.load(settings.profile) if settings.profile else None
    tell = console.note(quiet)
    out = sys.stdout.buffer
    count = rejected = 0
    records = islice(read(inputs, settings.read, tell), settings.limit)
    with Pool(settings.jobs, ("cleaner.prepare",)) as pool:
        for burst in bursts(records, lambda item: len(item.document.text) if isinstance(item, Record) else 0):
            for item in prepared(burst, settings, pool, profile):
                count += 1
                if isinstance(item, Reject):
                    rejected += 1
                    click.echo(f"rejected: {item.file}:{item.line}: {item.code}: {item.reason}", err=True)
                else:
                    out.write(json_line(item.fields))
            out.flush()
    options.refuse(rejected, count, settings)
