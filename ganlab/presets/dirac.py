"""Experiments with the Dirac-GAN: why a GAN goes round in circles, and what stops it. They are part of `presets`."""

from __future__ import annotations

from math import hypot

from ganlab.presets.claim import Claim, Evidence, Preset

# G's point is one unit off and D knows nothing yet; rates and losses of the paper's own pictures.
_GAME = {
    "dataset": "dirac",
    "loss": "minimax",
    "d_optimizer": "sgd",
    "g_optimizer": "sgd",
    "d_lr": 0.2,
    "g_lr": 0.2,
    "psi_start": 0.0,
}
_CRITIC = {**_GAME, "loss": "wasserstein"}


def _distances(evidence: Evidence) -> list[float]:
    """Return how far (θ, ψ) was from (0, 0) at each check."""
    return [hypot(*place) for place in zip(evidence.every("theta"), evidence.every("psi"), strict=True)]


def _band(low: float, high: float) -> Claim:
    """A distance from (0, 0) that stays between the two in the second half of the run."""
    words = (
        f"In the second half of 1,000 steps the distance from (0, 0) is between {low} and {high} at every check.",
        f"1,000 步的后一半中，每次检查到 (0, 0) 的距离都在 {low} 与 {high} 之间。",
    )
    return Claim(1000, words, lambda e: all(low <= d <= high for d in _distances(e)[-10:]))


def _arrives(steps: int) -> Claim:
    """A distance from (0, 0) below 0.01 at the end."""
    words = (f"Within 0.01 of (0, 0) at step {steps}.", f"第 {steps} 步到 (0, 0) 的距离小于 0.01。")
    return Claim(steps, words, lambda e: _distances(e)[-1] < 0.01)


DIRAC_PRESETS: dict[str, Preset] = {
    "dirac-circle": Preset(
        ("Dirac-GAN: it circles", "Dirac-GAN：转圈"),
        (
            "One number each: G's point θ, D's slope ψ. D tips over whenever G has passed 0: they chase each other in a circle.",
            "双方各只有一个数：G 的点 θ，D 的斜率 ψ。G 一越过 0，D 就倒向另一边：双方绕圈追逐。",
        ),
        _GAME,
        _band(0.95, 1.05),
    ),
    "dirac-simultaneous": Preset(
        ("Dirac-GAN: simultaneous spirals out", "Dirac-GAN：同时更新，越转越远"),
        (
            "The same game; only both now step at once instead of in turn. Every step leads a little further out.",
            "同样的博弈，只是双方同时走而不是轮流走：每一步都向外偏一点。",
        ),
        {**_GAME, "updates": "simultaneous"},
        Claim(
            250,
            (
                "Farther from (0, 0) at every check, more than 1.7 at step 250.",
                "每次检查都离 (0, 0) 更远，第 250 步超过 1.7。",
            ),
            lambda e: _distances(e) == sorted(_distances(e)) and _distances(e)[-1] > 1.7,
        ),
    ),
    "dirac-r1": Preset(
        ("Dirac-GAN: R1 lets it settle", "Dirac-GAN：R1 使其收敛"),
        (
            "The same game with R1: a steep D costs, so each round is smaller. Both eigenvalues have moved to the left.",
            "同样的博弈加上 R1：D 越陡代价越大，每圈都更小。两个特征值都移到了左边。",
        ),
        {**_GAME, "r1_gamma": 0.3},
        _arrives(250),
    ),
    "dirac-consensus": Preset(
        ("Dirac-GAN: consensus lets it settle", "Dirac-GAN：共识优化使其收敛"),
        (
            "Another cure: both players also make both gradients shorter, which bends the circle inwards.",
            "另一种办法：双方还要缩短两个梯度，圆圈因此向内弯。",
        ),
        {**_GAME, "consensus_gamma": 1.0},
        _arrives(200),
    ),
    "dirac-non-saturating": Preset(
        ("Dirac-GAN: non-saturating, slowly in", "Dirac-GAN：非饱和损失缓慢靠近"),
        (
            "The same eigenvalues, another loss: what lies beyond the linear terms draws it in, ever more slowly.",
            "特征值相同，换了损失：线性项之外的部分把它拉近，但越来越慢。",
        ),
        {**_GAME, "loss": "non-saturating"},
        Claim(
            1000,
            (
                "The distance from (0, 0) is below 0.4 from the middle of 1,000 steps on, and still above 0.1 at the end.",
                "1,000 步过半后到 (0, 0) 的距离都小于 0.4，最后仍大于 0.1。",
            ),
            lambda e: max(_distances(e)[-10:]) < 0.4 and _distances(e)[-1] > 0.1,
        ),
    ),
    "dirac-clip": Preset(
        ("Dirac-GAN: WGAN with clipping", "Dirac-GAN：权重裁剪的 WGAN"),
        (
            "D's slope is cut at ±0.7 (dashed): the circle is cut down to that size, and stays there for ever.",
            "D 的斜率被裁剪在 ±0.7（虚线）：圆圈缩到这个大小，然后永远停在那里。",
        ),
        {**_CRITIC, "weight_clip": 0.7},
        _band(0.64, 0.76),
    ),
    "dirac-wgan-gp": Preset(
        ("Dirac-GAN: WGAN-GP", "Dirac-GAN：WGAN-GP"),
        (
            "The penalty asks D for slope ±1 even where the data are: it never comes to rest, but ends in a band.",
            "惩罚要求 D 在数据处也有斜率 ±1：永远不会静止，而是落入一条环带。",
        ),
        {**_CRITIC, "gp_weight": 0.35},
        _band(1.14, 1.44),
    ),
    "dirac-least-squares": Preset(
        ("Dirac-GAN: least squares gets stuck", "Dirac-GAN：最小二乘停在别处"),
        (
            "This D always answers 0 at the data, never the 1 it is asked for. It goes flat, and G stays where it is.",
            "这个 D 在数据处的输出总是 0，达不到目标 1。它变平，G 便停在原地。",
        ),
        {**_GAME, "loss": "least-squares", "psi_start": 1.0},
        Claim(
            500,
            (
                "D is flat, |ψ| < 0.01, and G more than 1 away at step 500.",
                "第 500 步 D 变平，|ψ| < 0.01，而 G 离数据超过 1。",
            ),
            lambda e: abs(e.last("psi")[0]) < 0.01 and abs(e.last("theta")[0]) > 1,
        ),
    ),
}
