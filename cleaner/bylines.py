"""What is printed above a text or below it: who wrote it, and how long it takes to read."""

from cleaner.lexicon import phrases
from cleaner.page import Line, fold, is_name

BY = phrases("byline", "by")
READING_TIME = phrases("byline", "reading_time")
MOST_NAMES = 8  # words after "by"
SURE, UNSURE = 0.88, 0.6  # what is sure goes alone; two unsure lines support each other
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
