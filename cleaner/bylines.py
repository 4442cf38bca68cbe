"""What is printed above a text, and sometimes below it: who wrote it, when it was published, how long it takes to read."""

import re

from cleaner.lexicon import is_date, phrases
from cleaner.page import Line, fold, is_name

BY = phrases("byline", "by")
READING_TIME = phrases("byline", "reading_time")
UPDATED = phrases("byline", "updated")
MOST_NAMES = 8  # words after "by"
SURE, UNSURE = 0.88, 0.6  # what is sure goes alone; two unsure lines support each other
YEAR = re.compile(r"(?<!\d)(1\d\d\d|20\d\d)(?!\d)")
FIRST_YEAR = 1990  # of publication on the web; an earlier date is the story's
ARTICLES = frozenset(("the", "a", "an", "der", "die", "das", "le", "la", "les", "el", "los", "las", "o", "os", "il"))


def byline(line: Line) -> float:
    """How sure it is that the line is a word for "by" and then names; 0 when it is not.

    In many languages the word opens names and titles as well ("De Gaulle", "Von Trapp"): one name is not sure.
    """
    opening = BY.opening(line.key)
    names = line.text.split()[len(opening.split()) :] if opening else []
    if not names or line.ends or not is_name(" ".join(names), MOST_NAMES):
        return 0
    return SURE if len(names) > 1 and fold(names[0]) not in ARTICLES else UNSURE


def told(line: Line) -> bool:
    """Whether the line opens with a word such as "Updated" or "Published"; "le", "on" and "am" tell nothing."""
    return len(UPDATED.opening(line.key) or "") > 3


def dated(line: Line) -> float:
    """How sure it is that the line is a date of publication; 0 when it is not."""
    if line.stops or not is_date(line.text):
        return 0
    years = [int(year) for year in YEAR.findall(line.text)]
    if years and min(years) < FIRST_YEAR:
        return 0
    return SURE if told(line) or (years and len(line.key.split()) > 2) else UNSURE
