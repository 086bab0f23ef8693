"""Small trainers of every kind and what they have learned."""

import itertools

import torch

from ganlab.data.images import load
from ganlab.gan.config import from_values


def small(**values):
    return from_values({"g_hidden": (8,), "d_hidden": (8,), "batch_size": 16, **values})


def digits():
    return load("digits")


def run(trainer, steps):
    for _ in range(steps):
        trainer.step()
    return trainer


def gathered(trainer):
    """Take a step as far as both players' gradients are there, at one point, and return D's turn and G's."""
    assert trainer.config.updates == "simultaneous"
    turns = {turn.player.prefix: turn for _, turn in itertools.islice(trainer.stepping(), 4)}
    return turns["d"], turns["g"]


def parameters(trainer):
    return torch.cat(
        [p.detach().flatten() for net in (trainer.generator, trainer.discriminator) for p in net.parameters()]
    )
