"""Where a trainer's real samples come from, points fresh or stored, pictures epoch by epoch; and its noise."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cached_property

from ganlab.data import distribution
from ganlab.data.images import Images
from ganlab.data.toy import Sampler
from ganlab.gan import streams
from ganlab.gan.config import RunConfig
from ganlab.lazy import torch


def noise(config: RunConfig, n: int, rng: torch.Generator) -> torch.Tensor:
    """Draw n noise vectors of a config's law, (n, latent_dim)."""
    shape = n, config.latent_dim
    if config.latent_distribution == "gaussian":
        z = torch.randn(shape, generator=rng)
        return z if config.latent_std == 1.0 else z * config.latent_std
    half = config.latent_std * math.sqrt(3)
    return (torch.rand(shape, generator=rng) * 2 - 1) * half


class Source:
    """Draw real samples of a config's data set; `drawn` is all the state that pictures have.

    Of pictures only those of the config's classes are drawn: `chosen` has their indices in `images`, None for all.
    """

    def __init__(self, config: RunConfig, images: Images | None = None):
        self.config, self.images = config, images
        if (config.kind == "images") != (images is not None):
            raise ValueError(f"images: must be given for an image data set and only there; got {config.dataset}")
        self.labels: torch.Tensor | None = None  # of the pictures drawn last
        self.chosen: torch.Tensor | None = None
        if config.classes and images is not None:
            self.chosen = torch.isin(images.labels, torch.tensor(config.classes)).nonzero().flatten()
            if not len(self.chosen):
                raise ValueError(f"classes: must have at least one picture; got {config.classes}")
        self.drawn = 0  # pictures drawn so far: place in the endless row of shuffled epochs
        self._order: tuple[int, torch.Tensor] | None = None
        if images is None:
            self.sample(1, torch.Generator())  # points that are not here are said before a run begins
        self.points: torch.Tensor | None = None  # the stored training points, where there are any
        if config.train_size and config.kind == "points":
            self.points = self.sample(config.train_size, streams.stream(config.seed, streams.STORED))

    @cached_property
    def sample(self) -> Sampler:
        """Return the sampler of a data set of points."""
        return distribution(self.config).sample

    @cached_property
    def pictures(self) -> Images:
        """Return all pictures of a data set of images."""
        if self.images is None:
            raise ValueError(f"images: must be given for an image data set; got {self.config.dataset}")
        return self.images

    def draw(self, n: int, rng: torch.Generator) -> torch.Tensor:
        """Draw n training samples: points (n, 2), pictures (n, 1, s, s), which come in their order, without `rng`."""
        if self.images is not None:
            return self._pictures(self._next_indices(n))
        if self.points is not None:
            return self.points[torch.randint(len(self.points), (n,), generator=rng)]
        return self.sample(n, rng)

    def pick(self, n: int, rng: torch.Generator) -> torch.Tensor:
        """Draw n samples to be shown, out of turn."""
        if self.images is None:
            return self.draw(n, rng)
        return self._pictures(self._indices(torch.randint(self.size, (n,), generator=rng)))

    def _next_indices(self, n: int) -> torch.Tensor:
        """Return the next n indices of an endless row of shuffled epochs."""
        size, parts = self.size, []
        while n:
            epoch, start = divmod(self.drawn, size)
            if self._order is None or self._order[0] != epoch:
                rng = streams.stream(self.config.seed, streams.EPOCHS, epoch)
                self._order = epoch, torch.randperm(size, generator=rng)
            part = self._order[1][start : start + n]
            parts.append(part)
            self.drawn, n = self.drawn + len(part), n - len(part)
        return self._indices(torch.cat(parts))

    def _indices(self, places: torch.Tensor) -> torch.Tensor:
        """Return the indices in `images` of places among the pictures that are trained on."""
        return places if self.chosen is None else self.chosen[places]

    @property
    def size(self) -> int:
        """Return how many pictures are trained on."""
        return len(self.pictures if self.chosen is None else self.chosen)

    @cached_property
    def trained(self) -> Images:
        """Return the `Images` that are trained on."""
        if self.chosen is None:
            return self.pictures
        pixels, labels = self.pictures.pixels[self.chosen], self.pictures.labels[self.chosen]
        return replace(self.pictures, pixels=pixels, labels=labels)

    def _pictures(self, indices: torch.Tensor) -> torch.Tensor:
        pixels, self.labels = self.pictures.pixels[indices], self.pictures.labels[indices]
        low, high = self.config.pixels
        return pixels[:, None].float() * ((high - low) / 255) + low
