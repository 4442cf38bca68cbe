"""Cleaning one document: the catalog's rules, in rounds, on a page."""

from collections.abc import Sequence

from cleaner.catalog import all_rules
from cleaner.errors import UsageError
from cleaner.ledger import Cleaned
from cleaner.level import FLOORS, Level
from cleaner.page import Page
from cleaner.profile import Profile
from cleaner.rounds import clean_page
from cleaner.rule import Rule


def clean(
    text: str,
    title: str | None = None,
    lang: str | None = None,
    source: str | None = None,
    profile: Profile | None = None,
    *,
    level: Level = "normal",
    rules: Sequence[Rule] | None = None,
    floor: float | None = None,
) -> Cleaned:
    """Take the residue out of one article.

    `text` is the article as lines; what is known beside it (`title`, `lang` as ISO 639-1, `source`)
    is evidence that rules may use, and so is what the source repeats by a `profile` (`learn_profile`).

    `level` says how sure a finding must be to be cut: "careful" (confidence .9), "normal" (.75) or "thorough" (.5).
    What is less sure is listed in `asked`, and below .5 in `noted`. Experts may give a `floor` of their own in place
    of a level's, and `rules` in place of the whole catalog.

    Pure: the same arguments give the same result, in any process. Raises RuleError when a rule is
    broken, TypeError when `text` is no string, UsageError for a level that there is not, and RoundsSpent when the
    rounds do not come to rest.

    >>> import cleaner
    >>> cleaned = cleaner.clean("The bridge opens on Monday, the mayor said.\\n\\nLeave a reply:")
    >>> cleaned.text
    'The bridge opens on Monday, the mayor said.\\n'
    >>> cleaned.edits[0].rules
    ('comment-form',)
    """
    if not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance]  (not all callers check types)
        raise TypeError(f"text must be str, not {type(text).__name__}")
    if level not in FLOORS:
        raise UsageError(f"no such level; there are {', '.join(FLOORS)}", level)
    page = Page(text, title, lang, profile.of(source) if profile else None)
    return clean_page(page, all_rules() if rules is None else rules, FLOORS[level] if floor is None else floor)
