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
    digits: int = 2

    def line(self) -> str:
        """Write the median, where there are several rounds their range, and the target."""
        middle = f"{statistics.median(self.values):8,.{self.digits}f}"
        span = f"({min(self.values):.2f} to {max(self.values):.2f})" if len(self.values) > 1 else ""
        return f"{self.name:52} {middle} {self.unit:5} {span:18} target {self.target}"
