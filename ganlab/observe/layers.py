"""Layers of the plane beside the samples and D's answers: G's lattice of z, the data's density, the ideal D."""

from __future__ import annotations

import math
from functools import lru_cache

from ganlab.data import distribution
from ganlab.data.toy import PointSet, Window
from ganlab.gan.config import RunConfig
from ganlab.gan.losses import LOSSES
from ganlab.gan.trainer import Trainer
from ganlab.lazy import torch
from ganlab.observe import point_measures

LATTICE, CURVE = 21, 201  # places per side of the lattice in z, or along the line where z has one dimension
MAP, FINE = 48, 96  # cells per side of the ideal D's map, and of the density's, which is made but once
SHARES = (0.5, 0.9)  # of all data, enclosed by the density's contours


def places(view: Window, cells: int) -> torch.Tensor:
    """Return the cell centres of a square map over a view, (cells², 2), row by row, lowest y first."""
    x0, x1, y0, y1 = view
    middle = (torch.arange(cells) + 0.5) / cells
    return torch.cartesian_prod(y0 + middle * (y1 - y0), x0 + middle * (x1 - x0)).flip(1)


def latent_lattice(config: RunConfig) -> torch.Tensor | None:
    """Return z on a lattice whose cells all hold the same probability: (21, 21, 2), on a line (201, 1), else None.

    The steps are even in probability, not in z, so that a cell's area after G tells the density of G(z) exactly.
    """
    if config.latent_dim > 2:
        return None
    count = LATTICE if config.latent_dim == 2 else CURVE
    share = (torch.arange(count) + 0.5) / count
    if config.latent_distribution == "gaussian":
        z: torch.Tensor = torch.special.ndtri(share) * config.latent_std
    else:
        z = (2 * share - 1) * config.latent_std * math.sqrt(3)
    if config.latent_dim == 1:
        return z[:, None]
    return torch.cartesian_prod(z, z).flip(1).view(count, count, 2)


def kernel_map(samples: torch.Tensor, view: Window, cells: int, width: float) -> torch.Tensor:
    """Return the Gaussian kernel density of samples (n, 2) at the cell centres, (cells, cells).

    The kernel is a product of one in x and one in y, so two small matrices do for a whole map.
    """
    x0, x1, y0, y1 = view
    middle = (torch.arange(cells) + 0.5) / cells

    def kernel(centres: torch.Tensor, values: torch.Tensor) -> torch.Tensor:
        square = ((centres[:, None] - values) / width).square()
        return (-square / 2).clamp_min(-point_measures.FARTHEST).exp() / (width * math.sqrt(2 * math.pi))

    rows, columns = kernel(y0 + middle * (y1 - y0), samples[:, 1]), kernel(x0 + middle * (x1 - x0), samples[:, 0])
    return rows @ columns.T / len(samples)


@lru_cache(maxsize=64)
def density_map(record: PointSet) -> tuple[torch.Tensor, tuple[float, ...]]:
    """Return (p at the cell centres (96, 96), the levels that enclose 50 % and 90 % of the data).

    A level is a quantile of p at samples (Hyndman 1996). Where the data set has no closed form, p is a kernel estimate
    from 10,000 samples.
    """
    samples = record.sample(12_000, torch.Generator().manual_seed(0))
    given, fresh = samples[:10_000], samples[10_000:]
    if record.density is not None:
        p, reached = record.density(places(record.view, FINE)).view(FINE, FINE), record.density(samples)
    else:
        width = point_measures.bandwidth(given[: 4 * point_measures.PLACES], record.view)
        p, reached = kernel_map(given, record.view, FINE, width), point_measures.kernel_density(given, fresh, width)
    return p, tuple(reached.quantile(1 - share).item() for share in SHARES)


def has_ideal(config: RunConfig) -> bool:
    """Tell whether D*(x) = s p / (p + q) is known and what this config's D would answer: of single, bare samples."""
    loss = LOSSES[config.loss]
    plain = config.packing == 1 and not config.instance_noise and not config.minibatch_std
    comparable = config.kind == "points" and plain and loss.probability and loss.pair is None
    return comparable and distribution(config).density is not None


@lru_cache(maxsize=64)
def _density_on_map(record: PointSet) -> torch.Tensor | None:
    return None if record.density is None else record.density(places(record.view, MAP)).view(MAP, MAP)


def ideal_map(trainer: Trainer, fake: torch.Tensor) -> torch.Tensor | None:
    """Return D* at the cell centres of the view, (48, 48), from fresh samples of G; see `has_ideal` for where it is.

    p is the data's closed form, q a kernel estimate; `metrics` tells this estimate's error. NaN where so few samples
    lie that the estimate is worth nothing: fewer than one is expected within a kernel's width. None if G's are not
    finite.
    """
    record = distribution(trainer.config)
    if (p := _density_on_map(record)) is None or not fake.isfinite().all():
        return None
    width = point_measures.bandwidth(fake[: 2 * point_measures.PLACES], record.view)
    q = kernel_map(fake, record.view, MAP, width)
    label = trainer.config.real_label if trainer.loss.smooths else 1.0
    seen = p + q > 1 / (len(fake) * 2 * math.pi * width**2)
    return torch.where(seen, label * p / (p + q), math.nan)
