"""Answers: what the server asks a worker for and waits for, by name; each is made of the worker's runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ganlab.engine.loading import thumbnails_of
from ganlab.engine.run import Run
from ganlab.engine.sweep.hand import kept
from ganlab.engine.sweep.plan import Task
from ganlab.engine.sweep.running import Followed
from ganlab.engine.taking import take

Runs = Mapping[str, Run]


def _thumbnails(runs: Runs, keys: list[str]) -> dict[str, Any]:
    return thumbnails_of(keys)


def _taken(runs: Runs, pairs: Sequence[tuple[str, str]]) -> str:
    """Write what is taken home of runs into a folder each; return what is in the way, or nothing."""
    try:
        for run_id, folder in pairs:
            take(runs[run_id], Path(folder))
    except Exception as error:  # of one run, and for good: the others go on
        return getattr(error, "strerror", None) or str(error) or type(error).__name__
    return ""


def _judged(runs: Runs, run_id: str, task: Task, steps: int, folder: str) -> dict[str, Any]:
    """Return the row of a run of a map that is at its end, and keep its state; nothing where it is another one."""
    run = runs.get(run_id)
    if run is None or run.trainer is None or run.showing.display is None:
        return {}
    trainer, observer = run.trainer, run.showing.measured.observer
    if trainer.config != task.config or observer.origin or not (trainer.step_count == steps or trainer.divergence):
        return {}
    run.showing.finish()
    followed = Followed(task, trainer, run.showing.display, observer)
    return followed.row(None) if kept(followed, Path(folder)) else {}


ANSWERS: dict[str, Callable[..., Any]] = {"thumbnails": _thumbnails, "take": _taken, "judge": _judged}
