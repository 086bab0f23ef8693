"""Clocks of a run: when work that takes time is due again, and when the next step is.
All times are monotonic seconds.
"""

from __future__ import annotations

import time


class Clock:
    """Say when something is due again that takes time of its own, so that it takes no more than a share of it.

    That is `least` seconds after it last began, or `times` as long as it took: the lesser of the last two times, for
    one that took long by chance, as the machine slept meanwhile, delays none.
    """

    def __init__(self, least: float, times: float):
        self.least, self.times = least, times
        self.due = self.began = self.took = self._last = 0.0

    @property
    def ready(self) -> bool:
        """Tell whether it is due."""
        return time.monotonic() >= self.due

    def within(self, most: float) -> float:
        """Return for how many seconds something else may be done until then, at most so many; all of them where it is
        due and must wait for another reason.
        """
        left = self.due - time.monotonic()
        return left if 0 < left < most else most

    def did(self, began: float, aside: float = 0.0, crowd: int = 1) -> None:
        """Note that it was done since then, but for so many seconds that something else took meanwhile.

        So many in turn do it, and together have the share of one.
        """
        took = time.monotonic() - began - aside
        self.began, self.took, self._last = began, min(took, self._last), took
        self.due = began + max(self.least, self.times * self.took * crowd)


class Pace:
    """Say when the next step is due at so many steps a second, and how many are really taken."""

    LATE = 0.25  # seconds that are caught up with at most, and never in a burst
    COUNTED = 0.5  # seconds over which steps are counted

    def __init__(self) -> None:
        self.rate = 0.0  # steps per second, really taken
        self.restart(0)

    def restart(self, step: int) -> None:
        """Begin anew at a step: the next one is due at once."""
        now = time.monotonic()
        self.due, self.rate, self._counted = now, 0.0, (now, step)

    def stepped(self, speed: float, now: float) -> None:
        """Note a step at this time; at a speed of 0 the next one is due at once."""
        if speed:
            self.due = max(self.due + 1 / speed, now - self.LATE)

    def count(self, step: int) -> None:
        """Refresh the rate twice a second."""
        now, (since, before) = time.monotonic(), self._counted
        if now - since >= self.COUNTED:
            self.rate, self._counted = (step - before) / (now - since), (now, step)
