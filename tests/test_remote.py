"""Inputs by URL: read as if they were local, in any store that fsspec knows; the network stays shut otherwise."""

import functools
import gzip
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from cleaner.errors import InputError, MissingPart, UsageError
from cleaner.formats import InputFile, Record, Reject, files, read, read_file
from cleaner.formats.record import DEFAULTS

installed = pytest.mark.skipif(find_spec("fsspec") is None, reason="needs the remote extra")
web = pytest.mark.skipif(find_spec("fsspec") is None or find_spec("aiohttp") is None, reason="needs the remote extra")

CONTENT = {
    "news/a.jsonl": b'{"id": 1, "text": "The bridge opens on Monday."}\nno json\n{"id": 2, "text": "The pool closes."}\n',
    "news/deep/b.jsonl.gz": gzip.compress(b'{"id": 3, "text": "The tower leans."}\n', mtime=0),
    "news/deep/page.html": b"<html><body><p>The market is on Sunday this week.</p></body></html>",
    "news/logo.png": b"\x89PNG\r\n",
    "other.txt": b"The clock is slow again.",
}


@pytest.fixture
def local(tmp_path: Path) -> Path:
    for name, data in CONTENT.items():
        path = tmp_path / "store" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "store"


@pytest.fixture
def memory() -> Iterator[str]:
    store = import_module("fsspec.implementations.memory").MemoryFileSystem()
    for name, data in CONTENT.items():
        store.pipe_file(f"/store/{name}", data)
    yield "memory:///store"
    store.rm("/store", recursive=True)


class _Quiet(SimpleHTTPRequestHandler):
    def do_HEAD(self) -> None:
        if "forbidden" in self.path:
            self.send_error(403)
        else:
            super().do_HEAD()

    def do_GET(self) -> None:
        if "forbidden" in self.path:
            self.send_error(403)
        elif "cut" in self.path:
            self.send_response(200)
            self.send_header("Content-Length", "10000")
            self.end_headers()
            self.wfile.write(CONTENT["news/a.jsonl"][:60])
        else:
            super().do_GET()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server(local: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(local))) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{serving.server_port}"
        serving.shutdown()
        thread.join()


def told(inputs: list[str], root: str) -> tuple[list[tuple[object, ...]], list[str]]:
    """What reading gives: each record or reject, and what the user is told, with the store's own name left out."""
    notes: list[str] = []
    rows: list[tuple[object, ...]] = [
        (item.file.replace(root, "", 1), item.line, item.offset)
        + ((item.document.id, item.document.text) if isinstance(item, Record) else (item.code, item.head))
        for item in read(inputs, DEFAULTS, notes.append)
    ]
    return rows, [note.replace(root, "", 1) for note in notes]


@installed
@pytest.mark.parametrize(
    "inputs",
    [["/news"], ["/news/a.jsonl", "/other.txt"], ["/news/*.jsonl"], ["/news/**/*.html", "/news/a.jsonl", "/news/deep"]],
)
def test_a_store_is_read_as_the_same_files_on_the_disk(local: Path, memory: str, inputs: list[str]) -> None:
    """Seen to fail when keys held the store's path, and when files came in another order."""
    here, there = ([root + name for name in inputs] for root in (str(local), memory))
    assert told(there, memory) == told(here, str(local))
    assert told(there, memory)[0]


@web
@pytest.mark.parametrize("name", ["/news/a.jsonl", "/news/deep/b.jsonl.gz", "/news/deep/page.html", "/other.txt"])
def test_a_file_of_the_web_is_read_as_one_on_the_disk(local: Path, server: str, name: str) -> None:
    assert told([server + name], server) == told([str(local) + name], str(local))


@web
def test_a_folder_of_the_web_is_its_page_of_links(local: Path, server: str) -> None:
    assert told([f"{server}/news/"], server) == told([f"{local}/news"], str(local))


@web
def test_a_run_from_the_web_accounts_for_all(tmp_path: Path, server: str) -> None:
    source = f"{server.replace('//', '//user:secret@')}/news/a.jsonl?signature=secret"
    command = [sys.executable, "-m", "cleaner", "clean", source, "-o", str(tmp_path / "out"), "--max-rejects", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert summary["records"]["in"] == 3 and summary["records"]["rejected"] == 1
    written = "".join(p.read_text() for p in (tmp_path / "out").rglob("*") if p.is_file() and p.suffix != ".html")
    assert f"{server}/news/a.jsonl" in written
    assert "secret" not in written + done.stderr


@web
@pytest.mark.parametrize("name", ["/news/none.jsonl", "/none/", "/news/none*.jsonl"])
def test_what_is_not_there_is_told_in_a_line(server: str, memory: str, name: str) -> None:
    for root in (server, memory):
        with pytest.raises(InputError, match=name.rstrip("/").replace("*", r"\*")):
            files([root + name])


@web
def test_what_may_not_be_read_is_told_without_the_signature(server: str) -> None:
    """Seen to fail when all that the web refused was told as a file that is not there."""
    with pytest.raises(InputError, match=r"/forbidden\.jsonl: cannot be read \(Forbidden\)$"):
        files([f"{server}/forbidden.jsonl?signature=secret"])
    with pytest.raises(InputError, match="onnect"):
        files(["http://127.0.0.1:9/a.jsonl?signature=secret"])


@web
@pytest.mark.parametrize("url", ["{server}/cut.jsonl", "http://127.0.0.1:9/a.jsonl"])
def test_a_store_that_breaks_off_is_one_reject(server: str, url: str) -> None:
    """Seen to fail when the error of the store was none that reading knows."""
    *_, reject = read_file(InputFile(None, "a.jsonl", "a", True, url.format(server=server)))
    assert isinstance(reject, Reject) and reject.code == "file-unreadable"


@installed
def test_a_store_of_no_kind_is_told() -> None:
    with pytest.raises(UsageError, match="cannot be opened"):
        files(["nowhere://bucket/a.jsonl"])


@pytest.mark.skipif(find_spec("fsspec") is not None, reason="the remote extra is installed")
def test_without_the_extra_a_url_names_what_to_install() -> None:
    with pytest.raises(MissingPart, match=r"article-cleaner\[remote\]"):
        files(["s3://bucket/a.jsonl"])
