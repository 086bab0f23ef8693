"""Experiments with the built-in digits, which need no network."""

from __future__ import annotations

from ganlab.claims import Preset
from ganlab.presets_mnist import SEED_MNIST

DIGIT_PRESETS: dict[str, Preset] = {
    "digits": Preset(
        ("Built-in digits (no download)", "内置手写数字（无需下载）"),
        ("1,797 real handwritten digits that need no network.", "1,797 张真实手写数字，无需联网。"),
        {"dataset": "digits", **SEED_MNIST, "d_lr": 0.05, "g_lr": 0.05},
    ),
    "digits-plane": Preset(
        ("Digits on a plane of noise", "噪声平面上的数字"),
        (
            "z has two dimensions, so that the map under “Latent space” shows all that G makes: digits with ways between.",
            "z 只有二维，因此“潜空间”中的地图能展示 G 生成的一切：各种数字，以及它们之间的过渡。",
        ),
        {
            "dataset": "digits",
            "g_hidden": (128, 256),
            "d_hidden": (256, 128),
            "d_activation": "leaky-relu",
            "batch_size": 64,
            "init": "he",
            "d_lr": 1e-3,
            "g_lr": 1e-3,
            "r1_gamma": 0.1,
        },
    ),
    "two-digits": Preset(
        ("Two digits (no download)", "两个数字（无需下载）"),
        (
            "Only zeros and ones, 360 pictures: both are there after a few hundred steps, within seconds.",
            "只有 0 和 1，共 360 张图像：几百步、数秒之内两者都会出现。",
        ),
        {
            "dataset": "digits",
            "classes": (0, 1),
            "g_network": "dcgan",
            "d_network": "dcgan",
            "g_hidden": (32, 16),
            "d_hidden": (16, 32),
            "d_activation": "leaky-relu",
            "init": "normal",
            "init_std": 0.05,
            "batch_size": 32,
            "latent_dim": 8,
            "d_lr": 1e-3,
            "g_lr": 2e-3,
            "real_label": 0.9,
        },
    ),
}
