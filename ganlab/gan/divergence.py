"""Divergence: what stops a run for good, a quantity that is not a finite number, or beyond all sense."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass

from ganlab.gan.player import Player

BEYOND = 1e6  # a loss or penalty above this has exploded, though it may be finite for long
HEAVIEST, WEIGHED = 1e3, 64  # so has a weight above this; steps between two looks at them


@dataclass(frozen=True)
class Divergence:
    """Name the first quantity that was not a finite number, or beyond all sense, and the step in which it was met."""

    step: int
    quantity: str  # d_loss, g_loss, a penalty, the gradient of what D or G minimises, or the weights of D or G
    value: float = math.nan


def bound(kind: str) -> float:
    """Return what the size of a loss may be; of the Dirac-GAN's two numbers one sees all, so any that is finite."""
    return sys.float_info.max if kind == "dirac" else BEYOND


def too_heavy(step: int, *players: Player) -> Divergence | None:
    """Return the divergence of players one of whose weights is beyond all sense after this step, now and then."""
    if step % WEIGHED or players[0].config.kind == "dirac":
        return None
    for player in players:
        value = player.flat.abs().max().item()
        if not value <= HEAVIEST:
            return Divergence(step, f"|w| of {player.prefix.upper()}", value)
    return None
