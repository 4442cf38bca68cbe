"""`cleaner extract`: pages to records, and nothing else done to them."""

from typing import Any

import click

from cleaner.cli import job, options, stream


@click.command("extract", short_help="Make records of pages, and no more.")
@options.inputs
@click.option(
    "-o", "--output", metavar="OUT", help="The folder to write, or - for JSON lines on stdout [default for INPUT -]."
)
@options.job
@options.fast
def command(inputs: tuple[str, ...], output: str | None, **given: Any) -> None:
    """Take the article out of each HTML page or WARC record, with its title, date, language and source.

    Nothing is cut and nothing is compared; records that are text already pass through.

    \b
    cleaner extract crawl.warc.gz -o articles
    cleaner extract pages/ -o - --fast > articles.jsonl
    """
    if (place := stream.output(inputs, output)) == "-":
        stream.start(inputs, given, clean=False, dedup=False)
    else:
        job.start(inputs, place, given, clean=False, dedup=False)
