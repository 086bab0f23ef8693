"""The two networks of a config, put together from the records of `networks` and `conditional`."""

from __future__ import annotations

from ganlab.gan import conditional
from ganlab.gan.config import RunConfig
from ganlab.gan.networks import INITS, NETWORKS, Shape, dirac_pair, minibatch_std
from ganlab.lazy import torch


def build_pair(config: RunConfig, shape: Shape) -> tuple[torch.nn.Module, torch.nn.Module]:
    """Build (generator, discriminator) for samples of the given shape; equal config and seed, equal weights.

    The library's own initialisation draws from torch's global generator, so that is forked and seeded here.
    """
    packed = (shape[0] * config.packing + (config.conditional == "concat"), *shape[1:])
    embedded = conditional.EMBEDDED if config.conditional != "none" else 0
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(config.seed)
        if config.kind == "dirac":
            point, line = dirac_pair(config.theta_start, config.psi_start)
            return point, _constrained(line, config)
        generator = NETWORKS[config.g_network].generator(
            config.latent_dim + embedded, config.g_hidden, config.g_activation, config.output, shape
        )
        discriminator = NETWORKS[config.d_network].discriminator(
            config.d_hidden, config.d_activation, packed, config.d_batch_norm
        )
        if config.minibatch_std:
            last = _last(discriminator)
            wider = torch.nn.Linear(last.in_features + 1, last.out_features)
            discriminator = torch.nn.Sequential(*list(discriminator)[:-1], minibatch_std(), wider)
        for module in (generator, discriminator):
            INITS[config.init](module, config.init_std)
        discriminator = _constrained(discriminator, config)
        if config.conditional == "none":
            return generator, discriminator
        return conditional.generator(generator, config.latent_std), _told(discriminator, config, shape)


def _last(discriminator: torch.nn.Sequential) -> torch.nn.Linear:
    """Return the layer that gives the logit."""
    last = discriminator[-1]
    if not isinstance(last, torch.nn.Linear):
        raise ValueError(f"discriminator: must end in a linear layer; got {type(last).__name__}")
    return last


def _told(discriminator: torch.nn.Sequential, config: RunConfig, shape: Shape) -> torch.nn.Module:
    """Let a discriminator judge given a label, in the config's way."""
    if config.conditional == "concat":
        return conditional.concatenating(discriminator, shape)
    head = torch.nn.Sequential(torch.nn.Linear(_last(discriminator).in_features, conditional.CLASSES, bias=False))
    INITS[config.init](head, config.init_std)
    return conditional.projecting(discriminator, _constrained(head, config))


def _constrained(discriminator: torch.nn.Sequential, config: RunConfig) -> torch.nn.Sequential:
    """Put spectral normalisation on every layer with a weight matrix, where the config asks for it."""
    if config.spectral_norm:
        for layer in discriminator:
            weight = getattr(layer, "weight", None)
            if isinstance(weight, torch.Tensor) and weight.ndim > 1:
                torch.nn.utils.parametrizations.spectral_norm(layer)
    return discriminator
