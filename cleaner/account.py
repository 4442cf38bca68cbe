"""The account of a job: every record and character, by file, rule, source and language.

in = out + removed + rejected, for each file and in total, or the job fails.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping

from cleaner.errors import AccountError
from cleaner.formats.record import Reject
from cleaner.prepare import Prepared
from cleaner.table import encodable

UNKNOWN = "-"


class Account:
    """What happened to the records of a job, added up as it happens."""

    def __init__(self) -> None:
        self.records: Counter[str] = Counter()
        self.files: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.characters: Counter[str] = Counter()
        self.rules: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.sources: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.languages: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.rejects: Counter[str] = Counter()
        self.relations: Counter[str] = Counter()
        self.clusters: Counter[int] = Counter()  # size to number of clusters
        self.verdicts: Mapping[str, object] | None = None  # what came of those on links, where some were given

    def read(self, item: Prepared | Reject) -> None:
        """A record came in; a reject ends here."""
        self.records["in"] += 1
        self.files[item.file]["in"] += 1
        if isinstance(item, Reject):
            self.records["rejected"] += 1
            self.files[item.file]["rejected"] += 1
            self.rejects[item.code] += 1
            return
        cut = len(item.document.text) - len(item.text)
        self.characters["in"] += len(item.document.text)
        self.characters["cut"] += cut
        for edit in item.edits:
            for rule in edit.rules:
                self.rules[rule]["edits"] += 1
                self.rules[rule]["characters"] += edit.end - edit.start
        self.records["edited"] += bool(item.edits)
        self.records["asked"] += bool(item.asked)
        self.records["repaired"] += bool(item.repairs)
        for count in self._groups(item.document.source, item.document.lang):
            count["in"] += 1
            count["cut"] += cut

    def placed(self, file: str, source: str | None, lang: str | None, characters: int, kept: bool) -> None:
        """A record went out, or was taken out as a duplicate."""
        end = "out" if kept else "removed"
        self.records[end] += 1
        self.files[file][end] += 1
        self.characters[end] += characters
        for count in self._groups(source, lang):
            count[end] += 1

    def _groups(self, source: str | None, lang: str | None) -> tuple[Counter[str], Counter[str]]:
        return self.sources[encodable(source or UNKNOWN)], self.languages[encodable(lang or UNKNOWN)]

    def add(self, other: "Account") -> None:
        """Take the account of other records of the job into this one."""
        for name, told in vars(other).items():
            mine = getattr(self, name)
            if isinstance(told, defaultdict):
                for key, count in told.items():
                    mine[key].update(count)
            elif isinstance(told, Counter):
                mine.update(told)

    def check(self) -> None:
        """Raise AccountError for records or characters that do not add up."""
        for name, count in [("in total", self.records), *self.files.items()]:
            if count["in"] != count["out"] + count["removed"] + count["rejected"]:
                raise AccountError(
                    f"{count['in']} records in, but {count['out']} out, {count['removed']} removed and "
                    f"{count['rejected']} rejected",
                    name,
                )
        text = self.characters
        if text["in"] != text["cut"] + text["removed"] + text["out"]:
            raise AccountError(f"{text['in']} characters in, but {dict(text)}")

    def summary(self) -> dict[str, object]:
        """The account as summary.json holds it."""
        return {
            "records": {k: self.records[k] for k in ("in", "out", "removed", "rejected", "edited", "asked")},
            "characters": {k: self.characters[k] for k in ("in", "cut", "removed", "out")},
            "rules": {k: dict(v) for k, v in sorted(self.rules.items(), key=lambda x: (-x[1]["edits"], x[0]))},
            "relations": dict(sorted(self.relations.items())),
            "clusters": {
                "count": self.clusters.total(),
                "largest": max(self.clusters, default=0),
                "sizes": {str(k): v for k, v in sorted(self.clusters.items())},
            },
            **({} if self.verdicts is None else {"verdicts": dict(self.verdicts)}),
            "sources": _table(self.sources, ("in", "cut", "removed", "out")),
            "languages": _table(self.languages, ("in", "cut", "removed", "out")),
            "rejects": dict(sorted(self.rejects.items())),
            "repaired": self.records["repaired"],
        }

    def file_counts(self, name: str) -> dict[str, int]:
        """The account of one file."""
        return {k: self.files[name][k] for k in ("in", "out", "removed", "rejected")}


def _table(groups: Mapping[str, Counter[str]], columns: tuple[str, ...]) -> dict[str, dict[str, int]]:
    ordered = sorted(groups.items(), key=lambda x: (-x[1]["in"], x[0]))
    return {name: {column: count[column] for column in columns} for name, count in ordered}
