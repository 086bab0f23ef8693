"""The losses once more, written from their papers with nothing but means and logarithms: what tests compare with."""

import math
from collections.abc import Callable
from dataclasses import dataclass

LOG2 = math.log(2)


@dataclass(frozen=True)
class Oracle:
    """Say of one loss what its papers do, of D's raw outputs for real and fake samples and the label s of real ones."""

    d_loss: Callable
    g_loss: Callable
    rest: tuple  # D's answer, d_loss and g_loss for equal distributions, s = 1; None: not determined
    value: bool = False  # a game of one value, V(D, G) = E log D(x) + E log(1 − D(G(z)))
    ideal: bool = False  # the best answer is p / (p + q)


def sigmoid(x):
    return 1 / (1 + (-x).exp())


def real_is(x, s=1.0):
    """The cross-entropy of answers σ(x) with a label s, the mean over samples."""
    return -(s * sigmoid(x).log() + (1 - s) * (1 - sigmoid(x)).log()).mean()


def fake_is(x):
    return -(1 - sigmoid(x)).log().mean()


def cross_entropy(real, fake, s=1.0):
    return real_is(real, s) + fake_is(fake)


def relative(real, fake, s=1.0):
    return cross_entropy(real - fake.mean(), fake - real.mean(), s)


ORACLES = {
    "non-saturating": Oracle(
        cross_entropy, lambda real, fake: real_is(fake), (0.5, 2 * LOG2, LOG2), value=True, ideal=True
    ),
    "minimax": Oracle(cross_entropy, lambda real, fake: -fake_is(fake), (0.5, 2 * LOG2, -LOG2), value=True, ideal=True),
    "least-squares": Oracle(
        lambda real, fake, s=1.0: ((real - s) ** 2 / 2).mean() + (fake**2 / 2).mean(),
        lambda real, fake: ((fake - 1) ** 2 / 2).mean(),
        (0.5, 0.25, 0.125),
        ideal=True,
    ),
    "hinge": Oracle(
        lambda real, fake, s=1.0: (1 - real).clamp(min=0).mean() + (1 + fake).clamp(min=0).mean(),
        lambda real, fake: -fake.mean(),
        (0.0, 2.0, 0.0),
    ),
    "wasserstein": Oracle(
        lambda real, fake, s=1.0: fake.mean() - real.mean(), lambda real, fake: -fake.mean(), (None, 0.0, None)
    ),
    "relativistic-average": Oracle(
        relative,
        lambda real, fake: relative(fake, real),  # the two kinds of samples exchange their parts
        (0.5, 2 * LOG2, 2 * LOG2),
    ),
}
