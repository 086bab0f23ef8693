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
from functools import reduce
from operator import add
from typing import Any, TypeAlias

from ganlab.gan import game
from ganlab.gan.game import Game
from ganlab.lazy import N_, torch

Value: TypeAlias = "Callable[[Any, torch.Tensor, float], torch.Tensor]"  # of real and fake logits, real_label
Answer: TypeAlias = "Callable[[torch.Tensor, Any, Any], torch.Tensor]"  # of logits, between real and fake ones
Pair: TypeAlias = "tuple[torch.Tensor, torch.Tensor]"
Equilibrium: TypeAlias = Callable[[float], tuple[float | None, float | None, float | None]]


@dataclass(frozen=True)
class Term:
    """Describe one summand of an objective: LaTeX with its sign, and `value(real_logits, fake_logits, real_label)`."""

    formula: str
    value: Value
    smoothed: str = ""  # LaTeX where the label of real samples is s, not 1


@dataclass(frozen=True)
class Loss:
    """Describe one objective: `d_terms` and `g_terms` are the summands of what D and G minimise.

    `answer(logits, real_logits, fake_logits)` is what is shown as D(x), where the last two come from batches of samples
    and matter only to objectives that compare; `answers(real_logits, fake_logits)` are the answers whose means are
    recorded as d_real and d_fake, and `level(real_logits, fake_logits)` is the answer that tells nothing apart: the
    decision boundary. `equilibrium(real_label)` gives (answer, d_loss, g_loss) where the generator has found the data
    and D is optimal, None for what is not determined there: the reference lines of the plots.
    """

    label: str
    d_terms: tuple[Term, ...]
    g_terms: tuple[Term, ...]
    meaning: str  # of D's output
    equilibrium: Equilibrium
    equilibrium_labels: tuple[str, str]  # of d_loss and g_loss, for real_label = 1
    game: Game  # the same objective on the Dirac-GAN
    paper: str
    where: str = ""  # LaTeX of what the formulas use
    answer_formula: str = r"D(x)=\sigma(C(x))"  # LaTeX of D's answer, from its raw output C
    answer_names: tuple[str, str] = ("D(x)", "D(G(z))")  # LaTeX of what `answers` are called
    answer: Answer = lambda logits, real_logits, fake_logits: logits.sigmoid()
    level: Callable[[torch.Tensor, torch.Tensor], torch.Tensor | float] = lambda real_logits, fake_logits: 0.5
    # D's answers to a real and a fake batch, where `answer` is not used for each.
    pair: Callable[[torch.Tensor, torch.Tensor], Pair] | None = None
    probability: bool = True  # answers lie in [0, 1]
    smooths: bool = True  # d_loss takes real_label: one-sided label smoothing
    compares: bool = False  # g_loss looks at real samples too
    boundary: str = N_("D = 0.5")  # the line of undecided answers, in a word

    @property
    def raw(self) -> str:
        """Return the LaTeX name of D's raw output: C where D answers something else."""
        return "D" if self.answer_formula == "D(x)=C(x)" else "C"

    def d_parts(
        self, real_logits: torch.Tensor, fake_logits: torch.Tensor, real_label: float = 1.0
    ) -> list[torch.Tensor]:
        """Return the summands of what D minimises."""
        return [term.value(real_logits, fake_logits, real_label) for term in self.d_terms]

    def g_parts(self, real_logits: torch.Tensor | None, fake_logits: torch.Tensor) -> list[torch.Tensor]:
        """Return the summands of what G minimises."""
        return [term.value(real_logits, fake_logits, 1.0) for term in self.g_terms]

    def d_loss(self, real_logits: torch.Tensor, fake_logits: torch.Tensor, real_label: float = 1.0) -> torch.Tensor:
        """Return what D minimises, without penalties."""
        return reduce(add, self.d_parts(real_logits, fake_logits, real_label))

    def g_loss(self, real_logits: torch.Tensor | None, fake_logits: torch.Tensor) -> torch.Tensor:
        """Return what G minimises; `real_logits` may be None unless the objective compares."""
        return reduce(add, self.g_parts(real_logits, fake_logits))

    def formula(self, player: str, real_label: float = 1.0) -> str:
        """Return the LaTeX of what player "d" or "g" minimises."""
        smoothed = self.smooths and real_label != 1.0
        terms = self.d_terms if player == "d" else self.g_terms
        return joined([term.smoothed if smoothed and term.smoothed else term.formula for term in terms])

    def answers(self, real_logits: torch.Tensor, fake_logits: torch.Tensor) -> Pair:
        """Return D's answers to a real and a fake batch."""
        if self.pair is not None:
            return self.pair(real_logits, fake_logits)
        real, fake = (self.answer(logits, real_logits, fake_logits) for logits in (real_logits, fake_logits))
        return real, fake


