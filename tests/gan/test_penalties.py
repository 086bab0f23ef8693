"""Penalties against closed forms on a linear D, finite differences on a curved one, and their own laws."""

import math

import pytest
import torch

from ganlab.gan.config import RunConfig, from_values
from ganlab.gan.penalties import (
    PENALTIES,
    TERMS,
    between,
    no_factor,
    no_value,
    normal,
    shares,
    slope_deviation,
    square_slope,
)
from ganlab.gan.trainer import Trainer

SHAPES = [(6, 2), (6, 1, 28, 28), (6, 1)]
CENTRES = [0.0, 0.4, 1.0, 3.0]


def rng():
    return torch.Generator().manual_seed(5)


def linear(shape):
    """A linear D(x) = w · x with w of length 1.3, as a function of w."""
    size = math.prod(shape[1:])
    w = torch.randn(size, generator=rng(), dtype=torch.float64)
    w = (w / w.norm() * 1.3).requires_grad_()
    return w, lambda x: x.flatten(1) @ w[:, None]


def samples(shape):
    return torch.randn(*shape, generator=rng(), dtype=torch.float64)


@pytest.mark.parametrize("shape", SHAPES)
def test_square_slope_of_a_linear_d(shape):
    w, d = linear(shape)
    value = square_slope(d, samples(shape))
    assert value.item() == pytest.approx(1.3**2)
    torch.testing.assert_close(torch.autograd.grad(value, w)[0], 2 * w.detach())


@pytest.mark.parametrize("centre", CENTRES)
@pytest.mark.parametrize("shape", SHAPES)
def test_slope_deviation_of_a_linear_d(shape, centre):
    w, d = linear(shape)
    value = slope_deviation(d, samples(shape), centre)
    assert value.item() == pytest.approx((1.3 - centre) ** 2)
    expected = 2 * (1.3 - centre) * w.detach() / 1.3
    torch.testing.assert_close(torch.autograd.grad(value, w)[0], expected)


@pytest.mark.parametrize("centre", CENTRES)
def test_a_flat_d_has_finite_gradients(centre):
    w = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    value = slope_deviation(lambda x: x @ w[:, None], samples((6, 2)), centre)
    assert torch.autograd.grad(value, w)[0].isfinite().all()


WEIGHTS = {"r1_gamma": 0.7, "r2_gamma": 0.7, "gp_weight": 0.7, "dragan_weight": 0.7}
LINEAR = {  # weighted value at slope length s and centre c, and its derivative in s
    "r1": (lambda s, c: 0.35 * s * s, lambda s, c: 0.7 * s),
    "r2": (lambda s, c: 0.35 * s * s, lambda s, c: 0.7 * s),
    "gp": (lambda s, c: 0.7 * (s - c) ** 2, lambda s, c: 1.4 * (s - c)),
    "dragan": (lambda s, c: 0.7 * (s - 1) ** 2, lambda s, c: 1.4 * (s - 1)),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("centre", [0.0, 1.0])
@pytest.mark.parametrize("key", TERMS)
def test_a_terms_weight_and_factor_are_the_papers(key, centre, shape):
    config = from_values({**WEIGHTS, "gp_center": centre})
    w, d = linear(shape)
    term = TERMS[key]
    value = term.factor(config) * term.evaluate(d, samples(shape), samples(shape) + 1, config, rng())
    expected, slope = LINEAR[key]
    assert value.item() == pytest.approx(expected(1.3, centre))
    torch.testing.assert_close(torch.autograd.grad(value, w)[0], slope(1.3, centre) * w.detach() / 1.3)


def curved(weights):
    """A small smooth D of 2-D points as a function of one vector of weights."""
    first, second = weights[:10].view(2, 5), weights[10:].view(5, 1)
    return lambda x: torch.tanh(x @ first) @ second


@pytest.mark.parametrize("key", TERMS)
def test_a_term_and_its_gradient_agree_with_finite_differences_on_a_curved_d(key):
    """Slopes by differences in x, and the penalty's gradient by differences in the weights."""
    config, term = from_values(WEIGHTS), TERMS[key]
    real, fake = samples((6, 2)), samples((6, 2)) * 0.5 + 1
    weights = torch.randn(15, generator=rng(), dtype=torch.float64)
    places = {
        "r1": real,
        "r2": fake,
        "gp": between(real, fake, shares(real, rng())),
        "dragan": real + 0.1 * normal(real, rng()),
    }[key]

    def by_differences(vector, h=1e-5):
        d, columns = curved(vector), []
        for axis in torch.eye(2, dtype=torch.float64) * h:
            columns.append((d(places + axis) - d(places - axis)).squeeze(1) / (2 * h))
        length = torch.stack(columns, 1).norm(dim=1)
        return length.square().mean() if key in ("r1", "r2") else (length - 1).square().mean()

    def ours(vector):
        return term.evaluate(curved(vector), real, fake, config, rng())

    assert ours(weights).item() == pytest.approx(by_differences(weights).item(), rel=1e-6)
    point = weights.clone().requires_grad_()
    found = torch.autograd.grad(ours(point), point)[0]
    for i in range(len(weights)):
        step = torch.zeros_like(weights)
        step[i] = 1e-4
        slope = (by_differences(weights + step) - by_differences(weights - step)) / 2e-4
        assert found[i].item() == pytest.approx(slope.item(), rel=1e-4, abs=1e-6)


def test_points_between_have_one_weight_per_sample():
    real, fake = torch.ones(500, 1, 4, 4), torch.zeros(500, 1, 4, 4)
    share = between(real, fake, shares(real, rng())).flatten(1)
    assert torch.equal(share.min(1)[0], share.max(1)[0])
    assert share[:, 0].unique().numel() > 450
    assert 0 <= share.min() < 0.05 and 0.95 < share.max() <= 1


def test_points_around_are_gaussian_of_the_given_size():
    noise = 0.3 * normal(torch.zeros(20_000, 2), rng())
    assert noise.std().item() == pytest.approx(0.3, rel=0.02)
    assert noise.mean().item() == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize("key", TERMS)
def test_no_gradient_of_a_term_reaches_the_generator(key):
    """The generator's step is the same with the penalty on as with it off, from the same state."""
    small = {"g_hidden": (8,), "d_hidden": (8,), "batch_size": 16, "n_critic": 0}
    moved = []
    for weight in (0.0, 5.0):
        trainer = Trainer(from_values({**small, TERMS[key].weight: weight}))
        trainer.step()
        moved.append(trainer.g.flat.clone())
    assert torch.equal(*moved)
    x = torch.randn(6, 2, requires_grad=True)
    value = TERMS[key].evaluate(Trainer(from_values(small)).discriminator, x, x, from_values(WEIGHTS), rng())
    assert torch.autograd.grad(value, x, allow_unused=True)[0] is None


@pytest.mark.parametrize("key", PENALTIES)
def test_every_record_is_complete_and_off_by_default(key):
    record = PENALTIES[key]
    assert record.label and record.formula and record.paper
    assert not RunConfig.model_fields[record.weight].default
    assert record.factor is not no_factor or record.value is no_value
