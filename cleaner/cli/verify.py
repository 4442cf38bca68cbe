"""`cleaner verify`: whether a finished folder is still what the run wrote."""

from pathlib import Path

import click


@click.command("verify", short_help="Check OUT against its manifest.")
@click.argument("folder", metavar="OUT", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def command(folder: Path, quiet: bool, debug: bool) -> None:
    """Hash every file of a finished run (or export) again, and add up its account. Exits with 1 if anything is not as it
    was written.

    \b
    cleaner verify out
    cleaner verify /mnt/copy/out && echo published
    """
    from cleaner.audit.read import Folder
    from cleaner.audit.verify import verify
    from cleaner.formats.record import printable

    opened = Folder.open(folder, exports=True)
    faults = 0
    for fault in verify(opened):
        faults += 1
        click.echo(printable(f"{folder}/{fault}"))
    if faults:
        raise SystemExit(1)
    if not quiet:
        click.echo(f"{len(opened.manifest['outputs']):,} files are as they were written", err=True)
