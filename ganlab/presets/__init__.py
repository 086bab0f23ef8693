"""Experiments ready to run, one record each: a name, what to watch, settings, and a claim that can be checked.

`python -m ganlab presets --check NAME` runs one over seeds. A claim is about the evidence of a whole run: what was
measured at twenty evenly spaced steps of it.
"""

from __future__ import annotations

from statistics import median

from ganlab.presets.claim import Claim, Preset, all_modes, near
from ganlab.presets.conditional import LABEL_PRESETS
from ganlab.presets.digits import DIGIT_PRESETS, TWIN_PRESETS
from ganlab.presets.dirac import DIRAC_PRESETS
from ganlab.presets.failures import FAILURE_PRESETS, PLAIN
from ganlab.presets.mnist import MNIST_PRESETS

_STEADY = {"d_beta1": 0.0, "g_beta1": 0.0, "ema_decay": 0.99, "r1_gamma": 0.03}  # for GAN Lab's data sets


PRESETS: dict[str, Preset] = {
    "first-light": Preset(
        ("Eight Gaussians", "八个高斯"),
        (
            "The fakes follow their arrows to the real data, until D answers 0.5 nearly everywhere.",
            "假样本沿箭头移向真实数据，直到 D 几乎处处输出 0.5。",
        ),
        {},
        Claim(
            6000,
            (
                "Medians of the last three checks: at least 6 of 8 modes, and 60 % of the samples of high quality.",
                "最后三次检查的中位数：至少覆盖 8 个模式中的 6 个，优质样本至少 60%。",
            ),
            lambda e: median(e.last("modes", 3)) >= 6 and median(e.last("high_quality", 3)) >= 0.6,
        ),
        twin="seed-mnist",
    ),
    "converge": Preset(
        ("Good convergence: R1", "良好收敛：R1"),
        (
            "A flat D at the data (R1) calms the game: both losses settle on their dashed lines, D(x) and D(G(z)) on 0.5.",
            "R1 使 D 在数据处平坦，博弈平静下来：两个损失落到虚线上，D(x) 与 D(G(z)) 落到 0.5。",
        ),
        {**PLAIN, "r1_gamma": 0.3, "d_lr": 3e-3, "ema_decay": 0.99},
        Claim(
            3000,
            (
                "All 8 modes in the last checks, 75 % of high quality, D(G(z)) between 0.45 and 0.55.",
                "最后几次检查覆盖全部 8 个模式，优质样本 75% 以上，D(G(z)) 在 0.45 与 0.55 之间。",
            ),
            lambda e: (
                min(e.last("modes", 3)) == 8
                and e.last("high_quality")[0] >= 0.75
                and all(0.45 <= d <= 0.55 for d in e.last("d_fake", 3))
            ),
        ),
    ),
    "hinge-r1": Preset(
        ("Good convergence: hinge", "良好收敛：铰链损失"),
        (
            "Another loss reaches the same end. D's score is no probability: the boundary is at 0, D loss rests at 2.",
            "换一种损失也能到达同样的终点。D 的分数不是概率：分界在 0，D 损失停在 2。",
        ),
        {**PLAIN, "loss": "hinge", "r1_gamma": 0.3, "d_lr": 3e-3},
        all_modes(3000, 8, 0.7),
    ),
    "least-squares": Preset(
        ("Good convergence: least squares", "良好收敛：最小二乘"),
        (
            "Another objective, the same equilibrium: D = 0.5, losses 1/4 and 1/8.",
            "目标不同，均衡相同：D = 0.5，损失为 1/4 和 1/8。",
        ),
        {**PLAIN, "loss": "least-squares", "r1_gamma": 0.3},
        all_modes(3000, 8, 0.7),
    ),
    **FAILURE_PRESETS,
    "line": Preset(
        ("GAN Lab's line", "GAN Lab 的线段"),
        ("The generator flattens its plane of noise onto a line.", "生成器把噪声平面压成一条线段。"),
        {"dataset": "line", **_STEADY},
        near(3000, 0.02),
    ),
    "two-gaussians": Preset(
        ("GAN Lab's two Gaussians", "GAN Lab 的两个高斯"),
        (
            "Two clouds of different shape: the fakes find both within seconds.",
            "两团形状不同的数据：假样本几秒内就能找到它们。",
        ),
        {"dataset": "two-gaussians", **_STEADY},
        near(3000, 0.03),
    ),
    "ring": Preset(
        ("GAN Lab's ring", "GAN Lab 的圆环"),
        ("The generator bends its plane of noise into a ring.", "生成器把噪声平面弯成圆环。"),
        {"dataset": "ring", **_STEADY},
        near(3000, 0.02),
    ),
    "three-blobs": Preset(
        ("GAN Lab's three blobs", "GAN Lab 的三个团"),
        (
            "Threads of fakes join the three blobs: G is continuous, the data are not.",
            "假样本连成细线：G 连续，而数据不连续。",
        ),
        {"dataset": "three-blobs", **_STEADY},
        all_modes(4000, 3, 0.6),
    ),
    **DIRAC_PRESETS,
    **LABEL_PRESETS,
    **MNIST_PRESETS,
    **DIGIT_PRESETS,
    **TWIN_PRESETS,
}

# where a change to data of another kind starts from
HOME = {"points": "first-light", "images": "seed-mnist", "dirac": "dirac-circle"}
