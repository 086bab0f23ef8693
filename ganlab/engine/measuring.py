"""Measuring: what is measured of one run, in pieces between which it goes on, and what that shows."""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ganlab.gan.config import RunConfig
from ganlab.gan.trainer import Trainer
from ganlab.observe.diagnosis import Observer, diverged
from ganlab.observe.display import Display
from ganlab.observe.layers import ideal_map
from ganlab.observe.measuring import measuring, metrics
from ganlab.observe.snapshot import Diagnosis

MEASURE = 1.0  # seconds at least between two measurements of a run that plays
PIECES = 0.01  # seconds of a measurement between two time slices, and one piece more


@dataclass
class Measuring:
    """Hold the last measures of a run, and the measurement that is under way."""

    metrics: dict[str, Any] | None = None
    ideal: np.ndarray | None = None  # D*, as it was measured with them
    diagnosis: Diagnosis | None = None  # what the last ones show
    observer: Observer = field(default_factory=Observer)
    step: int = -1  # of the last measures
    _work: Generator[None, None, dict[str, Any]] | None = None  # a measurement begun,
    _at: int = 0  # at this step
    _end: float = 0.0
    _took: float = 0.0

    @property
    def under_way(self) -> bool:
        """Tell whether a measurement has been begun."""
        return self._work is not None

    def restart(self) -> None:
        """Conclude nothing any more from what was measured before."""
        self.observer.restart()
        self.diagnosis = self._work = None

    def go_on(self, display: Display, plays: bool, share: float) -> bool:
        """Measure a piece when it is due; tell whether there are new measures.

        Of a run that plays, for one part in `share` of the time; one that is stepped by hand has nothing else to do.
        """
        now, trainer = time.monotonic(), display.trainer
        if self._work is None:
            pause = max(MEASURE, share * self._took) if plays else 4 * self._took
            if trainer.step_count == self.step or now < self._end + pause:
                return False
            self._work, self._at, self._took = measuring(display), trainer.step_count, 0.0
        found: dict[str, Any] | None = None
        while found is None and time.monotonic() < now + PIECES:
            try:
                next(self._work)
            except StopIteration as done:
                found = done.value
        first = self.step < 0  # which makes the floors too: that is paid once
        if found is not None:
            self._take(trainer, found, self._at)
        self._end = time.monotonic()
        self._took = 0.0 if first else self._took + self._end - now
        return found is not None

    def at_once(self, display: Display) -> dict[str, Any]:
        """Measure the present; what was under way is of the past."""
        found = metrics(display)
        self._take(display.trainer, found, display.trainer.step_count)
        return found

    def _take(self, trainer: Trainer, found: dict[str, Any], step: int) -> None:
        self._work, self.step = None, step
        ideal = ideal_map(trainer)
        self.metrics, self.ideal = found, None if ideal is None else ideal.numpy()
        if found:
            trainer.measured.note(step, found)
            check = {"step": step, **found}
            self.diagnosis = self.observer.look(check, *trainer.history.arrays(), trainer.config)

    def read(self, trainer: Trainer | None, config: RunConfig) -> dict[str, Any]:
        """Return what was last read from the run, as fields of a frame."""
        diagnosis = self.diagnosis
        if bad := trainer and trainer.divergence:
            diagnosis = diverged(bad.step, bad.quantity, config)
        return {"metrics": self.metrics, "ideal": self.ideal, "diagnosis": diagnosis}
