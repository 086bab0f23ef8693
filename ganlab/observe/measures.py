"""What is measured of a run: samples and D's judgement of points, pictures in a classifier's features."""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import Any, TypeVar

from ganlab.data import distribution
from ganlab.gan import streams
from ganlab.gan.config import RunConfig
from ganlab.gan.history import MEASURES
from ganlab.gan.networks import judging
from ganlab.lazy import torch
from ganlab.observe import classifier, layers, picture_measures, point_measures
from ganlab.observe.display import Display

T = TypeVar("T")


def measured(config: RunConfig) -> list[str]:
    """Return which of the MEASURES that are kept a run of this config has."""
    of_pictures, of_classes = picture_measures.SCORES, picture_measures.CLASS_SCORES
    if config.kind == "images":
        has = of_pictures + of_classes * (config.dataset in classifier.KNOWN)
        return [name for name in MEASURES if name in has]
    if config.kind != "points":
        return []
    record = distribution(config)
    has = dict.fromkeys(of_pictures + of_classes, False)
    has |= {"modes": bool(record.modes), "high_quality": bool(record.modes), "train_distance": config.train_size > 0}
    has["d_star"] = layers.has_ideal(config) and record.density is not None
    return [name for name in MEASURES if has.get(name, True)]


def metrics(display: Display) -> dict[str, Any]:
    """Measure fresh samples; empty where the data set has nothing to be measured."""
    return complete(measuring(display))


def complete(work: Generator[None, None, T]) -> T:
    """Run through all pieces and return what they found."""
    while True:
        try:
            next(work)
        except StopIteration as done:
            return done.value


def measuring(display: Display) -> Generator[None, None, dict[str, Any]]:
    """Measure fresh samples in pieces, between which the trainer may go on; return the measures of its first piece's moment.

    Of pictures see `picture_measures.measuring`; points are measured in one piece.
    """
    trainer = display.trainer
    if trainer.images is None:
        return metrics_of_points(display)
    z = trainer.sample_z(picture_measures.SAMPLE_SIZE, torch.Generator().manual_seed(0))
    return (yield from picture_measures.measuring(trainer.frozen(), z, trainer.source.trained, trainer.config))


def metrics_of_points(display: Display) -> dict[str, float]:
    """Measure fresh samples of G, and D on them; empty for what cannot be measured.

    d_accuracy_real, d_accuracy_fake: shares on the right side of the answer that tells nothing apart. value: V(D, G) =
    E log D(x) + E log(1 − D(G(z))) in nats. d_star: E|D − D*| over half real, half fake samples. …_slope: length of each
    penalty's own gradient in D's weights. train_distance: to the nearest of the stored training points, where there are
    any; its floor is that of fresh real samples, and what lies far below it is a copy.
    """
    trainer, config = display.trainer, display.trainer.config
    if config.kind != "points":
        return {}
    rng = streams.stream(config.seed, streams.METRICS)
    fake = trainer.samples(point_measures.SAMPLE_SIZE)
    if not fake.isfinite().all():
        return {}
    found = point_measures.sample_metrics(fake, distribution(config), rng)
    if trainer.source.points is not None:
        real = distribution(config).sample(len(fake), rng)
        found["train_distance"] = point_measures.nearest_distance(fake, trainer.source.points)
        found["train_distance_floor"] = point_measures.nearest_distance(real, trainer.source.points)
    found |= _judgement(display, fake, rng) | _slopes(display, fake)
    return {name: value for name, value in found.items() if math.isfinite(value)}


def _judgement(display: Display, fake: torch.Tensor, rng: torch.Generator) -> dict[str, float]:
    """Measure D on real and fake samples."""
    trainer = display.trainer
    loss, record, n = trainer.loss, distribution(trainer.config), point_measures.PLACES
    real = record.sample(len(fake), rng)
    logits = [display.logits(x) for x in (real, fake)]
    answers = [loss.answer(side, *logits) for side in logits]
    level = float(loss.level(*logits))
    found = {
        "d_accuracy_real": (answers[0] > level).float().mean().item(),
        "d_accuracy_fake": (answers[1] < level).float().mean().item(),
    }
    if loss.answer is type(loss).answer:  # D = σ(logit): V is defined
        log_sigmoid = torch.nn.functional.logsigmoid
        found["value"] = (log_sigmoid(logits[0]).mean() + log_sigmoid(-logits[1]).mean()).item()
    if "d_star" in measured(trainer.config):
        places = torch.cat([real[:n], fake[:n]])
        best = point_measures.optimal_answers(fake[n:], places, record)
        best = best * (trainer.config.real_label if loss.smooths else 1.0)
        shown = torch.cat([answers[0][:n], answers[1][:n]])
        found["d_star"] = (shown - best).abs().mean().item()
    return found


def _slopes(display: Display, fake: torch.Tensor) -> dict[str, float]:
    """Return the length of each active penalty's gradient in D's weights."""
    trainer = display.trainer
    if not trainer.terms:
        return {}
    rng = torch.Generator().manual_seed(0)
    real = trainer.presented(display.real, rng)
    shown = trainer.presented(fake[: len(display.real)], rng)
    found = {}
    with judging(trainer.discriminator):
        for key, term in trainer.terms:
            value = term.factor(trainer.config) * term.value(trainer.discriminator, real, shown, trainer.config, rng)
            gradients = torch.autograd.grad(value, trainer.d.parameters, allow_unused=True)
            found[f"{key}_slope"] = math.sqrt(sum(g.square().sum().item() for g in gradients if g is not None))
    return found
