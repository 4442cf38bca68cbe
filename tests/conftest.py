"""How the tests run: Hypothesis profiles, and the data that a checkout may have beside it."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parent.parent

# A shared machine may be slow at any moment: no law is about time, so no example has a deadline.
_patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("dev", _patient, max_examples=50)
settings.register_profile("ci", _patient, max_examples=200, derandomize=True)
settings.register_profile("laws", _patient, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))


@pytest.fixture
def realtext() -> Path:
    """The folder of real articles beside the checkout; tests that read them are skipped where there is none."""
    folder = ROOT.parent / "shared" / "data" / "realtext"
    if not folder.is_dir():
        pytest.skip("there is no shared/data/realtext beside the checkout")
    return folder
