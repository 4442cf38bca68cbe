"""Strip scraping residue and near-duplicate articles from text corpora, and show every character removed.

The names below are the public interface. They are imported when they are first used, so that
`import cleaner` and `cleaner --help` load no heavy package.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleaner.cleaning import clean as clean
    from cleaner.document import Document as Document
    from cleaner.duplicates import Cluster as Cluster
    from cleaner.duplicates import Duplicates as Duplicates
    from cleaner.duplicates import Link as Link
    from cleaner.duplicates import find_duplicates as find_duplicates
    from cleaner.errors import CleanerError as CleanerError
    from cleaner.extraction import extract as extract
    from cleaner.job import run as run
    from cleaner.ledger import Cleaned as Cleaned
    from cleaner.ledger import Edit as Edit
    from cleaner.ledger import restore as restore
    from cleaner.profile import Profile as Profile
    from cleaner.profile import learn_profile as learn_profile
    from cleaner.settings import Settings as Settings

__version__ = "0.1.0"

_HOME = {
    "Cleaned": "cleaner.ledger",
    "CleanerError": "cleaner.errors",
    "Cluster": "cleaner.duplicates",
    "Document": "cleaner.document",
    "Duplicates": "cleaner.duplicates",
    "Edit": "cleaner.ledger",
    "Link": "cleaner.duplicates",
    "Profile": "cleaner.profile",
    "Settings": "cleaner.settings",
    "clean": "cleaner.cleaning",
    "extract": "cleaner.extraction",
    "find_duplicates": "cleaner.duplicates",
    "learn_profile": "cleaner.profile",
    "restore": "cleaner.ledger",
    "run": "cleaner.job",
}
__all__ = [
    "Cleaned",
    "CleanerError",
    "Cluster",
    "Document",
    "Duplicates",
    "Edit",
    "Link",
    "Profile",
    "Settings",
    "clean",
    "extract",
    "find_duplicates",
    "learn_profile",
    "restore",
    "run",
]


def __getattr__(name: str) -> object:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'cleaner' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *_HOME]
