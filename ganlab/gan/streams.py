"""Random numbers: one independent stream for each use, so that drawing for one never repeats or shifts another's."""

from __future__ import annotations

import numpy as np

from ganlab.lazy import torch

REAL, Z, NOISE, STORED, EPOCHS, DISPLAY, FRESH, METRICS = range(8)  # the uses


def stream(seed: int, use: int, *part: int) -> torch.Generator:
    """Return the torch.Generator of a seed for a use, and where that has parts (an epoch, a step), for one of them.

    torch seeds its generator with 32 bits of what it is given, so all of it is mixed into 32 bits first.
    """
    mixed = np.random.SeedSequence(seed, spawn_key=(use, *part)).generate_state(1)[0]
    return torch.Generator().manual_seed(int(mixed))
