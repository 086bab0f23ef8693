"""Facts about a run that follow from its settings and its step alone, as evidence for a diagnosis."""

from __future__ import annotations

from functools import lru_cache

from ganlab.data import distribution
from ganlab.data.toy import PointSet
from ganlab.gan.config import RunConfig
from ganlab.gan.optimizers import OPTIMIZERS
from ganlab.gan.penalties import TERMS
from ganlab.gan.player import schedule_factor
from ganlab.lazy import torch

REACH = {"sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0)}  # of G's last function; any other gives all numbers
SAMPLES = 2000  # points that are looked at
SLACK = 0.02  # how far outside a number may lie: a limit is come near to, not reached


def facts(config: RunConfig, step: int) -> dict[str, float]:
    """Return the evidence; what does not apply is absent."""
    left = schedule_factor(config, step)
    found = {"d_left": left * (config.n_critic > 0), "g_left": left * (config.g_steps > 0)}
    if all("beta2" in OPTIMIZERS[name].options for name in (config.d_optimizer, config.g_optimizer)):
        found["fastest"] = left * max(config.d_lr, config.g_lr)
    if config.loss == "wasserstein" and config.d_hidden and config.kind == "points":
        bounds = [config.weight_clip, config.spectral_norm, *(getattr(config, term.weight) for term in TERMS.values())]
        found["unbound"] = float(not any(bounds))
    if config.kind == "points":
        found["straight"] = float(not config.d_hidden and config.packing == 1)
    if config.kind != "dirac" and config.output in REACH:
        low, high = REACH[config.output]
        found |= {"reach_low": low, "reach_high": high}
        found["out_of_reach"] = (
            float(config.pixels[0] < low - SLACK)
            if config.kind == "images"
            else _outside(distribution(config), low - SLACK, high + SLACK)
        )
    return found


@lru_cache(maxsize=64)
def _outside(record: PointSet, low: float, high: float) -> float:
    """Return the share of a data set's numbers that lie outside of some bounds."""
    points = record.sample(SAMPLES, torch.Generator().manual_seed(0))
    return ((points < low) | (points > high)).float().mean().item()
