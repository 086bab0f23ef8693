"""What a view may see of a trainer. Nothing here changes training or draws its numbers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ganlab.data import distribution, labels_of
from ganlab.gan import conditional, streams
from ganlab.gan.config import RunConfig
from ganlab.gan.losses import LOSSES
from ganlab.gan.networks import judging
from ganlab.gan.trainer import Trainer
from ganlab.lazy import torch
from ganlab.observe import layers
from ganlab.observe.snapshot import Snapshot

SHOWN_REAL, SHOWN_FAKE, SHOWN_PICTURES, SHOWN_REAL_PICTURES = 400, 252, 64, 8
COMPANIES = 4  # packs that a single sample is judged in, where D judges packs


def shown(config: RunConfig) -> int:
    """Return how many pictures a wall of G's pictures has."""
    return SHOWN_PICTURES if config.conditional == "none" else math.prod(conditional.wall(len(labels_of(config))))


class Display:
    """Show one trainer; what is shown again and again is kept, so that what moves is learning.

    What it draws, real samples, noise and places, depends on the config's seed alone, so two displays of equal runs
    show the same.
    """

    def __init__(self, trainer: Trainer):
        self.trainer = trainer
        self.rng = streams.stream(trainer.config.seed, streams.DISPLAY)
        points = trainer.config.kind == "points"
        self.real = trainer.source.pick(SHOWN_REAL if points else SHOWN_REAL_PICTURES, self.rng)
        self.labels = trainer.source.labels  # of the real pictures
        self.columns: torch.Tensor | None = None  # labels of the fixed fakes, where they are asked for
        if trainer.config.conditional != "none":
            self.columns = conditional.in_columns(labels_of(trainer.config))
        self.asked = self.columns  # of the fresh ones
        self.z = trainer.sample_z(SHOWN_FAKE if points else shown(trainer.config), self.rng, self.columns)
        if points:
            record = distribution(trainer.config)
            self.places, self.lattice = layers.places(record.view, layers.MAP), layers.latent_lattice(trainer.config)
            density, self.levels = layers.density_map(record)
            self.density, self._still = array(density), {"real": array(self.real), "noise": array(self.z[:, :2])}
            self._still |= {} if self.lattice is None else {"lattice": array(self.lattice)}

    def fresh_z(self, step: int) -> torch.Tensor:
        """Return the noise of the fresh wall of a step, one row a picture: another one each step, found again by it."""
        trainer = self.trainer
        rng = streams.stream(trainer.config.seed, streams.FRESH, step)
        return trainer.sample_z(shown(trainer.config), rng, self.asked)

    def present(self) -> np.ndarray:
        """Return the wall of fixed z as it is now, (n, s, s) uint8."""
        return pixels(self.trainer.generate(self.z), self.trainer.config)

    def logits(self, x: torch.Tensor, labels: torch.Tensor | None = None) -> torch.Tensor:
        """Return D's logit for each sample, (n,); packs are filled up with real samples, and their logits averaged.

        A conditional D judges given labels (n,); without them, given the one that suits each sample best.
        """
        with judging(self.trainer.discriminator), torch.no_grad():
            return self.raw_logits(x, labels)

    def raw_logits(self, x: torch.Tensor, labels: torch.Tensor | None = None) -> torch.Tensor:
        """Return the same, differentiable in the samples; D must be at rest."""
        with conditional.told(self.trainer.discriminator, labels):
            return self._raw_logits(x)

    def _raw_logits(self, x: torch.Tensor) -> torch.Tensor:
        trainer, packing = self.trainer, self.trainer.config.packing
        if packing == 1:
            logits: torch.Tensor = trainer.discriminator(x.to(trainer.device)).squeeze(1).cpu()
            return logits
        total = torch.zeros(len(x))
        for turn in range(COMPANIES):
            picked = (turn * (packing - 1) + torch.arange(packing - 1)) % len(self.real)
            company = self.real[picked].flatten(0, 1)
            company = company.expand(len(x), *company.shape)
            total = total + trainer.discriminator(torch.cat([x, company], 1).to(trainer.device)).squeeze(1).cpu()
        return total / COMPANIES

    def arrows(self, fake: torch.Tensor) -> torch.Tensor:
        """Return −∇ of the generator's actual loss at each fake sample, times D's inputs: the pull on each one.

        Where D looks at its batch as a whole, these fakes are the batch. What consensus optimisation adds is left out:
        it depends on G's weights, not on the samples alone.
        """
        trainer = self.trainer
        rng = torch.Generator().manual_seed(0)  # the same instance noise each time: what moves is learning
        fake = fake.detach().requires_grad_()
        with judging(trainer.discriminator, as_batch=True):
            shown, real = trainer.presented(fake, rng), trainer.presented(self.real[: len(fake)], rng)
            d = trainer.unrolled(real, shown, rng) if trainer.config.unroll_steps else trainer.discriminator
            loss = trainer.loss.g_loss(d(real) if trainer.loss.compares else None, d(shown))
            return -torch.autograd.grad(loss, fake)[0] * len(shown)

    def snapshot(self) -> Snapshot:
        """Return the frame of this moment."""
        trainer = self.trainer
        steps, scalars = trainer.history.arrays()
        measured_steps, measures = trainer.measured.arrays()
        common: dict[str, Any] = {
            "config": trainer.config,
            "step": trainer.step_count,
            "stride": trainer.history.stride,
            "steps": steps,
            "scalars": scalars,
            "row": trainer.scalars,
            "measured_stride": trainer.measured.stride,
            "measured_steps": measured_steps,
            "measures": measures,
        }
        if trainer.config.kind == "dirac":
            return Snapshot(**common, **self._game())
        fake = trainer.generate(self.z)
        if trainer.images is None:
            return Snapshot(**common, **self._plane(fake))
        return Snapshot(**common, **self._walls(fake))

    def _game(self) -> dict[str, Any]:
        """Show the Dirac-GAN as a point (θ, ψ) beside its equilibrium, its latest places and both last −gradients."""
        trainer = self.trainer
        pull = torch.cat([-player.gradient[:1] for player in (trainer.g, trainer.d)])
        trail = np.array(trainer.trail, np.float32)
        return {"real": np.zeros((1, 2), np.float32), "fake": trail[-1:], "arrows": array(pull[None]), "trail": trail}

    def _plane(self, fake: torch.Tensor) -> dict[str, Any]:
        return {
            **self._still,
            "density": self.density,
            "levels": self.levels,
            "fake": array(fake),
            "arrows": array(self.arrows(fake)),
            **self.networks(fake),
        }

    def networks(self, fake: torch.Tensor) -> dict[str, Any]:
        """Show what G makes of the lattice of z, and what D answers over the plane, to real samples and to `fake`."""
        trainer = self.trainer
        with judging(trainer.discriminator), torch.no_grad():
            judged = self.raw_logits(torch.cat([self.real, fake, self.places]))
        real, made, places = judged.split([len(self.real), len(fake), len(self.places)])
        logits = real, made
        answers = [trainer.loss.answer(side, *logits) for side in logits]
        grid = trainer.loss.answer(places, *logits)
        return {
            **self._manifold(),
            "real_scores": array(answers[0]),
            "fake_scores": array(answers[1]),
            "grid": array(grid).reshape(layers.MAP, layers.MAP),
            "answers": answer_range(trainer, torch.cat([grid, *answers]), logits),
        }

    def _manifold(self) -> dict[str, Any]:
        """Show the lattice of z, and where G takes it; empty where z has more than two dimensions."""
        if self.lattice is None:
            return {}
        taken = self.trainer.generate(self.lattice.flatten(0, -2))
        return {"manifold": array(taken).reshape(*self.lattice.shape[:-1], 2)}

    def _walls(self, fixed: torch.Tensor) -> dict[str, Any]:
        trainer = self.trainer
        fresh = trainer.generate(self.fresh_z(trainer.step_count))
        noise = array(self.z[:, :2])
        walls = {"real": self.real, "fixed": fixed, "fresh": fresh}
        given = {"real": self.labels, "fixed": self.columns, "fresh": self.asked}
        logits = {name: self.logits(pictures, given[name]) for name, pictures in walls.items()}
        pair = logits["real"], torch.cat([logits["fixed"], logits["fresh"]])
        answers = {name: trainer.loss.answer(value, *pair) for name, value in logits.items()}
        return {
            "noise": noise,
            "asked": None if self.asked is None else array(self.asked.to(torch.uint8)),
            **{name: pixels(pictures, trainer.config) for name, pictures in walls.items()},
            **{f"{name}_scores": array(value) for name, value in answers.items()},
            "answers": answer_range(trainer, torch.cat(list(answers.values())), pair),
        }


