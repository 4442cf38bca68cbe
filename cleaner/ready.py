"""Import this to have the rules and their words loaded: once, in the process that all others are forked from."""

from contextlib import suppress

import cleaner.prepare  # noqa: F401
from cleaner.catalog import all_rules
from cleaner.errors import CleanerError

with suppress(CleanerError):  # told by whoever asks for the rules
    all_rules()
