"""Real or fake?: one round of a game in which a visitor judges the pictures that D judges, at this moment's step."""

from __future__ import annotations

from typing import Any

from ganlab.gan.config import RunConfig
from ganlab.lazy import torch
from ganlab.observe.display import Display, answer_range, array, pixels, undecided
from ganlab.observe.snapshot import Found
from ganlab.quoted import quoted

PICTURES = 10  # of a round, half of them real
BATCH = 64  # of each kind: D may look at its batch as a whole, and some losses' level lies between two batches
LARGEST = 2**31


def check(config: RunConfig, value: Any) -> int:
    """Return the number of the round that a viewer asks for: what is drawn depends on it and on the run alone."""
    if type(value) is not int or not 0 <= value < LARGEST:
        raise ValueError(f"quiz: must be the number of a round, from 0 to {LARGEST - 1}; got {quoted(value)}")
    return value


def look(display: Display, past: object, number: int) -> Found:
    """Return a round, ten pictures in random order: half real ones, half made by G as it is now.

    about: round, step. pictures (10, s, s); real (10,) and right (10,), 1 where the picture is real and where D
    is on the right side of the level; scores (10,), D's answers; scale (3,): their lowest, the answer that
    tells nothing apart, their highest.
    """
    trainer = display.trainer
    loss, rng = trainer.loss, torch.Generator().manual_seed(number)
    real, labels, z = trainer.source.pick(BATCH, rng), trainer.source.labels, trainer.sample_z(BATCH, rng)
    both, given = (real, trainer.generate(z)), (labels, trainer.labels_of(z))
    first, second = (display.logits(*each) for each in zip(both, given, strict=True))
    logits = first, second
    answers, level = (
        [loss.answer(side, *logits) for side in logits],
        undecided(trainer.config, logits[0], logits[1]),
    )
    half, order = PICTURES // 2, torch.randperm(PICTURES, generator=rng)

    def drawn(real: torch.Tensor, fake: torch.Tensor) -> torch.Tensor:
        return torch.cat([real[:half], fake[:half]])[order]

    scores = drawn(*answers)
    low, high = answer_range(trainer, scores, logits)
    return Found(
        {"round": number, "step": trainer.step_count},
        {
            "pictures": pixels(drawn(*both), trainer.config),
            "real": array((order < half).to(torch.uint8)),
            "right": array(drawn(answers[0] > level, answers[1] < level).to(torch.uint8)),
            "scores": array(scores),
            "scale": array(torch.tensor([low, level, high])),
        },
    )
