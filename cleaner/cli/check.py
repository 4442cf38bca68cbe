"""`cleaner check`: what would be cut, line by line, without writing anything."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli import options
from cleaner.formats.record import printable

if TYPE_CHECKING:
    from cleaner.ledger import Edit

SHOWN = 100  # characters
SHARE = re.compile(r"(\d+(?:\.\d+)?)(%?)")


@click.command("check", short_help="Print what would be cut, and why; exit with 1 if there is anything.")
@options.inputs
@click.option(
    "--fail-on",
    multiple=True,
    metavar="WHAT",
    help="Exit with 1 only on removed=SHARE (more of the characters, as removed=5%) or rule=NAME; may be repeated.",
)
@options.cleaning
@options.working
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON lines, with reason and evidence.")
def command(inputs: tuple[str, ...], fail_on: tuple[str, ...], as_json: bool, **given: Any) -> None:
    """Print a line for each finding: FILE:RECORD id rule [start:end] "text".

    Exits with 1 if there is a finding, or what --fail-on names, as a check in a pipeline should, and with 3 if more than
    one record in a hundred cannot be read.

    \b
    cleaner check clean.jsonl
    cleaner check batch.jsonl --fail-on removed=5% --fail-on rule=comment-form
    cleaner check clean.jsonl --only comment-form --limit 1000
    cleaner check clean.jsonl --level thorough --profile sources.jsonl --json | jq .text
    """
    from itertools import islice

    from cleaner.formats import Reject, read
    from cleaner.pool import Pool
    from cleaner.prepare import preload, prepared
    from cleaner.profile import Profile

    gate = Gate(fail_on)
    quiet = given.pop("quiet")
    given.pop("debug")
    settings = options.settings(given.pop("config"), given)
    options.check_rules(settings)
    profile = Profile.load(settings.profile) if settings.profile else None
    count = rejected = 0
    records = islice(read(inputs, settings.read), settings.limit)
    with Pool(settings.jobs, preload(settings), apart=True) as pool:
        for done in prepared(records, settings, pool, profile):
            count += 1
            if isinstance(done, Reject):
                rejected += 1
                click.echo(f"rejected: {done.file}:{done.line}: {done.code}: {done.reason}", err=True)
                continue
            gate.see(done.edits, len(done.document.text))
            for edit in done.edits:
                row = {"file": done.file, "line": done.line, "id": done.document.id, **edit.row()}
                click.echo(json.dumps(row) if as_json else _told(row))
    if not quiet:
        click.echo(gate.told(count - rejected), err=True)
    options.refuse(rejected, count, settings)
    if failures := gate.failures():
        for failure in failures if fail_on else ():
            click.echo(f"failed: {failure}", err=True)
        raise SystemExit(1)


class Gate:
    """What a check counts, and what of it makes it fail. Raises UsageError for a condition that there is not."""

    def __init__(self, conditions: tuple[str, ...]) -> None:
        self.edits = self.documents = self.cut = self.characters = 0
        self.rules: Counter[str] = Counter()
        self._any = not conditions
        self._shares: dict[str, float] = {}
        self._named: list[str] = []
        for condition in conditions:
            kind, _, value = condition.partition("=")
            share = SHARE.fullmatch(value)
            if kind == "removed" and share:
                self._shares[value] = float(share[1]) / (100 if share[2] else 1)
            elif kind == "rule" and value:
                self._named.append(value)
            else:
                raise click.UsageError(f"--fail-on {condition}: use removed=SHARE, as removed=5%, or rule=NAME")
        if self._named:
            from cleaner.catalog import select

            select(self._named)  # raises for one that there is not

    def see(self, edits: "Sequence[Edit]", characters: int) -> None:
        """Count what would be cut from a document."""
        self.documents += bool(edits)
        self.edits += len(edits)
        self.cut += sum(edit.end - edit.start for edit in edits)
        self.characters += characters
        self.rules.update({rule: 1 for edit in edits for rule in edit.rules})

    def told(self, documents: int) -> str:
        """One line on all documents."""
        share = f" ({100 * self.cut / self.characters:.1f} %)" if self.characters else ""
        return (
            f"{self.documents:,} of {documents:,} documents have residue; "
            f"{self.cut:,} of {self.characters:,} characters would be cut{share}"
        )

    def failures(self) -> list[str]:
        """The conditions that are met."""
        found = [f"{self.edits} findings"] if self._any and self.edits else []
        found += [
            f"more than removed={value}" for value, most in self._shares.items() if self.cut > most * self.characters
        ]
        return found + [f"rule={name} in {self.rules[name]:,} documents" for name in self._named if self.rules[name]]


def _told(row: Mapping[str, Any]) -> str:
    text = " ".join(row["text"].split())
    text = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
    where = f"{row['file']}:{row['line']} {row['id']} {'+'.join(row['rules'])} [{row['start']}:{row['end']}]"
    return printable(f'{where} "{text}"')
