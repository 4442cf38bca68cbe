"""What is published: the same bytes whoever builds it, all that is needed and nothing else, and its change of rules told.

The tests of builds are skipped where `build` is not installed: `tox -e release` installs it.
"""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from functools import cache
from pathlib import Path
from zipfile import ZipFile

import pytest

import cleaner
from cleaner.catalog import digest, select

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
NEWEST = (ROOT / "CHANGELOG.md").read_text("utf-8").split("\n## ")[1]
SHOWN = 12  # digits of the digest


def test_changed_rules_are_told() -> None:
    """Whoever changes a rule, its words or the weights says what they now do, and names them by their digest."""
    line = f"Rules: `{digest(select())[:SHOWN]}`"
    assert line in NEWEST.splitlines(), (
        f"the rules are not those of the newest version in CHANGELOG.md: say there what they do otherwise, with {line}"
    )


def test_all_name_one_version() -> None:
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    cited = dict(re.findall(r"^([a-z-]+): (.+)$", citation, re.MULTILINE))
    heading = NEWEST.splitlines()[0]
    assert cleaner.__version__ == PROJECT["version"] == cited["version"] == heading.split()[0]
    assert heading.split(maxsplit=1)[1] == f"({cited.get('date-released', 'unreleased')})"
    assert (cited["title"], cited["license"]) == (PROJECT["name"], PROJECT["license"])
    assert re.findall(r"^  - (\w.*)$", citation, re.MULTILINE)[1:] == PROJECT["keywords"]


@cache
def tracked() -> set[str]:
    """What git keeps, of what is published."""
    if not (ROOT / ".git").exists():
        pytest.skip("a release is made from a git checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return {name for name in listed.stdout.rstrip("\0").split("\0") if not name.startswith(".ci/")}


def build(source: Path, out: Path, *options: str) -> tuple[Path, Path]:
    """The sdist of a folder, and the wheel that is built from the sdist, or with an option from the folder."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), *options, str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(out.glob("*.tar.gz"), out), next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    pytest.importorskip("build", reason="tox -e release installs it")
    return build(ROOT, tmp_path_factory.mktemp("dist"))


def test_the_wheel_holds_the_package_and_nothing_else(built: tuple[Path, Path]) -> None:
    package = {name for name in tracked() if name.startswith("cleaner/")}
    rules = {f"cleaner/_{name}" for name in tracked() if name.startswith("rules/")}
    about = f"{built[1].name.removesuffix('-py3-none-any.whl')}.dist-info"
    told = {f"{about}/{name}" for name in ("METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE")}
    with ZipFile(built[1]) as wheel:
        assert set(wheel.namelist()) == package | rules | told
        assert wheel.read(f"{about}/licenses/LICENSE") == (ROOT / "LICENSE").read_bytes()


def test_the_sdist_holds_all_that_git_keeps(built: tuple[Path, Path]) -> None:
    with tarfile.open(built[0]) as sdist:
        names = {member.name.partition("/")[2] for member in sdist if member.isfile()}
    assert names == tracked() | {"PKG-INFO"}


def test_a_checkout_makes_the_wheel_that_its_sdist_makes(built: tuple[Path, Path], tmp_path: Path) -> None:
    _, wheel = build(ROOT, tmp_path, "--wheel")
    assert wheel.read_bytes() == built[1].read_bytes()


def test_who_unpacks_the_sdist_builds_the_same_bytes(built: tuple[Path, Path], tmp_path: Path) -> None:
    """In another folder, later, and with files that only their owner may read."""
    shutil.unpack_archive(built[0], tmp_path)
    (unpacked,) = tmp_path.iterdir()
    for path in unpacked.rglob("*"):
        path.chmod(path.stat().st_mode & 0o700)
        os.utime(path, (1_900_000_000, 1_900_000_000))
    again = build(unpacked, tmp_path / "dist")
    assert [path.name for path in again] == [path.name for path in built]
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in built]
