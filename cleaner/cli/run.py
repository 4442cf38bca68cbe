"""`cleaner run`: the main job."""

from typing import Any

import click

from cleaner.cli import job, options


@click.command("run", short_help="The main job: extract, clean, remove duplicates, account for all.")
@options.inputs
@options.output
@options.job
@options.cleaning
@options.keeping
@click.option("--fast", is_flag=True, default=None, help="Extract pages with resiliparse: faster, a little less exact.")
def command(inputs: tuple[str, ...], output: str, **given: Any) -> None:
    """Make a clean corpus of a scraped batch: extract pages, cut residue, remove duplicates.

    INPUT is a file, a folder, a glob, @list or - for JSON lines on stdin. Read are JSON lines and arrays,
    text and HTML, plain or packed by gzip or Zstandard.

    OUT will hold documents/ (kept), removed/ (duplicates, with their keepers), audit/ (every cut, link and
    cluster), rejects.jsonl, report.html and summary.json.

    \b
    cleaner run samples/batch -o out
    cleaner run crawl/*.jsonl.gz -o out --keep earliest
    cleaner run pages/ -o out --source riverpost --without photo-credit
    """
    job.start(inputs, output, given)
