"""Import this to have the rules and their words loaded: once, in the process that all others are forked from."""

from contextlib import suppress
from importlib import import_module

from cleaner.catalog import all_rules
from cleaner.errors import CleanerError

import_module("cleaner.prepare")
with suppress(CleanerError):  # told by whoever asks for the rules
    all_rules()
