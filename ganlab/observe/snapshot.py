"""Snapshot: one immutable frame of a run; the only thing that a view ever sees of a trainer."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from ganlab.gan.config import RunConfig
from ganlab.lazy import Message


@dataclass(frozen=True)
class Diagnosis:
    """Hold what is said of a run: the rule's key, the numbers, places (x, y) to be marked, and the changes to try.

    `since`: the step since which it has held at every check.
    """

    key: str
    values: tuple[tuple[str, Any], ...] = ()
    marks: tuple[tuple[float, float], ...] = ()
    advice: tuple[tuple[tuple[tuple[str, Any], ...], bool], ...] = ()  # the fields, and whether to begin anew
    since: int = 0


@dataclass(frozen=True)
class Progress:
    """Say how far a download or another preparation is: fraction in [0, 1], or None where the end is unknown."""

    message: Message
    fraction: float | None = None


@dataclass(frozen=True)
class Phase:
    """Describe one phase of one update, as slow motion shows it.

    lit: names of the parts that are active, of z, g, fake, real, d, answers, d_loss, g_loss, d_grad, g_grad. lines:
    (formula, the same with this batch's numbers put in), as LaTeX. values: the numbers, by the names of the record.
    picture: fields of Snapshot that show this phase's batch in place of the display's.
    """

    step: int  # that it is a part of
    player: str  # "d" or "g"
    turn: int  # which of the player's updates in this step, from 1
    turns: int
    name: str
    lit: tuple[str, ...]
    text: Message
    lines: tuple[tuple[str, str], ...]
    values: dict[str, float]
    picture: dict[str, Any]


@dataclass(frozen=True)
class Stage:
    """Say which phase slow motion is at.

    It is the `index` of the step's `players`, one a phase; `pace` in seconds if it plays.
    """

    phase: Phase
    index: int
    players: str  # such as ddddddgggggg
    back: bool  # whether there is a phase before this one
    pace: float | None = None


@dataclass(frozen=True)
class Past:
    """Say that a frame shows the past.

    It tells the run's step and config now, and the (step, config) that a branch starts from.
    """

    now: int
    config: RunConfig
    branch: tuple[int, RunConfig] | None = None


@dataclass(frozen=True)
class Found:
    """Hold what a study shows: `about`, JSON, and numpy arrays; `stamp` is another one whenever it was made anew."""

    about: dict[str, Any]
    arrays: dict[str, np.ndarray] = field(default_factory=dict)  # float32, int32, uint8 or uint16
    stamp: int = 0
    more: bool = False  # whether another look at the same step would show more

    def __post_init__(self) -> None:
        for array in self.arrays.values():
            array.flags.writeable = False

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.__post_init__()

    def finite(self) -> bool:
        """Tell whether everything in it is a finite number."""
        try:
            json.dumps(self.about, allow_nan=False)
        except ValueError:
            return False
        return all(np.isfinite(array).all() for array in self.arrays.values())


@dataclass(frozen=True)
class Snapshot:
    """Hold one frame: numpy only, arrays read-only, also after pickling.

    points: real (n, 2), fake (m, 2), arrows (m, 2) = −∇ of the generator's loss at each fake point, per sample, in
    data units; grid (h, w) = D(x) at cell centres, row 0 lowest y; ideal, likewise, D*(x), measured less often;
    noise (m, ≤ 2) = z of the fakes; lattice (21, 21, 2) or (201, 1) of z and manifold = G of it; density (96, 96) =
    p(x) and the levels that enclose 50 % and 90 % of the data; real_scores (n,), fake_scores (m,) = D(x) of the
    points. images: real, fixed, fresh (n, s, s) uint8 and their scores (n,) = D(x); asked (n,) uint8 = the labels of
    the fresh ones, where G is asked for any. answers: the (lowest, highest) D(x) of a colour scale, undecided in its
    middle. dirac: real is the equilibrium (1, 2), fake the point (θ, ψ), arrows both players' last −gradients, trail
    (k, 2) the places of the last k − 1 steps and, at its end, the present one. In slow motion, `stage`, the samples
    and their noise are those of an update's own batch. timeline: the steps that can be looked back at, (n,), rising.
    past: set where an earlier step is shown, whose step, config and pictures the frame then has. studies: the
    answers to what viewers have asked for.
    """

    config: RunConfig
    run_id: str = ""
    generation: int = 0
    resumed: int = 0  # how often the run was taken up from a checkpoint
    step: int = 0
    status: str = "waiting"  # waiting, loading, running, paused, diverged, failed
    message: Message | None = None
    notice: Message | None = None
    past: Past | None = None
    timeline: np.ndarray | None = None
    detail: str = ""
    progress: Progress | None = None
    device: str = "cpu"  # where it learns: cpu, cuda, mps
    cores: int = 1  # of the CPU that its steps use
    steps_per_second: float = 0.0
    speed: float = 0.0
    made: float = 0.0  # monotonic seconds, which all processes of a machine share
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
    trail: np.ndarray | None = None
    grid: np.ndarray | None = None
    ideal: np.ndarray | None = None
    noise: np.ndarray | None = None
    lattice: np.ndarray | None = None
    manifold: np.ndarray | None = None
    density: np.ndarray | None = None
    levels: tuple[float, ...] = ()
    fixed: np.ndarray | None = None
    fresh: np.ndarray | None = None
    asked: np.ndarray | None = None
    real_scores: np.ndarray | None = None
    fake_scores: np.ndarray | None = None
    fixed_scores: np.ndarray | None = None
    fresh_scores: np.ndarray | None = None
    answers: tuple[float, float] = (0.0, 1.0)
    metrics: dict[str, float] | None = None
    diagnosis: Diagnosis | None = None
    stage: Stage | None = None
    studies: dict[str, Found] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(value, np.ndarray):
                value.flags.writeable = False

    def finite(self) -> bool:
        """Tell whether every picture is made of finite numbers."""
        pictures = (self.fake, self.arrows, self.grid, self.manifold, self.answers)
        scores = (self.real_scores, self.fake_scores, self.fixed_scores, self.fresh_scores)
        return all(np.isfinite(picture).all() for picture in (*pictures, *scores) if picture is not None)

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.__post_init__()


_CODES = 65535


def to_codes(answers: np.ndarray, scale: tuple[float, float], gaps: bool = False) -> npt.NDArray[np.uint16]:
    """Return answers of D as they are sent and kept: uint16, 0 and 65535 at the (lowest, highest) one of their scale.

    With gaps, 65535 stands for NaN, and no answer has it.
    """
    low, high = scale
    codes = np.round((answers - low) / (high - low) * _CODES).clip(0, _CODES - gaps)
    whole: npt.NDArray[np.float64] = np.nan_to_num(codes, nan=_CODES) if gaps else codes
    return whole.astype(np.uint16)


def from_codes(
    codes: npt.NDArray[np.uint16], scale: tuple[float, float], gaps: bool = False
) -> npt.NDArray[np.float64]:
    """Return the answers that codes stand for, float64; `to_codes` gives the same codes again."""
    low, high = scale
    answers: npt.NDArray[np.float64] = low + codes.astype(np.float64) / _CODES * (high - low)
    return np.where(codes == _CODES, np.nan, answers) if gaps else answers
