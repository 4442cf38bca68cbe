"""What the benchmarks share: commands run and measured, and environments of peers, each its own."""

import os
import platform
import resource
import shutil
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path


@dataclass(frozen=True)
class Recipe:
    """A way to use a peer: what pip installs, and what is run."""

    peer: str
    name: str
    what: str
    needs: tuple[str, ...] = ()


class Failed(Exception):
    """A peer that cannot be measured; the message is the reason."""


def run(command: list[str], log: Path, seconds: float) -> tuple[float, float]:
    """CPU seconds and peak RSS (MB) of a command with its children. Failed if it fails, or takes too long.

    Linux counts the memory of the parent at the start into a child's peak: so this process stays small.
    """
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, start_new_session=True)
        late = threading.Event()

        def end() -> None:
            late.set()
            os.killpg(process.pid, signal.SIGKILL)

        timer = threading.Timer(seconds, end)
        timer.start()
        try:
            _, status, used = os.wait4(process.pid, 0)
        except BaseException:  # Ctrl-C does not reach another session
            end()
            raise
        finally:
            timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
    if late.is_set():
        raise Failed(f"not done after {seconds:.0f} s")
    if process.returncode:
        raise Failed(f"exit {process.returncode}: {last_line(log)}")
    return used.ru_utime + used.ru_stime, peak(used)


def peak(used: resource.struct_rusage) -> float:
    return used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def last_line(log: Path) -> str:
    told = log.read_text("utf-8", "replace").strip().splitlines()
    return told[-1][:200] if told else "it says nothing"


def environment(peer: str, needs: tuple[str, ...], envs: Path, seconds: float) -> tuple[Path, str]:
    """The Python of a peer's own environment, with what it needs, and the peer's version there. Failed if it cannot be made."""
    folder = envs / peer
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    asked = [peer, *needs]
    done = folder / "installed.txt"
    if not done.exists() or done.read_text("utf-8").split() != asked:
        shutil.rmtree(folder, ignore_errors=True)
        envs.mkdir(parents=True, exist_ok=True)
        log = envs / f"{peer}.log"
        run([sys.executable, "-m", "venv", str(folder)], log, seconds)
        run([str(python), "-m", "pip", "install", *asked], log, seconds)
        done.write_text("\n".join(asked), "utf-8")
    ask = f"import importlib.metadata as m; print(m.version({peer!r}))"
    return python, subprocess.run([str(python), "-c", ask], capture_output=True, text=True, check=True).stdout.strip()


def machine() -> dict[str, object]:
    """When and on what this is measured, and our version."""
    return {
        "date": date.today().isoformat(),
        "article-cleaner": version("article-cleaner"),
        "Python": platform.python_version(),
        "platform": platform.platform(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
    }
