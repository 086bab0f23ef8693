"""Nearest training pictures, exactly: by pixels at once, by the classifier's features as far as these are known.

Distances are Euclidean, pixels in [0, 1]. By pixels all are ranked by products in single precision, a chunk at a time
so that no copy of them as floats is held, and the first of the ranks again in double precision; by features in single.
The features of a data set are computed once in a process, by a thread of its own that gives way to all others.
"""

from __future__ import annotations

import os
import sys
import threading
from typing import NamedTuple

from ganlab.lazy import torch
from ganlab.observe import classifier

NEAREST = 4
PIECE = 96  # pictures that the features are computed of at a time
REFERENCES = 48  # real pictures that the reference distances are the medians of
CHUNK, SPARE = 1000, 28  # pictures ranked at a time; ranked again beside those wanted
_kept: dict[int, Library] = {}


class Found(NamedTuple):
    """Hold the nearest pictures: their places in the library (k,), distances (k,), and how many were searched."""

    places: torch.Tensor
    distances: torch.Tensor
    searched: int


def part(pixels: torch.Tensor, classes: tuple[int, ...] = (), chosen: torch.Tensor | None = None) -> Part:
    """Return what is searched of a data set's pixels, (n, 28, 28) uint8: the places `chosen` (k,) of `classes`, or all.

    It learns by itself what it does not know yet. The last two data sets are kept, for all runs.
    """
    if (found := _kept.get(id(pixels))) is None:
        while len(_kept) >= 2:
            _kept.pop(next(iter(_kept))).dropped = True
        found = _kept[id(pixels)] = Library(pixels)
    if classes not in found.parts:
        found.parts[classes] = Part(found, chosen)
        threading.Thread(target=_learn, args=(found.parts[classes],), daemon=True).start()
    return found.parts[classes]


def _learn(one: Part) -> None:
    if sys.platform == "linux":  # where threads have a priority each
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
    one.learn()


class Library:
    """Hold what the pictures of a data set are searched by."""

    def __init__(self, pixels: torch.Tensor):
        self.pixels = pixels  # held, so that its id stays its own
        self.flat = pixels.flatten(1)
        self.squares = torch.cat([part.float().square().sum(1) for part in self.flat.split(CHUNK)])
        self.features = torch.empty(len(pixels), classifier.FEATURES)
        self.known = 0  # pictures whose features are computed, the first ones
        self.parts: dict[tuple[int, ...], Part] = {}  # by their classes
        self.dropped = False  # whether nobody will ask any more
        self._lock = threading.Lock()

    def study(self) -> bool:
        """Compute the features of a piece of what is not known yet; tell whether more is left."""
        with self._lock:
            piece = self.pixels[self.known : self.known + PIECE, None].float() / 255
            if len(piece):
                self.features[self.known : self.known + len(piece)] = classifier.features(piece)
            self.known += len(piece)
        return self.known < len(self.pixels) and not self.dropped

    def ranks(self, pictures: torch.Tensor) -> torch.Tensor:
        """Return the squared distances of all, less the pictures' own squares, from pictures (k, 784): (n, k)."""
        products = torch.cat([part.float() @ pictures.T for part in self.flat.split(CHUNK)])
        return self.squares[:, None] - 2 * products


class Part:
    """Search those pictures of a library that are trained on."""

    def __init__(self, library: Library, chosen: torch.Tensor | None = None):
        self.library, self.chosen = library, chosen
        rng = torch.Generator().manual_seed(0)
        probes = torch.randperm(len(self), generator=rng)[:REFERENCES]
        self._probes = probes if chosen is None else chosen[probes]
        # The median distance of training pictures to their nearest other one, by pixels and by features.
        self.reference: float | None = None
        self.feature_reference: float | None = None

    def __len__(self) -> int:
        return len(self.library.pixels if self.chosen is None else self.chosen)

    @property
    def complete(self) -> bool:
        """Tell whether there is nothing left to learn."""
        return self.feature_reference is not None

    def learn(self) -> None:
        """Compute all that is not known yet."""
        with torch.no_grad():
            pictures = self.library.flat[self._probes].float()
            ranks = self.library.ranks(pictures).T
            nearest = [
                self._nearest(rank, picture, 1, probe)[1]
                for rank, picture, probe in zip(ranks, pictures, self._probes.tolist(), strict=True)
            ]
            self.reference = torch.cat(nearest).median().item() if len(self) > 1 else 0.0
            while self.library.study():
                pass
            if self.library.dropped:
                return
            features = self.library.features
            others = features if self.chosen is None else features[self.chosen]
            far = torch.cdist(features[self._probes], others, compute_mode="donot_use_mm_for_euclid_dist")
            self.feature_reference = far.topk(min(2, len(self)), largest=False).values[:, -1].median().item()

    def by_pixels(self, picture: torch.Tensor, k: int = NEAREST, without: int | None = None) -> Found:
        """Return the k nearest training pictures to one (28, 28), pixels in [0, 1], but for the one at `without`."""
        wanted = picture.flatten() * 255
        places, distances = self._nearest(self.library.ranks(wanted[None])[:, 0], wanted, k, without)
        return Found(places, distances, len(self))

    def _nearest(
        self, rank: torch.Tensor, wanted: torch.Tensor, k: int, without: int | None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return (places, distances) of the k nearest to a picture (784,) by the ranks (n,) of all in the library."""
        among = rank if self.chosen is None else rank[self.chosen]
        near = among.topk(min(k + SPARE, len(self)), largest=False).indices
        if self.chosen is not None:
            near = self.chosen[near]
        distance = (self.library.flat[near].double() - wanted.double()).square().sum(1)
        if without is not None:
            distance[near == without] = torch.inf
        best = distance.topk(min(k, len(self) - (without is not None)), largest=False)
        return near[best.indices], best.values.sqrt() / 255

    def by_features(self, features: torch.Tensor, k: int = NEAREST) -> Found | None:
        """Return the k nearest of the pictures with known features, to a picture with these (64,); None if too few."""
        known, chosen = self.library.known, self.chosen
        places = torch.arange(known) if chosen is None else chosen[: torch.searchsorted(chosen, known)]
        if len(places) <= k:
            return None
        found = self.library.features[:known] if chosen is None else self.library.features[places]
        best = (found - features).square().sum(1).topk(k, largest=False)
        return Found(places[best.indices], best.values.sqrt(), len(places))
