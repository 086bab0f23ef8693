"""Where a run is computed: on the graphics processor where there is one and it is worth it, else on the cores."""

from __future__ import annotations

import os
import sys
from functools import cache

from ganlab.gan.config import ConfigError, RunConfig
from ganlab.lazy import torch

CPU, CHOICES = "cpu", ("auto", "cpu", "cuda", "mps")


def asked() -> str:
    """Return what `GANLAB_DEVICE` asks for, one of CHOICES; raise ConfigError for anything else."""
    value = os.environ.get("GANLAB_DEVICE", "") or "auto"
    if value not in CHOICES:
        raise ConfigError("GANLAB_DEVICE", f"must be one of {', '.join(CHOICES)}", value)
    return value


def likely() -> bool:
    """Tell, without torch, whether there may be a graphics processor that is wanted."""
    there = sys.platform == "darwin" or any(map(os.path.exists, ("/dev/nvidia0", "/dev/dxg", "/dev/kfd")))
    return there and asked() != CPU


@cache
def accelerator() -> str:
    """Return "cuda" or "mps" if it is there, wanted and found to work, else "cpu"."""
    wanted = asked()
    for name, backend in (("cuda", torch.cuda), ("mps", torch.backends.mps)):
        if wanted in ("auto", name) and backend.is_available():
            try:
                torch.ones(1, device=name).add(1).item()
            except RuntimeError:  # an outdated driver, no memory left, a device of another's
                continue
            # Equal config, equal run, bit for bit, here too, and in full single precision.
            torch.backends.cudnn.deterministic, torch.backends.cudnn.benchmark = True, False
            torch.backends.cudnn.allow_tf32 = False
            return name
    return CPU


def device_of(config: RunConfig) -> str:
    """Return where a run of this config is computed: small matrices are quicker on a core than on the way to a GPU."""
    return accelerator() if convolves(config) else CPU


def convolves(config: RunConfig) -> bool:
    """Tell whether a run has networks whose step is worth more than one core."""
    return config.kind == "images" and "dcgan" in (config.g_network, config.d_network)
