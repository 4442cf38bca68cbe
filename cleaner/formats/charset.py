"""The bytes of a page to its text: byte order mark, declared charset, UTF-8, Windows-1252."""

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


def page_text(data: bytes) -> str:
    """The text of a page.

    The first that holds: a byte order mark; valid UTF-8 (text in another encoding all but never is); the charset that
    the page's first 4,096 bytes declare; Windows-1252, in which browsers read what declares nothing. Bytes that the
    encoding does not know become U+FFFD, as in a browser.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    declared = _DECLARED.search(data[:_LOOKED_AT])
    if not (declared and b"\x1b" in data):  # ISO-2022 shifts by escapes, in bytes that are valid UTF-8
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    try:
        name = codecs.lookup(declared[1].decode("ascii", "replace")).name if declared else "cp1252"
        return data.decode(_MEANT.get(name, name), "replace")
    except (LookupError, UnicodeError):
        return data.decode("cp1252", "replace")
