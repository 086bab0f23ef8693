"""Objectives: what the discriminator and the generator minimise, on logits.

`d_loss(real_logits, fake_logits)` and `g_loss(real_logits, fake_logits)` take D's raw outputs of shape (batch, 1) and
return scalars, averages over the batch; nothing overflows at ±200. D's answer, what is shown as D(x), is not the same
thing for every objective: `meaning` says it in words. All losses are minimised, those of the papers that are written as
maxima with the opposite sign.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from ganlab.lazy import torch


@dataclass(frozen=True)
class Loss:
    """Describe one objective.

    `answer(logits, real_logits, fake_logits)` is what is shown as D(x), where the last two come from batches of samples
    and matter only to objectives that compare; `answers(real_logits, fake_logits)` are the answers whose means are
    recorded as d_real and d_fake, and `level(real_logits, fake_logits)` is the answer that tells nothing apart: the
    decision boundary. `equilibrium(real_label)` gives (answer, d_loss, g_loss) where the generator has found the data
    and D is optimal, None for what is not determined there: the reference lines of the plots.
    """

    label: tuple[str, str]
    d_loss: Callable
    g_loss: Callable
    d_formula: str  # LaTeX
    g_formula: str
    meaning: tuple[str, str]  # of D's output
    equilibrium: Callable[[float], tuple[float | None, float | None, float | None]]
    equilibrium_labels: tuple[str, str]  # of d_loss and g_loss, for real_label = 1
    paper: str
    where: str = ""  # LaTeX of what the formulas use
    answer: Callable = lambda logits, real_logits, fake_logits: logits.sigmoid()
    level: Callable = lambda real_logits, fake_logits: 0.5
    pair: Callable | None = None  # D's answers to a real and a fake batch, where `answer` is not used for each
    probability: bool = True  # answers lie in [0, 1]
    smooths: bool = True  # d_loss takes real_label: one-sided label smoothing
    compares: bool = False  # g_loss looks at real samples too
    boundary: tuple[str, str] = ("D = 0.5", "D = 0.5")  # the line of undecided answers, in a word

    def answers(self, real_logits, fake_logits):
        """Return D's answers to a real and a fake batch."""
        if self.pair is not None:
            return self.pair(real_logits, fake_logits)
        return tuple(self.answer(logits, real_logits, fake_logits) for logits in (real_logits, fake_logits))


def _softplus(x):
    return torch.nn.functional.softplus(x)


def _smoothed(logits, real_label: float):
    """−s log D − (1 − s) log(1 − D) at D = σ(logits), for each sample (Salimans et al. 2016, §3.4)."""
    loss = _softplus(-logits)  # −log D
    return loss if real_label == 1.0 else loss + (1 - real_label) * logits  # log D − log(1 − D) is the logit


def _cross_entropy_d(real_logits, fake_logits, real_label: float = 1.0):
    return _smoothed(real_logits, real_label).mean() + _softplus(fake_logits).mean()  # −log D(x), −log(1 − D(G(z)))


def _non_saturating_g(real_logits, fake_logits):
    return _softplus(-fake_logits).mean()  # −log D(G(z))


def _minimax_g(real_logits, fake_logits):
    return -_softplus(fake_logits).mean()  # log(1 − D(G(z)))


def _least_squares_d(real_logits, fake_logits, real_label: float = 1.0):
    return ((real_logits - real_label) ** 2).mean() / 2 + (fake_logits**2).mean() / 2


def _least_squares_g(real_logits, fake_logits):
    return ((fake_logits - 1) ** 2).mean() / 2


def _hinge_d(real_logits, fake_logits):
    return (1 - real_logits).relu().mean() + (1 + fake_logits).relu().mean()


def _critic_d(real_logits, fake_logits):
    return fake_logits.mean() - real_logits.mean()


def _critic_g(real_logits, fake_logits):
    return -fake_logits.mean()


def _relative(real_logits, fake_logits):
    """C(x) − E C(G(z)) and C(G(z)) − E C(x): the logits of the relativistic answers."""
    return real_logits - fake_logits.mean(), fake_logits - real_logits.mean()


def _relativistic_d(real_logits, fake_logits, real_label: float = 1.0):
    return _cross_entropy_d(*_relative(real_logits, fake_logits), real_label)


def _relativistic_g(real_logits, fake_logits):
    real, fake = _relative(real_logits, fake_logits)
    return _softplus(-fake).mean() + _softplus(real).mean()


def _middle(real_logits, fake_logits):
    return (real_logits.mean() + fake_logits.mean()) / 2


def _cross_entropy_equilibrium(g_loss: Callable[[float], float]) -> Callable:
    """With p = q the optimum is D = s/2 for real label s (Salimans et al. 2016, §3.4)."""

    def equilibrium(real_label: float) -> tuple[float, float, float]:
        d = real_label / 2
        d_loss = -real_label * math.log(d) - (1 - real_label) * math.log(1 - d) - math.log(1 - d)
        return d, d_loss, g_loss(d)

    return equilibrium


_CROSS_ENTROPY = r"-\mathbb{E}\log D(x)-\mathbb{E}\log(1-D(G(z)))"
_PROBABILITY = (
    "D(x) = σ(logit): the probability that x is real, 0.5 where D cannot tell",
    "D(x) = σ(logit)：x 为真的概率，0.5 表示无法分辨",
)

