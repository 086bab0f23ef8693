"""What the records of losses and penalties are on the Dirac-GAN, in closed form: `observe.dirac` plays it with them.

Data are at 0, G(z) = θ, D(x) = ψ x (Mescheder, Geiger, Nowozin 2018). Numpy only: the web process draws the game.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Values: TypeAlias = npt.NDArray[np.floating]
Derivatives: TypeAlias = tuple[Values, Values]  # the first and the second


def _nothing(x: Values) -> Derivatives:
    return 0 * x, 0 * x


@dataclass(frozen=True)
class Game:
    """Describe one loss on the Dirac-GAN: L_D = E a(D(x)) + E b(D(y)), L_G = E c(D(y)) + E h(D(x)), x real, y fake.

    `real(logit, real_label)`, `fake(logit)`, `g_fake(logit)` and `g_real(logit)` return the first and the second
    derivative of a, b, c and h. Where the loss compares, D's real logit is taken relative to the mean fake one.
    `formulas` are L_D and L_G without noise as LaTeX, and `rest(real_label)` their values at (0, 0).
    """

    real: Callable[[Values, float], Derivatives]
    fake: Callable[[Values], Derivatives]
    g_fake: Callable[[Values], Derivatives]
    formulas: tuple[str, str]
    rest: Callable[[float], tuple[float, float]]
    g_real: Callable[[Values], Derivatives] = _nothing
    smoothed: str = ""  # L_D where the label s of real samples is not 1 and matters


@dataclass(frozen=True)
class Slope:
    """Describe one penalty on the Dirac-GAN, its factor times (|ψ| − centre)², and the same as LaTeX."""

    formula: str
    centre: Callable[[Any], float] = lambda config: 0.0


def _sigmoid(x: Values) -> Values:
    return 0.5 * (1 + np.tanh(x / 2))


def softplus(x: Values) -> Derivatives:
    """Return both derivatives of log(1 + eˣ)."""
    return _sigmoid(x), _sigmoid(x) * _sigmoid(-x)


def softplus_of_minus(x: Values) -> Derivatives:
    """Return both derivatives of log(1 + e⁻ˣ)."""
    return -_sigmoid(-x), _sigmoid(x) * _sigmoid(-x)


def minus_softplus(x: Values) -> Derivatives:
    """Return both derivatives of −log(1 + eˣ)."""
    return -_sigmoid(x), -_sigmoid(x) * _sigmoid(-x)


def smoothed(x: Values, s: float) -> Derivatives:
    """Return both derivatives of −s log σ(x) − (1 − s) log(1 − σ(x))."""
    slope, curvature = softplus_of_minus(x)
    return slope + 1 - s, curvature


def minus(x: Values) -> Derivatives:
    """Return both derivatives of −x."""
    return 0 * x - 1, 0 * x
