"""Maps that are ready to be filled, one record each: a grid over an experiment's settings, and what to see in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ganlab.gan.config import RunConfig, from_values
from ganlab.lazy import N_
from ganlab.presets.failures import FAILURE_PRESETS


@dataclass(frozen=True)
class ReadyMap:
    """Describe one map: its name, what to see in it, its settings, one or two axes as `--grid` takes them, its size."""

    label: str
    watch: str
    settings: dict[str, Any]
    grid: tuple[str, ...]
    seeds: int
    steps: int

    @property
    def base(self) -> RunConfig:
        """Return the settings that all its runs have in common."""
        return from_values(self.settings)


_SMALL = {"g_hidden": (16, 16), "d_hidden": (16, 16)}

MAPS: dict[str, ReadyMap] = {
    "rates": ReadyMap(
        N_("Learning rates"),
        N_("Which rates can learn eight Gaussians, and where do three seeds of one cell disagree?"),
        _SMALL,
        ("d_lr=1e-4:1e-1:9log", "g_lr=1e-4:1e-1:9log"),
        3,
        1500,
    ),
    "r1-dirac": ReadyMap(
        N_("R1 × rate: theory"),
        N_("The Dirac-GAN with R1: below the line theory says that it comes to rest. Does it?"),
        {"dataset": "dirac", "loss": "minimax", "d_optimizer": "sgd", "g_optimizer": "sgd", "psi_start": 0.0},
        ("r1_gamma=0.03:10:11log", "lr=0.03:3:11log"),
        1,
        500,
    ),
    "wgan-clip": ReadyMap(
        N_("WGAN: critic steps × rate"),
        N_("How often must a clipped critic step for each step of G, and at which rates?"),
        {**FAILURE_PRESETS["clip-right"].settings, **_SMALL},
        ("n_critic=1,2,3,5,8", "lr=1e-4:1e-2:7log"),
        3,
        1500,
    ),
    "widths": ReadyMap(
        N_("Width of D × width of G"),
        N_("How wide must either player be, and can one make up for the other?"),
        _SMALL,
        ("d_hidden=2,4,8,16,32,64", "g_hidden=2,4,8,16,32,64"),
        5,
        1500,
    ),
}
