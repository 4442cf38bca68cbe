"""What the cleaners of lines beside this one share: called with LINES KEPT, they say which lines of a text stay."""

import json
import sys
from collections.abc import Callable
from pathlib import Path


def run(kept: Callable[[list[str], str | None], list[int]]) -> None:
    """Ask `kept` for the numbers of the lines that stay, given the lines of a text and its language."""
    given, out = map(Path, sys.argv[1:])
    with given.open(encoding="utf-8") as rows, out.open("w", encoding="utf-8") as file:
        for row in map(json.loads, rows):
            file.write(json.dumps(kept(row["lines"], row["lang"])) + "\n")
