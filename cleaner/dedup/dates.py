"""Dates as feeds, scrapers and archives write them, read leniently to seconds since 1970 (UTC)."""

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Final

DAY: Final = 86_400.0

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier", "feb february februar", "mar march mär märz", "apr april", "may mai",
            "jun june juni", "jul july juli", "aug august", "sep sept september", "oct october okt oktober",
            "nov november", "dec december dez dezember",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_DAY_MONTH_YEAR = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?\.?[-\s]+([^\W\d_]{3,9})\.?,?[-\s]+(\d{4})(?!\d)")
_MONTH_DAY_YEAR = re.compile(r"([^\W\d_]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")
_YEAR_MONTH_DAY = re.compile(r"(?<!\d)(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?!\d)")
_CLOCK = re.compile(r"(?<!\d)(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")


@lru_cache(maxsize=65_536)
def moment(text: str | None) -> float | None:
    """Seconds since 1970 of a date in ISO 8601, RFC 5322, an epoch, or words (13-MAR-1987, May 3, 2021).

    None when the text is no date. A time without a zone is taken as UTC.
    """
    text = (text or "").strip()[:64]
    if not text:
        return None
    if _EPOCH.fullmatch(text):
        seconds = float(text)
        return seconds / 1000 if seconds > 1e11 else seconds
    for reader in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            read = reader(text)
            return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    day = _day(text)
    if day is None:
        return None
    clock = _CLOCK.search(text)
    hours, minutes, seconds = (float(part or 0) for part in clock.groups()) if clock else (0.0, 0.0, 0.0)
    return day.toordinal() * DAY - _EPOCH_ORDINAL * DAY + hours * 3600 + minutes * 60 + seconds


_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


def _day(text: str) -> date | None:
    for pattern, order in ((_YEAR_MONTH_DAY, (0, 1, 2)), (_DAY_MONTH_YEAR, (2, 1, 0)), (_MONTH_DAY_YEAR, (2, 0, 1))):
        found = pattern.search(text)
        if not found:
            continue
        year, month, day = (found.groups()[i] for i in order)
        number = int(month) if month.isdigit() else _MONTHS.get(month.casefold(), 0)
        try:
            return date(int(year), number, int(day))
        except ValueError:
            continue
    return None
