"""The main job: read, extract, learn, clean, find duplicates, choose keepers, write, with an account of everything."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import count, islice
from pathlib import Path

from cleaner import __version__
from cleaner.account import Account
from cleaner.audit.card import card
from cleaner.audit.read import Folder
from cleaner.catalog import digest, select
from cleaner.dedup.keeper import keeper_order
from cleaner.errors import MissingPart
from cleaner.formats import InputFile, Record, Reject, files, read_file
from cleaner.learning import clean_packed, learn
from cleaner.ledger import Edit
from cleaner.output import OutputFolder
from cleaner.pool import Pool
from cleaner.prepare import Prepared, prepared, renamed
from cleaner.profile import Profile, source_of
from cleaner.settings import Settings
from cleaner.spool import Spool
from cleaner.survivors import Survivors

Tell = Callable[[str], None]
Advance = Callable[[str, int], None]  # what is being done, and how many documents further it is
Place = Callable[[Iterable[Prepared], OutputFolder, Account, Settings, Advance], None]


def _quiet(*_: object) -> None:
    """Tell nobody."""


def run(
    inputs: str | Path | Sequence[str | Path],
    output: str | Path,
    settings: Settings | None = None,
    *,
    tell: Tell = _quiet,
    advance: Advance = _quiet,
) -> dict[str, object]:
    """Clean a scraped batch into the folder `output`, and return its summary.

    `inputs` are files, folders, globs, `@list` files or `-`. `tell` is given notes for the user, `advance`
    the progress. The folder's layout is that of docs/reference/output.md; nothing lands in it before all
    is done. Raises UsageError, InputError, MissingPart, RuleError or AccountError, all CleanerErrors.
    """
    settings = settings or Settings()
    given = [str(i) for i in ([inputs] if isinstance(inputs, str | Path) else inputs)]
    rules = select(settings.only, settings.without) if settings.clean else ()
    keeper_order(settings.keep)  # a bad policy, or a missing part, is told before the work
    place = _placing(settings)
    profile = Profile.load(settings.profile) if settings.profile and settings.clean else None
    found = files(given, settings.read, tell)
    output = Path(output)
    with OutputFolder(
        output,
        inputs=[Path(i) for i in given if Path(i).exists()],
        overwrite=settings.overwrite,
        suffix=settings.format,
    ) as folder:
        account, survivors = Account(), Survivors()
        with Pool(settings.jobs, ("cleaner.prepare", "cleaner.catalog"), apart=True) as pool:
            records = islice(_records(found, settings, tell), settings.limit)
            if settings.clean and profile is None:
                with Spool(folder.work / "records") as spool:
                    profile = learn(records, settings, pool, advance, spool.append)
                items = clean_packed(spool.batches(), settings, pool, profile)
            else:
                items = prepared(records, settings, pool, profile, survey=settings.clean)
            documents = _audited(items, folder, account, survivors, advance)
            place(documents, folder, account, settings, advance)
        account.check()
        _write_rows(folder, "audit/profile", profile.rows() if profile else ())
        _write_rows(folder, "audit/survivors", survivors.rows())
        summary = account.summary()
        manifest = _manifest(found, account, settings, digest(rules), profile)
        folder.write_text("README.md", card(summary, settings))
        _report(folder, summary, manifest, tell, advance)
        folder.commit(summary, manifest)
    return summary


def _report(
    folder: OutputFolder, summary: Mapping[str, object], manifest: Mapping[str, object], tell: Tell, advance: Advance
) -> None:
    """Write the report from the tables; where what it needs is not installed, tell so and leave it out."""
    try:
        from cleaner.audit.report import report
    except MissingPart as missing:
        tell(f"report.html is left out: {missing}")
        return
    advance("report", 0)
    folder.write_text("report.html", report(Folder(folder.closed(), manifest), summary))


def _placing(settings: Settings) -> Place:
    """What writes the documents: all of them, or those that are no duplicates. Raises MissingPart or UsageError."""
    if not settings.dedup:
        return _write_all
    from cleaner.corpus import deduplicate  # the corpus extra, loaded where it is asked for
    from cleaner.index import opened

    if settings.against:
        opened(settings.against)  # what is no index is told before the work
    return deduplicate


def _write_all(
    documents: Iterable[Prepared],
    folder: OutputFolder,
    account: Account,
    settings: Settings,
    advance: Advance,
) -> None:
    for item in documents:
        folder.table("documents").write(item.fields)
        account.placed(item.file, item.document.source, item.document.lang, len(item.text), kept=True)


def _write_rows(folder: OutputFolder, table: str, rows: Iterable[dict[str, str | int]]) -> None:
    for row in rows:
        folder.table(table).write(row)


def _records(found: Sequence[InputFile], settings: Settings, tell: Tell) -> Iterator[Record | Reject]:
    for file in found:
        yield from read_file(file, settings.read, tell)


def _audited(
    items: Iterator[Prepared | Reject],
    folder: OutputFolder,
    account: Account,
    survivors: Survivors,
    advance: Advance,
) -> Iterator[Prepared]:
    """The prepared documents, with unique ids, their edits written down; rejects end here."""
    taken: set[str] = set()
    for item in items:
        account.read(item)
        advance("clean", 1)
        if isinstance(item, Reject):
            folder.table("rejects").write(item.row())
            continue
        id = item.document.id
        free = _free(id, taken) if id in taken else id
        if free != id or "cleaner_id" in item.fields:  # the latter is of an earlier run, and no longer true
            item = renamed(item, free)
        taken.add(item.document.id)
        for edit in item.edits:
            folder.table("audit/edits").write({"id": item.document.id, **edit_row(edit)})
        for repair in item.repairs:
            folder.table("audit/repairs").write({"id": item.document.id, **asdict(repair)})
        if item.left:
            survivors.see(item.left, source_of(item.document))
        yield item


def _free(id: str, taken: set[str]) -> str:
    """The first of `id#2`, `id#3`, … that no document has."""
    return next(name for times in count(2) if (name := f"{id}#{times}") not in taken)


def edit_row(edit: Edit) -> dict[str, object]:
    """An edit as a row of audit/edits, less the id."""
    return {
        "start": edit.start,
        "end": edit.end,
        "text": edit.text,
        "rules": list(edit.rules),
        "round": edit.round,
        "reason": edit.reason,
        "confidence": edit.confidence,
    }


def _manifest(
    found: Sequence[InputFile], account: Account, settings: Settings, rule_digest: str, profile: Profile | None
) -> dict[str, object]:
    return {
        "version": __version__,
        "rules": rule_digest,
        "profile": profile.digest() if profile else None,
        "settings": settings.result(),
        "inputs": [
            {"path": file.name, "sha256": sha256_of(file.path), "records": account.file_counts(file.name)}
            for file in found
        ],
    }


def sha256_of(path: Path | None) -> str | None:
    """The hash of an input file; None for the standard input, and for a file that has gone."""
    try:
        return hashlib.file_digest(path.open("rb"), "sha256").hexdigest() if path else None
    except OSError:
        return None
