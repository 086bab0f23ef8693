"""Two-dimensional distributions: everything about them can be seen.

Each record of `POINTS` is one distribution. Samplers take `(n, generator)` and return float32 points of shape (n, 2),
fresh at every call; densities take points of shape (n, 2) and return p(x) of shape (n,), in 1 / data unit².
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from inspect import signature
from typing import TypeAlias, TypedDict

from ganlab.lazy import N_, NN_, Message, torch

Window = tuple[float, float, float, float]  # x0, x1, y0, y1
Place = tuple[float, float]
Sampler: TypeAlias = "Callable[[int, torch.Generator], torch.Tensor]"  # n points, (n, 2)
Density: TypeAlias = "Callable[[torch.Tensor], torch.Tensor]"  # of places (n, 2), (n,)


class Parts(TypedDict, total=False):
    """Hold what the knobs of a distribution change of its record."""

    label: str | Message
    sample: Sampler
    density: Density
    modes: tuple[Place, ...]
    mode_std: float
    weights: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class PointSet:
    """Describe one 2-D distribution; `modes` are (x, y) centres of isotropic modes of standard deviation `mode_std`.

    `weights` are the modes' fair shares. `knobs` names the fields of RunConfig that this distribution follows; `make`
    takes their values by name and returns the distribution that they describe.
    """

    label: str | Message
    sample: Sampler
    view: Window  # of the plane that is shown
    density: Density | None = None  # where the closed form is known
    modes: tuple[Place, ...] = ()
    mode_std: float = 0.0
    weights: tuple[float, ...] = ()
    source: str = ""
    knobs: tuple[str, ...] = ()
    make: Callable[..., PointSet] | None = None


def shares(count: int, imbalance: float) -> tuple[float, ...]:
    """Return weights that fall geometrically, the first 10^imbalance times the last; they add up to 1.

    The exponential profile of long-tailed data sets (Cui et al. 2019, arXiv:1901.05555, §5.1).
    """
    falling = [10 ** (-imbalance * k / max(1, count - 1)) for k in range(count)]
    return tuple(weight / sum(falling) for weight in falling)


def _normal(n: int, generator: torch.Generator) -> torch.Tensor:
    return torch.randn(n, 2, generator=generator)


def mixture(centres: Sequence[Place], stds: Sequence[Place], weights: Sequence[float]) -> Parts:
    """Make sampler and density of a mixture of axis-aligned Gaussians: centres (k, 2), stds (k, 2), weights (k,)."""

    @cache  # made once, at the first sample: records are read without torch
    def tables() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        upper = torch.tensor(weights).cumsum(0)[:-1]
        return torch.tensor(centres), torch.tensor(stds), upper

    def sample(n: int, generator: torch.Generator) -> torch.Tensor:
        mean, std, upper = tables()
        pick = torch.bucketize(torch.rand(n, generator=generator), upper, right=True)
        return mean[pick] + std[pick] * _normal(n, generator)

    def density(x: torch.Tensor) -> torch.Tensor:
        mean, std = torch.tensor(centres, dtype=x.dtype), torch.tensor(stds, dtype=x.dtype)
        square = (((x[:, None] - mean) / std) ** 2).sum(-1)  # (n, k)
        return ((-square / 2).exp() / (2 * math.pi * std.prod(-1)) * torch.tensor(weights, dtype=x.dtype)).sum(-1)

    return {"sample": sample, "density": density}


def _round_modes(centres: Sequence[Place], std: float, weights: Sequence[float]) -> Parts:
    """Describe a mixture of isotropic Gaussians of one standard deviation, each a mode to be counted."""
    parts = mixture(centres, [(std, std)] * len(centres), weights)
    return {**parts, "modes": tuple(centres), "mode_std": std, "weights": tuple(weights)}


# -- the sets, each a function of its knobs -------------------------------------------------------------------


def _circle(data_noise: float = 1.0, data_modes: int = 0, imbalance: float = 0.0) -> Parts:
    n = data_modes or 8
    centres = [(math.cos(2 * math.pi * k / n), math.sin(2 * math.pi * k / n)) for k in range(n)]
    label = Message.of(NN_("{n} Gaussian", "{n} Gaussians"), n=n)
    return _round_modes(centres, 0.05 * data_noise, shares(n, imbalance)) | {"label": label}


def _grid(data_noise: float = 1.0, data_modes: int = 0, imbalance: float = 0.0) -> Parts:
    n = data_modes or 5
    places = [2 * k / (n - 1) - 1 for k in range(n)] if n > 1 else [0.0]
    centres = [(x, y) for y in places for x in places]
    label = Message.of(N_("{n} × {n} Gaussians"), n=n)
    return _round_modes(centres, 0.025 * data_noise, shares(n * n, imbalance)) | {"label": label}


def _blobs(data_noise: float = 1.0, imbalance: float = 0.0) -> Parts:
    weights = shares(3, imbalance) if imbalance else (0.333, 0.333, 0.334)  # as GAN Lab has them
    return _round_modes([(0.35, 0.75), (0.75, 0.60), (0.45, 0.35)], 0.025 * data_noise, weights)


def _two(data_noise: float = 1.0, imbalance: float = 0.0) -> Parts:
    stds = [(0.1 * data_noise, 0.1 * data_noise), (0.05 * data_noise, 0.2 * data_noise)]
    return mixture([(0.3, 0.7), (0.7, 0.4)], stds, shares(2, imbalance))


def _one(x: float, y: float) -> Callable[..., Parts]:
    return lambda data_noise=1.0: _round_modes([(x, y)], 0.2 * data_noise, (1.0,))


def _line(data_noise: float = 1.0) -> Parts:
    std = 0.01 * data_noise

    def sample(n: int, generator: torch.Generator) -> torch.Tensor:
        r = torch.rand(n, 1, generator=generator)
        return torch.cat([0.8 - 0.75 * r, 0.6 + 0.3 * r], 1) + std * _normal(n, generator)

    def density(x: torch.Tensor) -> torch.Tensor:
        start, end = (torch.tensor([place], dtype=x.dtype) for place in ((0.8, 0.6), (0.05, 0.9)))
        return segment_density(x, start, end, torch.tensor([std], dtype=x.dtype)).squeeze(1)

    return {"sample": sample, "density": density}


def segment_density(x: torch.Tensor, start: torch.Tensor, end: torch.Tensor, std: torch.Tensor) -> torch.Tensor:
    """Return the density (n, k) at places (n, 2) of k segments, each convolved with isotropic Gaussian noise.

    start, end: (k, 2); std: (k,). Along a segment a difference of error functions, across it a normal; a segment
    without length is a Gaussian.
    """
    step = end - start
    length = step.norm(dim=1)
    long = length > 0
    unit = step / torch.where(long, length, 1.0)[:, None]
    unit = torch.where(long[:, None], unit, torch.tensor([1.0, 0.0], dtype=x.dtype))
    away = x[:, None] - start  # (n, k, 2)
    along, across = (away * unit).sum(-1), away[..., 1] * unit[:, 0] - away[..., 0] * unit[:, 1]
    root = math.sqrt(2 * math.pi)
    between = torch.special.ndtr((length - along) / std) - torch.special.ndtr(-along / std)
    point = (-((along / std) ** 2) / 2).exp() / (std * root)
    inside = torch.where(long, between / torch.where(long, length, 1.0), point)
    return inside * (-((across / std) ** 2) / 2).exp() / (std * root)


def _along(curve: Density, length: float, std: float) -> Parts:
    """Make sampler and density of points on a curve, `curve(u)` for a uniform u (n, 1), with isotropic Gaussian noise.

    The density is the integral over u by the midpoint rule, with nodes so close (at most half a standard deviation
    apart, for curves of this length) that it is exact to float32.
    """

    def sample(n: int, generator: torch.Generator) -> torch.Tensor:
        return curve(torch.rand(n, 1, generator=generator)) + std * _normal(n, generator)

    def density(x: torch.Tensor) -> torch.Tensor:
        count = max(256, math.ceil(2 * length / std))
        nodes = curve((torch.arange(count, dtype=x.dtype)[:, None] + 0.5) / count)
        parts = [(-torch.cdist(part, nodes).square() / (2 * std**2)).exp().mean(1) for part in x.split(2048)]
        return torch.cat(parts) / (2 * math.pi * std**2)

    return {"sample": sample, "density": density}


def _ring(data_noise: float = 1.0) -> Parts:
    def ellipse(u: torch.Tensor) -> torch.Tensor:
        angle = 2 * math.pi * u
        return torch.cat([0.5 + 0.3 * angle.cos(), 0.45 + 0.25 * angle.sin()], 1)

    return _along(ellipse, 1.9, 0.025 * data_noise)


def _spiral(data_noise: float = 1.0) -> Parts:
    """Two turns of an Archimedean spiral; t is the root of a uniform: the outer turn is as dense as the inner."""

    def turns(u: torch.Tensor) -> torch.Tensor:
        t = u.sqrt()
        return t * torch.cat([(4 * math.pi * t).cos(), (4 * math.pi * t).sin()], 1)

    return _along(turns, 16, 0.03 * data_noise)


def _moons(data_noise: float = 1.0, imbalance: float = 0.0) -> Parts:
    """Two half circles; the upper one has the larger share."""
    share = shares(2, imbalance)[0]

    def upper(u: torch.Tensor) -> torch.Tensor:
        arc = torch.cat([(math.pi * u).cos(), (math.pi * u).sin()], 1)
        return (arc - torch.tensor([0.5, 0.25])) / 1.5

    arcs = [_along(curve, 2.1, 0.04 * data_noise) for curve in (upper, lambda u: -upper(u))]

    def sample(n: int, generator: torch.Generator) -> torch.Tensor:
        above = torch.rand(n, 1, generator=generator) < share
        over, under = (arc["sample"](n, generator) for arc in arcs)
        return torch.where(above, over, under)

    def density(x: torch.Tensor) -> torch.Tensor:
        above, below = (arc["density"](x) for arc in arcs)
        return share * above + (1 - share) * below

    return {"sample": sample, "density": density}


def _checkerboard() -> Parts:
    """Uniform on the eight cells of a 4 × 4 board over [−1, 1]² whose row and column add up to an even number."""

    def sample(n: int, generator: torch.Generator) -> torch.Tensor:
        row = torch.randint(0, 4, (n, 1), generator=generator)
        column = 2 * torch.randint(0, 2, (n, 1), generator=generator) + row % 2
        return (torch.cat([column, row], 1) + torch.rand(n, 2, generator=generator)) / 2 - 1

    def density(x: torch.Tensor) -> torch.Tensor:
        cell = ((x + 1) * 2).floor()
        inside = ((cell >= 0) & (cell < 4)).all(1)
        return torch.where(inside & (cell.sum(1) % 2 == 0), 0.5, 0.0).to(x.dtype)

    return {"sample": sample, "density": density}


def _set(label: str, parts: Callable[..., Parts], view: Window, source: str = "") -> PointSet:
    """Make the record of a set as it is; the arguments of `parts` are the fields of RunConfig that can change it.

    A label that depends on them is among what `parts` returns.
    """
    knobs = tuple(signature(parts).parameters)
    record = PointSet(view=view, source=source, knobs=knobs, **({"label": label} | parts()))
    return replace(record, make=lambda **values: replace(record, **parts(**values)))


UNIT, SQUARE = (0.0, 1.0, 0.0, 1.0), (-1.5, 1.5, -1.5, 1.5)
_GAN_LAB = "GAN Lab (Kahng et al. 2018)"

POINTS: dict[str, PointSet] = {
    "eight-gaussians": _set("", _circle, SQUARE),
    "two-gaussians": _set(N_("2 Gaussians"), _two, UNIT, _GAN_LAB),
    "line": _set(N_("Line"), _line, UNIT, _GAN_LAB),
    "ring": _set(N_("Ring"), _ring, UNIT, _GAN_LAB),
    "three-blobs": _set(N_("3 blobs"), _blobs, UNIT, _GAN_LAB),
    "grid-gaussians": _set("", _grid, SQUARE),
    "spiral": _set(N_("Spiral"), _spiral, SQUARE),
    "moons": _set(N_("Two moons"), _moons, SQUARE),
    "checkerboard": _set(N_("Checkerboard"), _checkerboard, SQUARE),
    "one-gaussian": _set(N_("1 Gaussian"), _one(0.5, 0.5), SQUARE),
    "far-gaussian": _set(N_("1 far Gaussian"), _one(3.0, 3.0), (-1.5, 4.5, -1.5, 4.5)),
}

# The Dirac-GAN's data: all of it at 0, on a line. What is seen of it are its two parameters, θ and ψ.
DIRAC: dict[str, PointSet] = {
    "dirac": PointSet(
        N_("Dirac-GAN (θ, ψ)"),
        lambda n, generator: torch.zeros(n, 1),
        (-2.0, 2.0, -2.0, 2.0),
        source="Mescheder, Geiger, Nowozin 2018, arXiv:1801.04406, §2",
    ),
}
