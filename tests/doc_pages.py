"""A Markdown page as what it tells to do: its blocks in order, each with what stands in comments above it.

A comment right above a block is for the tests alone, and no reader sees it:

    <!-- given: COMMANDS -->        what a newcomer would have already, made by these commands
    <!-- exits with 1 -->           the commands of the block end with this code, and not with 0
    <!-- part of: COMMAND -->       the block is a part of what this command prints
    <!-- not run: REASON -->        the block is only looked at
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from cleaner.cli import cleaner

_FENCE = re.compile(r"^(?P<indent> *)```(?P<kind>\w*)(?P<more>[^\n]*)\n(?P<text>.*?)^(?P=indent)```$", re.M | re.S)
_ABOVE = re.compile(r"<!-- (given|exits with|part of|not run):? ?((?:(?!-->).)*?) -->\s*\Z", re.S)
_CODE = re.compile(r"`(cleaner [^`]+)`")
_ENDS = frozenset(("|", "||", "&&", ";", ">", ">>", "<", "&"))


@dataclass(frozen=True)
class Block:
    """One fenced block: `kind` is its language, `title` the file that it is, `line` where it begins."""

    kind: str
    text: str
    title: str
    line: int
    said: dict[str, str]  # by what the comments above it begin with


def blocks(page: str) -> Iterator[Block]:
    """The blocks of a page, from top to bottom."""
    at = 0
    for fence in _FENCE.finditer(page):
        said: dict[str, str] = {}
        above = page[at : fence.start()]
        while found := _ABOVE.search(above):
            said[found[1]] = found[2]
            above = above[: found.start()]
        title = re.search(r'title="(.*?)"', fence["more"])
        text = re.sub(f"^{fence['indent']}", "", fence["text"], flags=re.M)
        yield Block(fence["kind"], text, title[1] if title else "", page.count("\n", 0, fence.start()) + 1, said)
        at = fence.end()


def follows(page: str, one: Block, other: Block) -> bool:
    """Whether nothing but comments stands between two blocks."""
    lines = page.split("\n")[one.line + one.text.count("\n") + 1 : other.line - 1]
    return not re.sub(r"<!--.*?-->", "", "\n".join(lines), flags=re.S).strip()


def told(page: str) -> Iterator[list[str]]:
    """The words of every `cleaner` command that a page names: in blocks, tables and running text."""
    for block in blocks(page):
        if block.kind in ("sh", "yaml", "text"):
            for line in block.text.replace("\\\n", "").splitlines():
                # Of what is printed, only what a run tells to type.
                if block.kind != "text" or line.strip().startswith("cleaner "):
                    yield from _commands(line.replace("- run: ", ""))
    for code in _CODE.findall(_FENCE.sub("", page)):
        yield from _commands(code.replace("\\|", "|").replace("\n", " "))


def _commands(line: str) -> Iterator[list[str]]:
    """The words of each `cleaner` command in a line of a shell, without `cleaner`."""
    if "cleaner" not in line:
        return
    words = shlex.shlex(line, posix=True, punctuation_chars=True)
    words.whitespace_split = True
    words.commenters = "#"
    command: list[str] | None = None
    for word in [*words, ";"]:
        if word in _ENDS:
            if command:
                yield command
            command = None
        elif command is not None:
            command.append(word)
        elif word == "cleaner":
            command = []


def check(words: list[str]) -> None:
    """Raise click's error for a command or an option that there is not, and for an option without its value."""
    command: click.Command = cleaner
    rest = list(words)
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        below = command.get_command(click.Context(command), rest[0])
        if below is None:
            raise click.UsageError(f"no command {rest[0]!r}")
        command = below
        rest.pop(0)
    context = click.Context(command)
    command.make_parser(context).parse_args(rest)


def links(page: str) -> Iterator[tuple[str, str]]:
    """The links of a page into the checkout, each as a path and what stands after its `#`."""
    for target in re.findall(r"\]\(([^)\s]+)\)", _FENCE.sub("", page)):
        if not re.match(r"\w+:", target):
            path, _, anchor = target.partition("#")
            yield path, anchor


def shown(text: str) -> str:
    """Text as pages show it: without blanks at the ends of lines, and blank lines at its own."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")


def is_shown(block: str, printed: str) -> bool:
    """Whether a block is what was printed; a line `…` in it stands for any lines."""
    parts = re.split(r"^…$\n?", shown(block), flags=re.M)
    pattern = r"(?:^.*\n)*?".join(re.escape(part) for part in parts)
    return re.fullmatch(pattern, shown(printed) + ("\n" if block.rstrip().endswith("\n…") else ""), re.M) is not None


def is_part(block: str, printed: str) -> bool:
    """Whether a block is a part of what was printed, broken into lines at will; `…` stands for any words."""
    parts = [r"\s+".join(map(re.escape, part.split())) for part in block.split("\n…")]
    return re.search(r".*?".join(parts), printed, re.S) is not None


def files(folder: Path) -> list[Path]:
    """README, CONTRIBUTING and the pages of docs/."""
    above = (folder / name for name in ("README.md", "CONTRIBUTING.md"))
    return [*(path for path in above if path.is_file()), *sorted((folder / "docs").rglob("*.md"))]
