"""Experiments with the built-in digits, which need no network; some show what one in 2-D shows, its twin."""

from __future__ import annotations

from ganlab.presets.claim import Preset
from ganlab.presets.mnist import SEED_MNIST

_SMALL = {  # players for the built-in digits; what goes wrong is what does in the twin
    "dataset": "digits",
    "latent_dim": 16,
    "g_hidden": (128, 128),
    "d_hidden": (128, 128),
    "init": "default",
    "d_activation": "relu",
}
_FAR = {**_SMALL, "n_critic": 5, "d_lr": 1e-3, "g_lr": 5e-4}


TWIN_PRESETS: dict[str, Preset] = {
    "digits-collapse": Preset(
        ("Digits: mode collapse", "手写数字：模式坍塌"),
        (
            "G learns fifty times faster than D: whatever the z, one and the same picture, and D can say nothing against it.",
            "G 的学习率是 D 的五十倍：无论 z 是什么都是同一张图，而 D 无从反驳。",
        ),
        {**_SMALL, "g_lr": 5e-3, "d_lr": 1e-4},
        twin="mode-collapse",
    ),
    "digits-vanishing": Preset(
        ("Digits: vanishing gradient", "手写数字：梯度消失"),
        (
            "D tells noise from digits at once and is sure of it: the minimax loss gives G no gradient, the noise stays.",
            "D 立刻就能分辨噪声与数字并且十分确信：极小极大损失不给 G 任何梯度，噪声始终不变。",
        ),
        {**_FAR, "loss": "minimax"},
        twin="vanishing-gradient",
    ),
    "digits-saved": Preset(
        ("Digits: saved by the non-saturating loss", "手写数字：非饱和损失化解"),
        (
            "The same set-up; only G's loss is another: however sure D is, G is pulled on, and the noise turns into digits.",
            "设置相同，只换了 G 的损失：无论 D 多么确信，G 仍受到拉力，噪声逐渐变成数字。",
        ),
        _FAR,
        twin="vanishing-saved",
    ),
    "digits-wgan-gp": Preset(
        ("Digits: WGAN-GP", "手写数字：WGAN-GP"),
        (
            "A critic of slope 1 pulls every picture its own way: all ten kinds, blurred at step 300, clearer later.",
            "斜率为 1 的评分网络把每张图拉向各自的方向：第 300 步已有全部十种，起初模糊，逐渐清晰。",
        ),
        {
            **_SMALL,
            "batch_size": 64,
            "loss": "wasserstein",
            "gp_weight": 10.0,
            "n_critic": 3,
            "d_lr": 1e-3,
            "g_lr": 1e-3,
            "d_beta2": 0.9,
            "g_beta2": 0.9,
        },
        twin="wgan-gp",
    ),
}

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
