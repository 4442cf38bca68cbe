"""Import this to have the stages that find duplicates loaded: once, in the process that all others are forked from."""

from contextlib import suppress
from importlib import import_module

from cleaner.errors import MissingPart

with suppress(ImportError, MissingPart):  # told by whoever asks for duplicates
    import_module("cleaner.pipeline")
