"""Measures of generated pictures against real ones, in the digit classifier's features, each with its noise floor.

All is done in small pieces: a measurement is a generator that stops between two of them, so that a run can go on
meanwhile, and returns what it found; `measuring.complete` runs through it at once. Features are float32 (n, 64).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from ganlab.data.images import Images
from ganlab.gan.config import RunConfig
from ganlab.lazy import torch
from ganlab.observe import classifier

if TYPE_CHECKING:
    from torch.utils.weak import WeakIdKeyDictionary

T = TypeVar("T")
Work: TypeAlias = Generator[None, None, T]  # done in pieces
Gaussian: TypeAlias = "tuple[torch.Tensor, torch.Tensor]"  # mean and covariance

SAMPLE_SIZE, LEAST_SIZE = 1000, 50  # pictures of each side; with fewer than the least nothing is measured
FLOOR_PAIRS = 5  # pairs of real samples that a floor is averaged over
PICTURES, ROWS = 50, 250  # of a piece: pictures looked at, rows of a matrix of distances

NEIGHBOURS = 3  # whose farthest is as far as a real picture reaches


def gaussian(features: torch.Tensor) -> Gaussian:
    """Return mean (d,) and covariance (d, d), float64, of features (n, d)."""
    features = features.double()
    return features.mean(0), torch.cov(features.T)


def frechet_distance(first: Gaussian, second: Gaussian) -> float:
    """Return the squared Fréchet distance of two Gaussians, each (mean, covariance): Heusel et al. 2017, eq. 6.

    ‖m − m'‖² + Tr(C + C' − 2 (C C')^½); the root's trace is that of the symmetric (C^½ C' C^½)^½.
    """
    (m, c), (m_other, c_other) = first, second
    values, vectors = torch.linalg.eigh(c)
    root = (vectors * values.clamp_min(0).sqrt()) @ vectors.T
    cross = torch.linalg.eigvalsh(root @ c_other @ root).clamp_min(0).sqrt().sum()
    apart: float = ((m - m_other).square().sum() + c.trace() + c_other.trace() - 2 * cross).item()
    return max(0.0, apart)


def _nearest(points: torch.Tensor, others: torch.Tensor | None = None) -> Work[tuple[torch.Tensor, torch.Tensor]]:
    """Return the distance of each point to the nearest of others, and theirs to the nearest point.

    Of one set it is that to the nearest other one.
    """
    rows, columns = [], torch.full((len(points if others is None else others),), math.inf, dtype=points.dtype)
    for start in range(0, len(points), ROWS):
        part = points[start : start + ROWS]
        distance = torch.cdist(part, points if others is None else others)
        if others is None:
            distance[torch.arange(len(part)), torch.arange(start, start + len(part))] = math.inf
        rows.append(distance.min(1)[0])
        columns = torch.minimum(columns, distance.min(0)[0])
        yield
    return torch.cat(rows), columns


def neighbour_accuracy(
    real: torch.Tensor, fake: torch.Tensor, real_nearest: torch.Tensor | None = None
) -> Work[tuple[float, float]]:
    """Return the leave-one-out accuracies of the 1-nearest-neighbour test on real and on fake features (equally many).

    Told apart by the kind of its nearest neighbour: ½ on both means no difference (Lopez-Paz and Oquab 2017, §3; Xu et
    al. 2018, §2). A tie is half right. `real_nearest`: distances of the real ones to each other, where they are known.
    """
    real, fake = real.double(), fake.double()  # in single precision a copy would not lie at distance 0
    if real_nearest is None:
        real_nearest, _ = yield from _nearest(real)
    fake_nearest, _ = yield from _nearest(fake)
    fake_real, real_fake = yield from _nearest(fake, real)
    return _right(real_nearest, real_fake), _right(fake_nearest, fake_real)


def radii(points: torch.Tensor) -> Work[torch.Tensor]:
    """Return the distance of each feature vector, float64, to its NEIGHBOURS-th nearest other one."""
    found = []
    for part in points.split(ROWS):
        found.append(torch.cdist(part, points).kthvalue(NEIGHBOURS + 1)[0])  # the first is the vector itself
        yield
    return torch.cat(found)


def precision(real: torch.Tensor, reach: torch.Tensor, fake: torch.Tensor) -> Work[float]:
    """Return the share of fake features that lie within the radius of a real one: Kynkäänniemi et al. 2019, eq. 2.

    Only the smaller half of the radii counts, as in §4 there: a real picture that is unlike all others reaches as far
    as what is nothing at all.
    """
    dense, inside = reach <= reach.median(), 0.0
    real, reach = real[dense], reach[dense]
    for part in fake.double().split(ROWS):
        inside += (torch.cdist(part, real.double()) <= reach).any(1).sum().item()
        yield
    return inside / len(fake)


def _right(own: torch.Tensor, other: torch.Tensor) -> float:
    right: float = ((own < other).double() + (own == other).double() / 2).mean().item()
    return right


def class_counts(features: torch.Tensor) -> list[int]:
    """Return how many of the pictures the classifier takes for each digit."""
    logits = classifier.probabilities(features)
    return torch.bincount(logits.argmax(1), minlength=classifier.CLASSES).tolist()


def confidence(features: torch.Tensor) -> float:
    """Return the classifier's mean probability of the class that it holds most likely."""
    return classifier.probabilities(features).max(1)[0].mean().item()


def coverage(counts: list[int], data: list[int]) -> dict[str, int]:
    """Count the classes that hold at least a quarter of their fair share, which is the data's.

    `classes_held` has bit k set where class k does, `classes_there` where the data has it; `classes_total` counts
    these.
    """
    n, total = sum(counts), sum(data)
    held = [own > 0 and 4 * count * total >= own * n for count, own in zip(counts, data, strict=True)]
    return {
        "classes": sum(held),
        "classes_held": sum(1 << k for k, holds in enumerate(held) if holds),
        "classes_there": sum(1 << k for k, own in enumerate(data) if own),
        "classes_total": sum(own > 0 for own in data),
    }


@dataclass(frozen=True)
class Reference:
    """Hold what generated pictures are compared with: the features of as many real ones, and what real ones score."""

    features: torch.Tensor
    nearest: torch.Tensor  # distance of each to the nearest other one
    reach: torch.Tensor  # and to the third nearest, all of them
    gaussian: Gaussian
    floors: dict[str, float]  # of real pictures against others


@cache
def _references() -> WeakIdKeyDictionary:
    """Return what is known of sets of pictures, by the pictures themselves; what nobody uses any more is forgotten."""
    from torch.utils.weak import WeakIdKeyDictionary

    return WeakIdKeyDictionary()


def featured(pictures: Sequence[torch.Tensor | Callable[[], torch.Tensor]]) -> Work[torch.Tensor]:
    """Return the features of parts of pictures (n, 1, 28, 28) with pixels in [0, 1]; a part may be a function."""
    found = []
    for part in pictures:
        found.append(classifier.features(part() if callable(part) else part))
        yield
    return torch.cat(found)


def reference(pixels: torch.Tensor) -> Work[Reference | None]:
    """Return the Reference of real pictures (n, 28, 28) uint8, made once; None where they are too few."""
    known = _references()
    if pixels not in known:
        size, rng = min(SAMPLE_SIZE, len(pixels) // 2), torch.Generator().manual_seed(0)
        known[pixels] = (yield from _make_reference(pixels, size, rng)) if size >= LEAST_SIZE else None
    found: Reference | None = known[pixels]
    return found


def _bright(pixels: torch.Tensor, part: torch.Tensor) -> torch.Tensor:
    return pixels[part][:, None].float() / 255


def _make_reference(pixels: torch.Tensor, size: int, rng: torch.Generator) -> Work[Reference]:
    picked = torch.randperm(len(pixels), generator=rng)[: 2 * size].split(PICTURES)
    features = yield from featured([partial(_bright, pixels, part) for part in picked])
    rows = []
    for _ in range(FLOOR_PAIRS):
        first, second = features[torch.randperm(2 * size, generator=rng)].split(size)
        right = yield from neighbour_accuracy(first, second)
        distance = frechet_distance(gaussian(first), gaussian(second))
        reach = yield from radii(first.double())
        good = yield from precision(first, reach, second)
        rows.append({"fid": distance, "nn": sum(right) / 2, "precision": good, "confidence": confidence(first)})
    floors = {f"{key}_floor": sum(row[key] for row in rows) / FLOOR_PAIRS for key in rows[0]}
    first = features[:size]
    nearest, _ = yield from _nearest(first.double())
    reach = yield from radii(first.double())
    return Reference(first, nearest, reach, gaussian(first), floors)


def measuring(
    generate: Callable[[torch.Tensor], torch.Tensor], z: torch.Tensor, images: Images, config: RunConfig
) -> Work[dict[str, Any]]:
    """Measure the pictures that `generate` makes of as many z as are needed; return the measures by name.

    fid: Fréchet distance of Gaussians fitted to the features. nn_real, nn_fake: accuracies of the 1-nearest-neighbour
    test. precision: share of the pictures that lie among the real ones. spread: root mean squared distance of the
    features from their mean, as a multiple of the real ones'. Of data whose classes the classifier knows: class_counts
    of the generated pictures and class_data, those of all real ones by their labels; what `coverage` counts;
    confidence.     …_floor: what real pictures score. Empty where there is nothing to be measured.
    """
    known = yield from reference(images.pixels)
    if known is None:
        return {}
    parts = []
    for part in z[: len(known.features)].split(PICTURES):
        pictures = generate(part)
        if not pictures.isfinite().all():
            return {}
        parts.append(classifier.features(classifier.unit(pictures, config)))
        yield
    fake = torch.cat(parts)
    made = gaussian(fake)
    found: dict[str, Any] = {"fid": frechet_distance(known.gaussian, made), **known.floors}
    found["spread"] = (made[1].trace() / known.gaussian[1].trace()).sqrt().item()
    yield
    right = yield from neighbour_accuracy(known.features, fake, known.nearest)
    good = yield from precision(known.features, known.reach, fake)
    found |= {"nn_real": right[0], "nn_fake": right[1], "precision": good, "sample_size": len(fake)}
    if config.dataset not in classifier.KNOWN:
        del found["confidence_floor"]
        return found
    counts = class_counts(fake)
    data = torch.bincount(images.labels, minlength=classifier.CLASSES).tolist()
    found |= coverage(counts, data)
    return found | {"class_counts": counts, "class_data": data, "confidence": confidence(fake)}
