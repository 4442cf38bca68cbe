"""Which field of a record holds what: the names that common tools and corpora use, and the document they make.

The text's field is settled once a file, by the first record that has one; the others are looked up in each record,
as tools leave out what they did not find.
"""

import hashlib
from collections.abc import Iterable, Sequence
from itertools import chain, count, islice

from cleaner.document import Document
from cleaner.formats.inputs import InputFile, Tell
from cleaner.formats.record import BadRecord, ReadOptions, Record, is_blank, printable
from cleaner.url import host

# The text's field, the most telling name first, and who writes it.
TEXT_FIELDS = {
    "maintext": "news-please",
    "plaintext": "Fundus",
    "text_content": "Media Cloud",
    "raw_content": "RedPajama, CCNet",
    "page_content": "LangChain",
    "text": "datatrove, Dolma, trafilatura, newspaper4k and others",
    "content": "OSCAR, Haystack",
    "content_text": "JSON Feed",
    "body": "Event Registry, Aylien",
    "html": "pages",
    "raw_html": "pages",
}
HTML_FIELDS = ("html", "raw_html")
FIELDS = {
    "id": ("id", "doc_id", "id_", "warc-record-id"),
    "title": ("title", "article_title", "headline"),
    "lang": ("lang", "language", "identification", "warc-identified-content-language"),
    "source": ("source", "source_domain", "hostname", "source-hostname", "canonical_domain"),
    "url": ("url", "original_url", "link", "warc-target-uri", "source"),
    "date": (
        "date",
        "date_publish",
        "publish_date",
        "publication_date",
        "publishing_date",
        "created",
        "timestamp",
        "date_download",
        "warc-date",
    ),
}
# Objects in which some tools keep these fields, looked into where the record itself has none.
NESTED = ("metadata", "meta", "warc_headers")
# What stands for "not known"; news-please writes absent dates as the word.
_ABSENT = ("", "None", "null", "NaN", "nan")
_KINDS: dict[type, str] = {type(None): "null", bool: "a truth value", list: "a list", dict: "an object"}


