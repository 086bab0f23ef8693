"""Generators and discriminators, their activations and initialisations: one record each.

`build` puts a config's two networks together. Every network is an `nn.Sequential`. Discriminators end in a raw logit of
shape (batch, 1), never in a sigmoid; with packing m they take m samples at once, points (batch, 2 m) or pictures
(batch, m, 28, 28). A generator maps z of shape (batch, latent_dim) to points (batch, 2) or pictures (batch, 1, 28, 28).
"""

from __future__ import annotations

import contextlib
import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from weakref import WeakKeyDictionary

from ganlab.lazy import N_, torch

Shape: TypeAlias = tuple[int, ...]

ACTIVATIONS: dict[str, Callable[[], torch.nn.Module]] = {
    "relu": lambda: torch.nn.ReLU(),
    "leaky-relu": lambda: torch.nn.LeakyReLU(0.2),
    "tanh": lambda: torch.nn.Tanh(),
    "sigmoid": lambda: torch.nn.Sigmoid(),
    "silu": lambda: torch.nn.SiLU(),
    "elu": lambda: torch.nn.ELU(),
}

OUTPUTS: dict[str, Callable[[], list[torch.nn.Module]]] = {
    "linear": lambda: [],
    "tanh": lambda: [torch.nn.Tanh()],
    "sigmoid": lambda: [torch.nn.Sigmoid()],
}


def minibatch_std() -> torch.nn.Module:
    """Make the layer of Karras et al. 2018 (arXiv:1710.10196, §3): append how much the batch varies, to each sample.

    The number is the standard deviation of each feature over the batch, averaged over the features. Outside training it
    is the running mean of what was seen, so that looking at single samples does not pretend that a batch is uniform.
    """

    class MinibatchStd(torch.nn.Module):
        seen: torch.Tensor

        def __init__(self) -> None:
            super().__init__()
            self.register_buffer("seen", torch.zeros(()))

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            spread = self.seen
            if self.training:
                variance = x.flatten(1).var(0, correction=0)
                spread = (variance + 1e-8).sqrt().mean()
                with torch.no_grad():
                    self.seen.lerp_(spread.detach(), 0.05)
            return torch.cat([x, spread.expand(len(x), 1).to(x.dtype)], 1)

    return MinibatchStd()


