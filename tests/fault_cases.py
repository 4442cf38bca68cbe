"""The catalogue of faults: what a file may hold that its reader does not expect, and what is to become of it.

A fault is a row of FAULTS: files that hold the good records of GOOD (all six, unless it says which) and something else,
and the codes of the rejects that this else is worth. What breaks in the wild becomes a row here before it is mended.
"""

import csv
import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

import pytest
from damage import http, warc

_WORDS = ["alderkept", "birchkept", "cedarkept", "dogwoodkept", "elmkept", "firkept"]
_TEXTS = [
    "The council of Osterholm voted on Monday to mend the eastern quay before the winter storms.",
    "Two ferries will sail on Sundays from April on, the harbour master told the evening paper.",
    "Nobody was hurt when a crane fell into the basin of the old shipyard late last night.",
    "A choir of forty bakers sang in the market hall, and sold out of rye bread by noon.",
    "The library lends out fishing rods since spring; so far all but one have come back.",
    "School begins an hour later on foggy days, parents learned from a note at the gate.",
]
GOOD = [
    {"id": f"g{n}", "text": f"{text} They call it {word}.", "title": f"Report {n}"}
    for n, (text, word) in enumerate(zip(_TEXTS, _WORDS, strict=True))
]
LINES = [json.dumps(row).encode() + b"\n" for row in GOOD]
_A, _B, ALL = b"".join(LINES[:3]), b"".join(LINES[3:]), b"".join(LINES)


@dataclass(frozen=True)
class Fault:
    """Files by their names, the words of the good records that must come out once each, the codes of the rejects, and
    what must be told. `other` counts records that may come out beside the good ones; `needs` names a package."""

    name: str
    files: dict[str, bytes]
    codes: tuple[str, ...] = ()
    words: tuple[str, ...] = tuple(_WORDS)
    other: int = 0
    told: str = ""
    arguments: tuple[str, ...] = ()
    needs: str = ""


FAULTS: list[Fault] = []


def fault(
    name: str, file: str, data: bytes | Callable[[], bytes], *codes: str, good: Iterable[int] = range(6), other: int = 0,
    told: str = "", arguments: tuple[str, ...] = (), needs: str = "",
) -> None:  # fmt: skip
    """Add a row to the catalogue; one whose package is not installed is left out."""
    if needs and find_spec(needs) is None:
        return
    files = {file: data() if callable(data) else data}
    FAULTS.append(Fault(name, files, codes, tuple(_WORDS[n] for n in good), other, told, arguments, needs))


