"""`cleaner clean`: residue only, to a folder or as a stream."""

from typing import Any

import click

from cleaner.cli import job, options, stream


@click.command("clean", short_help="Cut residue only, into a folder or as a stream.")
@options.inputs
@click.option(
    "-o", "--output", metavar="OUT", help="The folder to write, or - for JSON lines on stdout [default for INPUT -]."
)
@options.job
@options.cleaning
@options.fast
def command(inputs: tuple[str, ...], output: str | None, **given: Any) -> None:
    """Cut the residue out of articles, and leave every document in its place.

    Into a folder, all is read before anything is cut, to learn what each source repeats. A stream is cleaned as it
    comes: it knows of that what a --profile tells.

    \b
    cleaner clean raw.jsonl -o out
    zcat raw.jsonl.gz | cleaner clean - > clean.jsonl
    zcat raw.jsonl.gz | cleaner clean - --profile sources.jsonl > clean.jsonl
    cleaner clean raw/ -o out --only comment-form --only teaser-list
    """
    if (place := stream.output(inputs, output)) == "-":
        stream.start(inputs, given, dedup=False)
    else:
        job.start(inputs, place, given, dedup=False)
