"""What the commands do that write JSON lines to stdout as they read."""

import sys
from typing import Any

import click

from cleaner.cli import options


def start(inputs: tuple[str, ...], given: dict[str, Any], **fixed: Any) -> None:
    """Prepare records to stdout, one by one; rejects are told on stderr. Exits with 3 when there are too many."""
    from cleaner.cli import console
    from cleaner.formats import Reject, read
    from cleaner.pool import Pool
    from cleaner.prepare import prepared
    from cleaner.profile import Profile
    from cleaner.table import json_line

    quiet = given.pop("quiet")
    given.pop("debug")
    if given.pop("as_json"):
        raise click.UsageError("--json prints the summary on stdout, where -o - prints the documents: choose one")
    settings = options.settings(given.pop("config"), given, **fixed)
    if settings.engine != "local":
        raise click.UsageError("a stream is cleaned by this machine: leave out --engine, or write a folder")
    profile = Profile.load(settings.profile) if settings.profile else None
    tell = console.note(quiet)
    out = sys.stdout.buffer
    count = rejected = 0
    with Pool(settings.jobs, ("cleaner.prepare",), apart=True) as pool:
        for item in prepared(read(inputs, settings.read, tell), settings, pool, profile):
            count += 1
            if isinstance(item, Reject):
                rejected += 1
                click.echo(f"rejected: {item.file}:{item.line}: {item.code}: {item.reason}", err=True)
            else:
                out.write(json_line(item.fields))
            if settings.limit == count:
                break
    out.flush()
    options.refuse(rejected, count, settings)
