"""D trained to its optimum with G held fixed: D* = p / (p + q), and the losses that theory gives there. Slow."""

import math
import statistics

import pytest
import torch

from ganlab.data import POINTS
from ganlab.gan.config import from_values
from ganlab.gan.losses import LOSSES
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display
from ganlab.observe.measuring import metrics

pytestmark = pytest.mark.slow
# One Gaussian against another of the same width, 1.5 standard deviations away: JS 0.22117 nats, TV 0.54675.
JS, TV, STD, SHIFT = 0.22117, 0.54675, 0.2, 0.3
EXPECTED = {
    "non-saturating": 2 * math.log(2) - 2 * JS,
    "minimax": 2 * math.log(2) - 2 * JS,
    "hinge": 2 * (1 - TV),
    "least-squares": 0.15482,
}
STEPS = 4000


def trained(loss, shift):
    """A linear G that makes N((0.5 + shift, 0.5), 0.2² I), held fixed, and D trained against it."""
    activation, rate = ("relu", 5e-3) if loss == "hinge" else ("tanh", 3e-3)  # its optimum is a step, theirs is smooth
    config = from_values({
        "dataset": "one-gaussian", "loss": loss, "g_hidden": (), "d_activation": activation, "batch_size": 2048,
        "d_lr": rate, "schedule": "cosine", "schedule_steps": STEPS, "d_beta1": 0.9,
    })  # fmt: skip
    trainer = Trainer(config)
    weight, bias = torch.eye(2) * STD, torch.tensor([0.5 + shift, 0.5])
    trainer.g.flat.copy_(torch.cat([weight.flatten(), bias]))
    for _ in range(STEPS):
        trainer.step("d")
    return trainer


def samples(trainer, n=200_000):
    real = POINTS["one-gaussian"].sample(n, torch.Generator().manual_seed(1))
    return real, trainer.samples(n, seed=2)


def density(x, shift):
    centre = torch.tensor([0.5 + shift, 0.5])
    return torch.exp(-(x - centre).square().sum(1) / (2 * STD**2)) / (2 * math.pi * STD**2)


@pytest.mark.parametrize("loss", EXPECTED)
def test_d_reaches_its_optimum(loss):
    trainer = trained(loss, SHIFT)
    with torch.no_grad():
        real, fake = samples(trainer)
        logits = [trainer.discriminator(x) for x in (real, fake)]
        assert LOSSES[loss].d_loss(*logits).item() == pytest.approx(EXPECTED[loss], abs=0.004)
        best = [density(x, 0.0) / (density(x, 0.0) + density(x, SHIFT)) for x in (real, fake)]
        for shown, optimum in zip(LOSSES[loss].answers(*logits), best, strict=True):
            if loss == "hinge":  # only the side is determined
                assert ((shown.squeeze(1) > 0) == (optimum > 0.5)).float().mean().item() > 0.997
            else:  # squared errors say little of small ones: least squares takes longest
                tolerance = 0.012 if loss == "least-squares" else 0.003
                assert (shown.squeeze(1) - optimum).abs().mean().item() < tolerance
    if loss != "hinge":
        assert metrics(Display(trainer))["d_star"] < metrics(Display(trainer))["d_star_floor"] + 0.03


@pytest.mark.parametrize("loss", ["non-saturating", "least-squares"])
def test_equal_distributions_leave_d_undecided(loss):
    trainer = trained(loss, 0.0)
    with torch.no_grad():
        logits = [trainer.discriminator(x) for x in samples(trainer)]
    for answers in LOSSES[loss].answers(*logits):
        assert (answers - 0.5).abs().mean().item() < 0.003
    assert LOSSES[loss].d_loss(*logits).item() == pytest.approx(LOSSES[loss].equilibrium(1.0)[1], abs=0.001)


def test_the_minimax_gradient_vanishes_where_the_non_saturating_one_does_not():
    """Eight Gaussians, G held at its start, D trained: the two gradients of G differ by four powers of ten."""
    lengths = {}
    for loss in ("minimax", "non-saturating"):
        config = from_values({"loss": loss, "init": "default", "d_activation": "relu", "d_lr": 1e-3, "g_lr": 1e-6})
        trainer, seen = Trainer(config), []
        for _ in range(1000):
            trainer.step("d")
        for _ in range(15):  # batches differ: one sample that D takes for real makes the minimax gradient long
            trainer.step("g")
            seen.append(trainer.scalars["g_grad"])
        lengths[loss] = statistics.median(seen)
    assert lengths["minimax"] < 0.03 and lengths["non-saturating"] > 5
    assert lengths["minimax"] / lengths["non-saturating"] < 3e-3
