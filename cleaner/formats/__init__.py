"""Files to records: the one door that knows which format a file is in.

A format is a module with a `read` function and a row of FORMATS.
"""

import codecs
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from cleaner.errors import InputError, UsageError
from cleaner.formats import delimited, jsonfile, jsonl, parquet, warc, whole
from cleaner.formats.inputs import InputFile, Tell, begins, find
from cleaner.formats.lines import check_encoding
from cleaner.formats.record import DEFAULTS, ReadOptions, Record, Reject, head, reason
from cleaner.formats.unpack import Damage, headed, is_zstd, raising, unpack, zstd_decoder

__all__ = ["InputFile", "ReadOptions", "Record", "Reject", "files", "read", "read_file"]

_Read = Callable[[InputFile, Iterator[bytes], ReadOptions, Tell], Iterator[Record | Reject]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, the suffixes of its files (`.gz` and `.zst` may follow), and its reader.

    `magic` begins its files, whatever they are called; `require` raises MissingPart if a package is not installed.
    """

    name: str
    suffixes: tuple[str, ...]
    read: _Read
    magic: bytes | None = None
    require: Callable[[], None] | None = None


FORMATS = (
    Format("jsonl", (".jsonl", ".ndjson", ".jl"), jsonl.read),
    Format("json", (".json",), jsonfile.read),
    Format("txt", (".txt",), whole.read_text),
    Format("html", (".html", ".htm"), whole.read_page),
    Format("csv", (".csv", ".tsv", ".tab"), delimited.read),
    Format("parquet", (".parquet", ".parq", ".pq"), parquet.read, parquet.MAGIC, parquet.require),
    Format("warc", (".warc", ".wet"), warc.read, warc.MAGIC, warc.require),
)
_NAMED = {known.name: known for known in FORMATS}
# What begins files that are not read, whatever they are called, and what ends their names.
_FOREIGN = {
    b"PARE": "encrypted Parquet",
    b"filedesc://": "ARC",
    b"PK\x03\x04": "a ZIP archive",
    b"%PDF-": "PDF",
    b"\x1f\x8b": "packed twice",
    b"\x28\xb5\x2f\xfd": "packed twice",
    b"x\x9c": "a zlib stream",
    b"x\xda": "a zlib stream",
    b"\x04\x22\x4d\x18": "LZ4",
    b"ARROW1": "Arrow",
    b"Obj\x01": "Avro",
    b"BZh91AY&SY": "bzip2",
    b"\xfd7zXZ": "xz",
    b"SQLite format 3": "SQLite",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
}
_UNREAD = re.compile(r"\.(arrow|feather|orc|wat|arc|zip|tar|tgz|bz2|xz|7z|pdf|docx|xml|sqlite|db)$")
_READ = "read are JSON, JSON lines, CSV, Parquet, WARC, text and HTML, plain or packed by gzip or Zstandard"


def _quiet(told: str) -> None:
    """Tell nobody."""


def read(inputs: Sequence[str], options: ReadOptions = DEFAULTS, tell: Tell = _quiet) -> Iterator[Record | Reject]:
    """The records of all inputs in order, and a reject for each record (or file) that could not be used.

    `inputs` are files, folders, globs, `@list` files, URLs and `-`; `tell` is given notes for the user, a line each.
    InputError and UsageError are raised by the call itself, before anything is read.
    """
    found = files(inputs, options, tell)
    return (one for file in found for one in read_file(file, options, tell))


def files(inputs: Sequence[str], options: ReadOptions = DEFAULTS, tell: Tell = _quiet) -> list[InputFile]:
    """The files of `inputs`, in the order in which they are read.

    InputError if one does not exist, or is named by the user and of a type that is not read; MissingPart if one needs a
    package that is not installed.
    """
    if options.format and options.format not in _NAMED:
        raise UsageError(f"no such format; there are {', '.join(_NAMED)}", options.format)
    check_encoding(options.encoding)
    found = find(inputs, tell, lambda name: _by_name(name) is not None)
    for file in found:
        if file.listed and not options.format and _UNREAD.search(_bare(file.name)):
            raise InputError(f"not a type that is read: {_READ}", file.name)
        _require(file, options)
    return found


def _require(file: InputFile, options: ReadOptions) -> None:
    """MissingPart if a file, by its name or its first bytes, needs a package that is not installed."""
    first = begins(file)
    if is_zstd(first):
        zstd_decoder()
    known = _NAMED[options.format] if options.format else _by_magic(first) or _by_name(file.name)
    if known and known.require:
        known.require()


def read_file(file: InputFile, options: ReadOptions = DEFAULTS, tell: Tell = _quiet) -> Iterator[Record | Reject]:
    """The records and rejects of one file; a file that cannot be read at all is one reject of line 0."""
    try:
        opened = file.open()
    except OSError as error:
        yield Reject(file.name, 0, 0, None, "file-unreadable", f"cannot be read ({reason(error)})", "")
        return
    with opened as stream:
        chunks = headed(unpack(stream, options))
        try:
            first = next(chunks, b"")
        except Damage as damage:
            first, chunks = b"", chain(raising(damage), chunks)
            if not _by_name(file.name):
                yield Reject(file.name, 0, 0, None, damage.code, damage.message, "")
                return
        else:
            if not first:
                tell(f"{file.name}: is empty")
                return
        found = _format(file, first, options)
        if isinstance(found, str):
            yield Reject(file.name, 0, 0, None, "file-format", found, head(first))
            return
        nothing = True
        for each in found.read(file, chain((first,), chunks), options, tell):
            nothing = False
            yield each
        if nothing:
            tell(f"{file.name}: holds no records")


def _format(file: InputFile, first: bytes, options: ReadOptions) -> Format | str:
    """The format of a file that begins with `first`, or why there is none."""
    if options.format:
        return _NAMED[options.format]
    if known := _by_magic(first):
        return known
    for magic, name in _FOREIGN.items():
        if first.startswith(magic):
            return f"the file is {name}, which is not read: {_READ}"
    if known := _by_name(file.name):
        return known
    start = first.removeprefix(codecs.BOM_UTF8).lstrip()[:1]
    if start == b"{" or (file.path is None and file.url is None):
        return _NAMED["jsonl"]
    if start == b"<":
        return _NAMED["html"]
    return f"neither the name nor the content tells a type that is read: {_READ}"


def _bare(name: str) -> str:
    """A file's name in lower case, less the suffix of its packer."""
    return name.lower().removesuffix(".gz").removesuffix(".zst")


def _by_magic(first: bytes) -> Format | None:
    return next((known for known in FORMATS if known.magic and first.startswith(known.magic)), None)


def _by_name(name: str) -> Format | None:
    bare = _bare(name)
    return next((known for known in FORMATS if bare.endswith(known.suffixes)), None)
