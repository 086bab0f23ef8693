"""Measures of a generator's samples against the data, each with its noise floor: what real samples score against real.

All take float tensors of points (n, 2). A measure means something only as far as it differs from its floor, which
depends on the sample size; `floors` gives it for the size used here.
"""

from __future__ import annotations

import math
from functools import cached_property, lru_cache

import numpy as np

from ganlab.data.toy import PointSet, Window
from ganlab.gan import streams
from ganlab.lazy import torch

SAMPLE_SIZE = 2500
DIRECTIONS, BINS, PLACES = 32, 30, 250
FARTHEST = 87.0  # exp(−87) is about the least normal number; of smaller ones each takes three times as long
FLOOR_PAIRS = 5  # pairs of real samples that a floor is averaged over


def mode_metrics(samples: torch.Tensor, record: PointSet) -> dict[str, float]:
    """Count modes and high-quality samples; empty where the data set has no modes.

    A sample is of high quality within 3 standard deviations of a mode (98.9 % of a perfect sampler's are). `modes`: at
    least a quarter of this mode's fair share of all samples are good ones of it; `modes_lax`: at least one is (the
    papers' count). `modes_held`: the former as a number whose bit k is set where mode k is covered. `reverse_kl`:
    KL(q ‖ p) in nats, q = shares of samples nearest to each mode, p their fair shares (PacGAN, §4.1).
    """
    if not record.modes:
        return {}
    total, fair, modes = len(record.modes), torch.tensor(record.weights), torch.tensor(record.modes)
    across, up = (samples[:, k] - modes[:, k : k + 1] for k in (0, 1))
    square, nearest = (across.square() + up.square()).min(0)
    good = square <= (3 * record.mode_std) ** 2
    counts = torch.bincount(nearest[good], minlength=total)
    shares = torch.bincount(nearest, minlength=total) / len(samples)
    held = (counts >= len(samples) * fair / 4).tolist()
    return {
        "modes": sum(held),
        "modes_held": sum(1 << k for k, holds in enumerate(held) if holds),
        "modes_total": total,
        "modes_lax": int((counts > 0).sum()),
        "high_quality": good.float().mean().item(),
        "reverse_kl": torch.xlogy(shares, shares / fair).sum().item(),
    }


def projections(points: torch.Tensor) -> np.ndarray:
    """Return the points' projections on evenly spread directions, (DIRECTIONS, n), each sorted."""
    angles = math.pi * (torch.arange(DIRECTIONS) + 0.5) / DIRECTIONS
    directions = torch.stack([angles.cos(), angles.sin()], 1)
    # NumPy sorts five times as fast as torch does
    return np.sort((directions @ points.T).numpy(), axis=1)


def sliced_wasserstein(first: torch.Tensor, second: torch.Tensor) -> float:
    """Return the sliced Wasserstein-1 distance of equally many points, in data units (Rabin et al. 2011).

    The mean over evenly spread directions of the distance between the sorted projections.
    """
    return apart(projections(first), projections(second))


def apart(first: np.ndarray, second: np.ndarray) -> float:
    """Return the mean distance of sorted projections."""
    return float(np.abs(first - second).mean(dtype=np.float64))


def histogram(points: torch.Tensor, view: Window) -> torch.Tensor:
    """Return the shares of points in the cells of a grid over the view, and of those outside in one more bin."""
    x0, x1, y0, y1 = view
    column = ((points[:, 0] - x0) / (x1 - x0) * BINS).floor().clamp(-1, BINS)
    row = ((points[:, 1] - y0) / (y1 - y0) * BINS).floor().clamp(-1, BINS)
    outside = (column < 0) | (column >= BINS) | (row < 0) | (row >= BINS)
    cell = torch.where(outside, BINS * BINS, row * BINS + column).long()
    return torch.bincount(cell, minlength=BINS * BINS + 1).double() / len(points)


def jensen_shannon(first: torch.Tensor, second: torch.Tensor, view: Window) -> float:
    """Return the Jensen-Shannon divergence of two samples on the grid, in bits, from 0 to 1."""
    return divergence(histogram(first, view), histogram(second, view))


def divergence(p: torch.Tensor, q: torch.Tensor) -> float:
    """Return the Jensen-Shannon divergence of two lists of shares, in bits."""
    middle = (p + q) / 2
    nats = (torch.xlogy(p, p / middle) + torch.xlogy(q, q / middle)).nan_to_num().sum() / 2
    return nats.item() / math.log(2)


def kernel_density(samples: torch.Tensor, places: torch.Tensor, bandwidth: float) -> torch.Tensor:
    """Return the Gaussian kernel density estimate from samples (n, 2) at places (m, 2)."""
    scale = math.sqrt(2) * bandwidth
    kernels = _exp(closeness(places / scale, samples / scale))
    return kernels.mean(1) / (2 * math.pi * bandwidth**2)


