"""How the tests run: Hypothesis profiles, and the data that a checkout may have beside it."""

import os
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import cleaner.rules as door
from cleaner import catalog

ROOT = Path(__file__).parent.parent

# Without the corpus extra there are no kernels to test; test_cli.py tests what is said then.
collect_ignore_glob = (
    []
    if find_spec("pyarrow")
    else ["test_dedup*.py", "test_engine.py", "test_index.py", "test_resume.py", "test_arrivals.py"]
)

# A shared machine may be slow at any moment: no law is about time, so no example has a deadline.
_patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("dev", _patient, max_examples=50)
settings.register_profile("quick", _patient, max_examples=25, derandomize=True)
settings.register_profile("smoke", _patient, max_examples=5, derandomize=True)
settings.register_profile("laws", _patient, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("quick" if os.environ.get("CI") else "dev"))


@pytest.fixture
def rules_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty rules folder behind the door, and a catalog that has not looked yet."""
    monkeypatch.setattr(door, "__path__", [str(tmp_path)])
    before = set(sys.modules)
    catalog.all_rules.cache_clear()
    yield tmp_path
    catalog.all_rules.cache_clear()
    for name in set(sys.modules) - before:
        if name.startswith("cleaner.rules."):
            del sys.modules[name]


@pytest.fixture
def realtext() -> Path:
    """The folder of real articles beside the checkout; tests that read them are skipped where there is none."""
    folder = ROOT.parent / "shared" / "data" / "realtext"
    if not folder.is_dir():
        pytest.skip("there is no shared/data/realtext beside the checkout")
    return folder
