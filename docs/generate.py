"""The reference pages that are made of the code: commands, rules, the Python interface; and files from above docs/.

MkDocs builds them by the hook `on_files`. They are kept in no file, so that none can be out of date.
"""

import dataclasses
import inspect
import json
import os
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

import cleaner
import cleaner.cli
from cleaner.catalog import all_rules
from cleaner.measured import languages, measured
from cleaner.rule import Rule

ROOT = Path(__file__).parent.parent
MEASURED = Path(cleaner.__file__).with_name("measured.json")
ABOVE = {"CHANGELOG.md": "changelog.md", "CONTRIBUTING.md": "contributing.md", "benchmarks/README.md": "benchmarks.md"}
SHARED = 6  # commands that have an option, for it to be told once for all of them

Option = tuple[str, str]  # how it is written, and what it does


def on_files(files: Any, config: Any) -> Any:
    """Add the pages to what MkDocs has found in docs/."""
    from mkdocs.structure.files import File  # pyright: ignore[reportMissingImports]

    for place, text in pages().items():
        files.append(File.generated(config, place, content=text))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """A page's links to files from above docs/, which hold in a clone, as links to their pages."""
    place = Path(page.file.src_uri).parent

    def here(link: re.Match[str]) -> str:
        above = ABOVE.get(Path(os.path.normpath("docs" / place / link[1])).as_posix())
        return f"]({Path(os.path.relpath(above, place)).as_posix()}" if above else link[0]

    return re.sub(r"\]\(([^)#:]+)", here, markdown)


def pages() -> dict[str, str]:
    """Each generated page, by its place in docs/."""
    return {
        "reference/cli.md": commands_page(),
        "reference/rules.md": rules_page(),
        "reference/python.md": python_page(),
        **{page: from_above(name) for name, page in ABOVE.items()},
    }


def from_above(name: str) -> str:
    """A file of the checkout as a page: its links to pages are links to them, other links into the checkout are text."""

    def here(link: re.Match[str]) -> str:
        image, text, target, anchor = link.groups()
        if ":" in target or not target:
            return link[0]
        path = Path(os.path.normpath(Path(name).parent / target)).as_posix()
        if path not in ABOVE and not path.startswith("docs/"):
            return "" if image else text
        return f"{image}[{text}]({ABOVE.get(path, path.removeprefix('docs/'))}{anchor})"

    return re.sub(r"(!?)\[([^\]]*)\]\(([^)#]*)(#[^)]*|)\)", here, (ROOT / name).read_text("utf-8"))


# ---------------------------------------------------------------- commands


