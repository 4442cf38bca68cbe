"""`cleaner rules`: the catalog, a rule's page, the rules' own examples, and a new rule."""

import json
import keyword
from pathlib import Path

import click

from cleaner import rules as door
from cleaner.errors import UsageError
from cleaner.examples import Example
from cleaner.formats.record import printable
from cleaner.level import FLOORS, Level
from cleaner.measured import languages, measured, version


@click.group("rules", invoke_without_command=True, short_help="List, show, test or scaffold the residue rules.")
@click.pass_context
def command(ctx: click.Context) -> None:
    """The residue rules. Without a subcommand they are listed.

    \b
    cleaner rules show teaser-list
    cleaner rules test
    cleaner rules new poll-box
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(listed)


@command.command("list")
def listed() -> None:
    """Print each rule's id, place and first line."""
    from cleaner.catalog import all_rules

    for rule in all_rules():
        click.echo(f"{rule.id:20}{rule.place:8}{rule.doc.splitlines()[0]}")


@command.command("show")
@click.argument("name")
def show(name: str) -> None:
    """Print a rule's page: what it is, what it cuts, when it would be wrong, how often it was right, its examples."""
    from cleaner.catalog import select

    rule = select([name])[0]
    click.echo(f"{click.style(rule.id, bold=True)}  ({rule.place})\n\n{rule.doc}")
    told = " ".join(languages(rule.id)) or "none"
    click.echo(f"\n{click.style('measured', bold=True)}\n  {measured(rule.id)}")
    click.echo(f"  languages: {told} (version {version()})")
    for title, examples in (("cuts", rule.cuts), ("keeps", rule.keeps)):
        click.echo(f"\n{click.style(title, bold=True)}")
        for example in examples:
            click.echo("\n".join(f"  │ {line}" for line in _struck(example).splitlines()) + "\n")


def _struck(example: Example) -> str:
    text = example.text
    for span in reversed(example.marks):
        text = text[: span.start] + click.style(f"⟦{text[span.start : span.end]}⟧", fg="red") + text[span.end :]
    return text


@command.command("test")
@click.option(
    "--verdicts",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Verdicts on cuts that report.html exported.",
)
@click.option(
    "--profile",
    type=click.Path(path_type=Path, exists=True),
    metavar="FILE",
    help="With --verdicts: what the sources repeat, as in OUT/audit/profile.",
)
@click.option("--level", type=click.Choice(list(FLOORS)), default="normal", help="With --verdicts: how much is cut.")
def test(verdicts: Path | None, profile: Path | None, level: Level) -> None:
    """Hold every rule to its own examples, and to what people said of its cuts; exit with 1 if one fails.

    \b
    cleaner rules test
    cleaner rules test --verdicts verdicts.jsonl     which cuts that somebody marked wrong are still made
    """
    from cleaner.catalog import all_rules

    rules = all_rules()  # raises for the first that fails
    click.echo(f"{len(rules)} rules keep to their {sum(len(r.cuts) + len(r.keeps) for r in rules)} examples")
    if verdicts and _told_wrong(verdicts, profile, level):
        raise SystemExit(1)


def _told_wrong(file: Path, saved: Path | None, level: Level) -> bool:
    """Print how the rules stand to the verdicts in a file; whether they still make a cut that is marked wrong."""
    from cleaner.profile import Profile
    from cleaner.verdicts import REPEATED, read_pairs, read_verdicts, tally, tried

    outcomes = list(tried(read_verdicts(file), Profile.load(saved) if saved else None, level))
    click.echo(f"\n{'rule':20}{'right':>8}{'still cut':>12}{'wrong':>8}{'still cut':>12}{'not tried':>12}")
    for rule, t in tally(outcomes).items():
        click.echo(f"{rule:20}{t.right:8}{t.still_right:12}{t.wrong:8}{t.still_wrong:12}{t.untried:12}")
    untried = sum(made is None and REPEATED in verdict.rules for verdict, made in outcomes)
    if untried:
        needs = "the verdicts name no source" if saved else "give --profile OUT/audit/profile"
        click.echo(f"{untried} not tried: what a source repeats is in its profile; {needs}")
    if pairs := read_pairs(file):
        click.echo(f"{len(pairs)} on pairs of documents: cleaner run ... --verdicts {file} holds to them")
    wrong = [verdict for verdict, made in outcomes if made and not verdict.right]
    for v in wrong:
        shown = json.dumps(v.text if len(v.text) <= 80 else f"{v.text[:79]}…", ensure_ascii=False)
        click.echo(printable(f"still wrong: {v.id} [{v.start}:{v.end}] {' + '.join(v.rules)} {shown}"))
    return bool(wrong)


@command.command("new")
@click.argument("name")
def new(name: str) -> None:
    """Write rules/NAME.py with a docstring, an example to cut and one to keep, for you to fill in."""
    stem = name.replace("-", "_")
    folder = Path(door.__path__[0])
    if folder.name == "_rules":
        raise UsageError("rules are written in a clone that is installed by `pip install -e .`", str(folder))
    path = folder / f"{stem}.py"
    if not stem.isidentifier() or keyword.iskeyword(stem) or stem != stem.lower():
        raise UsageError("a rule's name is lower-case words joined by dashes, as in poll-box", name)
    if path.exists():
        raise UsageError("exists already", str(path))
    path.write_text(SCAFFOLD.format(stem=stem, title=stem.replace("_", " ").capitalize()), "utf-8")
    click.echo(f"wrote {path}\nfill in its examples and its phrases, then: cleaner rules test", err=True)


SCAFFOLD = '''"""{title}: what it is, in one line.

Cuts, anywhere, a line that …

Wrong when …
"""

from collections.abc import Iterator

from cleaner.page import Page, fold
from cleaner.rule import Evidence, Finding, rule

PHRASES = frozenset(map(fold, ("a phrase that is the whole line",)))


@rule(
    place="inline",
    cuts=("The bridge opens on Monday, the mayor said.\\n⟦A phrase that is the whole line\\n⟧It took four years to build.",),
    keeps=("He wrote a phrase that is the whole line, and no more.\\n",),
)
def {stem}(page: Page) -> Iterator[Finding]:
    """Propose every line that is one of the phrases."""
    for line in page.short:
        if line.key in PHRASES:
            yield Finding(page.cut(line), f"{title}: {{line.text!r}}", (Evidence("phrase", 0.9, line.span()),))
'''