def undecided(config: RunConfig, real_logits: torch.Tensor, fake_logits: torch.Tensor) -> float:
    """Return the answer that tells nothing apart: what D rests at where the fakes are the data.

    With smoothed labels s that is s/2, not ½, of losses whose D answers s · p / (p + q) at its best.
    """
    loss = LOSSES[config.loss]
    rest = loss.equilibrium(config.real_label if loss.smooths else 1.0)[0]
    return float(loss.level(real_logits, fake_logits)) if rest is None else rest


def answer_range(
    trainer: Trainer, answers: torch.Tensor, logits: tuple[torch.Tensor, torch.Tensor]
) -> tuple[float, float]:
    """Return the (lowest, highest) answer that a colour scale must show; in its middle is what tells nothing apart."""
    level = undecided(trainer.config, *logits)
    farthest = max((answers - level).abs().max().item(), 1e-6)
    reach = max(level, 1 - level) if trainer.loss.probability else farthest
    return level - reach, level + reach


def pixels(pictures: torch.Tensor, config: RunConfig) -> np.ndarray:
    """Clamp pictures to the range of real pixels and return them as uint8, (n, s, s)."""
    low, high = config.pixels
    return array(((pictures.squeeze(1) - low) / (high - low)).clamp(0, 1).mul(255).round().to(torch.uint8))


def array(tensor: torch.Tensor) -> np.ndarray:
    """Copy a tensor into an array of its own."""
    return np.array(tensor.detach().cpu().numpy())
