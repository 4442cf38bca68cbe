"""Faults of the system around the command line: full disks, closed streams, odd names, files that come and go."""

import gzip
import json
import os
import resource
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from fault_cases import ALL, GOOD, LINES

from cleaner.errors import InputError
from cleaner.formats import Record, Reject, read

SHARED = Path(__file__).parent.parent.parent / "shared" / "faults"
COMMAND = [sys.executable, "-m", "cleaner"]
# Root reads and writes everything, unless it lets go of what lets it.
_DROPPED = "-dac_override,-dac_read_search,-fowner"
UNPRIVILEGED = ["setpriv", f"--bounding-set={_DROPPED}", f"--inh-caps={_DROPPED}"] if os.geteuid() == 0 else []
permissions = pytest.mark.skipif(
    bool(UNPRIVILEGED) and not shutil.which("setpriv"), reason="root without setpriv reads everything"
)
full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no disk that is always full")


def shell(folder: Path, command: str, code: int, before: Callable[[], None] | None = None) -> str:
    """What a command says on stderr, `cleaner` in it being this one; it ends with `code`, by itself and quietly."""
    words = " ".join(COMMAND)
    done = subprocess.run(
        ["bash", "-c", command.replace("cleaner ", f"{words} ")],
        cwd=folder, capture_output=True, text=True, errors="replace", timeout=900, check=False, preexec_fn=before,
    )  # fmt: skip
    told = done.stderr
    assert done.returncode == code, told
    assert "Traceback" not in told and "Exception ignored" not in told and "\x1b" not in told
    assert len([line for line in told.splitlines() if line.startswith(("error:", "Error:"))]) == (code in (2, 3))
    return told


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in.jsonl").write_bytes(ALL)
    return tmp_path


def kept(out: Path) -> int:
    return sum(1 for _ in (out / "documents/part-00000.jsonl").open("rb"))


# ---------------------------------------------------------------- streams


@full
@pytest.mark.parametrize("command", ["clean in.jsonl -o -", "--help", "rules list", "clean in.jsonl -o out --json"])
def test_a_full_stdout_is_told_in_one_line(folder: Path, command: str) -> None:
    assert "standard output" in shell(folder, f"cleaner {command} > /dev/full", 3)


def test_a_closed_stdout_is_told_in_one_line(folder: Path) -> None:
    assert "standard output" in shell(folder, "cleaner clean in.jsonl -o - >&-", 3)
    shell(folder, "cleaner clean in.jsonl -o out >&- && test -f out/summary.json", 0)


def test_a_closed_stdin_is_an_empty_one(folder: Path) -> None:
    assert "is empty" in shell(folder, "cleaner clean - -o - <&-", 0)


@full
@pytest.mark.parametrize("where", ["&-", "/dev/full"])
def test_a_stderr_that_takes_nothing_costs_no_output(folder: Path, where: str) -> None:
    shell(folder, f"cleaner clean in.jsonl -o - --quiet 2>{where} | wc -l | grep -qx 6", 0)
    shell(folder, f"(exec 2>{where}; cleaner clean in.jsonl -o out --quiet); test -f out/summary.json", 0)


def test_nobody_reads_to_the_end(folder: Path) -> None:
    (folder / "in.jsonl").write_bytes(ALL * 2000)
    assert "error" not in shell(folder, "set -o pipefail; cleaner clean in.jsonl -o - | head -c 10 > rest", 141)


# ---------------------------------------------------------------- where is written


@permissions
def test_a_folder_that_may_not_be_written_to(folder: Path) -> None:
    (folder / "locked").mkdir(mode=0o555)
    assert "locked/out" in shell(folder, f"{' '.join(UNPRIVILEGED)} cleaner clean in.jsonl -o locked/out", 3)


def test_a_file_that_may_not_grow(folder: Path) -> None:
    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (16384, 16384))

    rows = (json.dumps({"id": n, "text": f"{GOOD[n % 6]['text']} {n}"}).encode() + b"\n" for n in range(200))
    (folder / "in.jsonl").write_bytes(b"".join(rows))
    assert "cannot be written" in shell(folder, "cleaner clean in.jsonl -o out", 3, small)
    assert not (folder / "out").exists()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 100 KB."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("only root can mount a small disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk(folder: Path, disk: Path) -> None:
    rows = (json.dumps({"id": n, "text": f"{GOOD[n % 6]['text']} {n}"}).encode() + b"\n" for n in range(4000))
    (folder / "in.jsonl").write_bytes(b"".join(rows))
    assert "No space left on device" in shell(folder, f"cleaner clean in.jsonl -o {disk}/out", 3)
    assert not list(disk.rglob("*.jsonl"))


