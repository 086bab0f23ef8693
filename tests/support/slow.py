"""Trainers that are taken apart, and numbers read from formulas."""

import re

import pytest
import torch

from ganlab.gan.config import from_values
from ganlab.gan.trainer import Trainer
from tests.gan.test_steps import SETTINGS

HELPERS = {
    "plain": {},
    "many": {"n_critic": 3, "g_steps": 2},
    "only D": {"g_steps": 0},
    "only G": {"n_critic": 0},
    "simultaneous": {"updates": "simultaneous", "n_critic": 2},
    "unrolled": {"unroll_steps": 2, "reuse_z": True},
    "shown": {"packing": 2, "instance_noise": 0.2, "minibatch_std": True, "real_label": 0.9},
    "kept short": {"grad_clip": 0.1, "ema_decay": 0.9, "schedule": "linear", "schedule_steps": 50},
    "all": {name: value for more in SETTINGS.values() for name, value in more.items()} | {"packing": 2, "n_critic": 2},
}
GIVEN = r"-?\d+(?:\.\d+)?(?:\\cdot10\^\{-?\d+\})?"


def small(**values):
    return from_values({"g_hidden": (8,), "d_hidden": (8,), "batch_size": 16, **values})


def trained(steps=3, images=None, **values):
    trainer = Trainer(small(**values), images)
    for _ in range(steps):
        trainer.step()
    return trainer


def equal(state, other):
    (tensors, values), (others, other_values) = state, other
    return values == other_values and all(
        torch.equal(value, others[name])
        or (name == "history.scalars" and value.nan_to_num().equal(others[name].nan_to_num()))
        for name, value in tensors.items()
    )


def read(latex):
    """Read the numbers that stand behind each ≈ or = of a line."""
    return [float(text.replace(r"\cdot10^{", "e").rstrip("}")) for text in re.findall(GIVEN, latex)]


def close(shown, value):
    return shown == pytest.approx(value, rel=5.1e-4, abs=1e-30)
