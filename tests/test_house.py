"""The house of the project holds: imports go down its floors only, modules are short, words are its own."""

import ast
import doctest
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

import cleaner
from cleaner import cleaning

ROOT = Path(__file__).parent.parent
PACKAGE = Path(cleaner.__file__).parent
# Lowest first. A module may import from lower floors, and from its own.
FLOORS = (
    (
        "span",
        "errors",
        "url",
        "bounds",
        "worker",
        "pool",
        "bursts",
        "encoding",
        "rules",
        "wrap",
        "level",
        "ids",
        "measured",
    ),
    ("document", "line", "page", "examples", "pack"),
    ("slots", "wordfiles", "lexicon", "rule", "ledger", "stories"),
    ("bylines", "notice", "traits", "judge"),
    ("rules.*",),
    ("catalog", "rounds", "profile", "survivors"),
    ("cleaning",),
    (
        "formats",
        "formats.*",
        "extraction",
        "dedup",
        "dedup.*",
        "table",
        "columnar",
        "tables",
        "manifest",
        "output",
        "spool",
    ),
    (
        "settings",
        "prepare",
        "rules_ready",
        "kernels_ready",
        "learning",
        "engine",
        "engine.*",
        "staging",
        "account",
        "verdicts",
    ),
    ("said",),
    ("pipeline", "audit", "audit.*"),
    ("index", "exports", "exports.*"),
    ("corpus", "duplicates", "job_key", "cluster_tasks", "distributed", "job", "postings", "arrivals"),
    ("adding",),
    ("integrations", "integrations.*"),
    ("cli", "cli.*", "__main__"),
)
LONGEST = 300  # lines


def floor_of(module: str) -> int:
    for level, names in enumerate(FLOORS):
        for name in names:
            if module == name or (name.endswith(".*") and module.startswith(name[:-1])):
                return level
    raise AssertionError(f"cleaner.{module} stands on no floor: give it one in FLOORS")


def modules() -> dict[str, Path]:
    """Every module by its name below `cleaner`."""
    found = {".".join(p.relative_to(PACKAGE).with_suffix("").parts): p for p in PACKAGE.rglob("*.py")}
    rules = {f"rules.{p.stem}": p for folder in (ROOT / "rules", PACKAGE / "_rules") for p in folder.glob("*.py")}
    found = {name.removesuffix(".__init__"): path for name, path in found.items() if not name.startswith("_rules")}
    found.pop("__init__")
    return found | rules


def imports(path: Path) -> set[str]:
    """The modules of the project that a module imports when it is loaded, below `cleaner`."""
    found: set[str] = set()
    known = modules()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            if not all(name.removeprefix("cleaner.") in known for name in names):
                names.append(node.module)
        for name in names:
            if name.startswith("cleaner.") and (below := name.removeprefix("cleaner.")) in known:
                found.add(below)
    return found


@pytest.mark.parametrize("module", sorted(modules()))
def test_imports_go_down(module: str) -> None:
    for other in imports(modules()[module]):
        assert floor_of(other) <= floor_of(module), f"{module} imports {other}, which stands above it"


def test_no_circles() -> None:
    graph = {module: imports(path) for module, path in modules().items()}
    done: set[str] = set()

    def walk(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, f"a circle: {' -> '.join((*path, module))}"
        if module not in done:
            for other in sorted(graph[module] - {module}):
                walk(other, (*path, module))
            done.add(module)

    for module in graph:
        walk(module, ())


@pytest.mark.parametrize("module", sorted(m for m in modules() if m.startswith("rules.")))
def test_a_rule_knows_rules_pages_and_words_only(module: str) -> None:
    assert imports(modules()[module]) <= {"rule", "page", "lexicon", "bylines", "notice", "judge"}


def test_only_the_ledger_edits_text() -> None:
    """`gaps` is what cutting is made of: nothing but the ledger and the view of a round may cut with it."""
    users = {m for m, p in modules().items() if "gaps(" in p.read_text("utf-8")}
    assert users <= {"span", "ledger", "rounds", "audit.explain"}


def test_nothing_below_the_command_line_knows_click() -> None:
    for module, path in modules().items():
        if not module.startswith(("cli", "__main__")):
            assert "import click" not in path.read_text("utf-8"), module


@pytest.mark.parametrize("module", sorted(modules()))
def test_a_module_is_read_in_one_sitting(module: str) -> None:
    assert len(modules()[module].read_text("utf-8").splitlines()) <= LONGEST


def test_the_public_names_are_those_that_type_checkers_see() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text("utf-8"))
    typed = {a.asname for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) for a in n.names if a.asname}
    assert typed == set(cleaner.__all__)
    for name in cleaner.__all__:
        if name not in ("find_duplicates", "Cluster", "Duplicates", "Link") or find_spec("duckdb"):
            assert getattr(cleaner, name)


def test_the_example_of_clean_is_true() -> None:
    assert doctest.testmod(cleaning) == (0, 4)


HEAVY = ("bs4", "trafilatura", "duckdb", "pyarrow", "numpy", "numba", "lxml", "rich")


HELP = "sys.argv = ['cleaner', '--help']; from cleaner.cli import main; main()"


@pytest.mark.parametrize("code", ["import cleaner", HELP])
def test_light_start(code: str) -> None:
    """`import cleaner` and `cleaner --help` load no heavy package."""
    loaded = f"print(*(m for m in {HEAVY!r} if m in sys.modules), file=sys.stderr)"
    told = f"import atexit, sys; atexit.register(lambda: {loaded}); {code}"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == ""


def test_no_module_named_rules_is_imported() -> None:
    from cleaner.catalog import all_rules

    assert all_rules()
    assert "rules" not in sys.modules
