"""`benchmarks/resolve.py` blames us for what fails through us, and for nothing else."""

from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
WHEEL = Path("cleaner.whl")


@pytest.fixture
def resolve(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    module = import_module("resolve")
    monkeypatch.setattr(module, "FRAMEWORKS", {"Frame": ("frame[all]", "corpus")})
    return module


class Pip:
    """A pip that finds Frame at the version told for what is asked beside it, of which there may be none."""

    def __init__(self, alone: str | None, beside: dict[str, str | None]) -> None:
        self._found = {"": alone, **beside}

    def versions(self, *needs: str) -> dict[str, str]:
        asked = [need for need in needs if need != "frame[all]"]
        found = self._found[" ".join("us" if need.startswith("cleaner.whl") else need for need in asked)]
        return {"frame": found, "trafilatura": "2.0.0"} if found else {}


@pytest.mark.parametrize(
    ("alone", "beside", "told", "ours"),
    [
        ("9", {"us": "9", "us trafilatura==2.0.0": "9"}, ["yes (2.0.0, 2 packages)"] * 2, False),
        ("9", {"us": None, "us trafilatura==2.0.0": "9"}, ["NO (no versions fit)", "yes (2.0.0, 2 packages)"], True),
        ("9", {"us": "2", "us trafilatura==2.0.0": "9"}, ["NO (2)", "yes (2.0.0, 2 packages)"], True),
        (
            "9",
            {"us": "9", "us trafilatura==2.0.0": "2", "trafilatura==2.0.0": "2"},
            ["yes (2.0.0, 2 packages)", "no, by its own pins"],
            False,
        ),
        (
            "9",
            {"us": "9", "us trafilatura==2.0.0": "2", "trafilatura==2.0.0": "9"},
            ["yes (2.0.0, 2 packages)", "NO (2)"],
            True,
        ),
        (None, {}, ["not asked", "not asked"], False),
    ],
    ids=["fits", "does not fit", "falls back", "its own pins", "ours beside a pin", "does not install"],
)
def test_who_is_to_blame(
    resolve: ModuleType, alone: str | None, beside: dict[str, str | None], told: list[str], ours: bool
) -> None:
    row = resolve.fitting(Pip(alone, beside), WHEEL, "Frame", ["2.0.0"])
    assert (row.beside, row.ours) == (told, ours)