def _softplus(x: torch.Tensor) -> torch.Tensor:
    return torch.nn.functional.softplus(x)


def _smoothed(logits: torch.Tensor, real_label: float) -> torch.Tensor:
    """−s log D − (1 − s) log(1 − D) at D = σ(logits), for each sample (Salimans et al. 2016, §3.4)."""
    loss = _softplus(-logits)  # −log D
    return loss if real_label == 1.0 else loss + (1 - real_label) * logits  # log D − log(1 − D) is the logit


def joined(summands: list[str]) -> str:
    """Join the LaTeX of summands to a sum; each may begin with its own minus sign."""
    return "".join(part if not i or part.startswith("-") else f"+{part}" for i, part in enumerate(summands))


def _relative(real_logits: torch.Tensor, fake_logits: torch.Tensor) -> Pair:
    """C(x) − E C(G(z)) and C(G(z)) − E C(x): the logits of the relativistic answers."""
    return real_logits - fake_logits.mean(), fake_logits - real_logits.mean()


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
        lambda real, fake, s: _smoothed(real, s).mean(),
        r"-\mathbb{E}[s\log D(x)+(1-s)\log(1-D(x))]",
    ),
    Term(r"-\mathbb{E}\log(1-D(G(z)))", lambda real, fake, s: _softplus(fake).mean()),
)
_SCORE = (Term(r"-\mathbb{E}D(G(z))", lambda real, fake, s: -fake.mean()),)
_ON_DIRAC = r"\log\,2+\log(1+e^{\psi\theta})"
_PROBABILITY = N_("D(x) = σ(logit): the probability that x is real, 0.5 where D cannot tell")

LOSSES: dict[str, Loss] = {
    "non-saturating": Loss(
        label=N_("Non-saturating: −log D(G(z))"),
        d_terms=_CROSS_ENTROPY,
        g_terms=(Term(r"-\mathbb{E}\log D(G(z))", lambda real, fake, s: _softplus(-fake).mean()),),
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
        g_terms=(Term(r"\mathbb{E}\log(1-D(G(z)))", lambda real, fake, s: -_softplus(fake).mean()),),
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
                lambda real, fake, s: ((real - s) ** 2).mean() / 2,
                r"\tfrac12\mathbb{E}(D(x)-s)^2",
            ),
            Term(r"\tfrac12\mathbb{E}D(G(z))^2", lambda real, fake, s: (fake**2).mean() / 2),
        ),
        g_terms=(Term(r"\tfrac12\mathbb{E}(D(G(z))-1)^2", lambda real, fake, s: ((fake - 1) ** 2).mean() / 2),),
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
            Term(r"\mathbb{E}\max(0,1-D(x))", lambda real, fake, s: (1 - real).relu().mean()),
            Term(r"\mathbb{E}\max(0,1+D(G(z)))", lambda real, fake, s: (1 + fake).relu().mean()),
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
            Term(r"\mathbb{E}D(G(z))", lambda real, fake, s: fake.mean()),
            Term(r"-\mathbb{E}D(x)", lambda real, fake, s: -real.mean()),
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
                lambda real, fake, s: _smoothed(_relative(real, fake)[0], s).mean(),
                r"-\mathbb{E}[s\log\tilde D(x)+(1-s)\log(1-\tilde D(x))]",
            ),
            Term(
                r"-\mathbb{E}\log(1-\tilde D(G(z)))",
                lambda real, fake, s: _softplus(_relative(real, fake)[1]).mean(),
            ),
        ),
        g_terms=(
            Term(
                r"-\mathbb{E}\log\tilde D(G(z))",
                lambda real, fake, s: _softplus(-_relative(real, fake)[1]).mean(),
            ),
            Term(
                r"-\mathbb{E}\log(1-\tilde D(x))",
                lambda real, fake, s: _softplus(_relative(real, fake)[0]).mean(),
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
