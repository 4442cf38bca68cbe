"""What is printed above a text or below it: who wrote it, and how long it takes to read."""

import re

from cleaner.lexicon import phrases
from cleaner.page import Line, fold, is_name

BY = phrases("byline", "by")
READING_TIME = phrases("byline", "reading_time")
CREDIT = phrases("credits", "prefix_colon")
PHOTO = phrases("photo", "prefix_colon")
LABEL = re.compile(r"(?:^|[\s,;/|])([^\W\d_][^\s:,;/|]*):\s")
MOST_NAMES = 8  # words after "by"
SURE, UNSURE = 0.88, 0.6  # what is sure goes alone; two unsure lines support each other
OWN = 4  # words for "by" that tell what follows: "dal nostro inviato a"
ARTICLES = frozenset(("the", "a", "an", "der", "die", "das", "le", "la", "les", "el", "los", "las", "o", "os", "il"))


def byline(line: Line) -> float:
    """How sure it is that the line is a word for "by" and then names; 0 when it is not.

    In many languages the word opens names and titles as well ("De Gaulle", "Von Trapp"): one name is not sure.
    """
    by = (BY.opening(line.key) or "").split()
    names = line.text.split()[len(by) :] if by else []
    if not names or line.ends or not is_name(" ".join(names), MOST_NAMES):
        return 0
    if len(by) >= OWN:
        return SURE
    return SURE if len(names) > 1 and fold(names[0]) not in ARTICLES else UNSURE


def credited(text: str) -> bool:
    """Whether a line is nothing but credits of text and picture, as "Text: Ann Lee, Fotos: Tom Hale"."""
    before, *parts = LABEL.split(text)
    labels, names = [fold(label) for label in parts[::2]], parts[1::2]
    return (
        not before
        and any(label in PHOTO and label not in CREDIT for label in labels)
        and any(label in CREDIT for label in labels)
        and all(label in CREDIT or label in PHOTO for label in labels)
        and all(is_name(name.strip(" ,;/|–—-"), MOST_NAMES) for name in names)
    )
