"""The study of time: the same z's pictures at steps spread over the run."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ganlab.gan.config import RunConfig
from ganlab.gan.networks import at_rest
from ganlab.gan.trainer import Trainer
from ganlab.lazy import torch
from ganlab.observe.display import Display, pixels, shown
from ganlab.observe.snapshot import Found
from ganlab.observe.studies import inspect

COLUMNS, MOST_ROWS = 10, 8


class Fresh(NamedTuple):
    """Name a z of the fresh wall, by the step at which it was drawn."""

    index: int
    step: int


def check(config: RunConfig, value: Any) -> tuple[int, ...] | Fresh:
    """Take the places of pictures in the wall of fixed z, 1 to 8 of them, or {index, step} of a fresh one."""
    if isinstance(value, dict):
        _, index, step = inspect.check(config, {**value, "wall": "fresh"})
        return Fresh(index, step)
    last = shown(config) - 1
    good = isinstance(value, list) and 1 <= len(value) <= MOST_ROWS
    if not good or not all(isinstance(k, int) and not isinstance(k, bool) and 0 <= k <= last for k in value):
        raise ValueError(f"strip: must be 1 to {MOST_ROWS} whole numbers from 0 to {last}; got “{str(value)[:40]}”")
    return tuple(value)


def look(display: Display, past: Any, asked: tuple[int, ...] | Fresh) -> Found:
    """Return the steps of the columns and their pictures (columns, rows, 28, 28); the last column is the present.

    Pictures of fixed z are those of the frames that were kept; a fresh z is given to the generators that were.
    """
    trainer, fresh = display.trainer, isinstance(asked, Fresh)
    kept = past.states if fresh else past.frames
    steps = [step for step in kept.steps if step < trainer.step_count]
    steps = [steps[k] for k in spread(steps, COLUMNS - 1)]
    if fresh:
        z = display.fresh_z(asked.step)[asked.index : asked.index + 1]
        made = [*(_generated(trainer, kept.at(step)[1], z) for step in steps), trainer.generate(z)]
        columns, about = [pixels(each, trainer.config) for each in made], {"fresh": asked._asdict()}
    else:
        places = list(asked)
        walls = [*(past.look(step).fixed for step in steps), display.present()]
        columns, about = [wall[places] for wall in walls], {"places": places}
    return Found(about, {"steps": np.array([*steps, trainer.step_count], np.int32), "pictures": np.stack(columns)})


def _generated(trainer: Trainer, state: Any, z: torch.Tensor) -> torch.Tensor:
    """Return what G made of z in an earlier state of the run: of its averaged weights, where it had some."""
    tensors, mark = state.tensors, "g.buffer."
    weights = trainer.g.views(tensors.get("average", tensors["g.flat"]))
    weights |= {name.removeprefix(mark): value for name, value in tensors.items() if name.startswith(mark)}
    with at_rest(trainer.generator), torch.no_grad():
        return torch.func.functional_call(trainer.generator, weights, (z,))


def spread(steps: list[int], most: int) -> list[int]:
    """Return the places of at most so many steps, spread as evenly as those there are allow; the first is among them."""
    if len(steps) <= most:
        return list(range(len(steps)))
    wanted = np.linspace(steps[0], steps[-1] + (steps[-1] - steps[0]) / (most - 1), most + 1)[:-1]
    return sorted({int(np.abs(np.array(steps) - step).argmin()) for step in wanted})