def dirac_pair(theta: float, psi: float) -> tuple[torch.nn.Sequential, torch.nn.Sequential]:
    """Build the one-parameter players of Mescheder et al. 2018, §2: G(z) = θ whatever z is, D(x) = ψ x."""

    class Point(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.theta = torch.nn.Parameter(torch.tensor([theta]))

        def forward(self, z: torch.Tensor) -> torch.Tensor:
            return self.theta.expand(len(z), 1)

    line = torch.nn.Linear(1, 1, bias=False)
    torch.nn.init.constant_(line.weight, psi)
    return torch.nn.Sequential(Point()), torch.nn.Sequential(line)


def _mlp(sizes: Sequence[int], activation: str) -> list[torch.nn.Module]:
    layers: list[torch.nn.Module] = []
    for wide, narrow in itertools.pairwise(sizes):
        layers += [torch.nn.Linear(wide, narrow), ACTIVATIONS[activation]()]
    return layers[:-1]


def _mlp_generator(
    latent_dim: int, hidden: Sequence[int], activation: str, output: str, shape: Shape
) -> torch.nn.Sequential:
    layers = _mlp([latent_dim, *hidden, math.prod(shape)], activation) + OUTPUTS[output]()
    return torch.nn.Sequential(*layers, *([torch.nn.Unflatten(1, shape)] if len(shape) > 1 else []))


def _mlp_discriminator(
    hidden: Sequence[int], activation: str, shape: Shape, batch_norm: bool = False
) -> torch.nn.Sequential:
    flatten = [torch.nn.Flatten()] if len(shape) > 1 else []
    return torch.nn.Sequential(*flatten, *_mlp([math.prod(shape), *hidden, 1], activation))


def _dcgan_generator(
    latent_dim: int, hidden: Sequence[int], activation: str, output: str, shape: Shape
) -> torch.nn.Sequential:
    """Grow 7 × 7 → 14 × 14 → 28 × 28 with strided transposed convolutions and batch norm (Radford et al. 2016)."""
    nn, (wide, narrow) = torch.nn, hidden
    return nn.Sequential(
        nn.Linear(latent_dim, wide * 49, bias=False),
        nn.Unflatten(1, (wide, 7, 7)),
        nn.BatchNorm2d(wide),
        ACTIVATIONS[activation](),
        nn.ConvTranspose2d(wide, narrow, 4, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(narrow),
        ACTIVATIONS[activation](),
        nn.ConvTranspose2d(narrow, shape[0], 4, stride=2, padding=1),
        *OUTPUTS[output](),
    )


def _dcgan_discriminator(
    hidden: Sequence[int], activation: str, shape: Shape, batch_norm: bool = False
) -> torch.nn.Sequential:
    """Shrink 28 × 28 → 14 × 14 → 7 × 7, strided; batch norm in all but the first (Radford et al. 2016)."""
    nn, (narrow, wide) = torch.nn, hidden
    return nn.Sequential(
        nn.Conv2d(shape[0], narrow, 4, stride=2, padding=1),
        ACTIVATIONS[activation](),
        nn.Conv2d(narrow, wide, 4, stride=2, padding=1, bias=not batch_norm),
        *([nn.BatchNorm2d(wide)] if batch_norm else []),
        ACTIVATIONS[activation](),
        nn.Flatten(),
        nn.Linear(wide * 49, 1),
    )


@dataclass(frozen=True)
class Network:
    """Describe one family: what it can make, and how many hidden layers it takes (None: any)."""

    label: str
    kinds: tuple[str, ...]  # of the data sets that it can make: "points", "images"
    generator: Callable[[int, Sequence[int], str, str, Shape], torch.nn.Sequential]
    discriminator: Callable[[Sequence[int], str, Shape, bool], torch.nn.Sequential]
    layers: int | None = None
    g_hidden: tuple[int, ...] = ()  # proposed where the family is chosen
    d_hidden: tuple[int, ...] = ()


NETWORKS: dict[str, Network] = {
    "mlp": Network(
        N_("Fully connected (MLP)"),
        ("points", "images"),
        _mlp_generator,
        _mlp_discriminator,
        g_hidden=(128, 256),
        d_hidden=(256, 128),
    ),
    "dcgan": Network(
        N_("Convolutional (DCGAN)"),
        ("images",),
        _dcgan_generator,
        _dcgan_discriminator,
        layers=2,
        g_hidden=(64, 32),
        d_hidden=(32, 64),
    ),
}


def _init_normal(module: torch.nn.Sequential, std: float) -> None:
    for parameter in module.parameters():
        torch.nn.init.normal_(parameter, 0.0, std)


def _init_dcgan(module: torch.nn.Sequential, std: float) -> None:
    """Draw weights from N(0, std²) and the gains of batch norm from N(1, std²); biases are 0 (Radford et al. 2016)."""
    for layer in module:
        weight, bias = getattr(layer, "weight", None), getattr(layer, "bias", None)
        if isinstance(weight, torch.Tensor):
            torch.nn.init.normal_(weight, float(weight.ndim == 1), std)
            if bias is not None:
                torch.nn.init.zeros_(bias)


def _init_he(module: torch.nn.Sequential, std: float) -> None:
    """Draw weights from N(0, 2 / fan_in) and set biases to 0 (He et al. 2015)."""
    for parameter in module.parameters():
        if parameter.ndim > 1:
            torch.nn.init.kaiming_normal_(parameter)
    for layer in module:
        if isinstance(bias := getattr(layer, "bias", None), torch.Tensor):
            torch.nn.init.zeros_(bias)


INITS: dict[str, Callable[[torch.nn.Sequential, float], None]] = {
    "default": lambda module, std: None,
    "normal": _init_normal,
    "dcgan": _init_dcgan,
    "he": _init_he,
}


_MOODY: WeakKeyDictionary[torch.nn.Module, list[torch.nn.Module]] = WeakKeyDictionary()


def _moody(module: torch.nn.Module) -> list[torch.nn.Module]:
    """Return the layers that may do something else in training than at rest, found once: a small network has none."""
    if module not in _MOODY:
        nn = torch.nn
        plain = {nn.Sequential, nn.Linear, nn.Conv2d, nn.ConvTranspose2d, nn.Flatten, nn.Unflatten}
        plain |= {type(activation()) for activation in ACTIVATIONS.values()}
        _MOODY[module] = [layer for layer in module.modules() if type(layer) not in plain]
    return _MOODY[module]


@contextlib.contextmanager
def at_rest(module: torch.nn.Module) -> Iterator[None]:
    """Keep a network from learning anything by being used: running averages and power iterations stand still."""
    layers = _moody(module)
    for layer in layers:
        layer.eval()
    try:
        yield
    finally:
        for layer in layers:
            layer.train()


@contextlib.contextmanager
def judging(discriminator: torch.nn.Module, as_batch: bool = False) -> Iterator[None]:
    """Keep D as it is while it judges; its batch norm takes what it is given as one batch, as it does in training.

    What D learns from are batches of real and of generated samples apart: averages over both would be of another D.
    as_batch: minibatch standard deviation too is that of what is given, as in training, and not the mean of before.
    """
    norms = [layer for layer in _moody(discriminator) if isinstance(layer, torch.nn.BatchNorm2d)]
    spreads = [layer for layer in _moody(discriminator) if as_batch and hasattr(layer, "seen")]
    before = [(seen, seen.clone()) for layer in spreads for seen in layer.buffers(recurse=False)]
    with at_rest(discriminator):
        for norm in norms:
            norm.train().track_running_stats = False
        for layer in spreads:
            layer.train()
        try:
            yield
        finally:
            for norm in norms:
                norm.track_running_stats = True
            for seen, value in before:
                seen.copy_(value)


def packed(samples: torch.Tensor, packing: int) -> torch.Tensor:
    """Join each `packing` samples to one input of D, (n / packing, channels · packing, …); Lin et al. 2018, §3."""
    if packing == 1:
        return samples
    n = len(samples) // packing
    return samples[: n * packing].reshape(n, packing * samples.shape[1], *samples.shape[2:])
