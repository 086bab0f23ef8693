"""Optimizers as text: how each is made, and its update as a differentiable function, for looking ahead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ganlab.gan.config import RunConfig


@dataclass(frozen=True)
class OptimizerText:
    """Hold one optimizer: `made(config, side)` for player "d" or "g", and D's update of one tensor of weights."""

    made: Callable[[RunConfig, str], str]
    update: Callable[[RunConfig, str], str]


def _adam(config: RunConfig, side: str) -> str:
    betas = getattr(config, f"{side}_beta1"), getattr(config, f"{side}_beta2")
    return f"torch.optim.Adam({side.upper()}.parameters(), lr={_lr(config, side)}, betas={betas}, fused=True)"


def _sgd(config: RunConfig, side: str) -> str:
    momentum = getattr(config, f"{side}_momentum")
    more = f", momentum={momentum!r}" if momentum else ""
    return f"torch.optim.SGD({side.upper()}.parameters(), lr={_lr(config, side)}{more})"


def _rmsprop(config: RunConfig, side: str) -> str:
    return f"torch.optim.RMSprop({side.upper()}.parameters(), lr={_lr(config, side)})"


def _lr(config: RunConfig, side: str) -> str:
    return repr(getattr(config, f"{side}_lr"))


_ROOT = "torch.where(v > 0, v, 1.0).sqrt() * (v > 0)  # √v, of slope 0 where there has been no gradient yet"


def _adam_update(config: RunConfig, lr: str) -> str:
    b1, b2 = config.d_beta1, config.d_beta2
    return f'''\
def updated(w, gradient, state):
    """Return w after an update by Adam, w − α m̂ / (√v̂ + ε), as a differentiable function of it."""
    state["step"] = t = state.get("step", 0) + 1
    state["exp_avg"] = m = {b1!r} * state.get("exp_avg", 0) + (1 - {b1!r}) * gradient
    state["exp_avg_sq"] = v = {b2!r} * state.get("exp_avg_sq", 0) + (1 - {b2!r}) * gradient**2
    root = {_ROOT}
    return w - {lr} * (m / (1 - {b1!r}**t)) / (root / (1 - {b2!r}**t) ** 0.5 + 1e-8)
'''


def _sgd_update(config: RunConfig, lr: str) -> str:
    if not config.d_momentum:
        return f'''\
def updated(w, gradient, state):
    """Return w after an update by SGD, w − α g, as a differentiable function of it."""
    return w - {lr} * gradient
'''
    return f'''\
def updated(w, gradient, state):
    """Return w after an update by SGD with momentum, m ← μ m + g, w − α m, as a differentiable function of it."""
    m = state.get("momentum_buffer")
    state["momentum_buffer"] = m = gradient if m is None else {config.d_momentum!r} * m + gradient
    return w - {lr} * m
'''


def _rmsprop_update(config: RunConfig, lr: str) -> str:
    return f'''\
def updated(w, gradient, state):
    """Return w after an update by RMSprop, w − α g / (√v + ε), as a differentiable function of it."""
    state["square_avg"] = v = 0.99 * state.get("square_avg", 0) + (1 - 0.99) * gradient**2
    root = {_ROOT}
    return w - {lr} * gradient / (root + 1e-8)
'''


OPTIMIZER_TEXTS: dict[str, OptimizerText] = {
    "adam": OptimizerText(_adam, _adam_update),
    "sgd": OptimizerText(_sgd, _sgd_update),
    "rmsprop": OptimizerText(_rmsprop, _rmsprop_update),
}


def optimizer_text(config: RunConfig, side: str) -> OptimizerText:
    """Return the optimizer of player "d" or "g"; raise ValueError with one sentence for one without a text."""
    name = getattr(config, f"{side}_optimizer")
    if name not in OPTIMIZER_TEXTS:
        known = ", ".join(OPTIMIZER_TEXTS)
        raise ValueError(f"{side}_optimizer: must be one that a program can be written of, {known}; got {name}")
    return OPTIMIZER_TEXTS[name]
