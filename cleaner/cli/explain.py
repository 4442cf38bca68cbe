"""`cleaner explain`: one document with what was cut, or two with what they share, and why (not) merged."""

from pathlib import Path

import click


@click.command("explain", short_help="Show a document with its cuts, or two with what they share.")
@click.argument("ids", nargs=-1, required=True, metavar="ID [ID]")
@click.option(
    "--in",
    "folder",
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="OUT",
    help="The folder of the run.",
)
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def command(ids: tuple[str, ...], folder: Path, debug: bool) -> None:
    """Explain what a run did to one document, or what two documents have in common.

    \b
    cleaner explain en-03 --in out           its text, with what was cut and why
    cleaner explain en-15 en-16 --in out     the passages they share, and why they were (not) merged
    """
    if len(ids) > 2 or len(set(ids)) < len(ids):
        raise click.UsageError("give one id, or two different ones")
    from rich.console import Console

    from cleaner.audit.explain import one, two
    from cleaner.audit.read import Folder

    opened = Folder.open(folder)
    console = Console(highlight=False, soft_wrap=True)
    documents = [opened.document(id) for id in ids]
    if len(documents) == 1:
        one(console, opened, documents[0])
    else:
        two(console, opened, *documents)
