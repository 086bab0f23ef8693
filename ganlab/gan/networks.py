"""Generators and discriminators, their activations and initialisations: one record each.

Every network is an `nn.Sequential`. Discriminators end in a raw logit of shape (batch, 1), never in a sigmoid; with
packing m they take m samples at once, points (batch, 2 m) or pictures (batch, m, 28, 28). A generator maps z of shape
(batch, latent_dim) to points (batch, 2) or pictures (batch, 1, 28, 28).
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ganlab.gan import conditional
from ganlab.lazy import torch

ACTIVATIONS: dict[str, Callable] = {
    "relu": lambda: torch.nn.ReLU(),
    "leaky-relu": lambda: torch.nn.LeakyReLU(0.2),
    "tanh": lambda: torch.nn.Tanh(),
    "sigmoid": lambda: torch.nn.Sigmoid(),
    "silu": lambda: torch.nn.SiLU(),
    "elu": lambda: torch.nn.ELU(),
}

OUTPUTS: dict[str, Callable] = {
    "linear": lambda: [],
    "tanh": lambda: [torch.nn.Tanh()],
    "sigmoid": lambda: [torch.nn.Sigmoid()],
}


def _minibatch_std():
    """Make the layer of Karras et al. 2018 (arXiv:1710.10196, §3): append how much the batch varies, to each sample.

    The number is the standard deviation of each feature over the batch, averaged over the features. Outside training it
    is the running mean of what was seen, so that looking at single samples does not pretend that a batch is uniform.
    """

    class MinibatchStd(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.register_buffer("seen", torch.zeros(()))

        def forward(self, x):
            spread = self.seen
            if self.training:
                variance = x.flatten(1).var(0, correction=0)
                spread = (variance + 1e-8).sqrt().mean()
                with torch.no_grad():
                    self.seen.lerp_(spread.detach(), 0.05)
            return torch.cat([x, spread.expand(len(x), 1).to(x.dtype)], 1)

    return MinibatchStd()


def dirac_pair(theta: float, psi: float):
    """Build the one-parameter players of Mescheder et al. 2018, §2: G(z) = θ whatever z is, D(x) = ψ x."""

    class Point(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.theta = torch.nn.Parameter(torch.tensor([theta]))

        def forward(self, z):
            return self.theta.expand(len(z), 1)

    line = torch.nn.Linear(1, 1, bias=False)
    torch.nn.init.constant_(line.weight, psi)
    return torch.nn.Sequential(Point()), torch.nn.Sequential(line)


def _mlp(sizes, activation: str) -> list:
    layers: list = []
    for wide, narrow in itertools.pairwise(sizes):
        layers += [torch.nn.Linear(wide, narrow), ACTIVATIONS[activation]()]
    return layers[:-1]


def _mlp_generator(latent_dim, hidden, activation, output, shape):
    layers = _mlp([latent_dim, *hidden, _size(shape)], activation) + OUTPUTS[output]()
    return torch.nn.Sequential(*layers, *([torch.nn.Unflatten(1, shape)] if len(shape) > 1 else []))


def _mlp_discriminator(hidden, activation, shape, batch_norm=False):
    flatten = [torch.nn.Flatten()] if len(shape) > 1 else []
    return torch.nn.Sequential(*flatten, *_mlp([_size(shape), *hidden, 1], activation))


def _dcgan_generator(latent_dim, hidden, activation, output, shape):
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


def _dcgan_discriminator(hidden, activation, shape, batch_norm=False):
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


def _size(shape: tuple[int, ...]) -> int:
    size = 1
    for length in shape:
        size *= length
    return size


@dataclass(frozen=True)
class Network:
    """Describe one family: what it can make, and how many hidden layers it takes (None: any)."""

    label: tuple[str, str]
    kinds: tuple[str, ...]  # of the data sets that it can make: "points", "images"
    generator: Callable
    discriminator: Callable
    layers: int | None = None
    g_hidden: tuple[int, ...] = ()  # proposed where the family is chosen
    d_hidden: tuple[int, ...] = ()


NETWORKS: dict[str, Network] = {
    "mlp": Network(
        ("Fully connected (MLP)", "全连接 (MLP)"),
        ("points", "images"),
        _mlp_generator,
        _mlp_discriminator,
        g_hidden=(128, 256),
        d_hidden=(256, 128),
    ),
    "dcgan": Network(
        ("Convolutional (DCGAN)", "卷积 (DCGAN)"),
        ("images",),
        _dcgan_generator,
        _dcgan_discriminator,
        layers=2,
        g_hidden=(64, 32),
        d_hidden=(32, 64),
    ),
}


def _init_normal(module, std: float) -> None:
    for parameter in module.parameters():
        torch.nn.init.normal_(parameter, 0.0, std)


def _init_dcgan(module, std: float) -> None:
    """Draw weights from N(0, std²) and the gains of batch norm from N(1, std²); biases are 0 (Radford et al. 2016)."""
    for layer in module:
        if isinstance(getattr(layer, "weight", None), torch.Tensor):
            torch.nn.init.normal_(layer.weight, float(layer.weight.ndim == 1), std)
            if layer.bias is not None:
                torch.nn.init.zeros_(layer.bias)


def _init_he(module, std: float) -> None:
    """Draw weights from N(0, 2 / fan_in) and set biases to 0 (He et al. 2015)."""
    for parameter in module.parameters():
        if parameter.ndim > 1:
            torch.nn.init.kaiming_normal_(parameter)
    for layer in module:
        if isinstance(getattr(layer, "bias", None), torch.Tensor):
            torch.nn.init.zeros_(layer.bias)


INITS: dict[str, Callable] = {
    "default": lambda module, std: None,
    "normal": _init_normal,
    "dcgan": _init_dcgan,
    "he": _init_he,
}


def build_pair(config, shape: tuple[int, ...]):
    """Build (generator, discriminator) for samples of the given shape; equal config and seed, equal weights.

    The library's own initialisation draws from torch's global generator, so that is forked and seeded here.
    """
    packed = (shape[0] * config.packing + (config.conditional == "concat"), *shape[1:])
    embedded = conditional.EMBEDDED if config.conditional != "none" else 0
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(config.seed)
        if config.kind == "dirac":
            generator, discriminator = dirac_pair(config.theta_start, config.psi_start)
            return generator, _constrained(discriminator, config)
        generator = NETWORKS[config.g_network].generator(
            config.latent_dim + embedded, config.g_hidden, config.g_activation, config.output, shape
        )
        discriminator = NETWORKS[config.d_network].discriminator(
            config.d_hidden, config.d_activation, packed, config.d_batch_norm
        )
        if config.minibatch_std:
            last = discriminator[-1]
            wider = torch.nn.Linear(last.in_features + 1, last.out_features)
            discriminator = torch.nn.Sequential(*discriminator[:-1], _minibatch_std(), wider)
        for module in (generator, discriminator):
            INITS[config.init](module, config.init_std)
        discriminator = _constrained(discriminator, config)
        if config.conditional != "none":
            generator = conditional.generator(generator, config.latent_std)
            discriminator = _told(discriminator, config, shape)
    return generator, discriminator


def _told(discriminator, config, shape):
    """Let a discriminator judge given a label, in the config's way."""
    if config.conditional == "concat":
        return conditional.concatenating(discriminator, shape)
    head = torch.nn.Sequential(torch.nn.Linear(discriminator[-1].in_features, conditional.CLASSES, bias=False))
    INITS[config.init](head, config.init_std)
    return conditional.projecting(discriminator, _constrained(head, config))


