"""Files to the index: read, their pages extracted, and added as one batch."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from cleaner.formats import InputFile, Reject, files, read_file
from cleaner.index import Index
from cleaner.job import Advance, Tell, sha256_of
from cleaner.pool import Pool
from cleaner.prepare import Prepared, preload, prepared
from cleaner.settings import Settings


def add_files(
    inputs: Sequence[str],
    folder: Path,
    settings: Settings,
    *,
    tell: Tell,
    refuse: Callable[[str], None],
    advance: Advance,
) -> dict[str, int]:
    """Add the documents of files to the index in `folder`; files that were added before are told and left out.

    Returns counts: documents (added), copies (of others, among those added), rejected, and held (in the index now).
    `refuse` is given each reject. Raises UsageError, InputError, MissingPart or CleanerError; nothing is added then.
    """
    index = Index(folder)
    added = index.hashes()
    new: list[tuple[InputFile, str | None]] = []
    for file in files(list(inputs), settings.read, tell):
        digest = sha256_of(file.path)
        if digest in added:
            tell(f"{file.name}: was added before; left out")
        else:
            new.append((file, digest if settings.limit is None else None))  # a part of a file is not the file
    if not new:
        return {"documents": 0, "copies": 0, "rejected": 0, "held": index.documents}
    rejected = 0

    def documents(pool: Pool) -> Iterator[Prepared]:
        nonlocal rejected
        records = (record for file, _ in new for record in read_file(file, settings.read, tell))
        for item in prepared(islice(records, settings.limit), settings, pool):
            advance("read", 1)
            if isinstance(item, Reject):
                rejected += 1
                refuse(f"{item.file}:{item.line}: {item.code}: {item.reason}")
            else:
                yield item

    told: list[dict[str, str | None]] = [{"path": file.name, "sha256": digest} for file, digest in new]
    with Pool(settings.jobs, preload(settings), apart=True) as pool:
        counts = index.add(documents(pool), told, settings)
    return counts | {"rejected": rejected, "held": index.documents + counts["documents"]}
