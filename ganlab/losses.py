"""Objectives: what the discriminator and the generator minimise, on logits.

`d_loss(real_logits, fake_logits, real_label)` and `g_loss(real_logits, fake_logits)` take raw outputs of shape
(batch, 1) and return scalars, averages over the batch; nothing overflows at logits of ±200. `probability(logits)` says
what D's output means: the probability that x is real. `equilibrium(real_label)` gives (D, d_loss, g_loss) where the
generator has found the data and D is optimal: the reference lines of the plots.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from ganlab.lazy import torch


@dataclass(frozen=True)
class Loss:
    """Describe one objective; formulas are plain text, `equilibrium_labels` belong to real_label = 1."""

    label: tuple[str, str]
    d_loss: Callable
    g_loss: Callable
    probability: Callable
    equilibrium: Callable[[float], tuple[float, float, float]]
    equilibrium_labels: tuple[str, str]
    d_formula: str
    g_formula: str
    paper: str


def _cross_entropy_d(real_logits, fake_logits, real_label: float = 1.0):
    softplus = torch.nn.functional.softplus
    real = softplus(-real_logits)  # -log D(x)
    if real_label != 1.0:
        real = real + (1 - real_label) * real_logits  # -s log D(x) - (1 - s) log(1 - D(x))
    return real.mean() + softplus(fake_logits).mean()  # -log(1 - D(G(z)))


def _non_saturating_g(real_logits, fake_logits):
    return torch.nn.functional.softplus(-fake_logits).mean()  # -log D(G(z))


def _minimax_g(real_logits, fake_logits):
    return -torch.nn.functional.softplus(fake_logits).mean()  # log(1 - D(G(z)))


def _least_squares_d(real_logits, fake_logits, real_label: float = 1.0):
    return ((real_logits - real_label) ** 2).mean() / 2 + (fake_logits**2).mean() / 2


def _least_squares_g(real_logits, fake_logits):
    return ((fake_logits - 1) ** 2).mean() / 2


def _cross_entropy_equilibrium(g_loss: Callable[[float], float]) -> Callable:
    """With p = q the optimum is D = s/2 for real label s (Salimans et al. 2016, §3.4)."""

    def equilibrium(real_label: float) -> tuple[float, float, float]:
        d = real_label / 2
        d_loss = -real_label * math.log(d) - (1 - real_label) * math.log(1 - d) - math.log(1 - d)
        return d, d_loss, g_loss(d)

    return equilibrium


LOSSES: dict[str, Loss] = {
    "non-saturating": Loss(
        label=("Non-saturating: −log D(G(z))", "非饱和：−log D(G(z))"),
        d_loss=_cross_entropy_d,
        g_loss=_non_saturating_g,
        probability=lambda logits: logits.sigmoid(),
        equilibrium=_cross_entropy_equilibrium(lambda d: -math.log(d)),
        equilibrium_labels=("2 log 2", "log 2"),
        d_formula="d_loss = E[−log D(x)] + E[−log(1 − D(G(z)))]",
        g_formula="g_loss = E[−log D(G(z))]",
        paper="Goodfellow et al. 2014, arXiv:1406.2661, §3",
    ),
    "minimax": Loss(
        label=("Minimax (saturating): log(1 − D(G(z)))", "极小极大（饱和）：log(1 − D(G(z)))"),
        d_loss=_cross_entropy_d,
        g_loss=_minimax_g,
        probability=lambda logits: logits.sigmoid(),
        equilibrium=_cross_entropy_equilibrium(lambda d: math.log(1 - d)),
        equilibrium_labels=("2 log 2", "−log 2"),
        d_formula="d_loss = E[−log D(x)] + E[−log(1 − D(G(z)))]",
        g_formula="g_loss = E[log(1 − D(G(z)))]",
        paper="Goodfellow et al. 2014, arXiv:1406.2661, eq. 1",
    ),
    "least-squares": Loss(
        label=("Least squares: ½(D(G(z)) − 1)²", "最小二乘：½(D(G(z)) − 1)²"),
        d_loss=_least_squares_d,
        g_loss=_least_squares_g,
        probability=lambda logits: logits.clamp(0, 1),  # its optimum is p/(p+q) without a sigmoid
        equilibrium=lambda s: (s / 2, s * s / 4, (s / 2 - 1) ** 2 / 2),
        equilibrium_labels=("1/4", "1/8"),
        d_formula="d_loss = ½ E[(D(x) − 1)²] + ½ E[D(G(z))²]",
        g_formula="g_loss = ½ E[(D(G(z)) − 1)²]",
        paper="Mao et al. 2017, arXiv:1611.04076, eq. 9 (a = 0, b = c = 1)",
    ),
}
