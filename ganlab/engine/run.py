"""Run: one trainer in a worker, with its clock: when to step, when to show a frame, when to save."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from ganlab import checkpoint
from ganlab.config import RunConfig
from ganlab.diagnosis import Diagnosis, Observer, diverged
from ganlab.snapshot import Message, Progress, Snapshot
from ganlab.trainer import Part, Trainer

SLICE = 0.02  # seconds that one run may step before the next one's turn
FRAME = 0.03  # seconds at least between two frames of a run
MEASURE = 1.0  # seconds at least between two measurements of a run that plays
SAVE = 3.0  # seconds at least between two checkpoints of a run


@dataclass
class Run:
    """Hold what a worker knows of one run; `publish` sends its frames to the server."""

    run_id: str
    generation: int
    config: RunConfig
    publish: Callable[[Snapshot], None]
    playing: bool = True
    speed: float = 0.0  # steps per second; 0 = flat out
    watched: bool = True
    path: Path | None = None
    trainer: Trainer | None = None
    resumed: int = 0
    todo: deque[Part] = field(default_factory=deque)  # single steps asked for
    message: Message | None = None
    notice: Message | None = None
    progress: Progress | None = None
    detail: str = ""
    frame: Snapshot | None = None  # the last good one
    metrics: dict | None = None  # the last ones measured
    ideal: np.ndarray | None = None  # D*, as it was measured with them
    observer: Observer = field(default_factory=Observer)
    diagnosis: Diagnosis | None = None  # what the last ones show
    dirty: bool = True  # something changed since the last published frame
    unsaved: bool = True
    _frame_at: float = 0.0
    _measure_end: float = 0.0
    _measure_took: float = 0.0
    _measured: int = -1  # step of the last metrics
    _save_at: float = 0.0
    _due: float = 0.0
    _rate: float = 0.0
    _counted: tuple[float, int] = (0.0, 0)

    def begin(self, images=None, resume: bool = False) -> None:
        """Build the trainer, from the checkpoint where there is one that fits."""
        now = time.monotonic()
        self.trainer, self.progress = Trainer(self.config, images), None
        if resume and self.path is not None:
            if checkpoint.restore(self.path, self.trainer):
                self.resumed += 1
            else:
                self.trainer = Trainer(self.config, images)
        self.frame = self.trainer.snapshot()
        self._due, self._save_at, self._counted = now, now + SAVE, (now, self.trainer.step_count)
        self.dirty = True

    @property
    def status(self) -> str:
        """Return what the view calls this run's state."""
        if self.detail:
            return "failed"
        if self.trainer is None:
            return "loading"
        if self.trainer.divergence:
            return "diverged"
        return "running" if self.playing else "paused"

    def due(self) -> float | None:
        """Return when this run wants to step next, in monotonic seconds; None for not at all."""
        if self.trainer is None or self.trainer.divergence or self.detail:
            return None
        if self.todo:
            return 0.0
        if not self.playing:
            return None
        return self._due if self.speed else 0.0

    def configure(self, config: RunConfig) -> None:
        """Take on a config that acts live, between two steps."""
        self.config = config
        if self.trainer is not None:
            self.trainer.reconfigure(config)
        self.observer.restart()
        self.diagnosis = None
        self.dirty = self.unsaved = True

    def pace(self, playing: bool, speed: float) -> None:
        """Play or pause, at so many steps per second (0 = flat out)."""
        if (playing, speed) != (self.playing, self.speed):
            now = time.monotonic()
            self.playing, self.speed, self._due, self.dirty = playing, speed, now, True
            self._counted = (now, self.trainer.step_count if self.trainer else 0)
            self._rate = 0.0

    def advance(self, interrupted: Callable[[], bool], seconds: float = SLICE) -> None:
        """Step for one time slice, or until a command arrives or the next step is not yet due."""
        end = time.monotonic() + seconds
        while (due := self.due()) is not None and not interrupted():
            now = time.monotonic()
            if now >= end or due > now:
                break
            part = self.todo.popleft() if self.todo else "both"
            if self.speed:
                self._due = max(self._due + 1 / self.speed, now - 0.25)  # catch up a little, never in a burst
            self.trainer.step(part)
            self.dirty = self.unsaved = True
        self._count()

    def _count(self) -> None:
        """Refresh the rate shown twice a second, from the steps really taken."""
        now, (since, steps) = time.monotonic(), self._counted
        if now - since >= 0.5:
            self._rate = (self.trainer.step_count - steps) / (now - since)
            self._counted = (now, self.trainer.step_count)

    def show(self, force: bool = False) -> None:
        """Publish a frame if somebody looks, something changed and the last one is old enough."""
        now = time.monotonic()
        if not force and (not self.watched or not self.dirty or now < self._frame_at):
            return
        if self.trainer is not None:
            frame = self.trainer.snapshot()
            if frame.finite():
                self.frame = frame
        took = time.monotonic() - now
        self._frame_at, self.dirty = now + max(FRAME, 7 * took), False  # looking costs an eighth of the time at most
        message, diagnosis = self.message, self.diagnosis
        if self.trainer is not None and (bad := self.trainer.divergence):
            message = Message.of("message.diverged", step=bad.step, quantity=bad.quantity)
            diagnosis = diverged(bad.step, bad.quantity, self.config)
        frame = replace(
            self.frame or Snapshot(self.config),
            config=self.config,
            run_id=self.run_id,
            generation=self.generation,
            resumed=self.resumed,
            status=self.status,
            message=message,
            notice=self.notice,
            detail=self.detail,
            progress=self.progress,
            metrics=self.metrics,
            ideal=self.ideal,
            diagnosis=diagnosis,
            steps_per_second=self._rate if self.playing else 0.0,
            speed=self.speed,
            made=time.time(),
        )
        self.publish(frame)

    def measure(self) -> None:
        """Measure the run anew for those who look, when it is due: a run that stands still, as soon as it may."""
        now, trainer = time.monotonic(), self.trainer
        if not self.watched or trainer is None or trainer.step_count == self._measured:
            return
        # At most 4 % of the time of a run that plays; one that is stepped by hand has nothing else to do.
        pause = max(MEASURE, 24 * self._measure_took) if self.due() is not None else 4 * self._measure_took
        if now < self._measure_end + pause:
            return
        first = self._measured < 0  # which makes the floors too: that is paid once
        self.metrics, self._measured, self.dirty = trainer.metrics(), trainer.step_count, True
        self.ideal = trainer.ideal()
        self._measure_end = time.monotonic()
        self._measure_took = 0.0 if first else self._measure_end - now
        if self.metrics:
            trainer.measured.note(self._measured, self.metrics)
            check = {"step": self._measured, **self.metrics}
            self.diagnosis = self.observer.look(check, *trainer.history.arrays(), self.config)

    def save(self, force: bool = False) -> None:
        """Write a checkpoint when one is due; a failure is said in the page and stops nothing."""
        now = time.monotonic()
        good = self.trainer is not None and self.trainer.divergence is None and not self.detail
        if self.path is None or not good or not self.unsaved or not (force or now >= self._save_at):
            return
        try:
            checkpoint.save(
                self.path,
                self.trainer,
                generation=self.generation,
                resumed=self.resumed,
                playing=self.playing,
                speed=self.speed,
            )
            if self.message and self.message.key == "message.unsaved":
                self.message, self.dirty = None, True
        except OSError as error:
            self.message, self.dirty = Message.of("message.unsaved", reason=error.strerror or str(error)), True
        self.unsaved = False
        took = time.monotonic() - now
        self._save_at = now + max(SAVE, 50 * took)  # at most 2 % of the time
