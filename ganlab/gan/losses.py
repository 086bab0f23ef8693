"""Objectives: what the discriminator and the generator minimise, on logits.

`d_loss(real_logits, fake_logits)` and `g_loss(real_logits, fake_logits)` take D's raw outputs of shape (batch, 1) and
return scalars, averages over the batch; of the logits of several runs, (runs, batch, 1), one for each run, (runs,).
Nothing overflows at ±200. D's answer, what is shown as D(x), is not the same thing for every objective: `meaning` says
it in words. All losses are minimised, those of the papers that are written as maxima with the opposite sign.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from ganlab.gan import game
from ganlab.gan.game import Game
from ganlab.gan.loss import Equilibrium, Loss, Pair, Term, mean
from ganlab.lazy import N_, torch


def _softplus(x: torch.Tensor) -> torch.Tensor:
    return torch.nn.functional.softplus(x)


def _smoothed(logits: torch.Tensor, real_label: float) -> torch.Tensor:
    """−s log D − (1 − s) log(1 − D) at D = σ(logits), for each sample (Salimans et al. 2016, §3.4)."""
    loss = _softplus(-logits)  # −log D
    # log D − log(1 − D) is the logit; of several runs there may be several labels, a tensor
    return loss if (real_label == 1.0) is True else loss + (1 - real_label) * logits


def _relative(real_logits: torch.Tensor, fake_logits: torch.Tensor) -> Pair:
    """C(x) − E C(G(z)) and C(G(z)) − E C(x): the logits of the relativistic answers."""
    return real_logits - mean(fake_logits, True), fake_logits - mean(real_logits, True)


def _relative_answers(real_logits: torch.Tensor, fake_logits: torch.Tensor) -> Pair:
    real, fake = _relative(real_logits, fake_logits)
    return real.sigmoid(), fake.sigmoid()


def _middle(real_logits: torch.Tensor, fake_logits: torch.Tensor) -> torch.Tensor:
    return (real_logits.mean() + fake_logits.mean()) / 2


def _cross_entropy_equilibrium(g_loss: Callable[[float], float]) -> Equilibrium:
    """With p = q the optimum is D = s/2 for real label s (Salimans et al. 2016, §3.4)."""

    def equilibrium(real_label: float) -> tuple[float, float, float]:
        d = real_label / 2
        d_loss = -real_label * math.log(d) - (1 - real_label) * math.log(1 - d) - math.log(1 - d)
        return d, d_loss, g_loss(d)

    return equilibrium


_CROSS_ENTROPY = (
    Term(
        r"-\mathbb{E}\log D(x)",
        lambda real, fake, s: mean(_smoothed(real, s)),
        r"-\mathbb{E}[s\log D(x)+(1-s)\log(1-D(x))]",
    ),
    Term(r"-\mathbb{E}\log(1-D(G(z)))", lambda real, fake, s: mean(_softplus(fake))),
)
_SCORE = (Term(r"-\mathbb{E}D(G(z))", lambda real, fake, s: -mean(fake)),)
_ON_DIRAC = r"\log\,2+\log(1+e^{\psi\theta})"
_PROBABILITY = N_("D(x) = σ(logit): the probability that x is real, 0.5 where D cannot tell")

LOSSES: dict[str, Loss] = {
    "non-saturating": Loss(
        label=N_("Non-saturating: −log D(G(z))"),
        d_terms=_CROSS_ENTROPY,
        g_terms=(Term(r"-\mathbb{E}\log D(G(z))", lambda real, fake, s: mean(_softplus(-fake))),),
        meaning=_PROBABILITY,
        equilibrium=_cross_entropy_equilibrium(lambda d: -math.log(d)),
        equilibrium_labels=("2 log 2", "log 2"),
        game=Game(
            game.smoothed,
            game.softplus,
            game.softplus_of_minus,
            (_ON_DIRAC, r"\log(1+e^{-\psi\theta})"),
            lambda s: (2 * math.log(2), math.log(2)),
        ),
        paper="Goodfellow et al. 2014, arXiv:1406.2661, §3",
    ),
    "minimax": Loss(
        label=N_("Minimax (saturating): log(1 − D(G(z)))"),
        d_terms=_CROSS_ENTROPY,
        g_terms=(Term(r"\mathbb{E}\log(1-D(G(z)))", lambda real, fake, s: -mean(_softplus(fake))),),
        meaning=_PROBABILITY,
        equilibrium=_cross_entropy_equilibrium(lambda d: math.log(1 - d)),
        equilibrium_labels=("2 log 2", "−log 2"),
        game=Game(
            game.smoothed,
            game.softplus,
            game.minus_softplus,
            (_ON_DIRAC, r"-\log(1+e^{\psi\theta})"),
            lambda s: (2 * math.log(2), -math.log(2)),
        ),
        paper="Goodfellow et al. 2014, arXiv:1406.2661, eq. 1",
    ),
    "least-squares": Loss(
        label=N_("Least squares: ½(D(G(z)) − 1)²"),
        d_terms=(
            Term(
                r"\tfrac12\mathbb{E}(D(x)-1)^2",
                lambda real, fake, s: mean((real - s) ** 2) / 2,
                r"\tfrac12\mathbb{E}(D(x)-s)^2",
            ),
            Term(r"\tfrac12\mathbb{E}D(G(z))^2", lambda real, fake, s: mean(fake**2) / 2),
        ),
        g_terms=(Term(r"\tfrac12\mathbb{E}(D(G(z))-1)^2", lambda real, fake, s: mean((fake - 1) ** 2) / 2),),
        meaning=N_(
            "D(x) is D's raw output, asked to be 1 for real and 0 for fake; where D is optimal it is the "
            "probability that x is real. Shown limited to 0 … 1"
        ),
        equilibrium=lambda s: (s / 2, s * s / 4, (s / 2 - 1) ** 2 / 2),
        equilibrium_labels=("1/4", "1/8"),
        game=Game(
            lambda x, s: (x - s, 0 * x + 1),
            lambda x: (x, 0 * x + 1),
            lambda x: (x - 1, 0 * x + 1),
            (r"\tfrac12+\tfrac12(\psi\theta)^2", r"\tfrac12(\psi\theta-1)^2"),
            lambda s: (s * s / 2, 0.5),
            smoothed=r"\tfrac12s^2+\tfrac12(\psi\theta)^2",
        ),
        paper="Mao et al. 2017, arXiv:1611.04076, eq. 9 (a = 0, b = c = 1)",
        answer=lambda logits, real_logits, fake_logits: logits.clamp(0, 1),
        answer_formula=r"D(x)=C(x)",
        answer_names=("[D(x)]_0^1", "[D(G(z))]_0^1"),
    ),
    "hinge": Loss(
        label=N_("Hinge: −D(G(z))"),
        d_terms=(
            Term(r"\mathbb{E}\max(0,1-D(x))", lambda real, fake, s: mean((1 - real).relu())),
            Term(r"\mathbb{E}\max(0,1+D(G(z)))", lambda real, fake, s: mean((1 + fake).relu())),
        ),
        g_terms=_SCORE,
        meaning=N_("D(x) is a score, not a probability: above 0 D takes x for real, below 0 for fake"),
        equilibrium=lambda s: (0.0, 2.0, 0.0),
        equilibrium_labels=("2", "0"),
        game=Game(
            lambda x, s: (-1.0 * (x < 1), 0 * x),
            lambda x: (1.0 * (x > -1), 0 * x),
            game.minus,
            (r"1+\max(0,1+\psi\theta)", r"-\psi\theta"),
            lambda s: (2.0, 0.0),
        ),
        paper="Lim & Ye 2017, arXiv:1705.02894; Miyato et al. 2018, arXiv:1802.05957, eq. 16 and 17",
        answer=lambda logits, real_logits, fake_logits: logits,
        answer_formula=r"D(x)=C(x)",
        level=lambda real_logits, fake_logits: 0.0,
        boundary=N_("D = 0"),
        probability=False,
        smooths=False,
    ),
    "wasserstein": Loss(
        label=N_("Wasserstein: −D(G(z))"),
        d_terms=(
            Term(r"\mathbb{E}D(G(z))", lambda real, fake, s: mean(fake)),
            Term(r"-\mathbb{E}D(x)", lambda real, fake, s: -mean(real)),
        ),
        g_terms=_SCORE,
        meaning=N_(
            "D(x) is a critic's score without a zero of its own: only differences mean something. −D loss "
            "estimates the Wasserstein distance as far as D is kept 1-Lipschitz. The line lies midway between "
            "the mean scores"
        ),
        equilibrium=lambda s: (None, 0.0, None),
        equilibrium_labels=("0", ""),
        game=Game(
            lambda x, s: game.minus(x),
            lambda x: (0 * x + 1, 0 * x),
            game.minus,
            (r"\psi\theta", r"-\psi\theta"),
            lambda s: (0.0, 0.0),
        ),
        paper="Arjovsky et al. 2017, arXiv:1701.07875, algorithm 1",
        answer=lambda logits, real_logits, fake_logits: logits,
        answer_formula=r"D(x)=C(x)",
        level=_middle,
        boundary=N_("D midway"),
        probability=False,
        smooths=False,
    ),
    "relativistic-average": Loss(
        label=N_("Relativistic average (RaGAN)"),
        d_terms=(
            Term(
                r"-\mathbb{E}\log\tilde D(x)",
                lambda real, fake, s: mean(_smoothed(_relative(real, fake)[0], s)),
                r"-\mathbb{E}[s\log\tilde D(x)+(1-s)\log(1-\tilde D(x))]",
            ),
            Term(
                r"-\mathbb{E}\log(1-\tilde D(G(z)))",
                lambda real, fake, s: mean(_softplus(_relative(real, fake)[1])),
            ),
        ),
        g_terms=(
            Term(
                r"-\mathbb{E}\log\tilde D(G(z))",
                lambda real, fake, s: mean(_softplus(-_relative(real, fake)[1])),
            ),
            Term(
                r"-\mathbb{E}\log(1-\tilde D(x))",
                lambda real, fake, s: mean(_softplus(_relative(real, fake)[0])),
            ),
        ),
        meaning=N_(
            "The curves show D̃: the probability that x looks more real than the average of the other kind. "
            "The map compares x with midway between the two averages"
        ),
        equilibrium=lambda s: (0.5, 2 * math.log(2), 2 * math.log(2)),
        equilibrium_labels=("2 log 2", "2 log 2"),
        game=Game(
            game.smoothed,
            game.softplus,
            game.softplus_of_minus,
            (r"2\log(1+e^{\psi\theta})", r"2\log(1+e^{-\psi\theta})"),
            lambda s: (2 * math.log(2), 2 * math.log(2)),
            g_real=game.softplus,
            smoothed=r"2\log(1+e^{\psi\theta})-(1-s)\psi\theta",
        ),
        paper="Jolicoeur-Martineau 2018, arXiv:1807.00734, RaSGAN",
        where=r"\tilde D(x)=\sigma(C(x)-\mathbb{E}\,C(G(z))),\ \tilde D(G(z))=\sigma(C(G(z))-\mathbb{E}\,C(x))",
        answer_formula="",
        answer_names=(r"\tilde D(x)", r"\tilde D(G(z))"),
        answer=lambda logits, real_logits, fake_logits: (logits - _middle(real_logits, fake_logits)).sigmoid(),
        pair=_relative_answers,
        compares=True,
    ),
}
