"""Measure one job on this machine's engine and on Spark: CPU, memory, what is shuffled and what is spilled.

    python benchmarks/engines.py FOLDER [--docs 10000 100000] [--command dedup] [--workers 2] [--memory 2g] [--json FILE]

FOLDER holds the corpus.jsonl that make_copies.py or make_articles.py makes; its first documents are taken, in sixteen files,
since Spark reads a file in one task. FILE is added to: a row takes the place of an earlier one of the same folder's name,
command, size and engine. Both engines write their folder, whose tables must be the same. CPU is user and system seconds of
all processes that the job has started, Java and the workers among them, from the start to the end of the last; RSS is the
peak of the largest process. Shuffled and spilled bytes are those of Spark's own event log, compressed as they travel.

Spark has a master and so many workers of one core, each with an executor of its own, as processes of one machine
(`local-cluster`): the figures say what the work costs, not how fast a network is. Linux only.
"""

import argparse
import ctypes
import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from importlib.metadata import version
from itertools import islice
from pathlib import Path

from measuring import machine

from cleaner.tables import TABLES

FILES = 16
WHICH = ("corpus", "command", "docs", "engine")
SUBREAPER = 36  # prctl: orphans of the job become children of this process, which then knows what they used


def measured(command: list[str], env: dict[str, str], log: Path) -> dict[str, float]:
    """CPU seconds, wall seconds and peak RSS (MB) of a command with all its descendants."""
    begun = time.monotonic()
    cpu, peak = 0.0, 0
    with log.open("wb") as out:
        first = subprocess.Popen(command, env=env, stdout=out, stderr=out)
        while True:
            try:
                pid, status, used = os.wait3(0)
            except ChildProcessError:
                break
            cpu += used.ru_utime + used.ru_stime
            peak = max(peak, used.ru_maxrss)
            if pid == first.pid and status:
                sys.exit(f"{command} failed: see {log}")
    return {"cpu": round(cpu, 1), "wall": round(time.monotonic() - begun, 1), "rss": round(peak / 1e3)}


def events(folder: Path) -> dict[str, float]:
    """What Spark's event log says of all tasks: MB shuffled and spilled, and the CPU seconds of its own part."""
    told: Counter[str] = Counter()
    for file in folder.rglob("*"):
        if not file.is_file() or file.name.startswith("appstatus"):
            continue
        for line in file.open("rb"):
            event = json.loads(line)
            if event["Event"] == "SparkListenerTaskEnd" and "Task Metrics" in event:
                metrics = event["Task Metrics"]
                told["tasks"] += 1
                told["shuffled"] += metrics["Shuffle Write Metrics"]["Shuffle Bytes Written"]
                told["spilled"] += metrics["Disk Bytes Spilled"]
                told["java cpu"] += metrics["Executor CPU Time"]
    megabytes = {name: round(told[name] / 1e6, 1) for name in ("shuffled", "spilled")}
    return megabytes | {"tasks": told["tasks"], "java cpu": round(told["java cpu"] / 1e9, 1)}


def cut(corpus: Path, docs: int, folder: Path) -> None:
    """The first documents of a corpus, in files of equal length."""
    folder.mkdir()
    with corpus.open("rb") as lines:
        for at in range(FILES):
            (folder / f"{at:02}.jsonl").write_bytes(b"".join(islice(lines, docs // FILES + (at < docs % FILES))))


def tables(folder: Path) -> dict[str, bytes]:
    return {name: b"".join(p.read_bytes() for p in sorted((folder / name).glob("*"))) for name in TABLES}


def main() -> None:
    """Measure; see the module's text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--docs", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--command", default="dedup", choices=("run", "dedup", "clean"))
    parser.add_argument("--workers", type=int, default=2, help="and jobs of the local engine")
    parser.add_argument("--memory", default="2g", help="of each executor")
    parser.add_argument("--engines", nargs="+", default=["local", "spark"])
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    work = given.folder / "engines"
    shutil.rmtree(work, ignore_errors=True)
    (work / "conf").mkdir(parents=True)
    (work / "conf" / "spark-defaults.conf").write_text(
        f"spark.driver.memory 2g\nspark.executor.memory {given.memory}\nspark.executor.cores 1\n"
        "spark.eventLog.enabled true\nspark.eventLog.compress false\nspark.eventLog.rolling.enabled false\n"
        f"spark.sql.shuffle.partitions {4 * given.workers}\n"
    )
    figures: list[dict[str, object]] = []
    for docs in given.docs:
        cut(given.folder / "corpus.jsonl", docs, work / f"{docs}")
        for engine in given.engines:
            out, log = work / f"{docs}-{engine}", work / f"{docs}-{engine}-events"
            log.mkdir()
            command = [sys.executable, "-m", "cleaner", given.command, str(work / f"{docs}"), "-o", str(out), "-q"]
            command += (
                ["--jobs", str(given.workers)]
                if engine == "local"
                else ["--engine", "spark", "--master", f"local-cluster[{given.workers},1,65536]"]
            )
            env = os.environ | {
                "SPARK_CONF_DIR": str(work / "conf"),
                "PYSPARK_SUBMIT_ARGS": f"--conf spark.eventLog.dir=file://{log.absolute()} pyspark-shell",
            }
            row = {
                "corpus": given.folder.name,
                "command": given.command,
                "docs": docs,
                "bytes": sum(file.stat().st_size for file in (work / f"{docs}").iterdir()),
                "engine": engine,
                **measured(command, env, work / f"{docs}-{engine}.log"),
                **events(log),
            }
            figures.append(row)
            print(json.dumps(row), flush=True)
        if len(given.engines) > 1:
            same = tables(work / f"{docs}-local") == tables(work / f"{docs}-spark")
            print(f"the tables are {'the same' if same else 'NOT THE SAME'}", flush=True)
    if given.json:
        earlier = json.loads(given.json.read_text("utf-8"))["results"] if given.json.exists() else []
        rows = {tuple(row[name] for name in WHICH): row for row in (*earlier, *figures)}
        told = {"machine": machine() | {"pyspark": version("pyspark")}, "results": [rows[key] for key in sorted(rows)]}
        given.json.write_text(json.dumps(told, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
