"""What the join needs to know of each document: size, keys, fingerprints, time and address."""

from functools import lru_cache
from hashlib import blake2b
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cleaner.dedup.columns import utf8
from cleaner.dedup.compiled import compiled
from cleaner.dedup.dates import DAY, moment
from cleaner.dedup.fingerprint import fingerprints
from cleaner.dedup.tokens import mixed, u64
from cleaner.url import host

DOCUMENT_COLUMNS: Final = ("n", "id", "text", "source", "url", "date")
DESCRIPTION: Final = pa.schema(
    [
        ("n", pa.int64()),
        ("id", pa.string()),
        ("source", pa.string()),
        ("outlet", pa.int64()),  # hash of the address's host, or else of the source
        ("page", pa.int64()),  # hash of the address, null when there is none
        ("moment", pa.float64()),  # seconds since 1970, null when there is no date
        ("day", pa.int64()),
        ("content", pa.int64()),  # hash of the text's bytes
        ("size", pa.int64()),  # bytes
        ("key_a", pa.int64()),
        ("key_b", pa.int64()),
        ("words", pa.float64()),
        ("prints", pa.list_(pa.int64())),
    ]
)


def describe(documents: pa.RecordBatch) -> pa.RecordBatch:
    """A row of DESCRIPTION for each row of DOCUMENT_COLUMNS."""
    texts = documents.column("text")
    data, offsets = utf8(texts)
    found = fingerprints(texts)
    moments = [moment(date) for date in documents.column("date").to_pylist()]
    sources = [source or None for source in documents.column("source").to_pylist()]
    pages = [page(url) for url in documents.column("url").to_pylist()]
    outlets = [host(url) or name for url, name in zip(documents.column("url").to_pylist(), sources, strict=True)]
    columns = {
        "n": documents.column("n"),
        "id": documents.column("id"),
        "source": sources,
        "outlet": list(map(_name_hash, outlets)),
        "page": list(map(_name_hash, pages)),
        "moment": moments,
        "day": [None if at is None else int(at // DAY) for at in moments],
        "content": _content(data, offsets).view(np.int64),
        "size": np.diff(offsets),
        **{name: found.column(name) for name in ("key_a", "key_b", "words", "prints")},
    }
    return pa.record_batch([columns[name] for name in DESCRIPTION.names], schema=DESCRIPTION)


def page(url: str | None) -> str | None:
    """The address without scheme, `www.`, fragment and last slash; None for what is no address."""
    address = (url or "").strip().partition("#")[0]
    address = address.partition("://")[2] or address
    address = address.removeprefix("www.").rstrip("/")
    return address if "." in address else None


@lru_cache(maxsize=65_536)
def _name_hash(name: str | None) -> int | None:
    """Names are compared, never shown: engines join integers faster than text."""
    if name is None:
        return None
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True)


@compiled
def _content(data: NDArray[np.uint8], offsets: NDArray[np.int64]) -> NDArray[np.uint64]:
    hashes = np.empty(len(offsets) - 1, np.uint64)
    for i in range(len(hashes)):
        value = u64(offsets[i + 1] - offsets[i])
        for at in range(offsets[i], offsets[i + 1]):
            value = (value ^ u64(data[at])) * u64(0x100000001B3)
        hashes[i] = mixed(value)
    return hashes