def commands(group: click.Group, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command below a group, each after the group it is of, by its words."""
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        assert command is not None
        yield (*above, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*above, name))


def options(command: click.Command) -> list[Option]:
    """A command's options, each as its help tells it."""
    context = click.Context(command)
    records = (p.get_help_record(context) for p in command.get_params(context) if isinstance(p, click.Option))
    return [(record[0], record[1]) for record in records if record and "--help" not in record[0]]


def commands_page() -> str:
    """`cleaner --help`, and that of each command."""
    found = [(("cleaner",), cleaner.cli.cleaner), *commands(cleaner.cli.cleaner, ("cleaner",))]
    counts = Counter(option for _, command in found[1:] for option in options(command))
    shared = [option for option, count in counts.items() if count >= SHARED]
    out = ["# Commands", "Data goes to stdout, all else to stderr. This page is made of `cleaner --help`."]
    for words, command in found:
        out += command_parts(words, command, shared)
    out += ["## Shared options", listed(shared), "## Exit codes"]
    out += ["\n".join(f"- **{code}**: {told}" for code, told in exit_codes())]
    return "\n\n".join(out) + "\n"


def command_parts(words: tuple[str, ...], command: click.Command, shared: list[Option]) -> list[str]:
    """A command's usage, its text, and the options that it does not share with many others."""
    usage = " ".join((*words, *command.collect_usage_pieces(click.Context(command))))
    own = [option for option in options(command) if option not in shared]
    out = [
        f"{'##' if len(words) < 3 else '###'} {' '.join(words)}",
        f"```text\n{usage}\n```",
        prose(command.help or ""),
    ]
    if own:
        out.append(listed(own))
    if len(own) < len(options(command)):
        out.append("[Options that commands share](#shared-options) as well.")
    if command.epilog:
        out.append(prose(command.epilog))
    return out


def exit_codes() -> list[tuple[str, str]]:
    """The exit codes, as the text of the command line's module tells them."""
    _, _, told = inspect.cleandoc(cleaner.cli.__doc__ or "").partition("Exit codes: ")
    found = re.findall(r"([\d, ]*\d) ([^·]+?)(?: · |\.$)", " ".join(told.split()))
    assert found
    return found


def listed(told: list[Option]) -> str:
    """Options as a list."""
    return "\n".join(f"- `{written}`: {escaped(help)}" for written, help in told)


def prose(help: str) -> str:
    """A help text as Markdown: what click leaves as it is written is a block."""
    parts = inspect.cleandoc(help).split("\n\n")
    return "\n\n".join(f"```text\n{p[2:].strip()}\n```" if p.startswith("\b") else escaped(p) for p in parts)


def escaped(text: str) -> str:
    """Text in which `<`, `*` and the like mean themselves, but for what stands between backticks."""
    parts = text.split("`")
    return "`".join(part if i % 2 else re.sub(r"([<*_\[\]])", r"\\\1", part) for i, part in enumerate(parts))


# ---------------------------------------------------------------- rules


def rules_page() -> str:
    """The catalog: how often each rule was right, and its page."""
    known = json.loads(MEASURED.read_text("utf-8"))["rules"]
    rows = [
        f"| [{rule.id}](#{rule.id}) | {rule.place} | {cell(known, rule, 'read')} | {cell(known, rule, 'unread')} |"
        for rule in all_rules()
    ]
    return "\n\n".join(
        [
            "# Rules",
            RULES,
            "\n".join(["| rule | place | sites it was written with | sites nobody had read |", "| --- | --- | --- | --- |", *rows]),
            "## Least sure",
            LEAST_SURE.format(", ".join(f"[{rule.id}](#{rule.id})" for rule in all_rules() if is_weak(known, rule)) or "none"),
            "## Languages",
            LANGUAGES,
            languages_table(known),
            *(rule_page(rule) for rule in all_rules()),
        ]
    ) + "\n"  # fmt: skip


RULES = """\
One rule is one file in `rules/`; this page is made of these files. A `head` rule looks before the first running text,
a `tail` rule after the last, an `inline` rule anywhere, a `page` rule at the page as a whole.

The table says how many lines of labelled pages, as two extractors gave their text, each rule cut by itself at the level
`normal`, and which share of these lines was residue: on the sites that were read while it was written, and on sites that
nobody had read. A share of few lines says little. `benchmarks/measure_rules.py` makes these figures."""

LEAST_SURE = """\
Rules that cut ten lines or more on sites that nobody had read, and of which less than nine in ten were residue: {}."""

LANGUAGES = """\
The lexicon (`cleaner/words/`) has phrases for these languages. "Measured" names the languages of labelled pages in which a
rule has cut residue, and how many rules have; in the others no page was labelled, or nothing was cut."""


def cell(known: dict[str, Any], rule: Rule, half: str) -> str:
    """How many lines a rule has cut, and how many of them were residue."""
    if rule.id not in known:
        return "not measured"
    residue, article = known[rule.id][half]["residue"], known[rule.id][half]["article"]
    return f"{residue / (residue + article):.1%} of {residue + article}" if residue + article else "none cut"


def is_weak(known: dict[str, Any], rule: Rule) -> bool:
    """Whether a rule was wrong in over a tenth of ten lines or more, where nobody had read the site."""
    found = known.get(rule.id, {}).get("unread", {"residue": 0, "article": 0})
    residue, article = int(found["residue"]), int(found["article"])
    return residue + article >= 10 and residue < 9 * article


def languages_table(known: dict[str, Any]) -> str:
    """The languages of the lexicon, and those of labelled pages."""
    files = sorted(Path(cleaner.__file__).parent.glob("words/*.toml"))
    words = Counter(name for file in files for name in tomllib.loads(file.read_text("utf-8")) if name != "any")
    cut = Counter(name for found in known.values() for name in found["languages"])
    rows = [
        f"| {name} | {f'{words[name]} of {len(files)} classes' if name in words else 'none'} | {cut[name] or ''} |"
        for name in sorted(words | cut, key=lambda name: (-cut[name], name))
    ]
    return "\n".join(["| language | phrases of | measured: rules |", "| --- | --- | --- |", *rows])


def rule_page(rule: Rule) -> str:
    """What `cleaner rules show` prints."""
    told = f"Measured: {measured(rule.id)}; languages: {', '.join(languages(rule.id)) or 'none'}."
    out = [f"## {rule.id}", escaped(rule.doc), told]
    for told, examples in (("What it cuts (between ⟦ and ⟧)", rule.cuts), ("What it keeps", rule.keeps)):
        blocks = "\n\n".join(f"```text\n{example.marked.strip(chr(10))}\n```" for example in examples)
        out.append(f'??? example "{told}"\n\n{indented(blocks)}')
    return "\n\n".join(out)


def indented(text: str) -> str:
    """Every line four places to the right."""
    return "\n".join(f"    {line}" if line else "" for line in text.split("\n"))


# ---------------------------------------------------------------- Python


def python_page() -> str:
    """What `cleaner` exports, from its docstrings."""
    out = ["# Python", PYTHON]
    for name in sorted(cleaner.__all__, key=lambda name: (name[0].isupper(), name)):
        what = getattr(cleaner, name)
        out += [f"## {name}", *(class_parts(what) if inspect.isclass(what) else function_parts(name, what))]
    return "\n\n".join(out) + "\n"


PYTHON = """\
`import cleaner` loads no heavy package; each name below is loaded when it is first used. `clean`, `restore`, `extract` and
`learn_profile` work with the light installation, `find_duplicates` and `run` (unless it only cleans) ask for
`article-cleaner[corpus]`."""


def function_parts(name: str, function: Any) -> list[str]:
    """A function's signature and text."""
    return [f"```python\n{signature(name, function)}\n```", docstring(function)]


def class_parts(kind: type) -> list[str]:
    """A class: its fields where it is one of data, its text, its public methods."""
    out: list[str] = []
    if dataclasses.is_dataclass(kind):
        out.append(f"```python\n{signature(kind.__name__, kind)}\n```")
    out.append(docstring(kind))
    for name, member in vars(kind).items():
        function = getattr(kind, name) if isinstance(member, classmethod) else member
        if not name.startswith("_") and inspect.isroutine(function) and function.__doc__:
            out += [f"### {kind.__name__}.{name}", *function_parts(f"{kind.__name__}.{name}", function)]
    return out


def signature(name: str, what: Any) -> str:
    """A signature without the modules of its types, a parameter a line where it is long."""
    found = inspect.signature(what)
    shown = [p for p in found.parameters.values() if p.name != "self"]
    parameters = [p.replace(default=Shown(p.default)) if p.default is not p.empty else p for p in shown]
    told = re.sub(r"\b(?:[a-z_]+\.)+(?=\w)", "", str(found.replace(parameters=parameters)))
    if len(name + told) > 90:
        inner, _, after = told[1:].rpartition(")")
        told = "(" + re.sub(r"(?:^|, )(?=\*|\w+:)", ",\n    ", inner).lstrip(",") + f",\n){after}"
    return f"{name}{told.removesuffix(' -> None') if inspect.isclass(what) else told}"


class Shown:
    """A default as the signature shows it."""

    def __init__(self, value: object) -> None:
        self._value = value

    def __repr__(self) -> str:
        return repr(self._value) if isinstance(self._value, str | int | float | tuple | None) else "…"


def docstring(what: Any) -> str:
    """A docstring as Markdown: its session is a block."""
    parts = (inspect.getdoc(what) or "").split("\n\n")
    return "\n\n".join(f"```pycon\n{part}\n```" if part.startswith(">>>") else paragraph(part) for part in parts)


def paragraph(text: str) -> str:
    """A paragraph; one in which every line tells of a parameter is a list."""
    told = [re.fullmatch(r"(\w+): (.*)", line) for line in text.split("\n")]
    items = [f"- `{one[1]}`: {escaped(one[2])}" for one in told if one]
    return "\n".join(items) if len(items) == len(told) else escaped(text)
