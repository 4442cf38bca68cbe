"""What the commands do that write JSON lines to stdout as they read, or show what they would."""

import sys
from collections.abc import Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli import options

if TYPE_CHECKING:
    from cleaner.prepare import Prepared
    from cleaner.settings import Settings


def output(inputs: tuple[str, ...], given: str | None) -> str:
    """Where to write: what was said; stdout where all that is read comes from stdin. Raises click.UsageError."""
    if given is None and inputs != ("-",):
        raise click.UsageError("say where to write: -o OUT for a folder, -o - for JSON lines on stdout")
    return "-" if given is None else given


def start(inputs: tuple[str, ...], given: dict[str, Any], shown: int = 0, **fixed: Any) -> None:
    """Prepare records to stdout as they come; rejects, and what is cut from the first `shown` documents that lose
    something, are told on stderr. Exits with 3 when there are too many rejects."""
    from cleaner.table import json_line

    if given.pop("as_json"):
        raise click.UsageError("--json prints the summary on stdout, where the documents go: choose one, or a folder")
    settings, quiet = _settings(given, **fixed)
    if settings.engine != "local":
        raise click.UsageError("a stream is cleaned by this machine: leave out --engine, or write a folder")
    out = sys.stdout.buffer
    told = 0
    for burst in _prepared(inputs, settings, quiet):
        for item in burst:
            out.write(json_line(item.fields))
            if item.edits and told < shown:
                told += 1
                _show(item, stderr=True)
        out.flush()


def look(inputs: tuple[str, ...], given: dict[str, Any], shown: int, **fixed: Any) -> None:
    """Print what would be cut from the first `shown` documents that lose something; nothing is written."""
    if given.pop("as_json"):
        raise click.UsageError("--json prints the summary of a run: it needs -o OUT")
    settings, quiet = _settings(given | {"jobs": 1}, **fixed)  # few records are read
    read = told = 0
    for item in chain.from_iterable(_prepared(inputs, settings, quiet)):
        read += 1
        if item.edits:
            told += 1
            _show(item, stderr=False)
        if told == shown:
            break
    if not quiet:
        rest = "" if told < shown else "; --diff-limit N shows more"
        click.echo(f"{told} of the first {read} documents have residue; nothing was written{rest}", err=True)


def _settings(given: dict[str, Any], **fixed: Any) -> "tuple[Settings, bool]":
    quiet = bool(given.pop("quiet"))
    given.pop("debug")
    settings = options.settings(given.pop("config"), given, **fixed)
    options.check_rules(settings)
    return settings, quiet


def _prepared(inputs: tuple[str, ...], settings: "Settings", quiet: bool) -> "Iterator[Iterator[Prepared]]":
    """The prepared documents in bursts, as they come; rejects are told, and too many end the command when all is read."""
    from cleaner.bursts import bursts
    from cleaner.cli import console
    from cleaner.formats import Record, Reject, read
    from cleaner.pool import Pool
    from cleaner.prepare import preload, prepared
    from cleaner.profile import Profile

    profile = Profile.load(settings.profile) if settings.profile else None
    count = rejected = 0
    tell = console.note(quiet)
    records = islice(read(inputs, settings.read, tell), settings.limit)

    def good(items: "Iterator[Prepared | Reject]") -> "Iterator[Prepared]":
        nonlocal count, rejected
        for item in items:
            count += 1
            if isinstance(item, Reject):
                rejected += 1
                click.echo(f"rejected: {item.file}:{item.line}: {item.code}: {item.reason}", err=True)
            else:
                yield item

    with Pool(settings.jobs, preload(settings), apart=True) as pool:
        for burst in bursts(records, lambda item: len(item.document.text) if isinstance(item, Record) else 0):
            yield good(prepared(burst, settings, pool, profile))
    options.refuse(rejected, count, settings)


def _show(item: "Prepared", stderr: bool) -> None:
    from rich.console import Console

    from cleaner.audit.preview import preview

    console = Console(stderr=stderr, highlight=False, soft_wrap=True)
    preview(console, f"{item.file}:{item.line} {item.document.id}", item.document.text, item.edits)
