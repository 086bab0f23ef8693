"""A look at a run: what all of its measures are taken of, and the functions that take several of them in one."""

from __future__ import annotations

from collections.abc import Generator
from functools import cached_property
from typing import Any

from ganlab.data import distribution
from ganlab.gan.trainer import Trainer
from ganlab.lazy import torch
from ganlab.observe import picture_measures, point_measures
from ganlab.observe.display import Display, undecided
from ganlab.observe.layers import has_ideal


class Look:
    """Hold what is measured of one moment: the display that judges, fresh points of G, random numbers for real ones.

    What is measured of points is to be measured at once. Pictures are made of G as it was when the look was taken.
    """

    def __init__(self, display: Display):
        self.display = display
        self.frozen = self.trainer.g.frozen(self.trainer.average) if self.trainer.config.kind == "images" else None

    @property
    def trainer(self) -> Trainer:
        """Return the trainer that is looked at."""
        return self.display.trainer

    @cached_property
    def fake(self) -> torch.Tensor:
        """Return fresh points of G, (n, 2)."""
        points: torch.Tensor = self.trainer.samples(point_measures.SAMPLE_SIZE)
        return points

    @cached_property
    def reals(self) -> point_measures.Reals:
        """Return the real points that they are measured against."""
        return point_measures.reals(distribution(self.trainer.config), self.trainer.config.seed)

    @property
    def judged(self) -> torch.Tensor:
        """Return the real points that D is asked about, which nothing else is measured against."""
        return self.reals.draw(1 if self.trainer.source.points is None else 2)

    @cached_property
    def logits(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Return D's logits of fresh real points and of the fake ones."""
        real, fake = self.display.logits(torch.cat([self.judged, self.fake])).split([len(self.judged), len(self.fake)])
        return real, fake

    @cached_property
    def answers(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Return D's answers to them."""
        real, fake = (self.trainer.loss.answer(side, *self.logits) for side in self.logits)
        return real, fake


def sampled(look: Look) -> dict[str, float]:
    """Measure points against the data, see `point_measures`."""
    return point_measures.sample_metrics(look.fake, look.reals)


def copied(look: Look) -> dict[str, float]:
    """Measure how far points are from the stored training points that are nearest.

    The floor is that of fresh real samples, and what lies far below it is a copy.
    """
    stored = look.trainer.source.points
    if stored is None:
        return {}
    return {
        "train_distance_floor": point_measures.nearest_distance(look.reals.draw(1), stored),
        "train_distance": point_measures.nearest_distance(look.fake, stored),
    }


def judged(look: Look) -> dict[str, float]:
    """Measure D on real and fake points: how often it is right, V(D, G), and how far it is from the best there is."""
    return accuracies(look) | ideally(look)


def accuracies(look: Look) -> dict[str, float]:
    """Return d_accuracy_real, d_accuracy_fake: shares on the right side of the answer that tells nothing apart."""
    (real, fake), level = look.answers, undecided(look.trainer.config, *look.logits)
    return {
        "d_accuracy_real": (real > level).float().mean().item(),
        "d_accuracy_fake": (fake < level).float().mean().item(),
    }


def ideally(look: Look) -> dict[str, float]:
    """Return value and d_star, where they are defined.

    value: V(D, G) = E log D(x) + E log(1 − D(G(z))) in nats. d_star: E|D − D*| over half real, half fake samples.
    """
    trainer, loss, found = look.trainer, look.trainer.loss, dict[str, float]()
    if loss.answer is type(loss).answer:  # D = σ(logit): V is defined
        log_sigmoid = torch.nn.functional.logsigmoid
        found["value"] = (log_sigmoid(look.logits[0]).mean() + log_sigmoid(-look.logits[1]).mean()).item()
    if has_ideal(trainer.config):
        n, fake = point_measures.PLACES, look.fake
        places = torch.cat([look.judged[:n], fake[:n]])
        best = point_measures.optimal_answers(fake[n:], places, look.reals.record)
        best = best * (trainer.config.real_label if loss.smooths else 1.0)
        shown = torch.cat([side[:n] for side in look.answers])
        found["d_star"] = (shown - best).abs().mean().item()
    return found


def pictured(look: Look) -> Generator[None, None, dict[str, Any]]:
    """Measure fresh pictures, see `picture_measures.measuring`."""
    trainer = look.trainer
    if look.frozen is None:
        return {}
    z = trainer.sample_z(picture_measures.SAMPLE_SIZE, torch.Generator().manual_seed(0))
    return (yield from picture_measures.measuring(look.frozen, z, trainer.source.trained, trainer.config))
