"""How the tests run: Hypothesis profiles, and the data that a checkout may have beside it."""

import gzip
import json
import os
import shutil
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, settings

import cleaner.rules as door
from cleaner import catalog

if TYPE_CHECKING:
    from pyspark.sql import SparkSession  # pyright: ignore[reportMissingImports]

ROOT = Path(__file__).parent.parent

# Without the corpus extra there are no kernels to test; test_cli.py tests what is said then.
collect_ignore_glob = (
    []
    if find_spec("pyarrow")
    else ["test_dedup*.py", "test_engine.py", "test_index.py", "test_resume.py", "test_arrivals.py", "test_spark*.py"]
)

# A shared machine may be slow at any moment: no law is about time, so no example has a deadline.
_patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("dev", _patient, max_examples=50)
settings.register_profile("quick", _patient, max_examples=15, derandomize=True)
settings.register_profile("smoke", _patient, max_examples=5, derandomize=True)
settings.register_profile("laws", _patient, max_examples=2000)
# Whether a law fails is all that is asked of a mutant, not by how little.
settings.register_profile(
    "mutants", _patient, max_examples=50, derandomize=True, database=None, phases=(Phase.explicit, Phase.generate)
)
PROFILE = os.environ.get("HYPOTHESIS_PROFILE") or ("quick" if os.environ.get("CI") else "dev")
settings.load_profile(PROFILE)


@pytest.fixture(autouse=PROFILE == "mutants")
def _forget() -> None:
    """What a process remembers is of the code before it was changed, and hides which tests call what."""
    for module in [module for name, module in sys.modules.items() if name.startswith("cleaner.dedup.")]:
        for value in vars(module).values():
            if hasattr(value, "cache_clear"):
                value.cache_clear()


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


@pytest.fixture
def labelled_pages() -> list[dict[str, str]]:
    """Real pages beside the checkout, as `html` and `url`; tests that read them are skipped where there are none."""
    folder = ROOT.parent / "shared" / "data" / "extraction-dev"
    if not folder.is_dir():
        pytest.skip("there is no shared/data/extraction-dev beside the checkout")
    pages: list[dict[str, str]] = []
    for file in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            pages += [{name: row[name] for name in ("html", "url")} for row in map(json.loads, lines)]
    return pages


@pytest.fixture(scope="session")
def spark() -> Iterator["SparkSession"]:
    """A small Spark on the loopback device, set for a quick start; skipped where Spark or Java is not installed."""
    sql = pytest.importorskip("pyspark.sql", reason="Spark is not installed: tox -e spark")
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        pytest.skip("Spark needs Java")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    settings = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.sql.codegen.wholeStage": "false",  # the queries are small: to compile them would take longer
        "spark.sql.shuffle.partitions": "2",
    }
    builder = sql.SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.addPyFile(str(Path(__file__).parent / "engine_maps.py"))
    yield session
    session.stop()
