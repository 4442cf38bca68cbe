"""The examples of docs/integrations run as they are printed, where what they import is installed.

The Python blocks of a page are one program, run from top to bottom in an empty folder; a page is skipped where a package
is missing that it imports, or that cleaner names as missing.
"""

import ast
import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

PAGES = sorted((Path(__file__).parent.parent / "docs" / "integrations").glob("*.md"))
# No telemetry, no port but of this machine.
QUIET = {
    "HF_HUB_OFFLINE": "1",
    "PYSPARK_PYTHON": sys.executable,
    "RAY_USAGE_STATS_ENABLED": "0",
    "SPARK_LOCAL_IP": "127.0.0.1",
}
_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def program(page: Path) -> str:
    """The Python blocks of a page, each on the lines where it stands, so that errors name the page's lines."""
    text = page.read_text("utf-8")
    lines = [""] * (text.count("\n") + 1)
    for block in _BLOCK.finditer(text):
        first = text.count("\n", 0, block.start(1))
        code = block[1].splitlines()
        lines[first : first + len(code)] = code
    return "\n".join(lines)


def imported(code: str) -> set[str]:
    """The packages that a program imports, wherever it does."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def test_readme_has_a_line_for_each_page() -> None:
    table = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
    named = re.findall(r"^\|.*\(docs/integrations/([a-z_-]+)\.md\) \|$", table, re.MULTILINE)
    assert sorted(named) == [page.stem for page in PAGES]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_example_runs(page: Path, tmp_path: Path) -> None:
    """Whatever a page claims of its results, it claims by `assert`, or shows in a comment beside one."""
    code = program(page)
    assert "assert " in code, "the example claims nothing"
    if missing := sorted(name for name in imported(code) if find_spec(name) is None):
        pytest.skip(f"not installed: {', '.join(missing)}")
    (tmp_path / "example.py").write_text(code, "utf-8")
    done = subprocess.run(
        [sys.executable, "example.py"],
        cwd=tmp_path,
        env={**os.environ, **QUIET},
        capture_output=True,
        text=True,
        check=False,
    )
    told = done.stderr.strip().rpartition("\n")[2]
    if told.startswith("cleaner.errors.MissingPart: "):
        pytest.skip(told)
    assert done.returncode == 0, done.stdout + done.stderr
