"""Presets of conditional runs, where a class asks for a digit, and of runs that start ready-trained."""

from __future__ import annotations

from ganlab.gan.pretrained import READY
from ganlab.presets.claim import Preset

_ASKED = {**READY["conditional"].settings, "schedule": "constant", "schedule_steps": 10_000, "ema_decay": 0.99}
_RATES = {"d_lr": 2e-4, "g_lr": 2e-4}
_READY = {"schedule": "constant", "schedule_steps": 10_000, "start": "ready-trained", **_RATES}

LABEL_PRESETS: dict[str, Preset] = {
    "mnist-ready": Preset(
        ("MNIST digits, ready trained", "MNIST 手写数字（已训练好）"),
        (
            "Digits from the first picture on: the weights were trained beforehand, and training goes on from there.",
            "第一张图就是数字：权重已预先训练好，训练从那里继续。",
        ),
        {**READY["dcgan"].settings, **_READY},
    ),
    "mnist-asked": Preset(
        ("Ask for an MNIST digit", "指定 MNIST 数字"),
        (
            "A conditional GAN: column k is asked for digit k. After some 1,000 steps most are seen as what was asked for.",
            "条件 GAN：第 k 列要求数字 k。约 1,000 步后多数被认作所要的数字。",
        ),
        _ASKED,
    ),
    "mnist-asked-ready": Preset(
        ("Ask for an MNIST digit, ready trained", "指定 MNIST 数字（已训练好）"),
        (
            "Press a digit: G draws it. The weights were trained beforehand, and training goes on from there.",
            "按下一个数字，G 就画出它。权重已预先训练好，训练从那里继续。",
        ),
        {**READY["conditional"].settings, **_READY},
    ),
    "digits-asked": Preset(
        ("Ask for a built-in digit", "指定内置数字"),
        (
            "A conditional GAN on small data: the columns part into digits within a minute.",
            "小数据上的条件 GAN：一分钟内各列分化为不同数字。",
        ),
        {
            **_ASKED,
            "dataset": "digits",
            "g_hidden": (32, 16),
            "d_hidden": (16, 32),
            "latent_dim": 32,
            "r1_gamma": 0.0,
            **_RATES,
        },
    ),
}
