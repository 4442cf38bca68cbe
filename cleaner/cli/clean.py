"""`cleaner clean`: residue only, to a folder or as a stream, or shown before anything is written."""

from pathlib import Path
from typing import Any

import click

from cleaner.cli import job, options, stream


@click.command("clean", short_help="Cut residue only, into a folder or as a stream; or show what would be cut.")
@options.inputs
@click.option(
    "-o", "--output", metavar="OUT", help="The folder to write, or - for JSON lines on stdout [default for INPUT -]."
)
@click.option("--diff", is_flag=True, help="Show what is cut, rule by rule; without -o nothing is written.")
@click.option(
    "--diff-limit",
    type=click.IntRange(1),
    default=10,
    show_default=True,
    metavar="N",
    help="Documents shown by --diff.",
)
@options.job
@options.cleaning
@options.fast
def command(inputs: tuple[str, ...], output: str | None, diff: bool, diff_limit: int, **given: Any) -> None:
    """Cut the residue out of articles, and leave every document in its place.

    Into a folder, all is read before anything is cut, to learn what each source repeats. A stream is cleaned as it
    comes, and so is what --diff shows without -o: they know of that what a --profile tells.

    \b
    cleaner clean raw.jsonl --diff                  look first: the first ten documents that have residue
    cleaner clean raw.jsonl -o out
    zcat raw.jsonl.gz | cleaner clean - > clean.jsonl
    zcat raw.jsonl.gz | cleaner clean - --profile sources.jsonl > clean.jsonl
    cleaner clean raw/ -o out --only comment-form --only teaser-list
    """
    shown = diff_limit if diff else 0
    if output is None and diff:
        stream.look(inputs, given, shown, dedup=False)
    elif (place := stream.output(inputs, output)) == "-":
        stream.start(inputs, given, shown, dedup=False)
    else:
        job.start(inputs, place, given, dedup=False)
        _written(Path(place), shown)


def _written(folder: Path, most: int) -> None:
    """Show what was cut from the first documents of a finished folder."""
    if not most:
        return
    from itertools import islice

    from rich.console import Console

    from cleaner.audit.preview import preview
    from cleaner.audit.read import Folder
    from cleaner.ledger import put_back

    console = Console(stderr=True, highlight=False, soft_wrap=True)
    edited = ((written, edits) for written, edits in Folder.open(folder).with_edits() if edits)
    for written, edits in islice(edited, most):
        preview(console, written.id, put_back(written.text, edits), edits)
