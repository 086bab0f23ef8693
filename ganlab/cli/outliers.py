"""Pictures that are no digits: what the classifier is taught not to be sure of.

This is outlier exposure (Hendrycks et al. 2019). Each kind makes of digits (n, 1, 28, 28) in [0, 1], of which most take
nothing but the number, as many pictures like them.
"""

from __future__ import annotations

from collections.abc import Callable

from ganlab.lazy import torch


def _uniform(n: int, low: float, high: float, rng: torch.Generator) -> torch.Tensor:
    """Draw one number a picture, (n, 1, 1, 1)."""
    return low + (high - low) * torch.rand(n, 1, 1, 1, generator=rng)


def speckled(pictures: torch.Tensor, rng: torch.Generator, most: float) -> torch.Tensor:
    """Dim pictures and lay noise on them.

    It is normal, of up to half of `most`, with bright pixels, of up to this share of all.
    """
    n, places = len(pictures), (len(pictures), 1, 28, 28)
    noise = _uniform(n, 0, most / 2, rng) * torch.randn(places, generator=rng)
    bright = torch.rand(places, generator=rng) < _uniform(n, 0, most, rng)
    specks = _uniform(n, 0.2, 1, rng) * torch.rand(places, generator=rng) * bright
    return torch.maximum(pictures * _uniform(n, 0.5, 1, rng) + noise, specks).clamp(0, 1)


def _grey(digits: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
    return _uniform(len(digits), 0, 1, rng).expand(digits.shape)


def _noise(digits: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
    """Make independent pixels, of any mean and contrast; of some all but a few are as dark as the ground of digits."""
    values = _uniform(len(digits), -1, 1, rng) + _uniform(len(digits), 0, 1, rng) * torch.randn(
        digits.shape, generator=rng
    )
    return values.clamp(0, 1)


def _specks(digits: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
    return speckled(torch.zeros_like(digits), rng, 0.6)


def _blobs(digits: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
    """Make smooth spots: noise on a lattice of 2 to 9 places a side, drawn large, with more noise on some."""
    size = int(torch.randint(2, 10, (), generator=rng))
    coarse = torch.randn(len(digits), 1, size, size, generator=rng)
    smooth = torch.nn.functional.interpolate(coarse, (28, 28), mode="bicubic")
    return speckled((_uniform(len(digits), -1, 1, rng) + smooth).clamp(0, 1), rng, 0.3)


def _means(digits: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
    """Average 3 to 40 digits, what a G makes that has learnt nothing but where the ink is."""
    count = int(torch.randint(3, 41, (), generator=rng))
    picked = torch.randint(0, len(digits), (len(digits), count), generator=rng)
    return speckled((digits[picked].mean(1) * _uniform(len(digits), 0.7, 2.5, rng)).clamp(0, 1), rng, 0.6)


def _mixed(digits: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
    """Lay two or three digits on each other."""
    count = int(torch.randint(2, 4, (), generator=rng))
    shifted = [digits[torch.randperm(len(digits), generator=rng)].roll(k, (2, 3)[k % 2]) for k in range(-1, count - 1)]
    return torch.stack(shifted).amax(0)


def _blurred(digits: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
    size = 2 * int(torch.randint(5, 9, (), generator=rng)) + 1
    return torch.nn.functional.avg_pool2d(digits, size, 1, size // 2) * _uniform(len(digits), 1, 3, rng)


def _cut(digits: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
    """Cut each digit into 4 or 16 squares and put them together otherwise."""
    side = (7, 14)[int(torch.randint(0, 2, (), generator=rng))]
    squares = torch.nn.functional.unfold(digits, side, stride=side)
    order = torch.rand(len(digits), 1, squares.shape[2], generator=rng).argsort(2)
    return torch.nn.functional.fold(squares.gather(2, order.expand_as(squares)), 28, side, stride=side)


KINDS: dict[str, Callable[[torch.Tensor, torch.Generator], torch.Tensor]] = {
    "grey": _grey,
    "noise": _noise,
    "specks": _specks,
    "blobs": _blobs,
    "means": _means,
    "mixed": _mixed,
    "blurred": _blurred,
    "cut": _cut,
}


def drawn(digits: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
    """Make of digits as many pictures that are none, of all kinds alike."""
    parts = digits[: len(digits) // len(KINDS) * len(KINDS)].chunk(len(KINDS))
    return torch.cat([make(part, rng) for make, part in zip(KINDS.values(), parts, strict=True)]).clamp(0, 1)
