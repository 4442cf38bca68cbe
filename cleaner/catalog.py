"""The catalog: every rule of the rules folder, discovered, held to its examples, and chosen from.

A rule that cannot be imported, is named otherwise than its file, or fails an example of its own
stops the run: a cleaner that silently stops cleaning is worse than one that says why it will not.
"""

import hashlib
import importlib
import pkgutil
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from cleaner import rules as door
from cleaner.errors import RuleError, UsageError
from cleaner.rule import Rule
from cleaner.span import union


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by id. Raises RuleError for the first that is broken."""
    names = sorted(module.name for module in pkgutil.iter_modules(door.__path__))
    found = tuple(load(name) for name in names)
    if "rules" in sys.modules:
        raise RuleError("imported as `rules`; another distribution owns that name, use `cleaner.rules`", "rules")
    return found


def load(name: str) -> Rule:
    """The rule of one module of the rules folder, proved on its own examples. Raises RuleError."""
    try:
        module = importlib.import_module(f"cleaner.rules.{name}")
    except RuleError as error:
        raise RuleError(error.message, error.culprit or f"rules/{name}.py") from error
    except Exception as error:
        raise RuleError(f"cannot be imported: {type(error).__name__}: {error}", f"rules/{name}.py") from error
    found = [value for value in vars(module).values() if isinstance(value, Rule)]
    if [r.id for r in found] != [name.replace("_", "-")]:
        raise RuleError(
            f"holds {[r.id for r in found]}, not the one rule {name.replace('_', '-')!r}", f"rules/{name}.py"
        )
    if failures := prove(found[0]):
        raise RuleError(failures[0], f"rules/{name}.py")
    return found[0]


def prove(rule: Rule) -> list[str]:
    """What is wrong with a rule by its own examples; empty when it keeps its word."""
    wrong: list[str] = []
    if not rule.cuts or not rule.keeps:
        wrong.append("needs at least one cut and one keep as examples")
    if len({example.marked for example in (*rule.cuts, *rule.keeps)}) < len(rule.cuts) + len(rule.keeps):
        wrong.append("has two examples that are alike")
    if not ("\nCuts" in rule.doc and "\nWrong when" in rule.doc):
        wrong.append("needs a docstring with a paragraph that begins `Cuts`, and one that begins `Wrong when`")
    for example in rule.cuts:
        text, found = example.text, list(rule.propose(example.page()))
        got = union(f.span for f in found)
        if weights := [e.weight for f in found for e in f.evidence if not 0 < e.weight < 1]:
            wrong.append(f"gives evidence the weight {weights[0]}, which is not between 0 and 1")
        if not example.marks or got != union(example.marks):
            does, should = ([text[span.start : span.end] for span in spans] for spans in (got, example.marks))
            wrong.append(f"cuts {does} of its example {example.marked!r}, not {should}")
    for example in rule.keeps:
        if cut := [example.text[f.span.start : f.span.end] for f in rule.propose(example.page())]:
            wrong.append(f"cuts {cut} of what it is to keep, {example.marked!r}")
    return wrong


def select(only: Iterable[str] = (), without: Iterable[str] = ()) -> tuple[Rule, ...]:
    """The rules named in `only` (all, when empty) less those in `without`. Raises UsageError for an unknown id."""
    only, without = list(only), list(without)
    known = {r.id: r for r in all_rules()}
    for name in [*only, *without]:
        if name not in known:
            raise UsageError(f"no rule {name!r}; `cleaner rules` lists them")
    return tuple(r for r in known.values() if (not only or r.id in only) and r.id not in without)


def digest(rules: Sequence[Rule]) -> str:
    """A sha256 over the chosen rules' files, the lexicon and the judge's weights.

    It is for the manifest: same version and same digest, same cuts (docs/reference/versioning.md).
    """
    seen = hashlib.sha256()
    package = Path(__file__).parent
    folder = Path(door.__path__[0])
    files = [folder / f"{r.id.replace('-', '_')}.py" for r in rules]
    for file in (*files, *sorted((package / "words").glob("*.toml")), package / "judge.json"):
        seen.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return seen.hexdigest()