def _constrained(discriminator, config):
    """Put spectral normalisation on every layer with a weight matrix, where the config asks for it."""
    if config.spectral_norm:
        for layer in discriminator:
            if isinstance(getattr(layer, "weight", None), torch.Tensor) and layer.weight.ndim > 1:
                torch.nn.utils.parametrizations.spectral_norm(layer)
    return discriminator


@contextlib.contextmanager
def at_rest(*modules: torch.nn.Module) -> Iterator[None]:
    """Keep networks from learning anything by being used: running averages and power iterations stand still."""
    for module in modules:
        module.eval()
    try:
        yield
    finally:
        for module in modules:
            module.train()


@contextlib.contextmanager
def judging(discriminator: torch.nn.Module) -> Iterator[None]:
    """Keep D as it is while it judges; its batch norm takes what it is given as one batch, as it does in training.

    What D learns from are batches of real and of generated samples apart: averages over both would be of another D.
    """
    norms = [layer for layer in discriminator.modules() if isinstance(layer, torch.nn.BatchNorm2d)]
    with at_rest(discriminator):
        for norm in norms:
            norm.train().track_running_stats = False
        try:
            yield
        finally:
            for norm in norms:
                norm.track_running_stats = True


def packed(samples: torch.Tensor, packing: int) -> torch.Tensor:
    """Join each `packing` samples to one input of D, (n / packing, channels · packing, …); Lin et al. 2018, §3."""
    if packing == 1:
        return samples
    n = len(samples) // packing
    return samples[: n * packing].reshape(n, packing * samples.shape[1], *samples.shape[2:])
