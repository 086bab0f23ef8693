"""Success: how many runs have learned, in each row and column of a map, and between which bounds that may lie."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ganlab.engine.sweep.plan import Plan

Z = 1.959964  # standard deviations within which 95 % of a normal distribution lie


class Success(NamedTuple):
    """Hold how many of so many runs have learned, and the 95 % interval of their share."""

    learned: int
    runs: int
    low: float
    high: float


def wilson(learned: int, runs: int) -> tuple[float, float]:
    """Return the 95 % interval of a share of which so many of so many are seen (Wilson 1927); (0, 1) without any."""
    if not runs:
        return 0.0, 1.0
    share, z2 = learned / runs, Z * Z
    middle = (share + z2 / (2 * runs)) / (1 + z2 / runs)
    half = Z / (1 + z2 / runs) * math.sqrt(share * (1 - share) / runs + z2 / (4 * runs * runs))
    return max(0.0, middle - half), min(1.0, middle + half)


def margins(plan: Plan, outcomes: Mapping[str, str]) -> list[list[Success]]:
    """Return for each axis the success at each of its values, of the runs whose outcome is known, by their keys."""
    found = []
    for k, axis in enumerate(plan.axes):
        mine: list[list[bool]] = [[] for _ in axis.values]
        for task in plan.tasks:
            if task.key in outcomes:
                mine[task.cell[k]].append(outcomes[task.key] == "learned")
        found.append([_success(one) for one in mine])
    return found


def _success(learned: Iterable[bool]) -> Success:
    every = list(learned)
    return Success(sum(every), len(every), *wilson(sum(every), len(every)))
