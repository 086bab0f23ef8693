"""What is known of a run's equilibrium, where G has found the data and D is optimal: what dashed lines stand for."""

from __future__ import annotations

from ganlab.gan.config import RunConfig
from ganlab.gan.losses import LOSSES
from ganlab.lazy import N_, Message

PROBABLE = (-0.03, 1.03)  # of an axis that shows all that a probability can be


def references(config: RunConfig) -> tuple[dict[str, float | None], dict[str, str]]:
    """Return the values of d_loss, g_loss and of D's answer `d` at rest, and what those of the losses are called."""
    loss = LOSSES[config.loss]
    d, d_loss, g_loss = loss.equilibrium(config.real_label)
    if config.kind == "dirac":
        d_loss, g_loss = loss.game.rest(config.real_label)
    losses = {"d_loss": d_loss, "g_loss": g_loss}
    if (d_loss, g_loss) == loss.equilibrium(1.0)[1:]:
        labels = dict(zip(losses, loss.equilibrium_labels, strict=True))
    else:
        labels = {name: f"{value:.3f}".rstrip("0").rstrip(".") for name, value in losses.items()}
    return {**losses, "d": d}, labels


def boundary(config: RunConfig) -> Message:
    """Return what the line of undecided answers is called: with smoothed labels it is another one."""
    loss = LOSSES[config.loss]
    level, usual = (loss.equilibrium(label)[0] for label in (config.real_label if loss.smooths else 1.0, 1.0))
    return Message(loss.boundary) if level == usual else Message.of(N_("D = {level:.3g}"), level=level)
