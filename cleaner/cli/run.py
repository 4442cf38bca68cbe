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
@options.fast
def command(inputs: tuple[str, ...], output: str, **given: Any) -> None:
    """Make a clean corpus of a scraped batch: extract pages, learn what each source repeats, cut residue, remove
    duplicates.

    INPUT is a file, a folder, a glob, @list, a URL or - for JSON lines on stdin. Read are JSON lines and arrays,
    CSV, Parquet, WARC, text and HTML, plain or packed by gzip or Zstandard.

    OUT will hold documents/ (kept), removed/ (duplicates, with their keepers), audit/ (every cut, link and
    cluster, what the sources repeat), rejects.jsonl, report.html and summary.json.

    \b
    cleaner run samples/batch -o out
    cleaner run crawl/*.jsonl.gz -o out --keep earliest
    cleaner run pages/ -o out --source riverpost --without photo-credit
    cleaner run today.jsonl -o out --profile sources.jsonl --level careful
    """
    job.start(inputs, output, given)
