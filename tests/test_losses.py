"""Objectives against independent oracles: closed forms in float64, torch's own losses, finite differences."""

import math

import pytest
import torch
import torch.nn.functional as F

from ganlab.losses import LOSSES

REAL = torch.tensor([[-3.0], [-0.5], [0.0], [0.7], [4.0]], dtype=torch.float64)
FAKE = torch.tensor([[-4.0], [-1.0], [0.2], [1.5], [2.0]], dtype=torch.float64)


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def mean(function, logits):
    return sum(function(x) for x in logits.flatten().tolist()) / len(logits)


def cross_entropy_d(real, fake, s):
    return mean(lambda x: -s * math.log(sigmoid(x)) - (1 - s) * math.log(1 - sigmoid(x)), real) + mean(
        lambda x: -math.log(1 - sigmoid(x)), fake
    )


ORACLES = {  # written from the papers, without tensors
    "non-saturating": (cross_entropy_d, lambda fake: mean(lambda x: -math.log(sigmoid(x)), fake)),
    "minimax": (cross_entropy_d, lambda fake: mean(lambda x: math.log(1 - sigmoid(x)), fake)),
    "least-squares": (
        lambda real, fake, s: mean(lambda x: (x - s) ** 2 / 2, real) + mean(lambda x: x**2 / 2, fake),
        lambda fake: mean(lambda x: (x - 1) ** 2 / 2, fake),
    ),
}


def gradient(function, logits):
    logits = logits.clone().requires_grad_()
    return torch.autograd.grad(function(logits), logits)[0]


def differences(function, logits, h=1e-6):
    """Central finite differences of a function of plain tensors."""
    result = torch.zeros_like(logits)
    for i in range(len(logits)):
        up, down = logits.clone(), logits.clone()
        up[i] += h
        down[i] -= h
        result[i] = (function(up) - function(down)) / (2 * h)
    return result


@pytest.mark.parametrize("key", LOSSES)
@pytest.mark.parametrize("label", [1.0, 0.9, 0.5])
def test_d_loss_is_what_its_name_says(key, label):
    oracle, loss = ORACLES[key][0], LOSSES[key]
    assert loss.d_loss(REAL, FAKE, label).item() == pytest.approx(oracle(REAL, FAKE, label), abs=1e-12)
    for position in (0, 1):

        def of(x, position=position, function=loss.d_loss):
            return function(*((x, FAKE) if position == 0 else (REAL, x)), label)

        point = (REAL, FAKE)[position]
        expected = differences(lambda x, position=position: of(x, position, oracle), point)
        torch.testing.assert_close(gradient(of, point), expected, atol=1e-8, rtol=1e-6)


@pytest.mark.parametrize("key", LOSSES)
def test_g_loss_is_what_its_name_says(key):
    oracle, loss = ORACLES[key][1], LOSSES[key]
    assert loss.g_loss(REAL, FAKE).item() == pytest.approx(oracle(FAKE), abs=1e-12)
    expected = differences(oracle, FAKE)
    torch.testing.assert_close(gradient(lambda x: loss.g_loss(REAL, x), FAKE), expected, atol=1e-8, rtol=1e-6)


@pytest.mark.parametrize("key", ["non-saturating", "minimax"])
def test_cross_entropy_agrees_with_torch(key):
    bce = F.binary_cross_entropy_with_logits
    expected = bce(REAL, torch.full_like(REAL, 0.98)) + bce(FAKE, torch.zeros_like(FAKE))
    torch.testing.assert_close(LOSSES[key].d_loss(REAL, FAKE, 0.98), expected)


@pytest.mark.parametrize("key", LOSSES)
@pytest.mark.parametrize("logit", [-200.0, 200.0])
def test_nothing_overflows(key, logit):
    far = torch.full((4, 1), logit)
    for function in (lambda x: LOSSES[key].d_loss(x, x, 0.9), lambda x: LOSSES[key].g_loss(x, x)):
        assert math.isfinite(function(far)) and gradient(function, far).isfinite().all()


def test_only_the_minimax_generator_saturates():
    far = torch.full((1, 1), -200.0)
    assert gradient(lambda x: LOSSES["non-saturating"].g_loss(None, x), far).item() == pytest.approx(-1)
    assert abs(gradient(lambda x: LOSSES["minimax"].g_loss(None, x), far).item()) < 1e-30


@pytest.mark.parametrize("key", LOSSES)
@pytest.mark.parametrize("label", [1.0, 0.9])
def test_equilibrium_is_where_d_is_optimal_for_equal_distributions(key, label):
    """With p = q the best constant answer of D is the record's D, and the losses there are the reference lines."""
    loss = LOSSES[key]
    d, d_loss, g_loss = loss.equilibrium(label)
    output = torch.tensor([[math.log(d / (1 - d))]], dtype=torch.float64)
    if key == "least-squares":
        output = torch.tensor([[d]], dtype=torch.float64)
    assert loss.probability(output).item() == pytest.approx(d)
    assert loss.d_loss(output, output, label).item() == pytest.approx(d_loss)
    assert loss.g_loss(output, output).item() == pytest.approx(g_loss)
    assert gradient(lambda x: loss.d_loss(x, x, label), output).abs().item() < 1e-9


def test_reference_values():
    assert LOSSES["non-saturating"].equilibrium(1.0) == pytest.approx((0.5, 2 * math.log(2), math.log(2)))
    assert LOSSES["minimax"].equilibrium(1.0) == pytest.approx((0.5, 2 * math.log(2), -math.log(2)))
    assert LOSSES["least-squares"].equilibrium(1.0) == pytest.approx((0.5, 0.25, 0.125))
