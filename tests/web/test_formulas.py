"""Formulas beside numbers: what is written is what is computed. Each is evaluated as it is written, by other code."""

import re

import pytest
import torch

from ganlab.gan.config import from_values
from ganlab.gan.losses import LOSSES
from ganlab.gan.penalties import TERMS
from ganlab.web.panel import formulas

SLOPE = re.compile(r"\\nabla ([CD])\(")


def network(seed=0):
    torch.manual_seed(seed)
    return torch.nn.Sequential(torch.nn.Linear(2, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1)).double()


def slope_lengths(of, x, h=1e-6):
    """Return ‖∇ of(x)‖ by differences, whatever `of` is."""
    parts = []
    for axis in range(2):
        step = torch.zeros(2, dtype=torch.double)
        step[axis] = h
        parts.append((of(x + step) - of(x - step)).squeeze(1) / (2 * h))
    return torch.stack(parts, 1).norm(dim=1)


WRITTEN = {  # each term as its LaTeX says, from the lengths of slopes at the places that it names
    "r1": lambda lengths, real, fake, config: config.r1_gamma / 2 * lengths(real).square().mean(),
    "r2": lambda lengths, real, fake, config: config.r2_gamma / 2 * lengths(fake).square().mean(),
    "gp": lambda lengths, real, fake, config: (
        config.gp_weight * (lengths(_between(real, fake)) - config.gp_center).square().mean()
    ),
    "dragan": lambda lengths, real, fake, config: (
        config.dragan_weight * (lengths(_around(real, config.dragan_std)) - 1).square().mean()
    ),
}


def _between(real, fake):
    share = torch.rand(len(real), 1, generator=torch.Generator().manual_seed(5), dtype=real.dtype)
    return share * real + (1 - share) * fake


def _around(real, std):
    return real + std * torch.randn(real.shape, generator=torch.Generator().manual_seed(5), dtype=real.dtype)


@pytest.mark.parametrize("term", TERMS)
@pytest.mark.parametrize("key", LOSSES)
def test_a_penalty_is_of_what_its_formula_names(key, term):
    config, loss, c = from_values({"loss": key, TERMS[term].weight: 0.7}), LOSSES[key], network()
    written = formulas(config)["d_loss"]
    (symbol,) = set(SLOPE.findall(written))
    rng = torch.Generator().manual_seed(1)
    real, fake = (torch.randn(64, 2, generator=rng, dtype=torch.double) for _ in range(2))
    named = {"C": c, "D": lambda x: loss.answer(c(x), c(real), c(fake)) if symbol == "D" else c(x)}[symbol]
    if symbol == "D" and loss.answer_formula == "D(x)=C(x)":
        named = c  # D is C, and shown within bounds only where it is a probability
    lengths = lambda x: slope_lengths(named, x)  # noqa: E731
    expected = WRITTEN[term](lengths, real, fake, config)
    value = TERMS[term].factor(config) * TERMS[term].evaluate(c, real, fake, config, torch.Generator().manual_seed(5))
    assert value.item() == pytest.approx(expected.item(), rel=1e-5)


@pytest.mark.parametrize("key", LOSSES)
def test_c_is_said_to_be_what_d_is_made_of(key):
    """A formula names C only where what stands beside it says what C is."""
    found = formulas(from_values({"loss": key, "r1_gamma": 1.0}))
    if "C(" in found["d_loss"]:
        assert "C(x)" in found["d"] + found["where"]


def test_the_arrows_formula_leaves_out_what_the_arrows_do():
    assert formulas(from_values({}))["gradient"] == r"-\nabla_{G(z)}L_G"
    with_consensus = formulas(from_values({"consensus_gamma": 1.0}))
    assert r"\gamma_c" in with_consensus["g_loss"]
    assert r"\gamma_c" not in with_consensus["gradient"] and "L_G" not in with_consensus["gradient"]
