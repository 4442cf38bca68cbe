"""Every fault of the catalogue, through the commands: good records come out, the bad are told, all are accounted for."""

import json
import signal
import sys
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import pytest
from fault_cases import FAULTS, Fault

from cleaner.cli import main

WHOLE = find_spec("duckdb") is not None
FOLDERS = ["clean", *(["run", "dedup", "extract"] if WHOLE else [])]
ERROR_MOST = 2000  # characters of a line of error


def call(capfd: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of the command line, run in this process."""
    before = signal.getsignal(signal.SIGTERM)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["cleaner", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
    signal.signal(signal.SIGTERM, before)
    out, err = capfd.readouterr()
    assert isinstance(ended.value.code, int)
    check_told(ended.value.code, err)
    return ended.value.code, out, err


def check_told(code: int, err: str) -> None:
    """What failed is told in one line that a terminal can bear, and nothing looks like a crash."""
    assert "Traceback" not in err and "\x1b" not in err
    errors = [line for line in err.splitlines() if line.startswith(("error:", "Error:"))]
    assert len(errors) <= 1 and max(map(len, err.splitlines()), default=0) < ERROR_MOST
    assert bool(errors) == (code in (2, 3)), err


def rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_bytes().split(b"\n") if line]


def written(fault: Fault, folder: Path) -> list[str]:
    for name, data in fault.files.items():
        (folder / name).write_bytes(data)
    return [*(str(folder / name) for name in fault.files), *fault.arguments]


def check_words(fault: Fault, lines: list[str]) -> None:
    """Every good record is there, once."""
    assert Counter(word for word in fault.words for line in lines if word in line) == Counter(fault.words)


def by_turns(commands: list[str]) -> pytest.MarkDecorator:
    """Every fault with one of the commands; the slow tests are every fault with all others."""
    pairs = [
        (fault, command, n % len(commands) == m) for n, fault in enumerate(FAULTS) for m, command in enumerate(commands)
    ]
    return pytest.mark.parametrize(
        ("fault", "command"),
        [
            pytest.param(fault, command, id=f"{fault.name}-{command}", marks=[] if quick else [pytest.mark.slow])
            for fault, command, quick in pairs
        ],
    )


@by_turns(FOLDERS)
def test_in_is_out_and_removed_and_rejected(
    fault: Fault, command: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    code, _, err = call(capfd, command, *written(fault, tmp_path), "-o", out, "--jobs", "1")
    records = json.loads((out / "summary.json").read_bytes())["records"]
    kept, removed = rows(out / "documents/part-00000.jsonl"), rows(out / "removed/part-00000.jsonl")
    rejects = rows(out / "rejects.jsonl")
    assert [records[end] for end in ("out", "removed", "rejected")] == [len(kept), len(removed), len(rejects)]
    assert records["in"] == len(kept) + len(removed) + len(rejects) == len(fault.words) + fault.other + len(rejects)
    assert tuple(reject["code"] for reject in rejects) == fault.codes
    assert all(reject["reason"] and str(tmp_path) in str(reject["file"]) for reject in rejects)
    check_words(fault, [str(row) for row in kept + removed])
    assert code == (3 if rejects else 0)
    assert fault.told in err + str(rejects)
    if rejects:
        assert f"{rejects[0]['file']}:{rejects[0]['line']}: " in err


@by_turns(["clean", "check"])
def test_without_a_folder(fault: Fault, command: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    if command == "check":
        check_findings(fault, *call(capfd, command, *written(fault, tmp_path)))
    else:
        check_stream(fault, *call(capfd, command, *written(fault, tmp_path), "-o", "-", "--jobs", "1"))


def told_codes(err: str) -> list[str]:
    return [line.split(": ")[2] for line in err.splitlines() if line.startswith("rejected: ")]


def check_stream(fault: Fault, code: int, out: str, err: str) -> None:
    lines = out.split("\n")[:-1]
    assert all(isinstance(json.loads(line), dict) for line in lines)
    assert len(lines) == len(fault.words) + fault.other
    check_words(fault, lines)
    assert told_codes(err) == list(fault.codes)
    assert code == (3 if fault.codes else 0)


def check_findings(fault: Fault, code: int, out: str, err: str) -> None:
    assert all(line.startswith("/") for line in out.splitlines())
    assert told_codes(err) == list(fault.codes)
    assert code == (3 if fault.codes else 1 if out else 0)
