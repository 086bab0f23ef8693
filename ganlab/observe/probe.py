"""Probe: does nothing tell the fakes apart, or is D merely behind? A copy of it trains on, G held still."""

from __future__ import annotations

from collections.abc import Generator

from ganlab.data import distribution
from ganlab.gan import streams
from ganlab.gan.networks import packed
from ganlab.gan.optimizers import plain_step
from ganlab.lazy import torch
from ganlab.observe.display import Display

UPDATES, BATCH, RATE = 300, 256, 2e-3  # of the copy: Adam, binary cross-entropy whatever the run's own loss
JUDGED = 2520  # fresh samples of each side that it is then asked about; whole packs of any size


def probing(display: Display) -> Generator[None, None, float]:
    """Return the share of fresh samples, half real and half fake, that a copy of D tells right after training on alone.

    Points only. It is seeded by the run's seed, and leaves the trainer as it is. ½ is guessing. What is probed is the
    moment of the first piece; the trainer may go on between this one and the others, of an update each.
    """
    trainer = display.trainer
    config, record = trainer.config, distribution(trainer.config)
    rng = streams.stream(config.seed, streams.METRICS, trainer.step_count)
    d = trainer.d.frozen().train().requires_grad_(True)
    weights = list(d.parameters())
    optimizer = torch.optim.Adam(weights, RATE, (0.5, 0.99))
    step = plain_step(optimizer)
    (real, fake), asked = (
        (record.sample(n, rng), trainer.generate(trainer.sample_z(n, rng))) for n in (UPDATES * BATCH, JUDGED)
    )
    for k in range(0, UPDATES * BATCH, BATCH):
        parts = [packed(side[k : k + BATCH], config.packing) for side in (real, fake)]
        logits = [d(part).squeeze(1) for part in parts]
        labels = torch.cat([torch.ones_like(logits[0]), torch.zeros_like(logits[1])])
        loss = torch.nn.functional.binary_cross_entropy_with_logits(torch.cat(logits), labels)
        gradients = torch.autograd.grad(loss, weights)  # `zero_grad` too would import the compiler
        for weight, gradient in zip(weights, gradients, strict=True):
            weight.grad = gradient
        with torch.no_grad():
            step(optimizer)
        yield
    d.eval()
    with torch.no_grad():
        right = [d(packed(asked[0], config.packing)) > 0, d(packed(asked[1], config.packing)) < 0]
    accuracy: float = torch.cat(right).float().mean().item()
    return accuracy
