"""Books: what a run keeps of its steps, whoever takes them, the trainer itself or many trainers together."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence

from ganlab.gan.config import RunConfig
from ganlab.gan.divergence import Divergence, bound, too_heavy
from ganlab.gan.history import History, Measured, Row
from ganlab.gan.player import Player
from ganlab.lazy import torch

TRAIL = 512  # places of the Dirac-GAN that are kept, one a step


class Books:
    """Count a run's steps, keep the record of them, and stop it for good where something is no number any more."""

    config: RunConfig
    g: Player
    d: Player
    trail: deque[tuple[float, float]]

    def __init__(self, measures: Sequence[str] = ()):
        self.step_count = 0
        self.divergence: Divergence | None = None
        self.history, self.measured = History(), Measured(measures)
        self.average: torch.Tensor | None = None  # G's averaged weights, once there are any
        self.row = self._before = Row()  # of this step, or of the last one; of the one before

    @property
    def place(self) -> tuple[float, float]:
        """Return (θ, ψ) of the Dirac-GAN: the first parameter of each player."""
        return self.g.flat[0].item(), self.d.flat[0].item()

    @property
    def scalars(self) -> dict[str, float]:
        """Return the quantities of the last step that was finite; NaN where one was not computed."""
        return self.row.scalars()

    def begin_step(self) -> None:
        """Begin the row of a step."""
        self._before, self.row = self.row, Row()

    def note(self, parts: Mapping[str, float]) -> bool:
        """Note the parts of what is minimised; tell whether all are numbers that make sense, else stop for good."""
        for key, value in parts.items():
            if not abs(value) <= bound(self.config.kind):
                self.divergence = Divergence(self.step_count + 1, key, value)
                return False
            self.row.values[key] = value
        return True

    def note_gradient(self, player: Player, finite: bool) -> bool:
        """Note the length of the gradient that a player has gathered; tell whether it is finite, else stop for good."""
        if not finite:
            self.divergence = Divergence(self.step_count + 1, f"∇ {player.prefix}_loss")
            return False
        self.row.values[f"{player.prefix}_grad"] = player.norm
        return True

    def update(self, player: Player) -> None:
        """Move a player down its gathered gradient."""
        player.update(self.step_count)
        if player is self.g:
            if self.average is not None:
                self.average.lerp_(self.g.flat, 1 - self.config.ema_decay)
        elif clip := self.config.weight_clip:
            self.d.flat.clamp_(-clip, clip)

    def end_step(self) -> None:
        """End a step: count and record it, or forget it where the run has come to its end in it."""
        before, self._before = self._before, self.row  # which is let go: the logits of a step hold its graph
        if self.divergence:
            self.row = before
            return
        if self.config.kind == "dirac":
            self.row.values |= dict(zip(("theta", "psi"), self.place, strict=True))
            self.trail.append(self.place)
        self.step_count += 1
        self.divergence = too_heavy(self.step_count, self.d, self.g)
        if self.history.wants(self.step_count):
            self.history.append(self.step_count, list(self.row.scalars().values()))
