"""What is known of each rule from labelled pages: measured.json, which benchmarks/measure_rules.py writes."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

_FILE: Final = Path(__file__).with_name("measured.json")
_HALVES: Final = (("read", "sites it was written with"), ("unread", "sites nobody had read"))


@cache
def _read() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(_FILE.read_text("utf-8"))
    return read


def measured(rule: str) -> str:
    """How many lines a rule cut, and how many of them were residue, on sites that were read and on others."""
    found = _read()["rules"].get(rule)
    if found is None:
        return "not yet: see benchmarks/measure_rules.py"
    told: list[str] = []
    for half, name in _HALVES:
        residue, article = found[half]["residue"], found[half]["article"]
        share = f", {residue / (residue + article):.1%} of them residue" if residue + article else ""
        told.append(f"{residue + article:,} lines cut on {name}{share}")
    return "; ".join(told)


def languages(rule: str) -> tuple[str, ...]:
    """The languages in which a rule cut residue there, the most frequent first."""
    return tuple(_read()["rules"].get(rule, {}).get("languages", ()))


def version() -> str:
    """The version that was measured."""
    return str(_read()["version"])
