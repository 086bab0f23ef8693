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
    "d_activation": "leaky-relu",
    "init": "normal",
    "init_std": 0.05,
    "d_lr": 2e-4,
    "g_lr": 1e-3,
}

PRESETS: dict[str, Preset] = {
    "first-light": Preset(
        ("Eight Gaussians", "八个高斯"),
        (
            "Purple fakes follow the pink arrows to the green data, until D answers 0.5 nearly everywhere.",
            "紫色假样本沿粉色箭头移向绿色真样本，直到 D 几乎处处输出 0.5。",
        ),
        {},
    ),
    "two-gaussians": Preset(
        ("Two Gaussians", "两个高斯"),
        (
            "Two clouds of different shape: the fakes find both within seconds.",
            "两团形状不同的数据：假样本几秒内就能找到它们。",
        ),
        {"dataset": "two-gaussians", "d_beta1": 0.0, "g_beta1": 0.0},
    ),
    "ring": Preset(
        ("Ring", "圆环"),
        ("The generator bends its plane of noise into a ring.", "生成器把噪声平面弯成圆环。"),
        {"dataset": "ring"},
    ),
    "three-blobs": Preset(
        ("Three blobs", "三个团"),
        (
            "Threads of fakes join the three blobs: G is continuous, the data are not.",
            "假样本连成细线：G 连续，而数据不连续。",
        ),
        {"dataset": "three-blobs", "d_lr": 3e-3, "g_lr": 5e-4},
    ),
    "least-squares": Preset(
        ("Least squares", "最小二乘"),
        (
            "Another objective, the same equilibrium: D = 0.5, losses 1/4 and 1/8.",
            "目标不同，均衡相同：D = 0.5，损失为 1/4 和 1/8。",
        ),
        {"loss": "least-squares"},
    ),
    "mode-collapse": Preset(
        ("Mode collapse", "模式坍塌"),
        (
            "G learns thirty times faster than D: all fakes sit on one spot and hop from mode to mode.",
            "G 的学习率是 D 的三十倍：假样本挤在一处，在模式之间跳来跳去。",
        ),
        {"init": "default", "d_activation": "relu", "g_lr": 3e-3, "d_lr": 1e-4},
    ),
    "dropped-modes": Preset(
        ("Rates too high", "学习率过高"),
        (
            "Both learning rates are thirty times too high: some modes are lost for good.",
            "两个学习率都高了三十倍：部分模式被永久丢失。",
        ),
        {"init": "default", "d_activation": "relu", "g_lr": 3e-2, "d_lr": 3e-2},
    ),
    "seed-mnist": Preset(
        ("MNIST digits, small networks", "MNIST 手写数字（小网络）"),
        (
            "A grey blob at step 200, noisy digits at 1,000, clear ones on a speckled ground at 8,000.",
            "第 200 步是灰团，1,000 步出现带噪的数字，8,000 步变得清晰。",
        ),
        {"dataset": "mnist", **_SEED_MNIST},
    ),
    "mnist-dcgan": Preset(
        ("MNIST digits, convolutions", "MNIST 手写数字（卷积）"),
        (
            "Convolutions draw strokes instead of speckle: fewer steps, but each takes longer.",
            "卷积网络画出笔画而不是噪点：步数更少，但每步更慢。",
        ),
        {"dataset": "mnist", **_DCGAN},
    ),
    "digits": Preset(
        ("Built-in digits (no download)", "内置手写数字（无需下载）"),
        ("1,797 real handwritten digits that need no network.", "1,797 张真实手写数字，无需联网。"),
        {"dataset": "digits", **_SEED_MNIST, "d_lr": 0.05, "g_lr": 0.05},
    ),
}

HOME = {"points": "first-light", "images": "seed-mnist"}  # where a change between points and pictures starts from
