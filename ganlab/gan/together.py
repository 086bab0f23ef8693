"""Together: trainers of one shape that take a step at once, each bit for bit the one that it would take alone.

Unlike a `Batch`, nothing is kept between two steps: each trainer is where its run is, at whatever step, and may be
looked at, saved, changed or left out of the next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from ganlab.gan.config import RunConfig
from ganlab.gan.cost import networks
from ganlab.gan.losses import LOSSES
from ganlab.gan.objectives import Logits
from ganlab.gan.penalties import TERMS
from ganlab.gan.player import VECTOR
from ganlab.gan.stacked import Stack
from ganlab.gan.trainer import Trainer, rounds
from ganlab.lazy import torch

MOST = 8  # trainers, whose numbers fit into a core's cache: with more, a step of each takes no less
SMALL = 4e6  # multiply-adds that a batch takes in both networks: of more, two calls cost little beside what they do
APART = (  # settings that act on each run for itself, whatever those beside it have
    *("seed", "d_lr", "g_lr", "d_momentum", "g_momentum", "d_beta1", "d_beta2", "g_beta1", "g_beta2"),
    *("d_optimizer", "g_optimizer", "schedule", "schedule_steps", "weight_clip", "grad_clip", "ema_decay"),
    *("dataset", "drawing", "points", "data_noise", "data_modes", "imbalance", "train_size"),
    *("latent_distribution", "latent_std", "init", "init_std", "start", "instance_noise", "noise_steps"),
)
SHARED = tuple(name for name in RunConfig.model_fields if name not in APART)


def kind(config: RunConfig) -> tuple[Any, ...] | None:
    """Return what runs that step together have in common; None for one that steps alone.

    Alone steps one whose sums of slopes, or whose batch that does not fill a processor's vectors, would be rounded
    otherwise; and one that takes as long beside others.
    """
    loss = LOSSES[config.loss]
    alone = (
        config.kind != "points",
        config.spectral_norm or config.minibatch_std,
        loss.compares or config.consensus_gamma or config.unroll_steps or config.reuse_z,
        any(getattr(config, term.weight) for term in TERMS.values()),
        config.batch_size % (VECTOR * config.packing),
        config.batch_size * sum(network.adds for network in networks(config)) > SMALL,
    )
    shape = tuple(getattr(config, name) for name in SHARED)
    return None if any(alone) else shape


@lru_cache(256)
def exact(shape: tuple[Any, ...]) -> bool:
    """Tell whether runs of a kind go together as they go alone on this machine.

    That is up to how its libraries of algebra round, which may depend on how many there are: so it is tried, with one
    less in each step.
    """
    config = RunConfig(**dict(zip(SHARED, shape, strict=True)))
    alone, others = ([Trainer(config.model_copy(update={"seed": seed})) for seed in range(MOST)] for _ in range(2))
    for size in range(MOST, 1, -1):
        Together(others[:size]).step()
        for one in alone[:size]:
            one.step()
    pairs = [(one.g, two.g) for one, two in zip(alone, others, strict=True)]
    pairs += [(one.d, two.d) for one, two in zip(alone, others, strict=True)]
    return all(torch.equal(mine.flat, theirs.flat) for mine, theirs in pairs)


class Together:
    """Step these trainers, which are of one `kind`, on the CPU."""

    def __init__(self, trainers: Sequence[Trainer]):
        self.trainers, self._config = list(trainers), trainers[0].config
        self._loss, self._smoothing = trainers[0].loss, trainers[0].objectives.smoothing
        self._g, self._d = (Stack([getattr(one, key) for one in trainers], exact=True) for key in ("g", "d"))

    def _drawn(self, what: str) -> torch.Tensor:
        return torch.stack([getattr(one, f"sample_{what}")(self._config.batch_size) for one in self.trainers])

    def _presented(self, samples: torch.Tensor) -> torch.Tensor:
        if self._config.packing == 1 and not any(one.noise_std() for one in self.trainers):
            return samples
        return torch.stack([one.presented(mine) for one, mine in zip(self.trainers, samples.unbind(), strict=True)])

    def _of_d(self) -> tuple[torch.Tensor, Logits]:
        real = self._drawn("real")
        with torch.no_grad():
            fake = self._g.module(self._drawn("z"))
        shown = self._presented(real), self._presented(fake)
        both = self._d.module(torch.cat(shown, 1))
        real_logits, fake_logits = both.split([one.shape[1] for one in shown], 1)
        return self._loss.d_loss(real_logits, fake_logits, **self._smoothing), (real_logits, fake_logits)

    def _of_g(self) -> tuple[torch.Tensor, Logits]:
        judge = self._d.with_weights(self._d.flat.detach())
        logits = judge(self._presented(self._g.module(self._drawn("z"))))
        return self._loss.g_loss(None, logits), (None, logits)

    def _turn(self, key: str) -> None:
        """Work out what one player of each run minimises, and its gradient."""
        stack = self._d if key == "d" else self._g
        losses, logits = self._of_d() if key == "d" else self._of_g()
        stack.gather(losses)
        answers = [[None] * len(self.trainers) if one is None else one.detach().unbind() for one in logits]
        values = losses.tolist(), stack.norm.tolist(), stack.gradient.unbind(), *answers
        for one, loss, norm, gradient, real, fake in zip(self.trainers, *values, strict=True):
            if key == "d" or one.row.judged is None:
                one.row.judged = one.loss, (real, fake)
            if one.note({f"{key}_loss": loss}):
                player = getattr(one, key)
                one.note_gradient(player, player.take(gradient, norm))
        if any(one.divergence for one in self.trainers):
            self._go_on([one for one in self.trainers if not one.divergence])

    def _go_on(self, trainers: Sequence[Trainer]) -> None:
        """Go on with these, from where they are now."""
        self.trainers = list(trainers)
        if trainers:
            self._g.take([one.g for one in trainers])
            self._d.take([one.d for one in trainers])

    def step(self) -> None:
        """Take a step of each; one that diverges stays where it is, and the others go on without it."""
        began = self.trainers
        for one in began:
            one.begin_step()
        for players in rounds(self._config):
            for key in players:
                if self.trainers:
                    self._turn(key)
            for key in players:
                for one in self.trainers:
                    one.update(getattr(one, key))
            self._go_on(self.trainers)
        for one in began:
            one.end_step()
        if any(one.divergence for one in self.trainers):  # whose weights have become too large
            self._go_on([one for one in self.trainers if not one.divergence])