def closeness(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """Return minus the square distances of points (n, 2) from others (m, 2), (n, m), by one product of matrices."""
    lengths = (points.square().sum(1, keepdim=True) for points in (first, second))
    of_first, of_second = (torch.cat([length, torch.ones_like(length)], 1) for length in lengths)
    left, right = torch.cat([2 * first, -of_first], 1), torch.cat([second, of_second.flip(1)], 1)
    return (left @ right.T).clamp_max_(0)


def _exp(exponents: torch.Tensor) -> torch.Tensor:
    """Return e to the power of exponents ≤ 0, in their place."""
    # NumPy takes half as long as torch does
    numbers = exponents.clamp_min_(-FARTHEST).numpy()
    return torch.from_numpy(np.exp(numbers, out=numbers))


def bandwidth(samples: torch.Tensor, view: Window) -> float:
    """Choose the kernel width by the likelihood of held-out samples (Silverman 1986, §3.4.4), of eight candidates."""
    half = len(samples) // 2
    widths = [(view[1] - view[0]) * 0.16 * 0.6**k for k in range(8)]
    close = closeness(samples[half:], samples[:half])

    def likelihood(width: float) -> float:
        kernels = _exp(close / (2 * width**2))
        return float((kernels.mean(1) / (2 * math.pi * width**2) + 1e-12).log().mean())

    return max(widths, key=likelihood)


def optimal_answers(fake: torch.Tensor, places: torch.Tensor, record: PointSet) -> torch.Tensor:
    """Return D*(x) = p(x) / (p(x) + q(x)) at places: p in closed form, q by a kernel estimate from fake samples."""
    if record.density is None:
        raise ValueError("record: must have a density in closed form")
    p = record.density(places)
    q = kernel_density(fake, places, bandwidth(fake[: 2 * PLACES], record.view))
    return p / (p + q).clamp_min(1e-30)


@lru_cache(maxsize=64)
def floors(record: PointSet) -> dict[str, float]:
    """Return what fresh real samples score against others: the value that a perfect generator would have."""
    rng, rows = torch.Generator().manual_seed(0), []
    for _ in range(FLOOR_PAIRS):
        first, second = (record.sample(SAMPLE_SIZE, rng) for _ in range(2))
        row = {"sw1": sliced_wasserstein(first, second), "js": jensen_shannon(first, second, record.view)}
        if record.density is not None:
            places = record.sample(PLACES, rng)
            row["d_star"] = (optimal_answers(first, places, record) - 0.5).abs().mean().item()
        counted = mode_metrics(first, record)
        row |= {key: counted[key] for key in ("high_quality", "reverse_kl") if key in counted}
        rows.append(row)
    return {f"{key}_floor": sum(row[key] for row in rows) / len(rows) for key in rows[0]}


def nearest_distance(samples: torch.Tensor, points: torch.Tensor) -> float:
    """Return the median distance of samples to their nearest of some points, in data units."""
    from scipy.spatial import KDTree

    nearest, _ = KDTree(points.numpy()).query(samples.numpy())
    return torch.from_numpy(nearest).median().item()


class Reals:
    """Hold real samples that fakes are measured against, and what is worked out of them once."""

    def __init__(self, record: PointSet, rng: torch.Generator, size: int = SAMPLE_SIZE):
        self.record, self.size, self._rng, self._drawn = record, size, rng, list[torch.Tensor]()

    def draw(self, k: int) -> torch.Tensor:
        """Return so many points, others for each k: those that are drawn after k times as many."""
        while len(self._drawn) <= k:
            self._drawn.append(self.record.sample(self.size, self._rng))
        return self._drawn[k]

    @cached_property
    def spread(self) -> torch.Tensor:
        """Return the variance of the first points that are drawn, of both coordinates together."""
        return self.draw(0).var(0).sum()

    @cached_property
    def projections(self) -> np.ndarray:
        """Return the sorted projections of the first points that are drawn."""
        return projections(self.draw(0))

    @cached_property
    def shares(self) -> torch.Tensor:
        """Return the shares of the first points in the cells of the grid."""
        return histogram(self.draw(0), self.record.view)


@lru_cache(maxsize=32)  # seeds of runs that are checked in turn; half a megabyte each
def reals(record: PointSet, seed: int) -> Reals:
    """Return what every check of a run's points is made against; it follows from the run's seed alone."""
    return Reals(record, streams.stream(seed, streams.METRICS))


def shape_metrics(fake: torch.Tensor, real: Reals) -> dict[str, float]:
    """Return what is quickly counted of generated points: modes and spread; with floors."""
    spread = (fake.var(0).sum() / real.spread).sqrt().item()  # 1: as far apart as the data
    return {**mode_metrics(fake, real.record), "spread": spread, **floors(real.record), "sample_size": len(fake)}


def sw1(fake: torch.Tensor, real: Reals) -> dict[str, float]:
    """Return the sliced Wasserstein distance of generated points from as many real ones."""
    return {"sw1": apart(real.projections, projections(fake))}


def js(fake: torch.Tensor, real: Reals) -> dict[str, float]:
    """Return their Jensen-Shannon divergence, and the distance of their means."""
    return {
        "js": divergence(real.shares, histogram(fake, real.record.view)),
        "mean_distance": (real.draw(0).mean(0) - fake.mean(0)).norm().item(),
    }


def sample_metrics(fake: torch.Tensor, real: Reals) -> dict[str, float]:
    """Measure generated points against as many real ones; with floors."""
    return shape_metrics(fake, real) | sw1(fake, real) | js(fake, real)
