"""What both players minimise, worked out on a batch as D is shown it: loss, penalties, and D ahead where it unrolls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from operator import add
from typing import Any, NamedTuple, TypeAlias

from ganlab.gan.config import RunConfig
from ganlab.gan.losses import LOSSES
from ganlab.gan.penalties import TERMS, Penalty
from ganlab.gan.player import Player
from ganlab.lazy import torch

Judge: TypeAlias = "Callable[[torch.Tensor], torch.Tensor]"  # D, of whatever weights
Logits: TypeAlias = "tuple[Any, torch.Tensor]"  # D's, of real samples, None where nothing looks at them, and of fakes


class Objective(NamedTuple):
    """Hold what one player minimises on one batch."""

    total: torch.Tensor
    parts: dict[str, torch.Tensor]  # whose sum it is, by the names under which they are recorded
    logits: Logits  # that it was made from


class Objectives:
    """Work out what a config's two players minimise.

    `real` and `fake` are samples as D is shown them, in packs of packing m: (n / m, channels · m, …).
    """

    def __init__(self, config: RunConfig, g: Player, d: Player):
        self.config, self.g, self.d = config, g, d
        self.loss, self.clip = LOSSES[config.loss], config.weight_clip
        self.terms = [(key, term) for key, term in TERMS.items() if getattr(config, term.weight)]
        self.smoothing: dict[str, Any] = (
            {"real_label": config.real_label} if self.loss.smooths and config.real_label != 1.0 else {}
        )

    def judge(self, real: torch.Tensor, fake: torch.Tensor, judge: Judge | None = None) -> Logits:
        """Return D's logits of two batches: of an MLP in one pass, unless it looks at its batch as a whole.

        Convolutions are a tenth faster on two batches that fit into the cache than on one that does not.
        """
        judge, config = judge or self.d.module, self.config
        if config.minibatch_std or config.d_batch_norm or config.d_network == "dcgan":
            return judge(real), judge(fake)
        real_logits, fake_logits = judge(torch.cat([real, fake])).split([len(real), len(fake)])
        return real_logits, fake_logits

    def of_d(self, real: torch.Tensor, fake: torch.Tensor, rng: torch.Generator) -> Objective:
        """Return what D minimises; with consensus optimisation `fake` must have G's graph."""
        plain = self._of_d(real, fake, rng)
        return self._with_consensus(plain, plain) if self.config.consensus_gamma else plain

    def of_g(self, real: Any, fake: torch.Tensor, step: int, rng: torch.Generator) -> Objective:
        """Return what G minimises after `step` steps; `real` may be None where nothing looks at it."""
        d = self.unrolled(real, fake, step, rng) if self.config.unroll_steps else self.d.module
        logits = self.judge(real, fake, d) if self.loss.compares else (None, d(fake))
        total = self.loss.g_loss(*logits)
        objective = Objective(total, {"g_loss": total}, logits)
        return (
            self._with_consensus(objective, self._of_d(real, fake, rng)) if self.config.consensus_gamma else objective
        )

    def _of_d(
        self, real: torch.Tensor, fake: torch.Tensor, rng: torch.Generator, judge: Judge | None = None
    ) -> Objective:
        """Return what D, or a D of other weights, minimises, but for consensus."""
        logits = self.judge(real, fake, judge)
        total = self.loss.d_loss(*logits, **self.smoothing)
        parts = {"d_loss": total}
        for key, term in self.terms:
            parts[key] = self._weighted(term, judge or self.d.module, real.detach(), fake.detach(), rng)
            total = total + parts[key]
        return Objective(total, parts, logits)

    def _weighted(self, term: Penalty, judge: Judge, real: torch.Tensor, fake: torch.Tensor, rng: Any) -> torch.Tensor:
        weighted: torch.Tensor = term.factor(self.config) * term.evaluate(judge, real, fake, self.config, rng)
        return weighted

    def _with_consensus(self, objective: Objective, of_d: Objective) -> Objective:
        """Add γ/2 of the squared length of both gradients, which both players of consensus optimisation lower."""
        g_loss = self.loss.g_loss(*of_d.logits)
        gradients = torch.autograd.grad(of_d.total.sum(), self.d.parameters, create_graph=True)
        gradients += torch.autograd.grad(g_loss.sum(), self.g.parameters, create_graph=True)
        rotation = self._rotation(gradients)
        return Objective(objective.total + rotation, {**objective.parts, "consensus": rotation}, objective.logits)

    def _rotation(self, gradients: Sequence[torch.Tensor]) -> torch.Tensor:
        return self.config.consensus_gamma / 2 * reduce(add, (gradient.square().sum() for gradient in gradients))

    def unrolled(self, real: torch.Tensor, fake: torch.Tensor, step: int, rng: torch.Generator) -> Judge:
        """Return D as it would be after `unroll_steps` further updates on these samples, differentiable in them.

        Metz et al. 2017, arXiv:1611.02163, §2.2: G's gradient passes through the updates, D itself stays as it is.
        """
        flat, state = self.d.flat.detach().requires_grad_(), self.d.optimizer_state()
        for _ in range(self.config.unroll_steps):
            objective = self._of_d(real, fake, rng, self.d.with_weights(flat)).total
            gradient = torch.autograd.grad(objective.sum(), flat, create_graph=True)[0]
            flat, state = self.d.look_ahead(flat, gradient, state, step)
            if self.config.weight_clip:
                flat = flat.clamp(-self.clip, self.clip)
        return self.d.with_weights(flat)
