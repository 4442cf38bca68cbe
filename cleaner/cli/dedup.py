"""`cleaner dedup`: duplicates only."""

from typing import Any

import click

from cleaner.cli import job, options


@click.command("dedup", short_help="Remove duplicates only.")
@options.inputs
@options.output
@options.job
@options.keeping
def command(inputs: tuple[str, ...], output: str, **given: Any) -> None:
    """Find exact, near and rewritten copies; keep one of each cluster, and take the others out.

    Excerpts and templates (recurring reports, shared stubs) are linked, and nobody is removed for them.

    \b
    cleaner dedup clean.jsonl -o out
    cleaner dedup clean.jsonl -o out --keep source:riverpost,citizen
    cleaner dedup clean.jsonl -o out --verdicts verdicts.jsonl     hold to what was marked in report.html
    """
    job.start(inputs, output, given, clean=False)