def gz(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def zst(data: bytes) -> bytes:
    import zstandard

    return zstandard.ZstdCompressor(write_checksum=True).compress(data)


def _line(**fields: object) -> bytes:
    return json.dumps({"id": "x", **fields}).encode() + b"\n"


def table(delimiter: str, rows: Sequence[dict[str, str]] = GOOD, header: bool = True, end: str = "\n") -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerows([["id", "text"]] * header + [[row["id"], row["text"]] for row in rows])
    return out.getvalue().encode()


def with_dictionary(data: bytes) -> bytes:
    import zstandard

    known = zstandard.ZstdCompressionDict(b"council ferry harbour library school " * 40)
    return zstandard.ZstdCompressor(dict_data=known).compress(data)


def parquet(columns: dict[str, object], **how: object) -> bytes:
    pq = pytest.importorskip("pyarrow.parquet")
    out = io.BytesIO()
    pq.write_table(pytest.importorskip("pyarrow").table(columns), out, **how)
    return out.getvalue()


def _columns(*numbers: int) -> dict[str, object]:
    return {name: [GOOD[n][name] for n in numbers or range(6)] for name in ("id", "text")}


def _damaged_group() -> bytes:
    data = parquet(
        _columns(),
        row_group_size=2,
        compression="none",
        use_dictionary=False,
        write_statistics=False,
        write_page_checksum=True,
    )
    at = data.index(_WORDS[2].encode())
    return data[:at] + b"\xff" * 4 + data[at + 4 :]


# fmt: off
SAID = "Some say the lighthouse keeper left his lamp burning for a week."


# ---------------------------------------------------------------- lines of JSON
fault("a byte order mark where files were joined", "in.jsonl", b"\xef\xbb\xbf" + _A + b"\xef\xbb\xbf" + _B)
fault("UTF-16 with a mark in the middle", "in.jsonl", _A.decode().encode("utf-16") + _B.decode().encode("utf-16"))
fault("UTF-16 without a mark", "in.jsonl", LINES[0].decode().encode("utf-16-le")[:-2], "json", good=(), told="name the file's encoding")
fault("UTF-16 that ends in half a character", "in.jsonl", ALL.decode().encode("utf-16")[:-1], "not-utf8", good=range(5))
fault("lines that end in carriage returns", "in.jsonl", ALL.replace(b"\n", b"\r"), "json", good=())
fault("lines that end in CR CR LF", "in.jsonl", ALL.replace(b"\n", b"\r\r\n"))
fault("zeros before a line, as a crash leaves them", "in.jsonl", _A + b"\0" * 5000 + _B)
fault("zeros at the end", "in.jsonl", ALL + b"\0" * 5000, "json")
fault("a file of zeros", "in.jsonl", b"\0" * 9000, "json", good=())
fault("JSON text sequences", "in.jsonl", b"".join(b"\x1e" + line for line in LINES))
fault("a merge conflict", "in.jsonl", _A + b"<<<<<<< HEAD\n" + LINES[3] + b"=======\n" + LINES[4] + b">>>>>>> b\n" + LINES[5], "json", "json", "json")
fault("a Python dict", "in.jsonl", _A + b"{'id': 'p', 'text': 'in single quotes'}\n" + _B, "json")
fault("JavaScript with a comment", "in.jsonl", _A + b'{"text": "a"} // said\n' + _B, "json")
fault("the text twice, then null", "in.jsonl", _A + b'{"text":"' + SAID.encode() + b'","text":null}\n' + _B, "text-type" )
fault("metadata nested 199 deep", "in.jsonl", _A + b'{"text":"%s","m":%s1%s}\n' % (SAID.encode(), b'{"a":' * 198, b"}" * 198) + _B, other=1)
fault("metadata nested 300 deep", "in.jsonl", _A + b'{"text":"%s","m":%s1%s}\n' % (SAID.encode(), b"[" * 300, b"]" * 300) + _B, "json-depth")
fault("brackets without end", "in.jsonl", _A + b'{"text":"x","m":' + b"[" * 100_000 + b"\n" + _B, "json-depth")
fault("signs without a width", "in.jsonl", _A + _line(text="\u200b\u200d\ufeff\u2060\u00ad") + _B, "text-blank")
fault("spaces of all kinds", "in.jsonl", _A + _line(text="\u00a0\u3000\u2028\x1c\x00") + _B, "text-blank")
fault("an emoji cut in two", "in.jsonl", _A + b'{"id":"x","text":"%s \\ud83d"}\n' % SAID.encode() + _B, other=1, told="U+FFFD")
fault("a character in too many bytes", "in.jsonl", _A + b'{"id":"x","text":"\xc0\xaf \xe0\x80\xaf"}\n' + _B, "not-utf8")
fault("a text in an object", "in.jsonl", _A + _line(text={"value": SAID}) + _B, "text-type")
fault("texts in objects alone", "in.jsonl", _line(text={"value": SAID}) + _line(text=[SAID]), "text-type", "text-type", good=())
fault("a line of a list", "in.jsonl", _A + b'[{"text": "inside"}]\n' + _B, "not-object")
for _id in (
    "0",
    "-0.0",
    "1e400",
    "NaN",
    "true",
    "[1]",
    "{}",
    '""',
    '"\\u0000\\u001b[2J"',
    '"../../etc/passwd"',
    '"a\\nb"',
    f'"{"i" * 70_000}"',
    "9" * 4000,
):
    fault(f"an id that is {_id[:20]}", "in.jsonl", _A + b'{"id":%s,"text":"%s"}\n' % (_id.encode(), SAID.encode()) + _B, other=1)
fault("an id of 5,000 digits", "in.jsonl", _A + b'{"id":%s,"text":"x"}\n' % (b"9" * 5000) + _B, "json-number")
fault("ids that are all the same", "in.jsonl", b"".join(json.dumps({**row, "id": "g"}).encode() + b"\n" for row in GOOD) )
fault("ids that collide with the names of repeated ones", "in.jsonl", b"".join(json.dumps({**row, "id": id}).encode() + b"\n" for row, id in zip(GOOD, ["g", "g#2", "g", "g", "g#2", "g#2#2"], strict=True) ))
fault("fields with our own names", "in.jsonl", b"".join(json.dumps({**row, "cleaner_id": "?", "cluster": 1, "keeper": None, "relation": []}).encode() + b"\n" for row in GOOD ))
fault("no field that is known", "in.jsonl", b'{"a":"b"}\n', "text-missing", good=(), told="there are: a")
fault("terminal escapes in the names of fields", "in.jsonl", b'{"\\u001b[31m":"\\u0007"}\n', "text-missing", good=())
fault("a field that is named and missing", "in.jsonl", ALL, *["text-missing"] * 6, good=(), arguments=("--text-field", "story"), told="'story'")

# ---------------------------------------------------------------- JSON files
fault("an array that is cut", "in.json", b"[" + b",\n".join(LINES) + b',\n{"text": "half of', "json")
fault("an array that is cut between two records", "in.json", b"[" + b",\n".join(LINES) + b",\n", "file-cut")
fault("an array with a broken record", "in.json", b"[" + b",\n".join([*LINES[:3], b'{"text": "she said "no""}', *LINES[3:]]) + b"]", "json")
fault("arrays one after the other", "in.json", b"[" + b",".join(LINES[:3]) + b"]\n[" + b",".join(LINES[3:]) + b"]")
fault("objects over several lines, in a row", "in.json", b"\n".join(json.dumps(row, indent=2).encode() for row in GOOD))
fault("a comma before the end", "in.json", b"[" + b",".join(LINES) + b",]")
fault("an array that has lost its head", "in.json", b'xt": "of a cut record"},' + b",".join(LINES) + b"]", "json")
fault("records in an object's field", "in.json", b'{"articles": [' + b",".join(LINES) + b"]}", "text-missing", good=(), told="there are: articles")
fault("JSON lines by another name", "in.json", ALL + b"{broken\n", "json")

# ---------------------------------------------------------------- packers
fault("a zlib stream in gzip", "in.jsonl.gz", gz(zlib.compress(ALL)), "file-format", good=(), told="zlib")
fault("gzip in gzip", "in.jsonl.gz", gz(gz(ALL)), "file-format", good=(), told="packed twice")
fault("a scraper that was killed and appended", "in.jsonl.gz", gz(_A) + gz(bytes(range(32, 127)) * 9)[:90] + gz(_B), "file-damaged", told="packed form")
fault("plain lines after gzip", "in.jsonl.gz", gz(_A) + _B, "file-damaged", good=range(3))
fault("gzip after plain lines", "in.jsonl", _A + gz(_B).replace(b"\n", b""), "not-utf8", good=range(3))
fault("a gzip header alone", "in.jsonl.gz", gz(ALL)[:10], "file-cut", good=())
fault("a gzip name that never ends", "in.jsonl.gz", b"\x1f\x8b\x08\x08\0\0\0\0\0\x03" + b"n" * 4000, "file-cut", good=() )
fault("the wrong length after gzip", "in.jsonl.gz", gz(ALL)[:-4] + b"\0\0\0\1", "file-damaged")
fault("padding after gzip", "in.jsonl.gz", gz(_A) + b"\0" * 700 + gz(_B) + b"\0" * 300)
fault("a zip by another name", "in.jsonl", b"PK\x03\x04" + b"\0" * 90, "file-format", good=(), told="ZIP")
fault("gzip of a CSV, damaged between members", "in.csv.gz", lambda: gz(table(",", GOOD[:3])) + b"?" * 30 + gz(b"torn\n" + table(",", GOOD[3:], header=False)), "file-damaged")  # fmt: skip
fault("Zstandard in gzip", "in.jsonl.gz", lambda: gz(zst(ALL)), "file-format", good=(), told="packed twice", needs="zstandard")
fault("Zstandard after gzip", "in.jsonl.gz", lambda: gz(_A) + zst(_B), "file-damaged", good=range(3), needs="zstandard")
fault("frames that are skipped", "in.jsonl.zst", lambda: b"\x50\x2a\x4d\x18\4\0\0\0none" + zst(_A) + b"\x5f\x2a\x4d\x18\0\0\0\0" + zst(_B), needs="zstandard")
fault("a frame to skip that is cut", "in.jsonl.zst", lambda: zst(ALL) + b"\x50\x2a\x4d\x18\xff\xff\0\0none", "file-cut", needs="zstandard")
fault("Zstandard with a dictionary", "in.jsonl.zst", lambda: with_dictionary(ALL), "file-damaged", good=(), needs="zstandard")
fault("a damaged frame between two", "in.jsonl.zst", lambda: zst(_A) + zst(b"x" * 5000)[:-3] + zst(_B), "file-damaged", needs="zstandard")

# ---------------------------------------------------------------- tables


for _delimiter in ";\t|":
    fault(f"a table between {_delimiter!r}", "in.csv", table(_delimiter))
fault("a table whose first line tells the delimiter", "in.csv", b"sep=^\r\n" + table("^"))
fault("a table that a Mac of old wrote", "in.csv", table(",", end="\r"))
fault("tables joined, mark and header too", "in.csv", b"\xef\xbb\xbf" + table(",", GOOD[:3]) + b"\xef\xbb\xbf" + table(",", GOOD[3:]), "csv-header")
fault("a quote that is never closed", "in.csv", table(",", GOOD[:3]) + b'x,"never closed\n' + table(",", GOOD[3:], header=False), "csv-quote")
fault("a quote in the last row", "in.csv", table(",") + b'x,"never closed', "csv-quote")
fault("rows that are too short and too long", "in.csv", table(",", GOOD[:3]) + b"x\nx,y,z\n" + table(",", GOOD[3:], header=False), "csv-fields", "csv-fields")
fault("a NUL in a table", "in.csv", table(",").replace(b"g3", b"g\0003"))
fault("a table without a header", "in.csv", table(",", header=False), "text-missing", good=(), told="the file is not read" )
fault("a comment before the header", "in.csv", b"# exported on Monday\n" + table(","), "text-missing", good=())
fault("a column twice", "in.csv", b"id,text,text\n" + b"".join(f'{row["id"]},"{row["text"]}",short\n'.encode() for row in GOOD))
fault("a row of 100,000 cells", "in.csv", table(",", GOOD[:3]) + b"x" + b"," * 100_000 + b"\n" + table(",", GOOD[3:], header=False), "csv-fields")
fault("a header of 5,000 columns", "in.csv", b"id,text," + b",".join(b"c%d" % n for n in range(5000)) + b"\n" + b"".join(f'{row["id"]},"{row["text"]}",'.encode() + b"," * 4999 + b"\n" for row in GOOD))
fault("a header alone", "in.csv", b"id,text\n", good=(), told="holds no records")
fault("cells that are formulas", "in.csv", table(",", [{**row, "id": f"=cmd|{row['id']}"} for row in GOOD]))


fault("a column of objects", "in.parquet", lambda: parquet({"text": [{"a": SAID}]}), "text-type", good=(), needs="pyarrow" )
fault("a column of lists", "in.parquet", lambda: parquet({"text": [[SAID]]}), "text-type", good=(), needs="pyarrow")
fault("a table without columns", "in.parquet", lambda: parquet({}), "text-missing", good=(), needs="pyarrow")
fault("a table without rows", "in.parquet", lambda: parquet({"text": []}), good=(), told="holds no records", needs="pyarrow")
fault("a damaged row group", "in.parquet", _damaged_group, "file-damaged", good=(0, 1, 4, 5), told="rows 3 to 4", needs="pyarrow")
fault("encrypted Parquet", "in.parquet", b"PARE" + b"\0" * 40 + b"PARE", "file-format", good=(), told="encrypted", needs="pyarrow")
fault("Parquet that is cut", "in.parquet", lambda: parquet(_columns())[:-20], "file-damaged", good=(), needs="pyarrow")
fault("two Parquet files joined", "in.parquet", lambda: parquet(_columns(0, 1, 2)) + parquet(_columns(3, 4, 5)), "file-damaged", good=range(3), told="joined", needs="pyarrow")
fault("text in a Parquet file's name", "in.parquet", ALL, "file-damaged", good=(), needs="pyarrow")

# ---------------------------------------------------------------- crawls
_BODY = b"<html><body><article><p>%s</p></article></body></html>"
PAGES = [warc(row["id"], http(_BODY % row["text"].encode())) for row in GOOD]
_PACKED = gz(_BODY % SAID.encode())
_CHUNKED = b"%x\r\n%s\r\n0\r\n\r\n" % (len(_PACKED), _PACKED)
_TE, _CE = "Transfer-Encoding: chunked\r\n", "Content-Encoding: gzip\r\n"


def crawl(name: str, record: bytes, *codes: str, other: int = 0, told: str = "") -> None:
    """A crawl with this among its good records."""
    data = b"".join([*PAGES[:3], record, *PAGES[3:]])
    fault(name, "in.warc", data, *codes, other=other, told=told, needs="warcio")


_PAGE = http(_BODY % SAID.encode())
crawl("a request", warc("q", b"GET / HTTP/1.1\r\n\r\n", "request"), told="1 request")
crawl("metadata", warc("m", b"fetchTimeMs: 5\r\n", "metadata"), told="1 metadata")
crawl("a revisit", warc("v", b"HTTP/1.1 200 OK\r\n\r\n", "revisit"), told="1 revisit")
crawl("a type nobody knows", warc("t", _PAGE, "\x1b[31mother"), told="skipped")
crawl("a digest that is wrong", warc("d", _PAGE, extra="WARC-Block-Digest: sha1:AAAA\r\nWARC-Payload-Digest: x\r\n"), other=1)
crawl("chunked and packed", warc("c", http(_CHUNKED, _TE + _CE)), other=1)
crawl("chunked twice over", warc("c", http(_CHUNKED, _TE + _TE + _CE)), other=1)
crawl("a chunk of a huge length", warc("c", http(b"ffffffffffffffff\r\nx", _TE)), "warc-body")
crawl("a chunk of a negative length", warc("c", http(b"-5\r\nx", _TE)), "warc-body")
crawl("HTTP/2", warc("h", _PAGE.replace(b"HTTP/1.1 200 OK", b"HTTP/2 200")), other=1)
crawl("a status without a number", warc("h", _PAGE.replace(b"200 OK", b"OK")), "warc-http")
crawl("no address", warc("n", _PAGE).replace(b"WARC-Target-URI: https://www.example.org/n\r\n", b""), other=1)
crawl("two lengths", warc("l", _PAGE, extra="Content-Length: 5\r\n"), "warc-length")
crawl("a length in hexadecimal", warc("l", _PAGE).replace(b"Content-Length: ", b"Content-Length: 0x"), "warc-length")
crawl("a folded header", warc("f", _PAGE, extra="X-Long: a\r\n b\r\n"), other=1)
crawl("a header of 2 MB", warc("f", _PAGE, extra=f"X-Long: {'a' * (2 << 20)}\r\n"), "warc-header")
crawl("a header that is not UTF-8", warc("f", _PAGE, extra="X-Name: caf\xe9\r\n").replace(b"\xc3\xa9", b"\xe9"), other=1 )
crawl("zeros between records", b"\0" * 70_000, "warc-garbage")
crawl("a packing that is not read", warc("b", http(b"\x8b\x05\x80xyz", "Content-Encoding: br\r\n")), "warc-body", told="br")
crawl("a page in a charset that is none", warc("c", http(_BODY % "Caf\xe9 ".encode("cp1252") * 9, kind="text/html; charset=base64")), other=1)
crawl("another version", warc("o", _PAGE).replace(b"WARC/1.0", b"WARC/0.18"), other=1)
