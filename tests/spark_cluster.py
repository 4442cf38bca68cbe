"""A Spark cluster of processes on the loopback device: a master, and workers that can be killed."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
PATIENCE = 500  # seconds
SETTINGS = """\
spark.ui.enabled false
spark.driver.bindAddress 127.0.0.1
spark.driver.host 127.0.0.1
spark.driver.extraJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
spark.executor.extraJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
spark.executor.memory 1g
spark.shuffle.io.retryWait 1s
spark.sql.codegen.wholeStage false
spark.sql.shuffle.partitions 4
spark.sql.adaptive.coalescePartitions.enabled false
"""


class Cluster:
    """A master and its workers of one core each, each in a process group of its own with what it starts."""

    def __init__(self, folder: Path) -> None:
        import pyspark  # pyright: ignore[reportMissingImports]

        self._folder = folder
        self._class = str(Path(str(pyspark.__file__)).parent / "bin" / "spark-class")
        conf = folder / "conf"
        conf.mkdir()
        (conf / "spark-defaults.conf").write_text(SETTINGS)
        self.env: Mapping[str, str] = os.environ | {
            "SPARK_CONF_DIR": str(conf),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_DAEMON_JAVA_OPTS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
            "PYSPARK_PYTHON": sys.executable,
            "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))),
        }
        self.processes: list[subprocess.Popen[bytes]] = []
        self.workers: list[subprocess.Popen[bytes]] = []
        self.master = ""

    def start(self) -> None:
        """Start the master and two workers."""
        self._start("master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
        self.master = self._told(r"Starting Spark master at (spark://\S+)", 1)[0]
        self.two_workers()

    def two_workers(self) -> None:
        """Start workers until there are two."""
        while len(self.workers) < 2:
            self.workers.append(self._worker())
        self._told("Registering worker", sum("deploy.worker" in str(process.args) for process in self.processes))

    def kill_worker(self) -> None:
        """kill -9 of a worker and its executor."""
        kill(self.workers.pop(0))

    def _worker(self) -> "subprocess.Popen[bytes]":
        work = str(self._folder / f"work-{len(self.processes)}")
        return self._start("worker.Worker", self.master, "--host", "127.0.0.1", "--cores", "1", "--memory", "1g",
                           "--webui-port", "0", "--work-dir", work)  # fmt: skip

    def _start(self, name: str, *arguments: str) -> "subprocess.Popen[bytes]":
        with (self._folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [self._class, f"org.apache.spark.deploy.{name}", *arguments],
                env=self.env, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self.processes.append(process)
        return process

    def _told(self, pattern: str, times: int) -> list[str]:
        """What the log says, when it has said it so many times."""
        return until(lambda: _times(re.findall(pattern, (self._folder / "log").read_text("utf-8", "replace")), times))

    def cleaner(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """A command of ours that works on the cluster."""
        command = [sys.executable, "-m", "cleaner", *arguments, "--engine", "spark", "--master", self.master, "--debug"]
        with (self._folder / "log").open("ab") as log:
            process = subprocess.Popen(command, env=self.env, stdout=log, stderr=log, start_new_session=True)
        self.processes.append(process)
        return process


def _times(found: Sequence[str], times: int) -> list[str]:
    return list(found) if len(found) >= times else []


def until(look: Callable[[], list[str]]) -> list[str]:
    """What a look gives, as soon as it gives something."""
    end = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < end, "nothing came"
        time.sleep(0.05)
    return found


def kill(process: "subprocess.Popen[bytes]") -> None:
    """kill -9 of a process and of all that it has started."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def cluster(folder: Path) -> Generator[Cluster]:
    """The cluster, started; whatever it has started is ended at the end."""
    made = Cluster(folder)
    try:
        made.start()
        yield made
    finally:
        for process in made.processes:
            if process.poll() is None:
                kill(process)
