"""Slow motion: one run's steps taken phase by phase, by hand or at a pace; the last few can be gone back through."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import replace

from ganlab.gan.history import SCALARS
from ganlab.gan.trainer import Trainer
from ganlab.observe.slow.phases import anatomy
from ganlab.observe.snapshot import Phase, Snapshot, Stage

KEPT = 8  # steps whose phases can be gone back through
PACES = 0.5, 5.0  # seconds a phase, least and most


class Slow:
    """Stand at one phase of a trainer's coming step, or of one taken before; reaching the last phase takes the step."""

    def __init__(self, trainer: Trainer):
        self.trainer = trainer
        self.steps: deque[tuple[Phase, ...]] = deque(maxlen=KEPT)
        self.pace: float | None = None  # seconds a phase while it plays
        self.due = 0.0
        self._begin()

    def _begin(self) -> None:
        self.steps.append(anatomy(self.trainer))
        self._at, self._index, self._taken = len(self.steps) - 1, 0, False

    def next(self) -> bool:
        """Go one phase on; tell whether the trainer took its step."""
        if self._index + 1 < len(self.steps[self._at]):
            self._index += 1
        elif self._at + 1 < len(self.steps):
            self._at, self._index = self._at + 1, 0
        elif not self.trainer.divergence:
            self._begin()
        if self._taken or self._at + 1 < len(self.steps) or self._index + 1 < len(self.steps[self._at]):
            return False
        self.trainer.step()
        self._taken = True
        return True

    def back(self) -> None:
        """Go one phase back, as far as phases are kept; a step that was taken stays taken."""
        if self._index:
            self._index -= 1
        elif self._at:
            self._at -= 1
            self._index = len(self.steps[self._at]) - 1

    def play(self, pace: float | None) -> None:
        """Go on by itself, one phase each `pace` seconds; None: stop there."""
        self.pace, self.due = pace, time.monotonic() + (pace or 0.0)

    def tick(self) -> bool:
        """Go one phase on and set when the next one is due; tell whether the trainer took its step."""
        self.due = max(self.due + (self.pace or 0.0), time.monotonic())
        return self.next()

    def shown(self, frame: Snapshot) -> Snapshot:
        """Return a frame of the run with this phase's picture, as far as that is finite."""
        phases = self.steps[self._at]
        phase = phases[self._index]
        players = "".join(phase.player for phase in phases)
        stage = Stage(phase, self._index, players, back=bool(self._index or self._at), pace=self.pace)
        known = {name: value for past in phases[: self._index + 1] for name, value in past.values.items()}
        row = {**(frame.row or {}), **{name: value for name, value in known.items() if name in SCALARS}}
        frame = replace(frame, row=row)
        pictured = replace(frame, stage=stage, **phase.picture)
        return pictured if pictured.finite() else replace(frame, stage=stage)
