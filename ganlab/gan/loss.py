"""A loss and what it is made of: the kinds of record that `losses` holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any, TypeAlias

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


def joined(summands: list[str]) -> str:
    """Join the LaTeX of summands to a sum; each may begin with its own minus sign."""
    return "".join(part if not i or part.startswith("-") else f"+{part}" for i, part in enumerate(summands))


def mean(x: torch.Tensor, keepdim: bool = False) -> torch.Tensor:
    """Return the average over the samples of (…, batch, 1), of each run where there are several."""
    return x.mean((-2, -1), keepdim)