class Layout:
    """The layout of one file; `text_field` is None until a record has told, which `tell` is then told."""

    def __init__(self, file: InputFile, options: ReadOptions, tell: Tell) -> None:
        self.file = file
        self.texts = names_of(options.text_field) or tuple(TEXT_FIELDS)
        self.text_field = self.texts[0] if len(self.texts) == 1 else None
        self.source = options.source
        self.max_bytes = options.max_document_bytes
        self.names = {role: names_of(getattr(options, f"{role}_field")) or FIELDS[role] for role in FIELDS}
        self._tell = tell
        self._keys: tuple[str, ...] | None = None
        self._there: dict[str, tuple[str, ...]] = {}
        self._nests: tuple[str, ...] = ()

    def __getstate__(self) -> dict[str, object]:
        """What it is made of, less what it saw last: a fingerprint of it is the same after use."""
        return {**self.__dict__, "_keys": None, "_there": {}, "_nests": ()}

    def record(self, value: object, line: int, offset: int) -> Record:
        """The record that a JSON value makes; BadRecord if it makes none."""
        if not isinstance(value, dict):
            raise BadRecord("not-object", f"{_KINDS.get(type(value), 'a word or number')}, not an object")
        fields: dict[str, object] = value
        if self.text_field is None:
            self._settle(fields)
        document = self.document(fields)
        name = self.text_field or ""
        return Record(document, fields, name, self.file.name, line, offset, name in HTML_FIELDS)

    def lacking(self, names: Sequence[str]) -> BadRecord | None:
        """What is wrong with the columns of a file, if none of these `names` is the text's."""
        if not set(self.texts).isdisjoint(names):
            return None
        wanted = repr(self.text_field) if self.text_field else "that is known to hold a text"
        return BadRecord("text-missing", f"no column {wanted}; {_ask(names)}; the file is not read")

    def _settle(self, fields: dict[str, object]) -> None:
        for name in self.texts:
            value = fields.get(name)
            if isinstance(value, str) and not is_blank(value):
                self.text_field = name
                writers = f" ({TEXT_FIELDS[name]})" if name in TEXT_FIELDS else ""
                self._tell(f"{self.file.name}: text is read from the field {name!r}{writers}")
                return

    def document(self, fields: dict[str, object]) -> Document:
        """The document of a record; BadRecord if its text is none."""
        self._look(fields)
        id = self._find("id", fields)
        text = self._text(fields, id)
        url = self._find("url", fields)
        source = self._find("source", fields) or self.source or host(url)
        return Document(
            id=hashed_id(source, text) if id is None else id,
            text=text,
            title=self._find("title", fields),
            lang=self._find("lang", fields),
            source=source,
            url=url,
            date=self._find("date", fields),
        )

    def id(self, fields: dict[str, object]) -> str | None:
        """The id that a record has."""
        self._look(fields)
        return self._find("id", fields)

    def known(self, fields: dict[str, object]) -> dict[str, str | None]:
        """What a record tells that cleaning it may use: title, lang, and source (or the host of its address)."""
        self._look(fields)
        source = self._find("source", fields) or self.source or host(self._find("url", fields))
        return {"title": self._find("title", fields), "lang": self._find("lang", fields), "source": source}

    def _text(self, fields: dict[str, object], id: str | None) -> str:
        name = self.text_field or next((name for name in self.texts if name in fields), None)
        if name is None:
            raise BadRecord("text-missing", f"no field known to hold a text; {_ask(fields)}", id)
        if name not in fields:
            raise BadRecord("text-missing", f"no field {name!r}", id)
        text = fields[name]
        if not isinstance(text, str):
            raise BadRecord("text-type", f"{name!r} holds {_KINDS.get(type(text), 'a number')}, not a text", id)
        if is_blank(text):
            raise BadRecord("text-blank", f"{name!r} is blank", id)
        if len(text) * 4 > self.max_bytes and len(text.encode("utf-8")) > self.max_bytes:
            raise BadRecord("text-too-large", f"{name!r} holds over {self.max_bytes:,} bytes", id)
        return text

    def _look(self, fields: dict[str, object]) -> None:
        """Which names a record has: next to all of a file have those of the one before."""
        keys = tuple(fields)
        if keys != self._keys:
            self._keys = keys
            self._there = {role: tuple(name for name in names if name in fields) for role, names in self.names.items()}
            self._nests = tuple(nest for nest in NESTED if nest in fields)

    def _find(self, role: str, fields: dict[str, object]) -> str | None:
        for name in self._there[role]:
            value = fields[name]
            if value is not None and (word := _word(role, name, value)):
                return word
        for nest in self._nests:
            inner = fields[nest]
            if isinstance(inner, dict):
                for name in self.names[role]:
                    value = inner.get(name)
                    if value is not None and (word := _word(role, name, value)):
                        return word
        return None


def unique(names: Iterable[str]) -> list[str]:
    """The names of columns, a repeated one with its number, so that no column hides another: text, text#2."""
    taken: dict[str, None] = {}
    for name in names:
        free = chain((name,), (f"{name}#{n}" for n in count(2)))
        taken[next(each for each in free if each not in taken)] = None
    return list(taken)


def names_of(option: str | None) -> tuple[str, ...]:
    """The names of fields that an option gives, the first choice first, as in `body,content_text`."""
    return tuple(name for part in (option or "").split(",") if (name := part.strip()))


def _ask(names: Iterable[str]) -> str:
    return f"name it with --text-field (there are: {_shown(names)})"


def _shown(names: Iterable[str]) -> str:
    return printable(", ".join(islice(names, 10))[:100])


def hashed_id(source: str | None, text: str) -> str:
    """The id of a document that has none: the same text of the same source always gets the same."""
    return hashlib.sha1(f"{source or ''}\0{text}".encode(), usedforsecurity=False).hexdigest()[:16]


def _word(role: str, name: str, value: object) -> str | None:
    """What `value`, found under `name`, says for `role`; None if nothing."""
    if isinstance(value, str):
        if role == "id":
            return value
        if value in _ABSENT or value.isspace():
            return None
        # trafilatura writes the page's address as its source, Dolma the corpus's name.
        return value if name != "source" or ("://" in value) == (role == "url") else None
    if role == "id":
        return str(value)
    if role == "date" and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if role == "lang" and isinstance(value, dict):
        label = value.get("label")  # OSCAR
        return label if isinstance(label, str) else None
    return None