LOSSES: dict[str, Loss] = {
    "non-saturating": Loss(
        label=("Non-saturating: −log D(G(z))", "非饱和：−log D(G(z))"),
        d_loss=_cross_entropy_d,
        g_loss=_non_saturating_g,
        d_formula=_CROSS_ENTROPY,
        g_formula=r"-\mathbb{E}\log D(G(z))",
        meaning=_PROBABILITY,
        equilibrium=_cross_entropy_equilibrium(lambda d: -math.log(d)),
        equilibrium_labels=("2 log 2", "log 2"),
        paper="Goodfellow et al. 2014, arXiv:1406.2661, §3",
    ),
    "minimax": Loss(
        label=("Minimax (saturating): log(1 − D(G(z)))", "极小极大（饱和）：log(1 − D(G(z)))"),
        d_loss=_cross_entropy_d,
        g_loss=_minimax_g,
        d_formula=_CROSS_ENTROPY,
        g_formula=r"\mathbb{E}\log(1-D(G(z)))",
        meaning=_PROBABILITY,
        equilibrium=_cross_entropy_equilibrium(lambda d: math.log(1 - d)),
        equilibrium_labels=("2 log 2", "−log 2"),
        paper="Goodfellow et al. 2014, arXiv:1406.2661, eq. 1",
    ),
    "least-squares": Loss(
        label=("Least squares: ½(D(G(z)) − 1)²", "最小二乘：½(D(G(z)) − 1)²"),
        d_loss=_least_squares_d,
        g_loss=_least_squares_g,
        d_formula=r"\tfrac12\mathbb{E}(D(x)-1)^2+\tfrac12\mathbb{E}D(G(z))^2",
        g_formula=r"\tfrac12\mathbb{E}(D(G(z))-1)^2",
        meaning=(
            "D(x) is D's raw output, asked to be 1 for real and 0 for fake; where D is optimal it is the probability that "
            "x is real. Shown limited to 0 … 1",
            "D(x) 为 D 的原始输出，目标为真 1、假 0；最优时即 x 为真的概率。显示时限于 0 … 1",
        ),
        equilibrium=lambda s: (s / 2, s * s / 4, (s / 2 - 1) ** 2 / 2),
        equilibrium_labels=("1/4", "1/8"),
        paper="Mao et al. 2017, arXiv:1611.04076, eq. 9 (a = 0, b = c = 1)",
        answer=lambda logits, real_logits, fake_logits: logits.clamp(0, 1),
    ),
    "hinge": Loss(
        label=("Hinge: −D(G(z))", "铰链：−D(G(z))"),
        d_loss=_hinge_d,
        g_loss=_critic_g,
        d_formula=r"\mathbb{E}\max(0,1-D(x))+\mathbb{E}\max(0,1+D(G(z)))",
        g_formula=r"-\mathbb{E}D(G(z))",
        meaning=(
            "D(x) is a score, not a probability: above 0 D takes x for real, below 0 for fake",
            "D(x) 是分数而非概率：大于 0 判为真，小于 0 判为假",
        ),
        equilibrium=lambda s: (0.0, 2.0, 0.0),
        equilibrium_labels=("2", "0"),
        paper="Lim & Ye 2017, arXiv:1705.02894; Miyato et al. 2018, arXiv:1802.05957, eq. 16 and 17",
        answer=lambda logits, real_logits, fake_logits: logits,
        level=lambda real_logits, fake_logits: 0.0,
        boundary=("D = 0", "D = 0"),
        probability=False,
        smooths=False,
    ),
    "wasserstein": Loss(
        label=("Wasserstein: −D(G(z))", "Wasserstein：−D(G(z))"),
        d_loss=_critic_d,
        g_loss=_critic_g,
        d_formula=r"\mathbb{E}D(G(z))-\mathbb{E}D(x)",
        g_formula=r"-\mathbb{E}D(G(z))",
        meaning=(
            "D(x) is a critic's score without a zero of its own: only differences mean something. −D loss estimates the "
            "Wasserstein distance as far as D is kept 1-Lipschitz. The line lies midway between the mean scores",
            "D(x) 是评分，没有固定零点，只有差值有意义。若 D 满足 1-Lipschitz，−D 损失即 Wasserstein 距离的估计。分界线取真假平均分的中点",
        ),
        equilibrium=lambda s: (None, 0.0, None),
        equilibrium_labels=("0", ""),
        paper="Arjovsky et al. 2017, arXiv:1701.07875, algorithm 1",
        answer=lambda logits, real_logits, fake_logits: logits,
        level=_middle,
        boundary=("D midway", "D 中点"),
        probability=False,
        smooths=False,
    ),
    "relativistic-average": Loss(
        label=("Relativistic average (RaGAN)", "相对平均 (RaGAN)"),
        d_loss=_relativistic_d,
        g_loss=_relativistic_g,
        d_formula=r"-\mathbb{E}\log\tilde D(x)-\mathbb{E}\log(1-\tilde D(G(z)))",
        g_formula=r"-\mathbb{E}\log\tilde D(G(z))-\mathbb{E}\log(1-\tilde D(x))",
        meaning=(
            "The curves show D̃: the probability that x looks more real than the average of the other kind. The map "
            "compares x with midway between the two averages",
            "曲线为 D̃：x 比另一类平均更真实的概率。热图将 x 与真假平均的中点比较",
        ),
        equilibrium=lambda s: (0.5, 2 * math.log(2), 2 * math.log(2)),
        equilibrium_labels=("2 log 2", "2 log 2"),
        paper="Jolicoeur-Martineau 2018, arXiv:1807.00734, RaSGAN",
        where=r"\tilde D(x)=\sigma(C(x)-\mathbb{E}\,C(G(z))),\ \tilde D(G(z))=\sigma(C(G(z))-\mathbb{E}\,C(x))",
        answer=lambda logits, real_logits, fake_logits: (logits - _middle(real_logits, fake_logits)).sigmoid(),
        pair=lambda real_logits, fake_logits: tuple(c.sigmoid() for c in _relative(real_logits, fake_logits)),
        compares=True,
    ),
}
