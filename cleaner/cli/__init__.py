"""The command line: `cleaner COMMAND`. Data goes to stdout, all else to stderr.

Exit codes: 0 done · 1 findings · 2 usage or configuration · 3 more rejected than allowed, or an input
that cannot be used · 130, 143 interrupted · 141 nobody reads the output any more.
"""

import os
import signal
import sys
from contextlib import suppress
from importlib import import_module
from types import FrameType
from typing import Any

import click

from cleaner import __version__
from cleaner.errors import CleanerError, MissingPart, RuleError, UsageError

COMMANDS = (
    "run",
    "clean",
    "dedup",
    "extract",
    "check",
    "explain",
    "report",
    "export",
    "verify",
    "profile",
    "index",
    "rules",
)


class Commands(click.Group):
    """Commands that are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"cleaner.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a closed pipe ends it before click makes a failure of it."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            _drop_output()
            sys.exit(141)
        return result


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="cleaner")
def cleaner() -> None:
    """Strip scraping residue and near-duplicate articles from text corpora, and show every character
    that was removed.

    \b
    cleaner run samples/batch -o out        the main job: a clean corpus, with an account
    zcat a.jsonl.gz | cleaner clean -       residue only, as a stream
    cleaner check a.jsonl                   what would be cut, and why
    """


def main() -> None:
    """Run the command line, and end the process with its exit code."""
    signal.signal(signal.SIGTERM, _ended)
    _open_closed()
    try:
        code = cleaner.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except CleanerError as error:
        if "--debug" in sys.argv:
            raise
        click.echo(f"error: {error}", err=True)
        code = 2 if isinstance(error, UsageError | RuleError | MissingPart) else 3
    except OSError as error:
        if "--debug" in sys.argv:
            raise
        _drop_output()
        with suppress(OSError):  # it may be stderr that is full
            culprit = ascii(error.filename) if error.filename else "standard output"
            click.echo(f"error: {culprit}: cannot be read or written ({error.strerror})", err=True)
        code = 3
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted: nothing was written", err=True)
        code = 130
    sys.exit(code if isinstance(code, int) else 0)


def _open_closed() -> None:
    """Open what is closed of stdin, stdout and stderr, so that no other file takes its number: stdin is then empty, and
    what is written to stdout cannot be, as it should be."""
    for name, how, mode in (("stdin", os.O_RDONLY, "r"), ("stdout", os.O_RDONLY, "w"), ("stderr", os.O_WRONLY, "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, how), mode))


def _drop_output() -> None:
    """Let what is still to be written to stdout go nowhere: nobody reads it any more, and the end of the interpreter
    must not tell so once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _ended(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)
