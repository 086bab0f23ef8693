"""Snapshot: one immutable frame of a run; the only thing that a view ever sees of a trainer."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from ganlab.config import RunConfig
from ganlab.diagnosis import Diagnosis


@dataclass(frozen=True)
class Message:
    """Carry one sentence as a key of the string table and the values to put into it."""

    key: str
    values: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def of(cls, key: str, **values) -> Message:
        """Make a message from keyword values."""
        return cls(key, tuple(values.items()))


@dataclass(frozen=True)
class Progress:
    """Say how far a download or another preparation is: fraction in [0, 1], or None where the end is unknown."""

    message: Message
    fraction: float | None = None


@dataclass(frozen=True)
class Snapshot:
    """Hold one frame: numpy only, arrays read-only, also after pickling.

    points: real (n, 2), fake (m, 2), arrows (m, 2) = −∇ of the generator's loss at each fake point, per sample, in data
    units; grid (h, w) = D(x) at cell centres, row 0 lowest y; ideal, likewise, D*(x), measured less often; noise (m, ≤ 2)
    = z of the fakes; lattice (21, 21, 2) or (201, 1) of z and manifold = G of it; density (96, 96) = p(x) and the levels
    that enclose 50 % and 90 % of the data; real_scores (n,), fake_scores (m,) = D(x) of the points. images: real, fixed, fresh (n, s, s) uint8 and their
    scores (n,) = D(x). answers: the (lowest, highest) D(x) of a colour scale, undecided in its middle. dirac: real is the
    equilibrium (1, 2), fake the point (θ, ψ), arrows both players' last −gradients.
    """

    config: RunConfig
    run_id: str = ""
    generation: int = 0
    resumed: int = 0  # how often the run was taken up from a checkpoint
    step: int = 0
    status: str = "waiting"  # waiting, loading, running, paused, diverged, failed
    message: Message | None = None
    notice: Message | None = None
    detail: str = ""
    progress: Progress | None = None
    steps_per_second: float = 0.0
    speed: float = 0.0
    made: float = 0.0
    stride: int = 1
    steps: np.ndarray | None = None
    scalars: np.ndarray | None = None
    row: dict[str, float] | None = None  # the scalars of this very step
    measured_stride: int = 1
    measured_steps: np.ndarray | None = None
    measures: np.ndarray | None = None
    real: np.ndarray | None = None
    fake: np.ndarray | None = None
    arrows: np.ndarray | None = None
    grid: np.ndarray | None = None
    ideal: np.ndarray | None = None
    noise: np.ndarray | None = None
    lattice: np.ndarray | None = None
    manifold: np.ndarray | None = None
    density: np.ndarray | None = None
    levels: tuple[float, ...] = ()
    fixed: np.ndarray | None = None
    fresh: np.ndarray | None = None
    real_scores: np.ndarray | None = None
    fake_scores: np.ndarray | None = None
    fixed_scores: np.ndarray | None = None
    fresh_scores: np.ndarray | None = None
    answers: tuple[float, float] = (0.0, 1.0)
    metrics: dict[str, float] | None = None
    diagnosis: Diagnosis | None = None

    def __post_init__(self):
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                value.flags.writeable = False

    def finite(self) -> bool:
        """Tell whether every picture is made of finite numbers."""
        pictures = (self.fake, self.arrows, self.grid, self.manifold, self.answers)
        scores = (self.real_scores, self.fake_scores, self.fixed_scores, self.fresh_scores)
        return all(np.isfinite(picture).all() for picture in (*pictures, *scores) if picture is not None)

    def __setstate__(self, state):
        self.__dict__.update(state)
        self.__post_init__()
