"""`cleaner clean`: residue only, to a folder or as a stream."""

import sys
from typing import Any

import click

from cleaner.cli import job, options


@click.command("clean", short_help="Cut residue only, into a folder or as a stream.")
@options.inputs
@click.option(
    "-o", "--output", required=True, metavar="OUT", help="The folder to write, or - for JSON lines on stdout."
)
@options.job
@options.cleaning
@options.fast
def command(inputs: tuple[str, ...], output: str, **given: Any) -> None:
    """Cut the residue out of articles, and leave every document in its place.

    Into a folder, all is read before anything is cut, to learn what each source repeats. A stream is cleaned as it
    comes: it knows of that what a --profile tells.

    \b
    cleaner clean raw.jsonl -o out
    zcat raw.jsonl.gz | cleaner clean - -o - > clean.jsonl
    zcat raw.jsonl.gz | cleaner clean - -o - --profile sources.jsonl > clean.jsonl
    cleaner clean raw/ -o out --only comment-form --only teaser-list
    """
    if output == "-":
        stream(inputs, given)
    else:
        job.start(inputs, output, given, dedup=False)


def stream(inputs: tuple[str, ...], given: dict[str, Any]) -> None:
    """Clean to stdout, record by record; rejects are told on stderr. Exits with 3 when there are too many."""
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
    settings = options.settings(given.pop("config"), given, dedup=False)
    profile = Profile.load(settings.profile) if settings.profile else None
    tell = console.note(quiet)
    out = sys.stdout.buffer
    count = rejected = 0
    with Pool(settings.jobs, ("cleaner.prepare",)) as pool:
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
