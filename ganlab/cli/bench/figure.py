"""One line of the bench."""

from __future__ import annotations

import statistics
from typing import NamedTuple


class Figure(NamedTuple):
    """Hold what was measured, once or in several rounds, and what it should be."""

    name: str
    values: list[float]
    target: str
    unit: str = ""

    def line(self) -> str:
        """Write the median, the range and the target."""
        middle, low, high = statistics.median(self.values), min(self.values), max(self.values)
        return f"{self.name:44} {middle:8.2f} {self.unit:5} ({low:.2f} to {high:.2f})   target {self.target}"
