"""The runs of a sweep, one batch after the other: stepped, checked as the lab checks them, and put into rows."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ganlab.data import images_of
from ganlab.engine.sweep.plan import Task
from ganlab.gan.batch import Batch, alone
from ganlab.gan.trainer import Trainer
from ganlab.observe.checks import follow_sparingly, scheduled
from ganlab.observe.diagnosis import Observer
from ganlab.observe.display import Display
from ganlab.observe.outcome import learned, outcome
from ganlab.observe.sparing import sparingly

SCALARS = ("d_loss", "g_loss", "d_real", "d_fake", "d_grad", "g_grad", "theta", "psi")  # of the last step
FINAL = ("sw1", "js", "modes", "high_quality", "d_star", "fid", "classes")  # measures of the last check
BEST = {"sw1": min, "fid": min, "modes": max, "classes": max}  # of all checks
FLOORS = ("sw1_floor", "js_floor", "high_quality_floor", "d_star_floor", "fid_floor", "modes_total", "classes_total")
Row = dict[str, Any]
Told = Callable[[float], None]  # the share of a batch's steps that are taken


class Followed:
    """Follow one run of a batch: what its checks find, and what they come to."""

    def __init__(self, task: Task, trainer: Trainer):
        self.task, self.trainer = task, trainer
        self._display, self._observer = Display(trainer), Observer()
        self._checks: list[Mapping[str, Any]] = []

    def look(self) -> None:
        """Check the run where it is due."""
        if not self.trainer.divergence:
            follow_sparingly(self._observer, self._display)
            self._checks += self._observer.rows[-1:]

    def measure(self) -> None:
        """Measure the run as a check does, for nothing but the time that it takes."""
        sparingly(self._display)["sw1"]

    def row(self, seconds: float) -> Row:
        """Return what the run has come to; `seconds` are those of a core that it has cost."""
        trainer, checks = self.trainer, self._checks
        said = None if self._observer.diagnosis is None else self._observer.diagnosis.key
        bad, last = trainer.divergence, checks[-1] if checks else {}
        reached = next((int(check["step"]) for check in checks if learned(check)), None)
        best = {
            f"best_{name}": choose((c[name] for c in checks if name in c), default=None)
            for name, choose in BEST.items()
        }
        return {
            "key": self.task.key,
            "seed": trainer.config.seed,
            "step": trainer.step_count,
            "status": "diverged" if bad else "done",
            "outcome": outcome(said, checks, bad),
            "diagnosis": "diverged" if bad else said,
            "reached": reached,
            **{name: _finite(trainer.scalars[name]) for name in SCALARS},
            **{name: last.get(name) for name in (*FINAL, *FLOORS)},
            **best,
            "stopped_by": bad.quantity if bad else None,
            "seconds": round(seconds, 4),
        }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def run(tasks: Sequence[Task], steps: int, told: Told = lambda share: None) -> list[Row]:
    """Take the steps of runs that can be stepped as one, or of a single run; return a row for each."""
    since = time.thread_time()
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
            told(step / steps)
        if all(trainer.divergence for trainer in trainers):
            break
    seconds = (time.thread_time() - since) / len(tasks)
    return [one.row(seconds) for one in followed]


def trainer_of(task: Task) -> Trainer:
    """Make the trainer of a run."""
    return Trainer(task.config, images_of(task.config) if task.config.kind == "images" else None)
