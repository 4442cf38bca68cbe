"""What README and docs/ tell to type is typed, and what they show is what comes of it.

A page is one session in one folder, which looks like a clone: its blocks are done from top to bottom.

- `sh` is run by bash; lines that make the clone and install into it are left out, as the tests have that behind them.
- `text` right below is what was printed, `…` alone in a line stands for any lines.
- `python` blocks are one program; an expression beside a comment that is a Python value has that value.
- `toml` are settings; a block with a title is a file.

`docs/integrations` and `docs/how-to/query-the-audit.md` have tests of their own for what is not a command.
"""

import ast
import contextlib
import importlib.util
import io
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from doc_pages import Block, blocks, check, files, follows, is_part, is_shown, links, told

import cleaner
from cleaner.catalog import all_rules
from cleaner.cli import COMMANDS
from cleaner.settings import Settings

pytest.importorskip("duckdb")

ROOT = Path(__file__).parent.parent
if not (ROOT / "docs").is_dir():
    pytest.skip("there are no docs beside the tests", allow_module_level=True)
PAGES = files(ROOT)
ELSEWHERE = ("docs/integrations/", "docs/how-to/query-the-audit.md")
KINDS = {"sh", "text", "python", "toml", "json", "yaml", "csv", "html", "sql", "sqlite", "jsonl"}
SET_UP = re.compile(r"(git clone|cd|pip install|python3? -m venv|\.|source) .*")
INSTALLED = re.compile(r"pip install .*?\[([\w,-]+)\]")
CLONE = ("samples", "tests", "docs", "pyproject.toml", "README.md")
# The batch is run once for all pages: the same command with the same input writes the same bytes. What asks for rules alone is
# given the page's own; the rest is not, as another place of the package is another place of its compiled kernels. Modules
# are compiled once for all pages, also where Python was told to keep none.
SHIM = """#!/bin/sh
unset PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX="{shared}/pycache"
case "$*" in
    "run samples/batch -o out"|"run samples/batch -o out -q")
        if [ ! -e out ]; then
            cp -R "{shared}/out" out
            [ "$5" = -q ] || cat "{shared}/told" >&2
            exit
        fi ;;
    rules*|clean*|check*) export PYTHONPATH="{package}" ;;
esac
exec "{python}" -m cleaner "$@"
"""

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


def clone(folder: Path, package: Path) -> None:
    """Make a folder look like a clone of the project, of which only the rules may be written to; `package` has these."""
    for name in CLONE:
        (folder / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "rules", folder / "rules", ignore=shutil.ignore_patterns("__pycache__"))
    (package / "cleaner").symlink_to(ROOT / "cleaner")
    (package / "rules").symlink_to(folder / "rules")


