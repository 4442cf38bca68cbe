"""The main job: read, extract, learn, clean, find duplicates, choose keepers, write, with an account of everything."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from cleaner import __version__
from cleaner.account import Account
from cleaner.audit.alarms import Alarm
from cleaner.audit.card import card
from cleaner.audit.read import Folder
from cleaner.catalog import digest, select
from cleaner.dedup.keeper import keeper_order
from cleaner.errors import MissingPart
from cleaner.formats import InputFile, Record, Reject, files, read_file
from cleaner.ids import Ids
from cleaner.job_key import job_key
from cleaner.learning import clean_learnt, learn
from cleaner.output import OutputFolder
from cleaner.pack import unpack
from cleaner.pool import Pool
from cleaner.prepare import Prepared, audit_rows, named, preload, prepare_packed, prepared
from cleaner.profile import Profile, source_of
from cleaner.settings import Settings
from cleaner.spool import Spool
from cleaner.survivors import Survivors
from cleaner.worker import serve

if TYPE_CHECKING:
    from pyspark.sql import SparkSession  # pyright: ignore[reportMissingImports]

Tell = Callable[[str], None]
Advance = Callable[[str, int], None]  # what is being done, and how many documents further it is
Look = Callable[[Sequence[Alarm]], None]  # what is worth a look, the worst first
Place = Callable[[Iterable[Prepared], OutputFolder, Account, Settings, Advance], None]


def _quiet(*_: object) -> None:
    """Tell nobody."""


def run(
    inputs: str | Path | Sequence[str | Path],
    output: str | Path,
    settings: Settings | None = None,
    *,
    engine: "SparkSession | None" = None,
    tell: Tell = _quiet,
    advance: Advance = _quiet,
    look: Look = _quiet,
) -> dict[str, object]:
    """Clean a scraped batch into the folder `output`, and return its summary.

    `inputs` are files, folders, globs, `@list` files or `-`. `engine` is the Spark session to work in, where that is
    not this machine; without one, `settings.engine` says what does the work. `tell` is given notes for the user,
    `advance` the progress, `look` what somebody should look at (where there is a report). The folder's layout is that of
    docs/reference/output.md; nothing lands in it before all is done. Raises UsageError, InputError, MissingPart, RuleError or AccountError, all CleanerErrors.
    """
    settings = settings or Settings()
    cluster = engine is not None or settings.engine == "spark"
    ready = (*preload(settings), *(("cleaner.kernels_ready",) if settings.dedup else ()))
    if not cluster:  # in processes that load meanwhile what they will need
        serve(ready)
    given = [str(i) for i in ([inputs] if isinstance(inputs, str | Path) else inputs)]
    rules = select(settings.only, settings.without) if settings.clean else ()
    keeper_order(settings.keep)  # a bad policy, or a missing part, is told before the work
    place, index = _placing(settings)
    profile = Profile.load(settings.profile) if settings.profile and settings.clean else None
    found = files(given, settings.read, tell)
    hashes = {file.name: sha256_of(file.path) for file in found}
    made: dict[str, object] = {"version": __version__, "rules": digest(rules), "settings": settings.result()}
    if settings.verdicts:
        made["verdicts"] = sha256_of(settings.verdicts)
    with OutputFolder(
        Path(output),
        inputs=[Path(i) for i in given if Path(i).exists()],
        overwrite=settings.overwrite,
        suffix=settings.format,
        job=job_key(
            made, list(hashes.items()), profile.digest() if profile else None, index, "spark" if cluster else None
        ),
    ) as folder:
        if folder.resumes:
            tell(f"{output}: goes on from where a run was stopped")
        account, survivors = Account(), Survivors()
        if cluster:
            from cleaner.distributed import work  # the spark extra, loaded where it is asked for

            profile = work(found, settings, profile, folder, account, survivors, engine, tell, advance)
        else:
            with Pool(settings.jobs, ready, apart=True) as pool:
                records = islice(_records(found, settings, tell), settings.limit)
                read, done = Spool(folder.kept / "read"), Spool(folder.kept / "prepared")
                if settings.clean and profile is None:
                    profile = learn(records, settings, pool, advance, read)
                    rest = partial(clean_learnt, read, settings, pool, profile)
                else:
                    rest = partial(prepare_packed, records, settings, pool, profile)
                if settings.clean or settings.fix_encoding or not settings.dedup:
                    items: Iterator[Prepared | Reject] = chain.from_iterable(map(unpack, done.through(rest)))
                else:  # duplicates only: to read records again costs no more than to keep them (pages are extracted again)
                    items = prepared(records, settings, pool)
                documents = _audited(items, folder, account, survivors, advance)
                place(documents, folder, account, settings, advance)
        account.check()
        _write_rows(folder, "audit/profile", profile.rows() if profile else ())
        _write_rows(folder, "audit/survivors", survivors.rows())
        summary = account.summary()
        manifest = made | {
            "profile": profile.digest() if profile else None,
            "inputs": [
                {"path": name, "sha256": sha256, "records": account.file_counts(name)}
                for name, sha256 in hashes.items()
            ],
        }
        folder.write_text("README.md", card(summary, settings))
        if settings.report:
            _report(folder, summary, manifest, tell, advance, look)
        folder.commit(summary, manifest)
    return summary


def _report(
    folder: OutputFolder,
    summary: Mapping[str, object],
    manifest: Mapping[str, object],
    tell: Tell,
    advance: Advance,
    look: Look,
) -> None:
    """Write the report from the tables; where what it needs is not installed, tell so and leave it out."""
    try:
        from cleaner.audit.report import report
    except MissingPart as missing:
        tell(f"report.html is left out: {missing}")
        return
    advance("report", 0)
    folder.write_text("report.html", report(Folder(folder.closed(), manifest), summary, look))


def _placing(settings: Settings) -> tuple[Place, str | None]:
    """What writes the documents, all of them or those that are no duplicates; and the state of the index that they are
    compared with. Raises MissingPart or UsageError."""
    if not settings.dedup:
        return _write_all, None
    from cleaner.corpus import deduplicate  # the corpus extra, loaded where it is asked for
    from cleaner.index import opened
    from cleaner.verdicts import read_pairs

    if settings.verdicts:
        read_pairs(settings.verdicts)
    # What is no index, or no verdict, is told before the work.
    return deduplicate, opened(settings.against).state() if settings.against else None


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
    ids = Ids()
    for item in items:
        account.read(item)
        advance("clean", 1)
        if isinstance(item, Reject):
            folder.table("rejects").write(item.row())
            continue
        item = named(item, ids.free(item.document.id))
        for table, row in audit_rows(item):
            folder.table(table).write(row)
        if item.left:
            survivors.see(item.left, source_of(item.document))
        yield item


def sha256_of(path: Path | None) -> str | None:
    """The hash of an input file; None for the standard input, and for a file that has gone."""
    try:
        return hashlib.file_digest(path.open("rb"), "sha256").hexdigest() if path else None
    except OSError:
        return None
