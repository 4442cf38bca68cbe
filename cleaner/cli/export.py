"""`cleaner export`: a finished run's folder in another layout."""

from pathlib import Path

import click

from cleaner.exports import TARGETS


@click.command(
    "export",
    short_help="Write OUT in another layout.",
    epilog="\b\nTargets:\n" + "\n".join(f"  {name:13}{target.says}" for name, target in TARGETS.items()),
)
@click.argument("folder", metavar="OUT", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--to", "target", required=True, type=click.Choice(list(TARGETS)), help="What to write.")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DEST",
    help="The folder (or file) to write.",
)
@click.option("--with-duplicates", is_flag=True, help="prevertical, tei: write removed documents too, marked as such.")
@click.option("--overwrite", is_flag=True, help="Write where there are other files.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def command(
    folder: Path, target: str, output: Path, with_duplicates: bool, overwrite: bool, quiet: bool, debug: bool
) -> None:
    """Write the corpus in OUT, the folder of a finished run, in the layout of another tool.

    \b
    cleaner export out --to hf -o dataset
    cleaner export out --to sqlite -o corpus.sqlite
    cleaner export out --to tei -o tei --with-duplicates
    """
    from cleaner.exports.door import export

    counts = export(folder, target, output, duplicates=with_duplicates, overwrite=overwrite)
    if quiet:
        return
    click.echo(f"{output}: {counts['documents']:,} documents, {counts['duplicates']:,} duplicates", err=True)
    if replaced := counts.get("replaced"):
        click.echo(f"note: {replaced:,} characters that XML has no form for became U+FFFD", err=True)
