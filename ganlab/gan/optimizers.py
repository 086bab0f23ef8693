"""Optimizers: one record each, with its update written out as a differentiable function."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from ganlab.lazy import N_, torch

Build: TypeAlias = "Callable[..., torch.optim.Optimizer]"  # of parameters, the learning rate and options
State: TypeAlias = "dict[str, Any]"  # the optimizer's own, of one vector: tensors and numbers
Update: TypeAlias = "Callable[..., tuple[torch.Tensor, State]]"


@dataclass(frozen=True)
class Optimizer:
    """Describe one optimizer: `build(parameters, **arguments)` and the names of its options beside `lr`.

    `update(w, gradient, state, lr, **arguments)` returns (w, state) after the same update as a differentiable function
    of vectors, for looking ahead; `state` is the optimizer's own, or empty.
    """

    label: str
    build: Build
    options: tuple[str, ...]  # names of the RunConfig fields, without their d_ or g_ prefix
    arguments: Callable[..., dict[str, Any]]  # options → keyword arguments of the torch optimizer
    update: Update
    formula: str  # LaTeX, of the weights w with the gradient g and the learning rate α


def plainly() -> None:
    """Keep torch from importing its compiler, 800 modules, only to have that leave torch's optimizers alone."""
    added = getattr(torch.optim.Optimizer.add_param_group, "__wrapped__", None)
    if added is not None:  # in another version of torch it may be otherwise; then it is imported
        vars(added).setdefault("__dynamo_disable", added)


def plain_step(optimizer: torch.optim.Optimizer) -> Callable[[torch.optim.Optimizer], object]:
    """Return an optimizer's step without the profiler's hook, which takes 6 % of a small one, and the compiler's.

    The latter imports the compiler, at the first step, for a second. It takes no gradients, and moves one vector.
    """
    step: Callable[[torch.optim.Optimizer], object] = inspect.unwrap(type(optimizer).step)
    return partial(_fused_step, step) if isinstance(optimizer, torch.optim.Adam) else step


def _fused_step(first: Callable[[torch.optim.Optimizer], object], optimizer: torch.optim.Optimizer) -> None:
    """Take a fused Adam's step as torch takes it, but for what it asks and sorts before: a tenth of a small run's."""
    group = optimizer.param_groups[0]
    flat, (beta1, beta2) = group["params"][0], group["betas"]
    state = optimizer.state.get(flat)
    if not state:  # which the first step makes
        first(optimizer)
        return
    torch._foreach_add_([state["step"]], 1)
    torch._fused_adam_(
        [flat],
        [flat.grad],
        [state["exp_avg"]],
        [state["exp_avg_sq"]],
        [],
        [state["step"]],
        lr=group["lr"],
        beta1=beta1,
        beta2=beta2,
        weight_decay=0.0,
        eps=group["eps"],
        amsgrad=False,
        maximize=False,
    )


def _root(x: torch.Tensor) -> torch.Tensor:
    """Return √x with slope 0 where x is 0, as it is where a weight has had no gradient yet."""
    positive = x > 0
    return torch.where(positive, x, 1.0).sqrt() * positive


def _adam_update(
    w: torch.Tensor,
    gradient: torch.Tensor,
    state: State,
    lr: float,
    betas: tuple[float, float],
    eps: float = 1e-8,
) -> tuple[torch.Tensor, State]:
    beta1, beta2 = betas
    step = state.get("step", 0) + 1
    mean = beta1 * state.get("exp_avg", 0) + (1 - beta1) * gradient
    square = beta2 * state.get("exp_avg_sq", 0) + (1 - beta2) * gradient**2
    moved = w - lr * (mean / (1 - beta1**step)) / (_root(square) / (1 - beta2**step) ** 0.5 + eps)
    return moved, {"step": step, "exp_avg": mean, "exp_avg_sq": square}


def _sgd_update(
    w: torch.Tensor, gradient: torch.Tensor, state: State, lr: float, momentum: float
) -> tuple[torch.Tensor, State]:
    speed = state.get("momentum_buffer")
    speed = gradient if speed is None else momentum * speed + gradient
    return w - lr * speed, {"momentum_buffer": speed if momentum else None}


def _rmsprop_update(
    w: torch.Tensor, gradient: torch.Tensor, state: State, lr: float, alpha: float = 0.99, eps: float = 1e-8
) -> tuple[torch.Tensor, State]:
    square = alpha * state.get("square_avg", 0) + (1 - alpha) * gradient**2
    return w - lr * gradient / (_root(square) + eps), {"square_avg": square}


OPTIMIZERS: dict[str, Optimizer] = {
    "adam": Optimizer(
        N_("Adam"),
        lambda parameters, **arguments: torch.optim.Adam(parameters, fused=True, **arguments),
        ("beta1", "beta2"),
        lambda beta1, beta2: {"betas": (beta1, beta2)},
        _adam_update,
        r"w\leftarrow w-\alpha\,\hat m/(\sqrt{\hat v}+\epsilon)",
    ),
    "sgd": Optimizer(
        N_("SGD"),
        lambda parameters, **arguments: torch.optim.SGD(parameters, **arguments),
        ("momentum",),
        lambda momentum: {"momentum": momentum},
        _sgd_update,
        r"m\leftarrow\mu m+g,\ w\leftarrow w-\alpha m",
    ),
    "rmsprop": Optimizer(
        N_("RMSprop"),
        lambda parameters, **arguments: torch.optim.RMSprop(parameters, **arguments),
        (),
        lambda: {},
        _rmsprop_update,
        r"w\leftarrow w-\alpha\,g/(\sqrt v+\epsilon)",
    ),
}
