"""Nearest training pictures, exactly, in bounded time: by pixels at once, by the classifier's features as far as known.

Distances are Euclidean, pixels in [0, 1]. By pixels all are ranked by products in single precision, a chunk at a time so
that no copy of them as floats is held, and the first of the ranks again in double precision; by features in single.
"""

from __future__ import annotations

from typing import NamedTuple

from ganlab import classifier
from ganlab.lazy import torch

NEAREST = 4
PIECE = 96  # pictures that one call of `study` computes the features of
REFERENCES = 48  # real pictures that the reference distances are the medians of
CHUNK, SPARE = 1000, 28  # pictures ranked at a time; ranked again beside those wanted
_kept: dict[int, Library] = {}


class Found(NamedTuple):
    """Hold the nearest pictures: their places (k,), distances (k,), and how many were searched."""

    places: torch.Tensor
    distances: torch.Tensor
    searched: int


def library(pixels) -> Library:
    """Return the library of these training pixels, (n, 28, 28) uint8; the last two are kept, for all runs."""
    if (found := _kept.get(id(pixels))) is None:
        while len(_kept) >= 2:
            _kept.pop(next(iter(_kept)))
        found = _kept[id(pixels)] = Library(pixels)
    return found


class Library:
    """Hold what the training pictures are searched by."""

    def __init__(self, pixels):
        self.pixels = pixels  # held, so that its id stays its own
        self.flat = pixels.flatten(1)
        self.squares = torch.cat([part.float().square().sum(1) for part in self.flat.split(CHUNK)])
        self.features = torch.empty(len(pixels), classifier.FEATURES)
        self.known = 0  # pictures whose features are computed, the first ones
        rng = torch.Generator().manual_seed(0)
        self._probes = torch.randperm(len(pixels), generator=rng)[:REFERENCES].tolist()
        self._reference: list[float] = []
        self._feature_reference: float | None = None

    def __len__(self) -> int:
        return len(self.pixels)

    @property
    def complete(self) -> bool:
        """Tell whether `study` has nothing left to do."""
        return self.known == len(self) and len(self._reference) == len(self._probes)

    def study(self) -> None:
        """Compute a piece of what is not known yet: features, reference distances."""
        if self.known < len(self):
            piece = self.pixels[self.known : self.known + PIECE, None].float() / 255
            self.features[self.known : self.known + len(piece)] = classifier.features(piece)
            self.known += len(piece)
        if len(self._reference) < len(self._probes):
            probe = self._probes[len(self._reference)]
            found = self.by_pixels(self.pixels[probe].float() / 255, without=probe)
            self._reference.append(found.distances[0].item())

    def by_pixels(self, picture, k: int = NEAREST, without: int | None = None) -> Found:
        """Return the k nearest training pictures to one (28, 28) with pixels in [0, 1], but for the one at `without`."""
        wanted = picture.flatten() * 255
        products = torch.cat([torch.mv(part.float(), wanted) for part in self.flat.split(CHUNK)])
        rank = self.squares - 2 * products
        if without is not None:
            rank[without] = torch.inf
        k = min(k, len(self) - (without is not None))
        near = rank.topk(min(k + SPARE, len(self)), largest=False).indices
        distance = (self.flat[near].double() - wanted.double()).square().sum(1)
        if without is not None:
            distance[near == without] = torch.inf
        best = distance.topk(k, largest=False)
        return Found(near[best.indices], best.values.sqrt() / 255, len(self))

    def by_features(self, features, k: int = NEAREST) -> Found | None:
        """Return the k nearest of the pictures whose features are known, to a picture with these (64,); None if too few."""
        if self.known <= k:
            return None
        best = (self.features[: self.known] - features).square().sum(1).topk(k, largest=False)
        return Found(best.indices, best.values.sqrt(), self.known)

    def reference(self) -> float | None:
        """Return the median distance, by pixels, of training pictures to their nearest other one; None until known."""
        return _median(self._reference)

    def feature_reference(self) -> float | None:
        """Return the same by features."""
        if self._feature_reference is None and self.known == len(self):
            distances = []
            for probe in self._probes:
                distance = (self.features - self.features[probe]).square().sum(1)
                distance[probe] = torch.inf
                distances.append(distance.min().sqrt().item())
            self._feature_reference = _median(distances)
        return self._feature_reference


def _median(values) -> float | None:
    return torch.tensor(values).median().item() if values else None
