"""Experiments ready to run, one record each: a name, what to watch, and the settings that differ from the defaults."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ganlab.config import RunConfig, from_values


@dataclass(frozen=True)
class Preset:
    """Describe one experiment; names and hints in English and Chinese."""

    label: tuple[str, str]
    watch: tuple[str, str]
    settings: dict[str, Any]

    @property
    def config(self) -> RunConfig:
        """Return the complete config."""
        return from_values(self.settings)


_SEED_MNIST = {
    "batch_size": 200,
    "pixel_range": "unit",
    "latent_dim": 40,
    "latent_std": 3.5,
    "g_hidden": (140, 80),
    "d_hidden": (200, 90),
    "g_activation": "leaky-relu",
    "d_activation": "leaky-relu",
    "g_output": "tanh",
    "init": "normal",
    "init_std": 0.1,
    "d_optimizer": "sgd",
    "g_optimizer": "sgd",
    "d_lr": 0.025,
    "g_lr": 0.025,
    "real_label": 0.98,
    "reuse_z": True,
}
_DCGAN = {
    "g_network": "dcgan",
    "d_network": "dcgan",
    "g_hidden": (64, 32),
    "d_hidden": (32, 64),
    "batch_size": 64,
    "latent_dim": 64,
    "init": "normal",
    "init_std": 0.02,
    "d_lr": 2e-4,
    "g_lr": 1e-3,
}

PRESETS: dict[str, Preset] = {
    "first-light": Preset(
        ("Two Gaussians, step by step", "两个高斯分布"),
        (
            "Purple fakes follow the pink arrows to the green data, until D answers 0.5 everywhere.",
            "紫色假样本沿粉色箭头移向绿色真样本，直到 D 处处输出 0.5。",
        ),
        {},
    ),
    "seed-mnist": Preset(
        ("MNIST digits with small networks", "MNIST 手写数字（小网络）"),
        (
            "A grey blob at step 200, noisy digits at 1,000, clear ones on a speckled ground at 8,000.",
            "第 200 步是灰团，1,000 步出现带噪的数字，8,000 步变得清晰。",
        ),
        {"dataset": "mnist", **_SEED_MNIST},
    ),
}

HOME = {"points": "first-light", "images": "seed-mnist"}  # where a change between points and pictures starts from
