"""Try the kernels on mutants: `python tests/mutate_kernels.py FOLDER`.

mutmut leaves decorated functions alone, and all kernels are; uncompiled they are the same program (test_dedup_kernels.py
says so). So FOLDER gets a copy of the project whose kernels have no decorators, and mutmut runs there.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
COPIED = ("cleaner", "rules", "tests", "pyproject.toml", "README.md", "LICENSE")
KERNELS = ("fingerprint", "furniture", "overlap", "relation", "shingles", "table", "tokens", "verify")
TESTS = ("tests/test_dedup_kernels.py", "tests/test_dedup_relation.py")
UNSEEN = ("test_kernels_are_one_program_compiled_or_not",)  # it asks another process, which is no mutant


def copied(folder: Path) -> None:
    """The project in `folder`, its kernels plain functions, and mutmut told of them."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder)
    for file in (folder / "cleaner" / "dedup").glob("*.py"):
        file.write_text(re.sub(r"^@(compiled|inlined)\n", "", file.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    config = folder / "pyproject.toml"
    text = config.read_text("utf-8")
    lists = {
        "only_mutate": [f"cleaner/dedup/{name}.py" for name in KERNELS],
        "pytest_add_cli_args_test_selection": TESTS,
        "pytest_add_cli_args": [arg for name in UNSEEN for arg in ("--deselect", f"{TESTS[0]}::{name}")]
        + ["-W", "ignore"],
    }
    start, end = text.index("[tool.mutmut]"), len(text)
    table = re.sub(
        r"^(only_mutate|pytest_add_cli_args_test_selection) = \[.*?^\]\n", "", text[start:end], flags=re.M | re.S
    )
    told = "".join(f"{name} = {list(values)!r}\n" for name, values in lists.items())
    config.write_text(text[:start] + table.replace("[tool.mutmut]\n", f"[tool.mutmut]\n{told}"), "utf-8")


def main() -> None:
    """Copy, and run; see the module's text."""
    folder = Path(sys.argv[1]).resolve()
    copied(folder)
    env = os.environ | {"HYPOTHESIS_PROFILE": "mutants"}
    subprocess.run(["mutmut", "run", *sys.argv[2:]], cwd=folder, env=env, check=False)
    subprocess.run(["mutmut", "results"], cwd=folder, env=env, check=True)


if __name__ == "__main__":
    main()
