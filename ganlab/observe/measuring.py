"""Measuring a run: all the measures that there are, of the samples of one moment, in pieces."""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import Any, TypeVar

from ganlab.gan.networks import judging
from ganlab.lazy import torch
from ganlab.observe.display import Display
from ganlab.observe.look import Look
from ganlab.observe.measures import MEASURES

T = TypeVar("T")


def metrics(display: Display) -> dict[str, Any]:
    """Measure fresh samples; empty where the data set has nothing to be measured."""
    return complete(measuring(Look(display)))


def complete(work: Generator[None, None, T]) -> T:
    """Run through all pieces and return what they found."""
    while True:
        try:
            next(work)
        except StopIteration as done:
            found: T = done.value
            return found


def measuring(look: Look) -> Generator[None, None, dict[str, Any]]:
    """Measure fresh samples in pieces, between which the trainer may go on; return the measures of the look's moment.

    Beside the MEASURES there are floors, totals and what conclusions are drawn from; what is not finite is left out.
    """
    config = look.trainer.config
    found: dict[str, Any] = {}
    if config.kind == "points" and not look.fake.isfinite().all():
        return {}
    for take in dict.fromkeys(
        measure.value for measure in MEASURES.values() if measure.value and measure.exists(config)
    ):
        part = take(look)
        found |= (yield from part) if isinstance(part, Generator) else part
    if config.kind == "points":
        found |= _slopes(look)
    return {name: value for name, value in found.items() if not isinstance(value, float) or math.isfinite(value)}


def _slopes(look: Look) -> dict[str, float]:
    """Return the length of each active penalty's own gradient in D's weights, …_slope."""
    trainer, display = look.trainer, look.display
    if not trainer.objectives.terms:
        return {}
    rng = torch.Generator().manual_seed(0)
    real = trainer.presented(display.real, rng)
    shown = trainer.presented(look.fake[: len(display.real)], rng)
    found = {}
    with judging(trainer.discriminator):
        for key, term in trainer.objectives.terms:
            value = term.factor(trainer.config) * term.evaluate(trainer.discriminator, real, shown, trainer.config, rng)
            gradients = torch.autograd.grad(value, trainer.d.parameters, allow_unused=True)
            found[f"{key}_slope"] = math.sqrt(sum(g.square().sum().item() for g in gradients if g is not None))
    return found
