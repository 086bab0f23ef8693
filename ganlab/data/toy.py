"""Two-dimensional distributions: everything about them can be seen.

Each record of `POINTS` is one distribution. Samplers take `(n, generator)` and return float32 points of shape (n, 2),
fresh at every call; densities take points of shape (n, 2) and return p(x) of shape (n,), in 1 / data unit².
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from ganlab.lazy import torch


@dataclass(frozen=True)
class PointSet:
    """Describe one 2-D distribution; `modes` are (x, y) centres of isotropic modes of standard deviation `mode_std`."""

    label: tuple[str, str]  # English, Chinese
    sample: Callable
    view: tuple[float, float, float, float]  # x0, x1, y0, y1 of the window that is shown
    density: Callable | None = None  # where the closed form is known
    modes: tuple[tuple[float, float], ...] = ()
    mode_std: float = 0.0
    source: str = ""


def _normal(n: int, generator) -> torch.Tensor:
    return torch.randn(n, 2, generator=generator)


def _mixture(centres, stds, weights=None) -> dict[str, Callable]:
    """Make sampler and density of a mixture of axis-aligned Gaussians: centres (k, 2), stds (k, 2), weights (k,)."""
    weights = weights or [1 / len(centres)] * len(centres)

    @cache  # made once, at the first sample: records are read without torch
    def tables():
        upper = torch.tensor(weights).cumsum(0)[:-1]
        return torch.tensor(centres), torch.tensor(stds), upper

    def sample(n, generator):
        mean, std, upper = tables()
        pick = torch.bucketize(torch.rand(n, generator=generator), upper, right=True)
        return mean[pick] + std[pick] * _normal(n, generator)

    def density(x):
        mean, std = torch.tensor(centres, dtype=x.dtype), torch.tensor(stds, dtype=x.dtype)
        square = (((x[:, None] - mean) / std) ** 2).sum(-1)  # (n, k)
        return ((-square / 2).exp() / (2 * math.pi * std.prod(-1)) * torch.tensor(weights, dtype=x.dtype)).sum(-1)

    return {"sample": sample, "density": density}


def _line(n, generator):
    r = torch.rand(n, 1, generator=generator)
    return torch.cat([0.8 - 0.75 * r, 0.6 + 0.3 * r], 1) + 0.01 * _normal(n, generator)


def _line_density(x):
    """Convolve the uniform segment with its isotropic noise: a difference of error functions along, a normal across."""
    start, step, std = torch.tensor([0.8, 0.6], dtype=x.dtype), torch.tensor([-0.75, 0.3], dtype=x.dtype), 0.01
    length = step.norm()
    along = (x - start) @ step / length
    across = (x - start) @ torch.stack([-step[1], step[0]]) / length
    inside = torch.special.ndtr((length - along) / std) - torch.special.ndtr(-along / std)
    return inside / length * (-((across / std) ** 2) / 2).exp() / (std * math.sqrt(2 * math.pi))


def _ring(n, generator):
    angle = 2 * math.pi * torch.rand(n, 1, generator=generator)
    ellipse = torch.cat([0.5 + 0.3 * angle.cos(), 0.45 + 0.25 * angle.sin()], 1)
    return ellipse + 0.025 * _normal(n, generator)


def _spiral(n, generator):
    """Two turns of an Archimedean spiral; t is the root of a uniform, so that the outer turn is as dense as the inner."""
    t = torch.rand(n, 1, generator=generator).sqrt()
    angle = 4 * math.pi * t
    return t * torch.cat([angle.cos(), angle.sin()], 1) + 0.03 * _normal(n, generator)


def _moons(n, generator):
    angle = math.pi * torch.rand(n, 1, generator=generator)
    upper = torch.rand(n, 1, generator=generator) < 0.5
    arc = torch.cat([angle.cos(), angle.sin()], 1)
    lower = torch.tensor([1.0, 0.5]) - arc
    return (torch.where(upper, arc, lower) - torch.tensor([0.5, 0.25])) / 1.5 + 0.04 * _normal(n, generator)


def _checkerboard(n, generator):
    """Uniform on the eight cells of a 4 × 4 board over [−1, 1]² whose row and column add up to an even number."""
    row = torch.randint(0, 4, (n, 1), generator=generator)
    column = 2 * torch.randint(0, 2, (n, 1), generator=generator) + row % 2
    return (torch.cat([column, row], 1) + torch.rand(n, 2, generator=generator)) / 2 - 1


def _checkerboard_density(x):
    cell = ((x + 1) * 2).floor()
    inside = ((cell >= 0) & (cell < 4)).all(1)
    return torch.where(inside & (cell.sum(1) % 2 == 0), 0.5, 0.0).to(x.dtype)


_CIRCLE = tuple((math.cos(math.pi * k / 4), math.sin(math.pi * k / 4)) for k in range(8))
_GRID = tuple((x / 2, y / 2) for y in range(-2, 3) for x in range(-2, 3))
_BLOBS = ((0.35, 0.75), (0.75, 0.60), (0.45, 0.35))
_UNIT, _SQUARE = (0.0, 1.0, 0.0, 1.0), (-1.5, 1.5, -1.5, 1.5)
_GAN_LAB = "GAN Lab (Kahng et al. 2018)"

POINTS: dict[str, PointSet] = {
    "eight-gaussians": PointSet(
        ("8 Gaussians", "八个高斯"),
        **_mixture(_CIRCLE, [[0.05, 0.05]] * 8),
        view=_SQUARE,
        modes=_CIRCLE,
        mode_std=0.05,
    ),
    "two-gaussians": PointSet(
        ("2 Gaussians", "两个高斯"),
        **_mixture([[0.3, 0.7], [0.7, 0.4]], [[0.1, 0.1], [0.05, 0.2]]),
        view=_UNIT,
        source=_GAN_LAB,
    ),
    "line": PointSet(("Line", "线段"), _line, _UNIT, _line_density, source=_GAN_LAB),
    "ring": PointSet(("Ring", "圆环"), _ring, _UNIT, source=_GAN_LAB),
    "three-blobs": PointSet(
        ("3 blobs", "三个团"),
        **_mixture(_BLOBS, [[0.025, 0.025]] * 3, [0.333, 0.333, 0.334]),
        view=_UNIT,
        modes=_BLOBS,
        mode_std=0.025,
        source=_GAN_LAB,
    ),
    "grid-gaussians": PointSet(
        ("5 × 5 Gaussians", "5×5 高斯网格"),
        **_mixture(_GRID, [[0.025, 0.025]] * 25),
        view=_SQUARE,
        modes=_GRID,
        mode_std=0.025,
    ),
    "spiral": PointSet(("Spiral", "螺旋"), _spiral, _SQUARE),
    "moons": PointSet(("Two moons", "双月"), _moons, _SQUARE),
    "checkerboard": PointSet(("Checkerboard", "棋盘"), _checkerboard, _SQUARE, _checkerboard_density),
    "one-gaussian": PointSet(
        ("1 Gaussian", "一个高斯"),
        **_mixture([[0.5, 0.5]], [[0.2, 0.2]]),
        view=_SQUARE,
        modes=((0.5, 0.5),),
        mode_std=0.2,
    ),
    "far-gaussian": PointSet(
        ("1 far Gaussian", "一个远处的高斯"),
        **_mixture([[3.0, 3.0]], [[0.2, 0.2]]),
        view=(-1.5, 4.5, -1.5, 4.5),
        modes=((3.0, 3.0),),
        mode_std=0.2,
    ),
}

# The Dirac-GAN's data: all of it at 0, on a line. What is seen of it are its two parameters, θ and ψ.
DIRAC: dict[str, PointSet] = {
    "dirac": PointSet(
        ("Dirac-GAN (θ, ψ)", "Dirac-GAN (θ, ψ)"),
        lambda n, generator: torch.zeros(n, 1),
        (-2.0, 2.0, -2.0, 2.0),
        source="Mescheder, Geiger, Nowozin 2018, arXiv:1801.04406, §2",
    ),
}
