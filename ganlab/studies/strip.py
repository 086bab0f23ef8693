"""The study of time: the same z's pictures at steps spread over the run."""

from __future__ import annotations

from typing import Any

import numpy as np

from ganlab import looking
from ganlab.config import RunConfig
from ganlab.snapshot import Found

COLUMNS, MOST_ROWS = 10, 8


def check(config: RunConfig, value: Any) -> tuple[int, ...]:
    """Take the places of pictures in the wall of fixed z, 1 to 8 of them; raise ValueError with one sentence."""
    last = looking.SHOWN_PICTURES - 1
    good = isinstance(value, list) and 1 <= len(value) <= MOST_ROWS
    if not good or not all(isinstance(k, int) and not isinstance(k, bool) and 0 <= k <= last for k in value):
        raise ValueError(f"strip: must be 1 to {MOST_ROWS} whole numbers from 0 to {last}; got “{str(value)[:40]}”")
    return tuple(value)


def look(trainer, past, places: tuple[int, ...]) -> Found:
    """Return the steps of the columns and their pictures (columns, rows, 28, 28); the last column is the present."""
    steps = [step for step in past.frames.steps if step < trainer.step_count]
    steps = [steps[k] for k in spread(steps, COLUMNS - 1)]
    now = trainer.display.present(trainer)
    columns = [past.look(step).fixed[list(places)] for step in steps] + [now[list(places)]]
    return Found(
        {"places": list(places)},
        {"steps": np.array([*steps, trainer.step_count], np.int32), "pictures": np.stack(columns)},
    )


def spread(steps: list[int], most: int) -> list[int]:
    """Return the places of at most so many steps, spread as evenly as those there are allow; the first is among them."""
    if len(steps) <= most:
        return list(range(len(steps)))
    wanted = np.linspace(steps[0], steps[-1] + (steps[-1] - steps[0]) / (most - 1), most + 1)[:-1]
    return sorted({int(np.abs(np.array(steps) - step).argmin()) for step in wanted})
