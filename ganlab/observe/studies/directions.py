"""The space of z: ways between places in it, and the directions in which G's output changes most."""

from __future__ import annotations

import math
from collections.abc import Callable

from ganlab.lazy import torch

STEP = 0.05  # of the differences that G's Jacobian is measured with, in standard deviations of z
BUDGET = 512  # outputs of G, about, that one measurement may take
PLACES = 16  # z's at most that the response is averaged over
CLOSE = 0.1  # share by which a direction must have fallen behind the next one to lose its place in the order


def lerp(a: torch.Tensor, b: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
    """Return the places a share t (n,) of the straight way from a (d,) to b, (n, d); exact at both ends."""
    t = t[:, None].to(a.dtype)
    return torch.where(t < 0.5, a + t * (b - a), b - (1 - t) * (b - a))


def slerp(a: torch.Tensor, b: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
    """Return the places a share t (n,) of the way from a (d,) to b on the great circle, (n, d); exact at both ends.

    Shoemake 1985, eq. for unit quaternions; for z: White 2016, arXiv:1609.04468, §2.1. The way is straight where no
    circle is defined: from or to 0, between parallel vectors, on a line. Between opposite vectors every half circle is
    a shortest way; one of them is taken, and the length changes evenly along it.
    """
    x, y, share = a.double(), b.double(), t[:, None].double()
    lengths = x.norm(), y.norm()
    if min(lengths) < 1e-9 or len(a) < 2:
        return lerp(a, b, t)
    x1, y1 = x / lengths[0], y / lengths[1]
    angle = 2 * torch.atan2((x1 - y1).norm(), (x1 + y1).norm())  # exact also near 0 and π, where acos is not
    if angle < 1e-6:
        return lerp(a, b, t)
    if math.pi - angle < 1e-6:
        side = torch.zeros_like(x1)
        side[x1.abs().argmin()] = 1.0
        side = side - (side @ x1) * x1
        turn = share * math.pi
        way = turn.cos() * x1 + turn.sin() * side / side.norm()
        way = way * (lengths[0] + share * (lengths[1] - lengths[0]))
    else:
        way = (((1 - share) * angle).sin() * x + (share * angle).sin() * y) / angle.sin()
    way = way.to(a.dtype)
    return torch.where(share == 0, a, torch.where(share == 1, b, way))


WAYS = {"linear": lerp, "spherical": slerp}


def between(corners: torch.Tensor, way: str, steps: int, side: int) -> torch.Tensor:
    """Return z's between two corners, (steps, d), or between four, (side², d) row by row; corners: (2 or 4, d).

    Of four, the first two are the upper row's ends and the last two the lower one's; columns lie between both rows.
    """
    walk = WAYS[way]
    if len(corners) == 2:
        return walk(corners[0], corners[1], torch.linspace(0, 1, steps))
    t = torch.linspace(0, 1, side)
    upper, lower = walk(corners[0], corners[1], t), walk(corners[2], corners[3], t)
    columns = [walk(top, bottom, t) for top, bottom in zip(upper, lower, strict=True)]
    return torch.stack(columns, 1).flatten(0, 1)


def enough(latent_dim: int) -> int:
    """Return how many z's the response of G is averaged over: as many as can be paid for."""
    return max(1, min(PLACES, BUDGET // (2 * latent_dim)))


def response(generate: Callable[[torch.Tensor], torch.Tensor], z: torch.Tensor, std: float) -> torch.Tensor:
    """Return the mean of JᵀJ over the z's, (d, d) in float64, where J = ∂G/∂(z / std) by central differences.

    The pulled-back metric of Wang & Ponce 2021, arXiv:2101.06006, §2, for the squared distance of outputs: a small step
    v of z, in standard deviations, changes G(z) by vᵀ (JᵀJ) v.
    """
    d = z.shape[1]
    steps = STEP * std * torch.eye(d, dtype=z.dtype)
    total = torch.zeros(d, d, dtype=torch.float64)
    for place in z:
        ahead, behind = generate(place + steps), generate(place - steps)
        rows = ((ahead - behind) / (2 * STEP)).flatten(1).double()
        total += rows @ rows.T
    return total / len(z)


def directions(
    metric: torch.Tensor, count: int, before: torch.Tensor | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return (shares (k,), unit vectors (d, k)) of the most responsive directions; both empty where nothing responds.

    They are the metric's first eigenvectors, a share is an eigenvalue's of the trace. `before` are the vectors of an
    earlier measurement: signs follow them, and so does the order of those that are nearly equal. Without them the
    largest component of each is positive.
    """
    k = min(count, len(metric))
    if not metric.isfinite().all() or not metric.trace() > 0:
        return torch.zeros(0), torch.zeros(len(metric), 0, dtype=metric.dtype)
    values, vectors = torch.linalg.eigh(metric)
    shares, vectors = (values.clamp(min=0) / metric.trace()).flip(0)[:k], vectors.flip(1)[:, :k]
    if before is None or before.shape != vectors.shape:
        largest = vectors.gather(0, vectors.abs().argmax(0, keepdim=True))
        return shares, vectors * largest.sign()
    overlap = before.T @ vectors
    matched = _matched(overlap.abs().tolist())
    signs = torch.tensor([1.0 if overlap[i, j] >= 0 else -1.0 for i, j in enumerate(matched)])
    shares, vectors = shares[matched], vectors[:, matched] * signs
    order = _ordered(shares.tolist())
    return shares[order], vectors[:, order]


def _matched(overlap: list[list[float]]) -> list[int]:
    """Return for each row the column that it overlaps with most, of those that the rows before have left."""
    left, matched = set(range(len(overlap))), []
    for row in overlap:
        matched.append(max(left, key=row.__getitem__))
        left.discard(matched[-1])
    return matched


def _ordered(shares: list[float]) -> list[int]:
    """Return the order of falling shares, in which only those change places that are clearly the other way round."""
    order = list(range(len(shares)))
    for end in range(len(order) - 1, 0, -1):
        for i in range(end):
            if shares[order[i + 1]] > (1 + CLOSE) * shares[order[i]]:
                order[i : i + 2] = order[i + 1], order[i]
    return order
