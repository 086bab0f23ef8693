"""A look at a run: what all of its measures are taken of, and the functions that take several of them in one."""

from __future__ import annotations

from collections.abc import Generator
from functools import cached_property
from typing import Any

from ganlab.data import distribution
from ganlab.gan import streams
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
        self.rng: torch.Generator = streams.stream(self.trainer.config.seed, streams.METRICS)
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

    def real(self) -> torch.Tensor:
        """Return as many fresh points of the data, others at each call."""
        return distribution(self.trainer.config).sample(point_measures.SAMPLE_SIZE, self.rng)


def sampled(look: Look) -> dict[str, float]:
    """Measure points against the data, see `point_measures.sample_metrics`."""
    return point_measures.sample_metrics(look.fake, distribution(look.trainer.config), look.rng)


def copied(look: Look) -> dict[str, float]:
    """Measure how far points are from the stored training points that are nearest.

    The floor is that of fresh real samples, and what lies far below it is a copy.
    """
    stored = look.trainer.source.points
    if stored is None:
        return {}
    return {
        "train_distance_floor": point_measures.nearest_distance(look.real(), stored),
        "train_distance": point_measures.nearest_distance(look.fake, stored),
    }


def judged(look: Look) -> dict[str, float]:
    """Measure D on real and fake points.

    d_accuracy_real, d_accuracy_fake: shares on the right side of the answer that tells nothing apart. value: V(D, G) =
    E log D(x) + E log(1 − D(G(z))) in nats. d_star: E|D − D*| over half real, half fake samples.
    """
    trainer, fake, real = look.trainer, look.fake, look.real()
    loss, record, n = trainer.loss, distribution(trainer.config), point_measures.PLACES
    logits = [look.display.logits(x) for x in (real, fake)]
    answers = [loss.answer(side, *logits) for side in logits]
    level = undecided(trainer.config, logits[0], logits[1])
    found = {
        "d_accuracy_real": (answers[0] > level).float().mean().item(),
        "d_accuracy_fake": (answers[1] < level).float().mean().item(),
    }
    if loss.answer is type(loss).answer:  # D = σ(logit): V is defined
        log_sigmoid = torch.nn.functional.logsigmoid
        found["value"] = (log_sigmoid(logits[0]).mean() + log_sigmoid(-logits[1]).mean()).item()
    if has_ideal(trainer.config):
        places = torch.cat([real[:n], fake[:n]])
        best = point_measures.optimal_answers(fake[n:], places, record)
        best = best * (trainer.config.real_label if loss.smooths else 1.0)
        shown = torch.cat([answers[0][:n], answers[1][:n]])
        found["d_star"] = (shown - best).abs().mean().item()
    return found


def pictured(look: Look) -> Generator[None, None, dict[str, Any]]:
    """Measure fresh pictures, see `picture_measures.measuring`."""
    trainer = look.trainer
    if look.frozen is None:
        return {}
    z = trainer.sample_z(picture_measures.SAMPLE_SIZE, torch.Generator().manual_seed(0))
    return (yield from picture_measures.measuring(look.frozen, z, trainer.source.trained, trainer.config))
