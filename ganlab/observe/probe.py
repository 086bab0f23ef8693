"""Probe: does nothing tell the fakes apart, or is D merely behind? A copy of it trains on, G held still."""

from __future__ import annotations

from ganlab.data import distribution
from ganlab.gan import streams
from ganlab.gan.networks import packed
from ganlab.lazy import torch
from ganlab.observe.display import Display

UPDATES, BATCH, RATE = 300, 256, 2e-3  # of the copy: Adam, binary cross-entropy whatever the run's own loss
JUDGED = 2520  # fresh samples of each side that it is then asked about; whole packs of any size


def given_time(display: Display) -> float:
    """Return the share of fresh samples, half real and half fake, that a copy of D tells right after training on alone.

    Points only. It is seeded by the run's seed, and leaves the trainer as it is. ½ is guessing.
    """
    trainer = display.trainer
    config, record = trainer.config, distribution(trainer.config)
    rng = streams.stream(config.seed, streams.METRICS, trainer.step_count)
    d = trainer.d.frozen().train().requires_grad_(True)
    optimizer = torch.optim.Adam(d.parameters(), RATE, (0.5, 0.99))
    real, fake = record.sample(UPDATES * BATCH, rng), trainer.generate(trainer.sample_z(UPDATES * BATCH, rng))
    for k in range(0, UPDATES * BATCH, BATCH):
        parts = [packed(side[k : k + BATCH], config.packing) for side in (real, fake)]
        logits = [d(part).squeeze(1) for part in parts]
        labels = torch.cat([torch.ones_like(logits[0]), torch.zeros_like(logits[1])])
        loss = torch.nn.functional.binary_cross_entropy_with_logits(torch.cat(logits), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    d.eval()
    with torch.no_grad():
        real, fake = record.sample(JUDGED, rng), trainer.generate(trainer.sample_z(JUDGED, rng))
        right = [d(packed(real, config.packing)) > 0, d(packed(fake, config.packing)) < 0]
    accuracy: float = torch.cat(right).float().mean().item()
    return accuracy
