"""The study of time: the same z's pictures at steps spread over the run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

import numpy as np

from ganlab.gan.config import RunConfig
from ganlab.gan.networks import at_rest
from ganlab.gan.trainer import Trainer
from ganlab.lazy import torch
from ganlab.observe.display import Display, pixels, shown
from ganlab.observe.snapshot import Found, Snapshot
from ganlab.observe.studies import inspect
from ganlab.quoted import quoted

COLUMNS, MOST_ROWS = 10, 8


@dataclass(frozen=True)
class Fresh:
    """Name a z of the fresh wall, by the step at which it was drawn."""

    index: int
    step: int


class Kept(Protocol):
    """What is read here of things that the engine keeps by their step."""

    @property
    def steps(self) -> Sequence[int]:
        """List the steps of which there is one, rising."""

    def at(self, step: int) -> tuple[int, Any] | None:
        """Give the (step, thing) of the last one at or before a step."""


class Past(Protocol):
    """What is read here of a run's Timeline, which is the engine's."""

    @property
    def frames(self) -> Kept:
        """Hold frames."""

    @property
    def states(self) -> Kept:
        """Hold states, of fewer steps."""

    def look(self, step: int) -> Snapshot | None:
        """Return the last frame at or before a step."""


def check(config: RunConfig, value: Any) -> tuple[int, ...] | Fresh:
    """Take the places of pictures in the wall of fixed z, 1 to 8 of them, or {index, step} of a fresh one."""
    if isinstance(value, dict):
        _, index, step = inspect.check(config, {**value, "wall": "fresh"})
        return Fresh(index, step)
    last = shown(config) - 1
    good = isinstance(value, list) and 1 <= len(value) <= MOST_ROWS
    if not good or not all(isinstance(k, int) and not isinstance(k, bool) and 0 <= k <= last for k in value):
        raise ValueError(f"strip: must be 1 to {MOST_ROWS} whole numbers from 0 to {last}; got {quoted(value)}")
    return tuple(value)


def look(display: Display, past: Past, asked: tuple[int, ...] | Fresh) -> Found:
    """Return the steps of the columns and their pictures (columns, rows, 28, 28); the last column is the present.

    Pictures of fixed z are those of the frames that were kept; a fresh z is given to the generators that were.
    """
    trainer, kept = display.trainer, past.states if isinstance(asked, Fresh) else past.frames
    steps = [step for step in kept.steps if step < trainer.step_count]
    steps = [steps[k] for k in spread(steps, COLUMNS - 1)]
    about: dict[str, Any]
    if isinstance(asked, Fresh):
        z = display.fresh_z(asked.step)[asked.index : asked.index + 1]
        states = [state for step in steps if (state := past.states.at(step))]
        made = [*(_generated(trainer, state.tensors, z) for _, state in states), trainer.generate(z)]
        columns, about = [pixels(each, trainer.config) for each in made], {"fresh": asdict(asked)}
    else:
        frames = [frame for step in steps if (frame := past.look(step))]
        walls = [wall for wall in (*(frame.fixed for frame in frames), display.present()) if wall is not None]
        columns, about = [wall[list(asked)] for wall in walls], {"places": list(asked)}
    return Found(about, {"steps": np.array([*steps, trainer.step_count], np.int32), "pictures": np.stack(columns)})


def _generated(trainer: Trainer, tensors: Mapping[str, torch.Tensor], z: torch.Tensor) -> torch.Tensor:
    """Return what G made of z in an earlier state of the run: of its averaged weights, where it had some."""
    mark = "g.buffer."
    weights = trainer.g.views(tensors.get("average", tensors["g.flat"]))
    weights |= {name.removeprefix(mark): value for name, value in tensors.items() if name.startswith(mark)}
    with at_rest(trainer.generator), torch.no_grad():
        made: torch.Tensor = torch.func.functional_call(trainer.generator, weights, (z,))
        return made


def spread(steps: list[int], most: int) -> list[int]:
    """Return the places of at most so many steps, spread as evenly as those allow; the first is among them."""
    if len(steps) <= most:
        return list(range(len(steps)))
    wanted = np.linspace(steps[0], steps[-1] + (steps[-1] - steps[0]) / (most - 1), most + 1)[:-1]
    return sorted({int(np.abs(np.array(steps) - step).argmin()) for step in wanted})
