"""What all integrations share: the records of a framework are cleaned, and what was cut stands in columns beside them.

A text that is null or no string stays as it is, and its audit columns are null: a bad record costs no other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final, Literal, TypedDict, Unpack

import cleaner
from cleaner.catalog import digest, select
from cleaner.cleaning import clean
from cleaner.errors import RoundsSpent, UsageError
from cleaner.formats.inputs import InputFile
from cleaner.formats.layout import NESTED, Layout
from cleaner.formats.record import ReadOptions
from cleaner.ledger import Cleaned, Edit
from cleaner.level import FLOORS, Level
from cleaner.profile import Profile

AUDIT: Final = ("residue_chars", "residue_rules", "edits")
Kind = Literal["int64", "float64", "string", "strings"]
_KINDS: Final[dict[object, Kind]] = {int: "int64", float: "float64", str: "string", tuple[str, ...]: "strings"}
EDIT_FIELDS: Final[dict[str, Kind]] = {field.name: _KINDS[field.type] for field in fields(Edit)}  # a row of audit/edits
_KNOWN: Final = ("title", "lang", "source", "url")


class Judgement(TypedDict, total=False):
    """How residue is judged: what the sources repeat, how sure a rule must be, and rules that are left out."""

    profile: Profile | None
    level: Level
    without: Sequence[str]


class Names(TypedDict, total=False):
    """The fields of what is known beside a text, where their names are not those that `cleaner run` knows."""

    title: str | None
    lang: str | None
    source: str | None
    url: str | None


class Options(Judgement, Names, total=False):
    """How residue is judged, and what the fields are called."""


@dataclass(frozen=True)
class Cleaning:
    """`cleaner.clean` as an integration calls it. Raises UsageError for a level or rule that there is not."""

    profile: Profile | None = None
    level: Level = "normal"
    without: Sequence[str] = ()

    def __post_init__(self) -> None:
        if self.level not in FLOORS:
            raise UsageError(f"no such level; there are {', '.join(FLOORS)}", self.level)
        select(without=self.without)

    def clean(self, text: object, title: object = None, lang: object = None, source: object = None) -> Cleaned | None:
        """A text cleaned; None where it is no string, or the rules do not come to rest on it."""
        if not isinstance(text, str):
            return None
        title, lang, source = (value if isinstance(value, str) else None for value in (title, lang, source))
        rules = select(without=self.without)
        try:
            return clean(text, title, lang, source, self.profile, level=self.level, rules=rules)
        except RoundsSpent:
            return None

    def state(self) -> str:
        """What decides on the cuts, by version and content: where two states are equal, so are all results."""
        rules = digest(select(without=self.without))
        profile = self.profile.digest() if self.profile else None
        return repr((cleaner.__version__, rules, profile, self.level))


class Records:
    """Records with a text in the field `text`, cleaned with what they tell of title, language, source and address.

    A record's fields are known by the names that `cleaner run` knows, unless others are given. The options are `Options`.
    """

    def __init__(
        self,
        text: str = "text",
        *,
        title: str | None = None,
        lang: str | None = None,
        source: str | None = None,
        url: str | None = None,
        **judgement: Unpack[Judgement],
    ) -> None:
        self.text = text
        self.cleaning = Cleaning(**judgement)
        self._named = [name for name in (title, lang, source, url) if name]
        read = ReadOptions(text_field=text, title_field=title, lang_field=lang, source_field=source, url_field=url)
        self._layout = layout(read)

    def clean(self, record: Mapping[str, object]) -> Cleaned | None:
        """One record's text cleaned, or None as `Cleaning.clean` says."""
        return self.cleaning.clean(record.get(self.text), **self._layout.known(dict(record)))

    def clean_columns(self, columns: Mapping[str, Sequence[object]]) -> list[Cleaned | None]:
        """The same for records that lie in columns."""
        names = self.used(columns)
        rows = zip(*(columns[name] for name in names), strict=True)
        return [self.clean(dict(zip(names, row, strict=True))) for row in rows]

    def cleaned(self, columns: Mapping[str, Sequence[object]]) -> dict[str, list[object]]:
        """The columns that change, of records that lie in columns: the texts', and those of AUDIT, which are new."""
        refuse_taken(columns)
        done = self.clean_columns(columns)
        pairs = zip(done, columns[self.text], strict=True)
        return {self.text: [was if one is None else one.text for one, was in pairs], **audit_columns(done)}

    def used(self, names: Iterable[str]) -> list[str]:
        """Those of the names that cleaning looks at. Raises UsageError where one that was asked for is not among them."""
        names = list(names)
        for name in (self.text, *self._named):
            if names.count(name) != 1:
                there = "two columns of this name" if name in names else f"no such column; there are {', '.join(names)}"
                raise UsageError(there, name)
        wanted = {self.text, *NESTED, *(name for role in _KNOWN for name in self._layout.names[role])}
        return [name for name in names if name in wanted]


def audit_columns(cleaned: Iterable[Cleaned | None]) -> dict[str, list[object]]:
    """AUDIT for these texts: how many code points were cut, by which rules ("a;b"), and the edits as dicts."""
    columns: dict[str, list[object]] = {name: [] for name in AUDIT}
    for done in cleaned:
        columns["residue_chars"].append(done and sum(edit.end - edit.start for edit in done.edits))
        columns["residue_rules"].append(done and ";".join(sorted({rule for edit in done.edits for rule in edit.rules})))
        columns["edits"].append(done and edit_rows(done))
    return columns


def edit_rows(cleaned: Cleaned) -> list[dict[str, object]]:
    """The edits of a document as rows of audit/edits, less the document's id."""
    return [edit.row() for edit in cleaned.edits]


def refuse_taken(names: Iterable[str], new: Iterable[str] = AUDIT) -> None:
    """Raise UsageError where one of the `new` columns is there already."""
    if taken := sorted(set(names).intersection(new)):
        raise UsageError("there is such a column already: rename it, or clean the texts once", ", ".join(taken))


def layout(read: ReadOptions) -> Layout:
    """The layout of records that come from no file; nobody is told which field holds the text."""
    return Layout(InputFile(Path(), "", ""), read, _quiet)


def _quiet(told: str) -> None:
    """Tell nobody. It has a name, so that a layout can be pickled."""
