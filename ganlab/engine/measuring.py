"""Measuring: what is measured of one run, in pieces between which it goes on, and what that shows."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ganlab.gan.config import RunConfig
from ganlab.gan.trainer import Trainer
from ganlab.observe.checks import Check, due
from ganlab.observe.diagnosis import Observer, diverged
from ganlab.observe.display import Display
from ganlab.observe.layers import has_ideal, ideal_map

MEASURE = 1.0  # seconds at least between two measurements of a run that plays
PIECES = 0.01  # seconds of a measurement between two time slices, and one piece more
WAITING = 4  # checks of pictures that may be under way: the first has the floors to wait for


@dataclass
class Measuring:
    """Hold the last measures of a run, and the measurements that are under way.

    Scheduled checks (`observe.checks`) show what the diagnosis says; where they lie far apart in time, what is shown of
    the run's present is measured between them.
    """

    metrics: dict[str, Any] | None = None
    ideal: np.ndarray | None = None  # D*, as it was measured with them
    observer: Observer = field(default_factory=Observer)
    step: int = -1  # of the last measures
    _checks: deque[Check] = field(default_factory=deque)  # begun, in the order of their steps
    _conclusion: Iterator[Any] | None = None  # what the first of them shows, where it is finished: is under way
    _end: float = 0.0
    _took: float = 0.0

    @property
    def under_way(self) -> bool:
        """Tell whether a measurement has been begun."""
        return bool(self._checks)

    def restart(self, origin: int) -> None:
        """Conclude nothing any more from what was measured before this step."""
        self.observer.restart(origin)
        self._checks.clear()
        self._conclusion = None

    def check(self, display: Display) -> None:
        """Begin a check where one is scheduled for this very step. Points are measured at once, pictures can wait."""
        trainer = display.trainer
        begun = any(check.counts and check.step == trainer.step_count for check in self._checks)
        if begun or trainer.divergence or not due(self.observer, trainer.step_count):
            return
        if trainer.images is None or len(self._checks) >= WAITING:
            self.finish(display)
        self._checks.append(Check(display, counts=True))
        while trainer.images is None and not self._do(display):
            pass

    def finish(self, display: Display) -> None:
        """Do all that is under way."""
        while self._checks:
            self._do(display)

    def go_on(self, display: Display, plays: bool, share: float) -> bool:
        """Measure a piece when it is due; tell whether there are new measures.

        Of a run that plays, for one part in `share` of the time, but for what is scheduled; one that is stepped by hand
        has nothing else to do.
        """
        now, trainer = time.monotonic(), display.trainer
        if not self._checks:
            pause = max(MEASURE, share * self._took) if plays else 4 * self._took
            if trainer.step_count == self.step or now < self._end + pause:
                return False
            self._checks.append(Check(display, counts=False))
            self._took = 0.0
        began, first, done = time.thread_time(), self.step < 0, False  # which makes the floors too: that is paid once
        while self._checks and not done and time.monotonic() < now + PIECES:
            done = self._do(display)
        self._end = time.monotonic()
        self._took = 0.0 if first else self._took + time.thread_time() - began  # not while the machine slept
        return done

    def at_once(self, display: Display) -> dict[str, Any]:
        """Return the measures of the present."""
        self.finish(display)
        if self.step != display.trainer.step_count or self.metrics is None:
            self._checks.append(Check(display, counts=False))
            self.finish(display)
        return self.metrics or {}

    def _do(self, display: Display) -> bool:
        """Do one more piece of the first of the checks; tell whether that brought something new to be shown."""
        check, new = self._checks[0], False
        if self._conclusion is None and (new := check.go_on()):
            self._conclusion = self._take(check, display)
        if self._conclusion is not None:
            try:
                next(self._conclusion)
            except StopIteration:
                self._checks.popleft()
                self._conclusion, new = None, True
        return new

    def _take(self, check: Check, display: Display) -> Iterator[Any]:
        """Take over a check that is finished; return what it shows, to be concluded in pieces."""
        trainer, found = display.trainer, check.finish()
        self.step, self._end = check.step, time.monotonic()
        ideal = ideal_map(trainer, check.look.fake) if has_ideal(trainer.config) else None
        self.metrics, self.ideal = found, None if ideal is None else ideal.numpy()
        if found:
            trainer.measured.note(check.step, found)
        return check.concluding(self.observer) if found and check.counts else iter(())

    def read(self, trainer: Trainer | None, config: RunConfig) -> dict[str, Any]:
        """Return what was last read from the run, as fields of a frame."""
        diagnosis = self.observer.diagnosis
        if bad := trainer and trainer.divergence:
            diagnosis = diverged(bad, config)
        return {"metrics": self.metrics, "ideal": self.ideal, "diagnosis": diagnosis}
