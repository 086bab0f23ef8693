"""Ready-trained networks: what ships so that a first picture is good before the training of one's own begins.

One record each: how it is trained and for how long; `python -m ganlab ship NAME` does it, and the file says so in its
header. A run that begins with them is at step 0 of its own training.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from ganlab.lazy import N_, Message, torch

FOLDER, MOST_BYTES = Path(__file__).parent / "weights", 3_000_000
STARTS = ("scratch", "ready-trained")
# what networks are made of, and what they are made for
BUILT = (
    *("dataset", "pixels", "latent_dim", "latent_distribution", "latent_std", "conditional", "packing"),
    *("g_network", "g_hidden", "g_activation", "output"),
    *("d_network", "d_hidden", "d_activation", "d_batch_norm", "minibatch_std", "spectral_norm"),
)


class StartConfig(Protocol):
    """What is read here of a RunConfig, which is made further up, beside the fields of BUILT."""

    @property
    def start(self) -> str:
        """Name one of STARTS."""


@dataclass(frozen=True)
class Ready:
    """Describe one pair of networks: what it is called, its settings and the steps that it is trained for."""

    label: str
    settings: dict[str, Any]
    steps: int


_DCGAN = {
    "dataset": "mnist",
    "g_network": "dcgan",
    "d_network": "dcgan",
    "g_hidden": (64, 32),
    "d_hidden": (32, 64),
    "batch_size": 64,
    "latent_dim": 64,
    "schedule": "linear",
}
_PLAIN = {
    **_DCGAN,
    "init": "normal",
    "init_std": 0.05,
    "d_lr": 2e-4,
    "g_lr": 1e-3,
    "ema_decay": 0.998,
    "schedule_steps": 8000,
}
_CONDITIONAL = {
    **_DCGAN,
    "g_hidden": (48, 24),  # twice as wide it learns in fewer steps, each of which takes four times as long
    "d_hidden": (32, 64),
    "batch_size": 32,
    "latent_dim": 32,
    "conditional": "projection",
    "init": "default",  # with "normal", whose gains of batch norm are tiny, G learns to ignore z
    "d_lr": 1e-3,
    "g_lr": 1e-3,
    "r1_gamma": 0.3,
    "ema_decay": 0.998,
    "schedule_steps": 8000,
}

READY: dict[str, Ready] = {
    "dcgan": Ready(N_("DCGAN"), _PLAIN, 8000),
    "conditional": Ready(N_("conditional DCGAN"), _CONDITIONAL, 8000),
}


def path_of(name: str) -> Path:
    """Return where a pair is kept."""
    return FOLDER / f"ready-{name}.safetensors"


@cache
def recipe(name: str) -> dict[str, Any]:
    """Return how a pair was made, without torch: settings, seed, steps, scores; raise ValueError with one sentence."""
    from safetensors import SafetensorError, safe_open

    path = path_of(name)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError("it is too large")
        with safe_open(path, framework="numpy") as file:
            found = json.loads(file.metadata()["recipe"])
        return {"seed": int(found["seed"]), "steps": int(found["steps"]), **found}
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        reason = " ".join(str(error).split())[:80]
        raise ValueError(f"start: must have its file {path.name} whole; got {type(error).__name__}: {reason}") from None


@cache
def _made_of(config_class: Callable[..., object], name: str) -> dict[str, Any]:
    config = config_class(**READY[name].settings)
    return {field: getattr(config, field) for field in BUILT}


def differing(config: StartConfig, name: str) -> dict[str, Any]:
    """Return what a pair has otherwise than a config asks for; nothing where it fits."""
    return {field: own for field, own in _made_of(type(config), name).items() if own != getattr(config, field)}


def fitting(config: StartConfig) -> str | None:
    """Return the name of the pair that a config can start with; None where there is none."""
    return next((name for name in READY if not differing(config, name)), None)


_UNFIT = N_("must be scratch for these networks: the nearest that are ready-trained ({name}) have {listed}")


def unfit(config: StartConfig) -> Message | None:
    """Return what a config lacks to start ready-trained: the nearest pair's fields, or a whole file; None: nothing."""
    if name := fitting(config):
        try:
            recipe(name)
            return None
        except ValueError as error:
            reason = str(error).removeprefix("start: ").replace("; got ", ", which it has not: ")
            return Message.of(N_("must be scratch: {reason}"), reason=reason)
    name, fields = min(((name, differing(config, name)) for name in READY), key=lambda found: len(found[1]))
    listed = ", ".join(f"{field} {_text(value)}" for field, value in fields.items())
    return Message.of(_UNFIT, name=name, listed=listed)


def _text(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


@cache
def _weights(name: str) -> dict[str, torch.Tensor]:
    """Return a pair's weights; raise ValueError where they are not finite numbers."""
    from safetensors.torch import load_file

    recipe(name)
    weights = load_file(path_of(name))
    if not all(tensor.isfinite().all() for tensor in weights.values()):
        raise ValueError("they are not finite")
    return weights


def begin(config: StartConfig, generator: torch.nn.Module, discriminator: torch.nn.Module) -> None:
    """Give networks the ready-trained weights where the config starts with them; raise ValueError with one sentence."""
    if config.start == "scratch":
        return
    name = fitting(config)
    if name is None:
        raise ValueError(f"start: {unfit(config)}; got {config.start}")
    try:
        weights = _weights(name)
        for key, network in (("generator", generator), ("discriminator", discriminator)):
            mark = f"{key}."
            network.load_state_dict({k.removeprefix(mark): v for k, v in weights.items() if k.startswith(mark)})
    except (KeyError, RuntimeError, ValueError) as error:
        file, reason = path_of(name).name, " ".join(str(error).split())[:80]
        raise ValueError(f"start: must find the weights of these networks in {file}; got {reason}") from None
