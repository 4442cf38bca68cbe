"""The bytes of a page to its text: byte order mark, UTF-8, declared charset, Windows-1252."""

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""(?:<meta\s[^>]{0,500}?charset|<\?xml\s[^>]{0,100}?encoding)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE
)
_LOOKED_AT = 4096
# Browsers read these names as the larger set that the pages are really written in.
_MEANT = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "iso8859-11": "cp874",
    "big5": "big5hkscs",
}


def page_text(data: bytes, charset: str | None = None) -> str:
    """The text of a page; `charset` is what it was sent as, where that is known.

    The first that holds: a byte order mark; valid UTF-8 (text in another encoding all but never is); the `charset`
    given; the one that the page's first 4,096 bytes declare; Windows-1252, in which browsers read what declares nothing.
    Bytes that the encoding does not know become U+FFFD, as in a browser.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    names = [charset] if charset else []
    if declared := _DECLARED.search(data[:_LOOKED_AT]):
        names.append(declared[1].decode("ascii", "replace"))
    if not (names and b"\x1b" in data):  # ISO-2022 shifts by escapes, in bytes that are valid UTF-8
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    for name in names:
        try:
            known = codecs.lookup(name).name
            return data.decode(_MEANT.get(known, known), "replace")
        except (LookupError, UnicodeError, ValueError):  # no such charset, or one that is none of text
            continue
    return data.decode("cp1252", "replace")
