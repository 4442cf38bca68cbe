"""`cleaner report`: report.html of a finished run, written again from its tables."""

from pathlib import Path

import click


@click.command("report", short_help="Write OUT/report.html again.")
@click.argument("folder", metavar="OUT", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def command(folder: Path, quiet: bool, debug: bool) -> None:
    """Write OUT/report.html again, from the tables of a finished run.

    \b
    cleaner report out

    A run writes it, too, where the corpus extra is installed. The same tables give the same page, to the byte.
    """
    from cleaner.audit.alarms import Alarm
    from cleaner.audit.read import Folder
    from cleaner.audit.report import report
    from cleaner.cli.console import look
    from cleaner.output import write_anew

    opened = Folder.open(folder)
    alarms: list[Alarm] = []
    path = write_anew(folder, "report.html", report(opened, opened.summary(), alarms.extend))
    if not quiet:
        click.echo(f"open {path}  to see what was removed, and why", err=True)
        look(alarms, str(folder))
