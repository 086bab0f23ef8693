"""The runs of a sweep, one batch after the other: stepped, checked as the lab checks them, and put into rows."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ganlab.data import images_of
from ganlab.engine.sweep.plan import Task
from ganlab.gan.batch import Batch, alone
from ganlab.gan.history import SCALARS as HISTORY
from ganlab.gan.trainer import Trainer
from ganlab.observe.checks import follow_sparingly, scheduled
from ganlab.observe.diagnosis import Observer
from ganlab.observe.display import Display
from ganlab.observe.lazily import Lazily
from ganlab.observe.measures import MEASURES
from ganlab.observe.outcome import learned, outcome, said
from ganlab.observe.sparing import sparingly

SCALARS = ("d_loss", "g_loss", "d_real", "d_fake", "d_grad", "g_grad", "theta", "psi")  # of the last step
FINAL = ("sw1", "js", "modes", "high_quality", "d_star", "fid", "classes", "confidence")  # measures of the last check
BEST = {"sw1": min, "fid": min, "modes": max, "classes": max}  # of all checks
FLOORS = (
    *("sw1_floor", "js_floor", "high_quality_floor", "d_star_floor", "fid_floor", "confidence_floor"),
    *("modes_total", "classes_total"),
)
Row = dict[str, Any]
Told = Callable[[Sequence["Followed"]], None]  # of the runs of a batch, after each check


class Followed:
    """Follow one run of a batch, or take over one that the lab has followed: what its checks find and come to."""

    def __init__(self, task: Task, trainer: Trainer, display: Display | None = None, observer: Observer | None = None):
        self.task, self.trainer = task, trainer
        self.display, self.observer = display or Display(trainer), observer or Observer()
        self._checks = [*self._earlier(), *self.observer.rows]

    def _earlier(self) -> Iterator[Mapping[str, Any]]:
        """Yield the checks that the observer no longer holds, as far as their measures are kept."""
        rows, measured = self.observer.rows, self.trainer.measured
        always = {name: rows[-1][name] for name in FLOORS if rows and name in rows[-1]}
        for step, row in zip(*(part.tolist() for part in measured.arrays()), strict=True):
            if scheduled(step) and rows and step < rows[0]["step"]:
                found = zip(measured.columns, row, strict=True)
                yield {**always, "step": step, **{name: value for name, value in found if math.isfinite(value)}}

    def look(self) -> None:
        """Check the run where it is due."""
        if not self.trainer.divergence:
            follow_sparingly(self.observer, self.display)
            self._checks += self.observer.rows[-1:]
            for check in self.observer.rows[-1:]:
                if isinstance(check, Lazily):
                    self.trainer.measured.note(self.trainer.step_count, check.known)

    def measure(self) -> None:
        """Measure the run as a check does, for nothing but the time that it takes."""
        sparingly(self.display).get("sw1")

    @property
    def outcome(self) -> str:
        """Return what the run has come to until now, by its key."""
        trainer, path = self.trainer, None
        if trainer.config.kind == "dirac":
            path = trainer.history.arrays()[1][:, [HISTORY.index(name) for name in ("theta", "psi")]]
        return outcome(self._said, self._checks, trainer.divergence, path)

    @property
    def _said(self) -> str | None:
        return None if self.observer.diagnosis is None else self.observer.diagnosis.key

    def row(self, seconds: float | None) -> Row:
        """Return what the run has come to; `seconds` are those of a core that it has cost, where that is known."""
        trainer, checks, bad = self.trainer, self._checks, self.trainer.divergence
        last = checks[-1] if checks else {}
        reached = next((int(check["step"]) for check in checks if learned(check)), None)
        best = {
            f"best_{name}": choose((c[name] for c in checks if name in c and said(c, name)), default=None)
            for name, choose in BEST.items()
        }
        return {
            "key": self.task.key,
            "seed": trainer.config.seed,
            "step": trainer.step_count,
            "status": "diverged" if bad else "done",
            "outcome": self.outcome,
            "diagnosis": "diverged" if bad else self._said,
            "reached": reached,
            **{name: _finite(trainer.scalars[name]) for name in SCALARS},
            **{name: last.get(name) for name in (*FINAL, *FLOORS)},
            **best,
            "stopped_by": bad.quantity if bad else None,
            "seconds": None if seconds is None else round(seconds, 4),
        }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def run(tasks: Sequence[Task], steps: int) -> list[Row]:
    """Take the steps of runs that can be stepped as one, or of a single run; return a row for each."""
    since = time.thread_time()
    followed = follow(tasks, steps)
    seconds = (time.thread_time() - since) / len(tasks)
    return [one.row(seconds) for one in followed]


def follow(tasks: Sequence[Task], steps: int, told: Told = lambda followed: None) -> list[Followed]:
    """Take the steps of runs that can be stepped as one, or of a single run, and check them; return them."""
    trainers = [trainer_of(task) for task in tasks]
    followed = [Followed(task, trainer) for task, trainer in zip(tasks, trainers, strict=True)]
    together = None if alone(tasks[0].config) else Batch(trainers)
    for step in range(1, steps + 1):
        if together is not None:
            together.step()
        else:
            trainers[0].step()
        if step == steps and together is not None:
            together.settle()
        if scheduled(step):
            if together is not None and step < steps:
                together.settle()
            for one in followed:
                one.look()
            told(followed)
        if all(trainer.divergence for trainer in trainers):
            break
    return followed


def trainer_of(task: Task) -> Trainer:
    """Make the trainer of a run."""
    images = images_of(task.config) if task.config.kind == "images" else None
    return Trainer(task.config, images, measures=tuple(MEASURES))
