"""`cleaner index`: the documents of earlier batches, for later ones to be compared with."""

from pathlib import Path
from typing import Any

import click

from cleaner.cli import options

index_folder = click.argument("index", type=click.Path(path_type=Path, file_okay=False), metavar="INDEX")


@click.group("index", short_help="Keep earlier batches, for later ones to be compared with.")
def command() -> None:
    """Keep the documents of earlier batches, so that tomorrow's batch is compared with all that came before.

    \b
    cleaner index add news.index archive/
    cleaner run today.jsonl -o out --against news.index
    cleaner index add news.index out/documents
    """


@command.command("add", short_help="Add a batch; a file that was added before is left out.")
@index_folder
@options.inputs
@options.working
@options.memory
@options.fast
def add(index: Path, inputs: tuple[str, ...], **given: Any) -> None:
    """Add documents to an index, which is made if it is not there.

    Texts are taken as they are: add what `cleaner run` has cleaned. Files that hold the same bytes as one that was
    added before are left out, so the same command can be run again.

    \b
    cleaner index add news.index out/documents
    """
    from cleaner.adding import add_files
    from cleaner.cli import console

    quiet = given.pop("quiet")
    given.pop("debug")
    settings = options.settings(given.pop("config"), given, clean=False)

    def refuse(told: str) -> None:
        click.echo(f"rejected: {told}", err=True)

    with console.progress(quiet) as advance:
        counts = add_files(inputs, index, settings, tell=console.note(quiet), refuse=refuse, advance=advance)
    if not quiet:
        click.echo(
            f"{counts['documents']:,} documents added, {counts['copies']:,} of them copies; the index holds "
            f"{counts['held']:,}",
            err=True,
        )
    options.refuse(counts["rejected"], counts["documents"] + counts["rejected"], settings)


@command.command("list", short_help="Show what was added, batch by batch.")
@index_folder
def show(index: Path) -> None:
    """Print the batches of an index: documents, version, inputs.

    \b
    cleaner index list news.index
    """
    from cleaner.formats.record import printable
    from cleaner.index import opened

    for run in opened(index).runs:
        names = ", ".join(str(told["path"]) for told in run.inputs)
        click.echo(printable(f"{run.folder.name}  {run.documents:>10,} documents  {run.version}  {names}"))