def sh(commands: str, folder: Path, code: int = 0) -> str:
    """What commands print in a folder, or an error for another exit code."""
    kept = "\n".join(line for line in commands.splitlines() if not SET_UP.fullmatch(line.partition(" #")[0].strip()))
    path = f"{folder.parent / 'bin'}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", kept],
        cwd=folder,
        env={**os.environ, "PATH": path, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    printed = done.stdout.decode()
    assert done.returncode == code, f"{kept}\nended with {done.returncode}:\n{printed}"
    return printed


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the batch was run, with what that printed."""
    folder = tmp_path_factory.mktemp("shared")
    (folder / "samples").symlink_to(ROOT / "samples")
    command = [sys.executable, "-m", "cleaner", "run", "samples/batch", "-o", "out"]
    keep = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "pycache")}
    env = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONPATH": str(ROOT), **keep}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, check=True)
    (folder / "told").write_bytes(done.stdout + done.stderr)
    return folder


@pytest.fixture
def session(shared: Path, tmp_path: Path) -> Path:
    """A page's folder, with `cleaner` on the path of its commands."""
    folder, package, shim = (tmp_path / name for name in ("clone", "package", "bin/cleaner"))
    for made in (folder, package, shim.parent):
        made.mkdir()
    shim.write_text(SHIM.format(shared=shared, package=package, python=sys.executable))
    shim.chmod(0o755)
    clone(folder, package)
    return folder


def program(code: str, names: dict[str, Any]) -> str:
    """Run a block of Python, hold its comments to the values beside them, and give what it prints."""
    lines = code.splitlines()
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        for statement in ast.parse(code).body:
            _, _, comment = lines[(statement.end_lineno or 1) - 1].partition("  # ")
            if not isinstance(statement, ast.Expr):
                exec(compile(ast.Module([statement], []), "page", "exec"), names)
                continue
            value = eval(compile(ast.Expression(statement.value), "page", "eval"), names)
            try:
                meant = ast.literal_eval(comment)
            except (SyntaxError, ValueError):
                continue
            assert value == meant, ast.unparse(statement)
    return printed.getvalue()


def do(block: Block, folder: Path, names: dict[str, Any]) -> str | None:
    """Do what a block says; what it prints, if it is one that prints."""
    if "given" in block.said:
        sh(block.said["given"], folder)
    if block.title:
        (folder / block.title).parent.mkdir(parents=True, exist_ok=True)
        (folder / block.title).write_text(block.text, "utf-8")
    elif "not run" in block.said:
        assert len(block.said["not run"]) > 10, "say why"
        if block.kind == "python":
            ast.parse(block.text)
    elif block.kind == "sh":
        return sh(block.text, folder, int(block.said.get("exits with", 0)))
    elif block.kind == "python":
        return program(block.text, names)
    elif block.kind == "toml":
        Settings().with_(tomllib.loads(block.text))
    return None


@each_page
def test_a_page_does_what_it_says(page: Path, session: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen to fail for a command that fails, another output, another value and a setting that there is not."""
    monkeypatch.chdir(session)
    text = page.read_text("utf-8")
    elsewhere = page.relative_to(ROOT).as_posix().startswith(ELSEWHERE)
    names: dict[str, Any] = {}
    above: Block | None = None
    printed: str | None = None
    for block in blocks(text):
        where = f"{page.name}:{block.line}"
        assert block.kind in KINDS, f"{where}: a block of what? {block.kind!r}"
        if elsewhere and block.kind != "sh":
            continue
        if block.kind == "text" and not block.title and "not run" not in block.said:
            if "part of" in block.said:
                assert is_part(block.text, sh(block.said["part of"], session)), f"{where}: is no part of it"
            else:
                assert above and printed is not None and follows(text, above, block), f"{where}: printed by what?"
                assert is_shown(block.text, printed), f"{where}: printed was\n{printed}"
            printed = None
        else:
            printed = do(block, session, names)
        above = block


@each_page
def test_every_command_that_a_page_names_is_one(page: Path) -> None:
    """Also where it is not run: in tables, in running text. Seen to fail for an option that was renamed."""
    for words in told(page.read_text("utf-8")):
        try:
            check(words)
        except Exception as error:
            raise AssertionError(f"cleaner {' '.join(words)}: {error}") from error


def test_every_extra_that_a_page_installs_is_one() -> None:
    known = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    asked = {
        (page.name, extra)
        for page in PAGES
        for line in page.read_text("utf-8").splitlines()
        if "article-cleaner[" in line or ".[" in line
        for extra in ",".join(INSTALLED.findall(line)).split(",")
        if extra
    }
    assert len(asked) > 10
    assert {(page, extra) for page, extra in asked if extra not in known} == set()


# ---------------------------------------------------------------- pages that are made of the code


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    """The generated pages, as MkDocs gets them."""
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec and spec.loader
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    pages: dict[str, str] = generate.pages()
    return pages


def test_the_reference_has_every_command_rule_and_name(made: dict[str, str]) -> None:
    """Seen to fail when commands below commands were left out."""
    for command in (*COMMANDS, "index add", "rules show"):
        assert f"# cleaner {command}\n" in made["reference/cli.md"]
    for option in ("--against INDEX", "--fail-on WHAT", "--text-field NAME", "--with-duplicates"):
        assert made["reference/cli.md"].count(f"- `{option}`") == 1 or option == "--against INDEX"
    assert "- **3**: " in made["reference/cli.md"]
    for rule in all_rules():
        assert f"\n## {rule.id}\n" in made["reference/rules.md"]
        assert made["reference/rules.md"].count(rule.cuts[0].marked.split("\n")[0]) >= 1
    for name in cleaner.__all__:
        assert f"\n## {name}\n" in made["reference/python.md"]


def test_links_lead_somewhere(made: dict[str, str]) -> None:
    """In README and CONTRIBUTING as in docs/; what stands after a `#` is MkDocs' to check. Seen to fail for a page that was moved."""
    pages = {page: page.read_text("utf-8") for page in PAGES} | {ROOT / "docs" / k: v for k, v in made.items()}
    known = {path.resolve() for path in pages}
    lost = [
        (page.relative_to(ROOT).as_posix(), path)
        for page, text in pages.items()
        for path, _ in links(text)
        if path and (target := (page.parent / path).resolve()) not in known and not target.exists()
    ]
    assert not lost


def test_the_site_has_every_page() -> None:
    """Each page stands in the navigation of mkdocs.yml. Seen to fail for a page that nobody finds."""
    listed = set(re.findall(r"[\w./-]+\.md", (ROOT / "mkdocs.yml").read_text("utf-8")))
    below = {page.relative_to(ROOT / "docs").as_posix() for page in PAGES if page.is_relative_to(ROOT / "docs")}
    assert below <= listed
