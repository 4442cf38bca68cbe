"""Cleaning one document: the catalog's rules, in rounds, on a page."""

from collections.abc import Sequence

from cleaner.catalog import all_rules
from cleaner.ledger import Cleaned
from cleaner.page import Page
from cleaner.profile import Profile
from cleaner.rounds import FLOOR, clean_page
from cleaner.rule import Rule


def clean(
    text: str,
    title: str | None = None,
    lang: str | None = None,
    source: str | None = None,
    profile: Profile | None = None,
    *,
    rules: Sequence[Rule] | None = None,
    floor: float = FLOOR,
) -> Cleaned:
    """Take the residue out of one article.

    `text` is the article as lines; what is known beside it (`title`, `lang` as ISO 639-1, `source`)
    is evidence that rules may use, and so is what the source repeats by a `profile`. Findings with a confidence of `floor` or more are cut, the others
    are listed in `asked`. All of the catalog's rules are used unless `rules` are given.

    Pure: the same arguments give the same result, in any process. Raises RuleError when a rule is
    broken, TypeError when `text` is no string, and RoundsSpent when the rounds do not come to rest.

    >>> import cleaner
    >>> cleaned = cleaner.clean("The bridge opens on Monday, the mayor said.\\n\\nLeave a reply:")
    >>> cleaned.text
    'The bridge opens on Monday, the mayor said.\\n'
    >>> cleaned.edits[0].rules
    ('comment-form',)
    """
    if not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance]  (not all callers check types)
        raise TypeError(f"text must be str, not {type(text).__name__}")
    return clean_page(Page(text, title, lang, profile.of(source) if profile else None), all_rules() if rules is None else rules, floor)