@pytest.mark.parametrize(
    ("output", "code", "told"),
    [
        ("in.jsonl/out", 3, "Not a directory"),
        ("in.jsonl", 2, "in.jsonl"),
        ("n" * 300, 3, "File name too long"),
        ("''", 2, "without a name"),
        ("dangling", 3, "dangling"),
        (".", 2, "is in the output folder"),
    ],
)
def test_an_output_that_cannot_be(folder: Path, output: str, code: int, told: str) -> None:
    (folder / "dangling").symlink_to("nowhere")
    (folder / "other").mkdir()
    shutil.copy(folder / "in.jsonl", folder / "other/given.jsonl")
    assert told in shell(folder, f"cleaner clean other/given.jsonl -o {output}", code)
    assert (folder / "in.jsonl").read_bytes() == ALL


def test_a_few_file_descriptors_are_enough(folder: Path) -> None:
    def few() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (24, 24))

    for n in range(40):
        (folder / f"f{n}.jsonl").write_bytes(LINES[n % 6].replace(b'"g', b'"%dg' % n))
    shell(folder, "cleaner clean f*.jsonl -o out --jobs 2", 0, few)
    assert kept(folder / "out") == 40


# ---------------------------------------------------------------- names


def test_names_that_are_no_text(folder: Path) -> None:
    """Bytes that are not UTF-8, line breaks and terminal escapes are read, written and shown as what they are."""
    names = [
        b"bad\xff.jsonl",
        b"new\nline.jsonl",
        b"esc\x1b[31m.jsonl",
        b" .jsonl",
        b"-rf.jsonl",
        "é\u202e.jsonl".encode(),
    ]
    (folder / "names").mkdir()
    for name, line in zip(names, LINES, strict=True):
        Path(os.fsdecode(os.fsencode(folder / "names") + b"/" + name)).write_bytes(line)
    for locale in ("LC_ALL=C.UTF-8", "LC_ALL=C PYTHONUTF8=0 PYTHONCOERCECLOCALE=0"):
        told = shell(folder, f"{locale} cleaner clean names -o $'out\\n{locale[-1]}\\xff'", 0)
        assert "new\\nline" in told and "\\x1b" in told and "open out\\n" in told
    outs = [path for path in folder.iterdir() if path.name.startswith("out")]
    assert [kept(out) for out in outs] == [6, 6]
    assert len({(out / "summary.json").read_bytes() for out in outs}) == 1


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("''", "without a name"),
        ("loop", "symbolic links"),
        ("@list", "No such file"),
        ("@.", "Is a directory"),
        ("@in.gz", "as a list of inputs"),
        ("'no*.jsonl'", "no file has such a name"),
        ("'[*'", "no file has such a name"),
        ("n/" * 3000 + "in.jsonl", "name too long"),
    ],
)
def test_an_input_that_cannot_be(folder: Path, given: str, told: str) -> None:
    (folder / "loop").symlink_to("loop2")
    (folder / "loop2").symlink_to("loop")
    (folder / "list").write_text("in.jsonl\n@list\n")
    (folder / "in.gz").write_bytes(gzip.compress(ALL))
    assert told in shell(folder, f"cleaner clean {given} in.jsonl -o out", 3)
    assert not (folder / "out").exists()


@pytest.mark.parametrize("name", ["base64", "rot13", "undefined", "idna", "punycode", "no-such", "''"])
def test_an_encoding_that_is_none_of_text(folder: Path, name: str) -> None:
    assert "no such encoding" in shell(folder, f"cleaner check in.jsonl --encoding {name}", 2)


def test_no_file_at_all_is_told(folder: Path) -> None:
    (folder / "list").write_text("\n\n")
    (folder / "empty").mkdir()
    for given in ("@list", "empty"):
        assert "no file to read" in shell(folder, f"cleaner clean {given} -o out-{given[1:]}", 0)


# ---------------------------------------------------------------- files that are none, or change


def test_pipes_and_sockets_are_passed_over_in_folders_and_told(folder: Path) -> None:
    (folder / "in").mkdir()
    (folder / "in/a.jsonl").write_bytes(ALL)
    os.mkfifo(folder / "in/pipe.jsonl")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(os.path.relpath(folder / "in/socket.jsonl"))
        told = shell(folder, "cleaner clean in -o out", 0)
        assert "pipe.jsonl: skipped" in told and "socket.jsonl: skipped" in told
        assert "socket.jsonl:0: cannot be read" in shell(folder, "cleaner clean in/socket.jsonl in/a.jsonl -o out2", 3)
    assert kept(folder / "out") == kept(folder / "out2") == 6


