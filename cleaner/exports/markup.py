"""Documents to XML: what prevertical and TEI have in common."""

import re
from collections.abc import Iterator

from cleaner.audit.read import Folder, Written
from cleaner.page import Page

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"})


class Markup:
    """Text as XML has it. `replaced` counts the characters that XML has no form for: each became U+FFFD."""

    def __init__(self) -> None:
        self.replaced = 0

    def text(self, text: str) -> str:
        """Text between tags."""
        text, forbidden = _FORBIDDEN.subn("\ufffd", text)
        self.replaced += forbidden
        return text.translate(_ESCAPES)

    def attributes(self, **values: str | None) -> str:
        """Attributes that have a value, each with a space before it; blanks in them are one space."""
        told = ((name, " ".join(value.split())) for name, value in values.items() if value is not None)
        return "".join(f' {name.replace("__", ":")}="{self.text(value)}"' for name, value in told)


def documents(folder: Folder, duplicates: bool) -> Iterator[Written]:
    """The documents that were kept, and those that were removed if `duplicates` is true."""
    for written in folder.documents():
        if written.removed and not duplicates:
            return  # they come last
        yield written


def paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a text: its lines that are not blank, or in hard-wrapped text what they were before."""
    return (line.text for line in Page(text).lines)
