"""A document: a text, and what is known of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """One article. `lang` is an ISO 639-1 code, `date` ISO 8601, `source` a name the user gives an outlet or feed."""

    id: str
    text: str
    title: str | None = None
    lang: str | None = None
    source: str | None = None
    url: str | None = None
    date: str | None = None
