"""Idle cores: how many one run's convolutions may use, and whether that pays.

The server grants each worker what no other worker wants; a run takes it as long as its steps are quicker for it. On a
core that something else is busy on, every operation waits for the slower half, and one core alone is quicker.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

MOST = 4  # cores of one run: a layer of 28 × 28 pictures is too small for more
TRIED = 8  # steps that a step's time is the median of
AGAIN, RARELY = 10.0, 320.0  # seconds until it is tried again: twice as many each time, up to the latter


def granted(workers: int, busy: int) -> int:
    """Return how many cores each busy worker may use: half of the machine's in all, which are its physical ones.

    There is a worker for each core but one, or for both of two.
    """
    return max(1, min(MOST, (workers + 1) // 2 // max(1, busy)))


@dataclass
class Cores:
    """Decide from the time that steps take whether a run uses one core or as many as it is granted."""

    used: int = 1
    _alone: float | None = None  # seconds a step on one core
    _times: list[float] | None = None  # of the last steps on `used` cores
    _wait: float = AGAIN
    _until: float = 0.0  # when many are tried again

    def take(self, most: int, now: float) -> int:
        """Return how many cores the coming steps use, `most` or 1."""
        want = most if self._alone is not None and now >= self._until else 1
        if want != self.used:
            self.used, self._times = want, None
        return self.used

    def note(self, steps: int, seconds: float, now: float) -> None:
        """Note that so many steps took so long on the cores taken last."""
        self._times = (self._times or []) + [seconds / steps] * min(steps, TRIED)
        if len(self._times) < TRIED:
            return
        took, self._times = median(self._times), None
        if self.used == 1:
            self._alone = took
        elif self._alone is not None and took >= self._alone:
            self._until, self._wait = now + self._wait, min(2 * self._wait, RARELY)
        else:
            self._wait = AGAIN