def test_a_pipe_that_is_named_is_read(folder: Path) -> None:
    shell(folder, "cleaner clean <(cat in.jsonl) -o - --quiet | wc -l | grep -qx 6", 0)


@permissions
def test_files_and_folders_that_may_not_be_read(folder: Path) -> None:
    (folder / "in").mkdir()
    for name in ("a", "b"):
        (folder / f"in/{name}.jsonl").write_bytes(ALL)
    (folder / "in/a.jsonl").chmod(0)
    (folder / "in/locked").mkdir(mode=0)
    told = shell(folder, f"{' '.join(UNPRIVILEGED)} cleaner clean in -o out", 3)
    assert "a.jsonl:0: cannot be read (Permission denied)" in told and "locked: Permission denied" in told
    assert kept(folder / "out") == 6


def codes(found: Sequence[Record | Reject]) -> list[str]:
    return ["ok" if isinstance(each, Record) else each.code for each in found]


def test_a_file_that_vanishes_before_it_is_read(folder: Path) -> None:
    (folder / "z.jsonl").write_bytes(ALL)
    found = read([str(folder)])
    (folder / "in.jsonl").unlink()
    assert codes(list(found)) == ["file-unreadable", *["ok"] * 6]


def test_a_file_that_becomes_a_folder(folder: Path) -> None:
    found = read([str(folder / "in.jsonl")])
    (folder / "in.jsonl").unlink()
    (folder / "in.jsonl").mkdir()
    assert codes(list(found)) == ["file-unreadable"]


def test_a_file_that_grows_while_it_is_read(folder: Path) -> None:
    """What is written behind the reader is read or not; no line is read twice, and none in part without a reject."""
    (folder / "in.jsonl").write_bytes(ALL * 500)
    found = read([str(folder / "in.jsonl")])
    first = [next(found) for _ in range(10)]
    with (folder / "in.jsonl").open("ab") as file:
        file.write(ALL * 500 + LINES[0][:-20])
    rest = list(found)
    lines = [each.line for each in first + rest]
    assert lines == list(range(1, len(lines) + 1)) and len(lines) >= 3000
    assert set(codes(first + rest[:-1])) == {"ok"}


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_file_that_is_cut_while_it_is_read(folder: Path, pack: Callable[[bytes], bytes]) -> None:
    rows = (json.dumps({"id": n, "text": f"{GOOD[n % 6]['text']} {n * 7919 % 104729}"}) + "\n" for n in range(20_000))
    data = pack("".join(rows).encode())
    (folder / "in.jsonl").write_bytes(data)
    found = read([str(folder / "in.jsonl")])
    first = next(found)
    os.truncate(folder / "in.jsonl", len(data) * 3 // 4 + 1)
    *rest, last = found
    assert set(codes([first, *rest])) == {"ok"} and len(rest) > 1000
    assert isinstance(last, Reject) and last.code in ("json", "file-cut")


def test_a_writer_that_is_slower_than_the_reader(folder: Path) -> None:
    """A pipe gives what has been written, and ends when its last writer does."""
    os.mkfifo(folder / "pipe")

    def write() -> None:
        with (folder / "pipe").open("wb", buffering=0) as pipe:
            for at in range(0, len(ALL), 7):
                pipe.write(ALL[at : at + 7])

    writer = threading.Thread(target=write)
    writer.start()
    assert codes(list(read([str(folder / "pipe")]))) == ["ok"] * 6
    writer.join()


def test_a_folder_in_a_folder_a_thousand_times_over(folder: Path) -> None:
    """Deeper than a path may be long: what cannot be named is told, and the rest is read."""
    before = Path.cwd()
    try:
        os.chdir(folder)
        for _ in range(300):
            Path("deep" * 5).mkdir()
            os.chdir("deep" * 5)
    finally:
        os.chdir(before)
    told: list[str] = []
    try:
        assert codes(list(read([str(folder)], tell=told.append))) == ["ok"] * 6
        assert any("too long" in line for line in told)
    finally:
        subprocess.run(["rm", "-rf", str(folder / ("deep" * 5))], check=True)


def test_an_empty_name_is_an_error_of_the_library_too() -> None:
    with pytest.raises(InputError):
        read([""])


# ---------------------------------------------------------------- large ones


def bounded(folder: Path, command: str, code: int) -> str:
    """As `shell`; ends the test where more than 2 GiB or 60 s of processor time are taken."""

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (60, 60))

    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    told = shell(folder, command, code, bound)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert peak == before or peak < 2 << 20  # KB
    return told


@pytest.mark.slow
def test_a_line_of_300_mb(folder: Path) -> None:
    with (folder / "in.jsonl").open("wb") as file:
        file.write(LINES[0] + b'{"id":"x","text":"')
        for _ in range(300):
            file.write(b"word " * 200_000)
        file.write(b'"}\n' + LINES[1])
    assert "in.jsonl:2: over" in bounded(folder, "cleaner clean in.jsonl -o out --jobs 1", 3)
    assert kept(folder / "out") == 2


