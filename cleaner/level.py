"""Levels: how sure a rule must be before a finding is cut, asked about, or only noted."""

from collections.abc import Mapping
from typing import Final, Literal

Level = Literal["careful", "normal", "thorough"]

FLOORS: Final[Mapping[Level, float]] = {"careful": 0.9, "normal": 0.75, "thorough": 0.5}  # of what is cut
ASK: Final = 0.5  # below it a finding is noted, and nobody is asked about it
