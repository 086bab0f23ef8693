"""Timeline: the past of a run, bounded and outside of memory, to be looked at again and to be branched from."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from ganlab.data.images import Images
from ganlab.engine.aside import ASIDE, Kept
from ganlab.gan.config import RunConfig
from ganlab.gan.trainer import Trainer
from ganlab.lazy import torch
from ganlab.observe.record import compact, restored
from ganlab.observe.snapshot import Snapshot

FRAMES, STATES = 3_000_000, 8_000_000  # bytes of each that a run keeps at most
LEAST = 2  # things are kept whatever their size: the first, and one more


class Thinned:
    """Keep things by their step within a number of bytes: when it is full, every second is dropped.

    Later ones are then taken at the mean distance of those that are left, so that the whole run is covered evenly.
    """

    def __init__(self, budget: int):
        self.budget, self.size, self.gap = budget, 0, 1
        self.steps: list[int] = []
        self._kept: list[tuple[Kept, int]] = []  # (thing, bytes)

    def wants(self, step: int, apart: int = 1) -> bool:
        """Tell whether a thing of this step would be kept, where things are to be so many steps apart at least."""
        return not self.steps or step - self.steps[-1] >= max(self.gap, apart)

    def add(self, step: int, thing: Any, size: int) -> None:
        """Keep a thing of so many bytes; steps must rise."""
        self.steps.append(step)
        self._kept.append((ASIDE.put(thing), size))
        self.size += size
        while self.size > self.budget and len(self.steps) > LEAST:
            self.steps, self._kept = self.steps[::2], self._kept[::2]
            self.size = sum(size for _, size in self._kept)
            self.gap = -(-(self.steps[-1] - self.steps[0]) // (len(self.steps) - 1))

    def at(self, step: int) -> tuple[int, Any] | None:
        """Return (step, thing) of the last one at or before a step; None where there is none."""
        place = bisect_right(self.steps, step) - 1
        return (self.steps[place], self._kept[place][0].thing()) if place >= 0 else None

    def near(self, step: int) -> tuple[int, Any]:
        """Return (step, thing) of the one nearest to a step; there must be one."""
        place = min(range(len(self.steps)), key=lambda k: abs(self.steps[k] - step))
        return self.steps[place], self._kept[place][0].thing()

    def before(self, step: int) -> list[Any]:
        """Return all things before a step."""
        return [kept.thing() for at, (kept, _) in zip(self.steps, self._kept, strict=True) if at < step]

    def until(self, step: int) -> Thinned:
        """Return what is kept at or before a step; the things are shared."""
        part = Thinned(self.budget)
        n = bisect_right(self.steps, step)
        part.steps, part._kept, part.gap = self.steps[:n], self._kept[:n], self.gap
        part.size = sum(size for _, size in part._kept)
        return part


@dataclass(frozen=True)
class State:
    """Hold a trainer at one moment, without its history, and the config that it had."""

    config: RunConfig
    tensors: dict[str, torch.Tensor]
    values: dict[str, Any]

    @classmethod
    def of(cls, trainer: Trainer) -> State:
        """Return a trainer's state at this moment."""
        tensors, values = trainer.state()
        records = ("history.", "measured.")
        return cls(trainer.config, {k: v for k, v in tensors.items() if not k.startswith(records)}, values)

    @property
    def size(self) -> int:
        """Return how many bytes its tensors have."""
        return sum(tensor.numel() * tensor.element_size() for tensor in self.tensors.values())

    def __getstate__(self) -> dict[str, Any]:
        # As arrays, which are pickled ten times as quickly.
        return {**vars(self), "tensors": {name: tensor.numpy() for name, tensor in self.tensors.items()}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        tensors = {name: torch.from_numpy(array) for name, array in state["tensors"].items()}
        self.__dict__.update(state, tensors=tensors)

    def continue_in(self, trainer: Trainer, parent: Trainer) -> None:
        """Put a trainer in this state, with the record that its parent has until then."""
        step, records = self.values["step"], {}
        for record, name, rows in (("history", "scalars", parent.history), ("measured", "values", parent.measured)):
            steps, values = rows.arrays()
            own = steps <= step
            records[f"{record}.steps"] = torch.from_numpy(steps[own])
            records[f"{record}.{name}"] = torch.from_numpy(values[own])
        strides = {"stride": parent.history.stride, "measured_stride": parent.measured.stride}
        trainer.load_state(self.tensors | records, {**self.values, **strides})

    def trainer(self, images: Images | None) -> Trainer:
        """Return a trainer in this state, to look at what it had learned.

        It is on the CPU, and has no record of its own.
        """
        made = Trainer(self.config, images)
        tensors, values = made.state()
        made.load_state(tensors | self.tensors, values | self.values)
        return made


class Timeline:
    """Keep past frames and, more sparsely, the trainer's states."""

    def __init__(self) -> None:
        self.frames, self.states = Thinned(FRAMES), Thinned(STATES)
        self._steps: np.ndarray | None = None

    def wants(self, step: int) -> bool:
        """Tell whether a frame of this step would be kept."""
        return self.frames.wants(step)

    def record(self, frame: Snapshot, trainer: Trainer, apart: int = 1) -> None:
        """Keep a frame, and the trainer's state with it, where they are wanted: so many steps apart at least."""
        step = frame.step
        if self.frames.wants(step, apart):
            kept = compact(frame)
            self.frames.add(step, kept, _bytes(kept))
            self._steps = None
        if self.states.wants(step, apart):
            state = State.of(trainer)
            self.states.add(step, state, state.size)

    @property
    def steps(self) -> np.ndarray:
        """Return the steps that can be looked at, (n,) int64, rising."""
        if self._steps is None:
            self._steps = np.array(self.frames.steps, np.int64)
            self._steps.flags.writeable = False
        return self._steps

    def look(self, step: int) -> Snapshot | None:
        """Return the last frame at or before a step, or the first; without what belongs to the run as a whole."""
        if not self.frames.steps:
            return None
        found = self.frames.at(max(step, self.frames.steps[0]))
        return restored(found[1]) if found else None

    def before(self, step: int) -> list[Snapshot]:
        """Return all frames before a step, likewise."""
        return [restored(frame) for frame in self.frames.before(step)]

    def until(self, step: int) -> Timeline:
        """Return the part at or before a step, for a run that branches off there."""
        part = Timeline()
        part.frames, part.states = self.frames.until(step), self.states.until(step)
        return part


def _bytes(frame: Snapshot) -> int:
    values = (getattr(frame, field.name) for field in fields(frame))
    return sum(value.nbytes for value in values if isinstance(value, np.ndarray))