@pytest.mark.slow
def test_a_json_array_of_75_mb_in_one_line_with_a_broken_record(folder: Path) -> None:
    rows = [json.dumps({"id": n, "text": f"{GOOD[n % 6]['text']} {n * 7919 % 104729} " * 20}) for n in range(40_000)]
    rows[20_000] = '{"text": "she said "no""}'
    (folder / "in.json").write_text(f"[{', '.join(rows)}]")
    assert "in.json:20001: not JSON" in bounded(folder, "cleaner clean in.json -o out --jobs 1 --max-rejects 0", 3)
    assert kept(folder / "out") == 39_999


@pytest.mark.slow
def test_a_table_of_a_million_columns(folder: Path) -> None:
    row = f'g1,"{GOOD[0]["text"]}",' + "," * 999_999
    (folder / "in.csv").write_text("id,text," + ",".join(f"c{n}" for n in range(1_000_000)) + f"\n{row}\n{row},x\n")
    assert "fields: 1,000,003" in bounded(folder, "cleaner clean in.csv -o out --jobs 1", 3)
    assert kept(folder / "out") == 1


@pytest.mark.slow
def test_a_table_of_quotes_that_never_close(folder: Path) -> None:
    (folder / "in.csv").write_text("id,text\n" + 'a,"never closed\n' * 30_000 + f'g,"{GOOD[0]["text"]}"\n')
    bounded(folder, "cleaner clean in.csv -o out --jobs 1", 3)
    assert kept(folder / "out") == 1


@pytest.mark.slow
@pytest.mark.parametrize("piece", ['{"a":{"b":1},', '{"text":"b, "x":"c}, ', "[" * 20, '{"a":"\\', "}{"])
def test_a_json_file_of_broken_objects_alone(folder: Path, piece: str) -> None:
    (folder / "in.json").write_text("[" + piece * (40_000_000 // len(piece)))
    bounded(folder, "cleaner clean in.json -o out --jobs 1", 3)


@pytest.mark.slow
def test_a_small_file_that_unpacks_to_gigabytes(folder: Path) -> None:
    member = gzip.compress(b"\n" * (64 << 20))
    (folder / "in.jsonl.gz").write_bytes(gzip.compress(ALL) + member * 64)
    assert "times its size" in bounded(folder, "cleaner clean in.jsonl.gz -o out --jobs 1", 3)
    assert kept(folder / "out") == 6


@pytest.mark.slow
def test_twenty_thousand_files(folder: Path) -> None:
    for n in range(20_000):
        (folder / f"{n}.txt").write_text(f"{GOOD[n % 6]['text']} {n}")
    (folder / "in.jsonl").unlink()
    bounded(folder, "cleaner clean . -o ../out-many --jobs 1", 0)
    assert kept(folder.parent / "out-many") == 20_000


@pytest.mark.slow
def test_the_suite_beside_the_checkout(tmp_path: Path) -> None:
    """The acceptance suite that a checkout may have beside it: its data and environment parts, all cases."""
    if not SHARED.is_dir():
        pytest.skip("there is no shared/faults beside the checkout")
    cases = tmp_path / "cases"
    subprocess.run([sys.executable, str(SHARED / "gen.py"), str(cases)], check=True)
    listed = cases / "cases.json"
    found = json.loads(listed.read_text())
    if not any(case["name"] == "base_clean" for case in found):  # what its other parts begin with
        plain = next(case for case in found if case["name"] == "newlines_inside_strings")
        (cases / "base_clean").mkdir()
        shutil.copy(cases / plain["input"], cases / "base_clean/in.jsonl")
        found.append({**plain, "name": "base_clean", "input": "base_clean"})
        listed.write_text(json.dumps(found))
    for command in ("run", "clean", "dedup"):
        done = subprocess.run(
            [
                sys.executable, str(SHARED / "run.py"), str(cases), "--work", str(tmp_path / command),
                "--cmd", f"{' '.join(COMMAND)} {command} {{input}} -o {{output}} --jobs 1",
                "--summary", "summary.json", "--keys", "records.in,records.out,records.removed,records.rejected",
                "--data", "documents/*.jsonl", "--patience", "8", "--part", "data" if command != "run" else "data,environment",
            ],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        failed = [line for line in done.stdout.splitlines() if line.startswith("FAIL")]
        # It takes a file that is read, and has "link" in its name, for one that is written.
        assert [line for line in failed if "linker.cpython" not in line] == [], done.stdout
