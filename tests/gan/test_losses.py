"""Objectives against independent oracles: closed forms in float64, torch's own losses, finite differences."""

import math

import pytest
import torch
import torch.nn.functional as F

from ganlab.gan.losses import LOSSES
from tests.support.oracles import ORACLES

REAL = torch.tensor([[-3.0], [-0.5], [0.0], [0.7], [4.0]], dtype=torch.float64)
FAKE = torch.tensor([[-4.0], [-1.1], [0.2], [1.5], [2.0]], dtype=torch.float64)
SMOOTHING = [key for key, loss in LOSSES.items() if loss.smooths]


CASES = [(key, {}) for key in LOSSES] + [(key, {"real_label": s}) for key in SMOOTHING for s in (0.9, 0.5)]


def gradient(function, logits):
    logits = logits.clone().requires_grad_()
    value = function(logits)
    return torch.autograd.grad(value, logits)[0] if value.requires_grad else torch.zeros_like(logits)


def differences(function, logits, h=1e-6):
    """Central finite differences of a function of plain tensors."""
    result = torch.zeros_like(logits)
    for i in range(len(logits)):
        up, down = logits.clone(), logits.clone()
        up[i] += h
        down[i] -= h
        result[i] = (function(up) - function(down)) / (2 * h)
    return result


def agree(function, oracle):
    """Value and both gradients of a function of (real, fake) logits agree with the oracle's."""
    assert function(REAL, FAKE).item() == pytest.approx(oracle(REAL, FAKE).item(), abs=1e-12)
    for ours, theirs, point in (
        (lambda x: function(x, FAKE), lambda x: oracle(x, FAKE), REAL),
        (lambda x: function(REAL, x), lambda x: oracle(REAL, x), FAKE),
    ):
        torch.testing.assert_close(gradient(ours, point), differences(theirs, point), atol=1e-8, rtol=1e-6)


@pytest.mark.parametrize(("key", "label"), CASES)
def test_d_loss_is_what_its_name_says(key, label):
    agree(
        lambda real, fake: LOSSES[key].d_loss(real, fake, **label),
        lambda real, fake: ORACLES[key].d_loss(real, fake, *label.values()),
    )


@pytest.mark.parametrize("key", LOSSES)
def test_g_loss_is_what_its_name_says(key):
    agree(LOSSES[key].g_loss, ORACLES[key].g_loss)
    compares = gradient(lambda x: LOSSES[key].g_loss(x, FAKE), REAL).abs().sum() > 0
    assert compares == LOSSES[key].compares


@pytest.mark.parametrize("key", ["non-saturating", "minimax"])
def test_cross_entropy_agrees_with_torch(key):
    bce = F.binary_cross_entropy_with_logits
    expected = bce(REAL, torch.full_like(REAL, 0.98)) + bce(FAKE, torch.zeros_like(FAKE))
    torch.testing.assert_close(LOSSES[key].d_loss(REAL, FAKE, 0.98), expected)


@pytest.mark.parametrize("key", LOSSES)
@pytest.mark.parametrize(("real", "fake"), [(-200.0, 200.0), (200.0, -200.0), (200.0, 200.0), (-200.0, -200.0)])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_nothing_overflows(key, real, fake, dtype):
    loss, sides = LOSSES[key], [torch.full((4, 1), logit, dtype=dtype) for logit in (real, fake)]
    for function in (loss.d_loss, loss.g_loss):
        assert math.isfinite(function(*sides))
        assert gradient(lambda x, f=function: f(x, sides[1]), sides[0]).isfinite().all()
        assert gradient(lambda x, f=function: f(sides[0], x), sides[1]).isfinite().all()


def test_only_the_minimax_generator_saturates():
    for key, loss in LOSSES.items():
        for logit in (-200.0, -20.0):
            far = torch.full((1, 1), logit, dtype=torch.float64)
            slope = abs(gradient(lambda x, loss=loss: loss.g_loss(-x, x), far).item())
            if key == "minimax":
                assert slope == pytest.approx(math.exp(logit), rel=1e-6)
            else:
                assert slope >= 1 - 1e-8


@pytest.mark.parametrize(("key", "label"), [case for case in CASES if case[0] != "wasserstein"])
def test_equilibrium_is_where_d_is_optimal_for_equal_distributions(key, label):
    """With p = q the best constant answer of D is the record's, and the losses there are the reference lines."""
    loss = LOSSES[key]
    d, d_loss, g_loss = loss.equilibrium(*label.values() or [1.0])
    if key == "relativistic-average":
        output = torch.tensor([[1.7]], dtype=torch.float64)  # any: only differences count
    elif loss.answer is LOSSES["non-saturating"].answer:
        output = torch.tensor([[math.log(d / (1 - d))]], dtype=torch.float64)
    else:
        output = torch.tensor([[d]], dtype=torch.float64)
    assert [answer.item() for answer in loss.answers(output, output)] == pytest.approx([d, d])
    assert loss.d_loss(output, output, **label).item() == pytest.approx(d_loss)
    assert loss.g_loss(output, output).item() == pytest.approx(g_loss)
    assert gradient(lambda x: loss.d_loss(x, x, **label), output).abs().item() < 1e-9


def test_the_wasserstein_critic_has_no_zero_of_its_own():
    loss = LOSSES["wasserstein"]
    assert loss.equilibrium(1.0) == (None, 0.0, None)
    assert loss.d_loss(REAL + 5, FAKE + 5).item() == pytest.approx(loss.d_loss(REAL, FAKE).item())
    assert loss.level(REAL + 5, FAKE + 5) == loss.level(REAL, FAKE) + 5


@pytest.mark.parametrize("key", LOSSES)
def test_the_boundary_lies_where_d_tells_nothing_apart(key):
    """Above it lie the answers that d_loss wants for real samples, below it those for fakes."""
    loss = LOSSES[key]
    level = float(loss.level(REAL, FAKE))
    up = loss.answer(torch.tensor([50.0]), REAL, FAKE).item()
    down = loss.answer(torch.tensor([-50.0]), REAL, FAKE).item()
    assert down < level < up
    assert (down >= 0 and up <= 1) or not loss.probability
    pair = torch.full((3, 1), 0.3)
    assert all(loss.boundary) and all(loss.meaning) and loss.paper
    if key != "least-squares" and loss.pair is not None:
        assert [answer.mean().item() for answer in loss.answers(pair, pair)] == pytest.approx([level, level])


@pytest.mark.parametrize("key", LOSSES)
def test_reference_values(key):
    found, expected = LOSSES[key].equilibrium(1.0), ORACLES[key].rest
    for ours, theirs in zip(found, expected, strict=True):
        assert ours == (theirs if theirs is None else pytest.approx(theirs))
