"""Ids that are made unique: the second document with the id `x` is `x#2`."""

import re
from itertools import count

_NUMBERED = re.compile(r"(?:#[0-9]+)+\Z")


class Ids:
    """The ids that are taken, and the numbers that were given on."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def free(self, id: str) -> str:
        """Take an id: itself, or the first of `id#2`, `id#3`, … that nobody has."""
        name = id
        if id in self._taken:
            name, times = next(
                (name, times) for times in count(self._next.get(id, 2)) if (name := f"{id}#{times}") not in self._taken
            )
            self._next[id] = times + 1
        self._taken.add(name)
        return name


def root(id: str) -> str:
    """The id less its numbers: only ids of one root can get into each other's way."""
    return _NUMBERED.sub("", id)
