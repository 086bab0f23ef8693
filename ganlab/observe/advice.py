"""Advice: changes of settings to try, as functions of a run's config."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ganlab.gan.config import RunConfig, schemas


@dataclass(frozen=True)
class Advice:
    """Make, of a run's config, a change of settings to try; None where there is none. `anew`: from the first step."""

    change: Callable[[RunConfig], dict[str, Any] | None]
    anew: bool = False


def to(**values: Any) -> Callable[[RunConfig], dict[str, Any]]:
    """Make the change to these values."""
    return lambda config: values


def when(
    condition: Callable[[RunConfig], bool], change: Callable[[RunConfig], dict[str, Any]], anew: bool = False
) -> Advice:
    """Advise a change of those configs for which the condition holds."""
    return Advice(lambda config: change(config) if condition(config) else None, anew)


def slowed(config: RunConfig, by: float) -> dict[str, Any]:
    """Multiply both learning rates."""
    return {name: lowered(getattr(config, name), by) for name in ("d_lr", "g_lr")}


def lowered(rate: float, by: float) -> float:
    """Multiply a learning rate, to two digits and within its bounds."""
    least: float = schemas()["d_lr"]["minimum"]
    return max(float(f"{rate * by:.2g}"), least)


def even(config: RunConfig) -> dict[str, Any]:
    """Let both players learn at one rate, the higher of theirs but for what is of no use; SGD needs a high one."""
    plain = "sgd" in (config.d_optimizer, config.g_optimizer)
    rate = 0.05 if plain else min(max(config.d_lr, config.g_lr, 1e-3), 1e-2)
    return {"d_lr": rate, "g_lr": rate}


def wild(config: RunConfig) -> bool:
    """Tell whether a learning rate is beyond all use."""
    return max(config.d_lr, config.g_lr) > 1e-2


raise_d = when(lambda c: c.d_lr < c.g_lr, lambda c: {"d_lr": c.g_lr})  # as fast as G
pack = when(lambda c: c.packing == 1 and not wild(c), to(packing=2))
unroll = when(lambda c: c.unroll_steps == 0 and not wild(c), to(unroll_steps=5))
calm = when(lambda c: c.r1_gamma < 0.3, to(r1_gamma=0.5))
vary = when(lambda c: not c.minibatch_std, to(minibatch_std=True), anew=True)
equal_d = when(
    lambda c: sum(c.d_hidden) < sum(c.g_hidden) or c.d_optimizer != c.g_optimizer,
    lambda c: {"d_hidden": c.g_hidden, "d_optimizer": c.g_optimizer, "d_lr": min(2 * c.g_lr, 1e-2)},
)
# What was lost at wild rates does not come back. D at twice G's: at one for both a third of the runs lose modes again.
lower = when(lambda c: wild(c) and equal_d.change(c) is None, to(d_lr=2e-3, g_lr=1e-3), anew=True)
adam = when(
    lambda c: "sgd" in (c.d_optimizer, c.g_optimizer),
    to(d_optimizer="adam", g_optimizer="adam", d_lr=1e-3, g_lr=1e-3),
    anew=True,
)

gentler = Advice(lambda c: {"d_lr": lowered(c.d_lr, 0.1)}, anew=True)
bind = (
    when(lambda c: c.gp_weight == 0, to(gp_weight=0.3)),
    when(lambda c: c.weight_clip == 0 and max(c.d_lr, c.g_lr) <= 2e-3, to(weight_clip=0.1)),
    when(lambda c: c.r1_gamma == 0, to(r1_gamma=0.3)),
)
give_g_a_chance = (
    when(lambda c: c.d_lr > c.g_lr, even, anew=True),
    when(lambda c: c.n_critic > 1, to(n_critic=1), anew=True),
    when(lambda c: c.d_lr <= c.g_lr and c.r1_gamma < 0.3, to(r1_gamma=0.5), anew=True),
    when(lambda c: c.d_lr <= c.g_lr, lambda c: {"d_lr": lowered(c.d_lr, 0.1)}, anew=True),
)
