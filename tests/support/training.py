"""Small trainers of every kind and what they have learned."""

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


def parameters(trainer):
    return torch.cat(
        [p.detach().flatten() for net in (trainer.generator, trainer.discriminator) for p in net.parameters()]
    )
