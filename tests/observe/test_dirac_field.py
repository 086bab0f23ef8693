"""The Dirac-GAN's field, Jacobian and formulas against the gradients that the trainer follows."""

import numpy as np
import pytest

from ganlab.gan.config import from_values, knobs
from ganlab.gan.losses import LOSSES
from ganlab.gan.penalties import PENALTIES, TERMS
from ganlab.gan.trainer import Trainer
from ganlab.observe import dirac
from tests.observe.test_dirac import SGD
from tests.support.training import gathered

PLACES = [(1.0, 1.0), (-0.7, 1.6), (0.4, -0.9), (-1.5, -0.3), (1.9, -1.8), (0.0, 0.6), (1.2, 0.0)]
SWITCHES = {"off": {}, "centre": {"gp_weight": 0.4, "gp_center": 0.0}, "label": {"real_label": 0.8}}
SWITCHES |= {key: {one.weight: True if one.weight == "spectral_norm" else 0.7} for key, one in PENALTIES.items()}
SWITCHES["all"] = {name: value for one in SWITCHES.values() for name, value in one.items() if name != "spectral_norm"}


def pulled(config, place, draws=0):
    """Return minus the gradients of both players that the trainer gathers at a place, before any step."""
    trainer = Trainer(from_values({"updates": "simultaneous"}, config))
    for player, value in zip((trainer.g, trainer.d), place, strict=True):
        player.flat.fill_(value)
    for rng in trainer._rng.values():
        rng.manual_seed(draws)
    gathered(trainer)
    assert not trainer.divergence
    return -np.array([trainer.g.flat.grad.item(), trainer.d.flat.grad.item()])


def test_every_penalty_has_its_closed_form():
    assert all(term.slope and term.factor for term in TERMS.values())
    assert all(one.weight in knobs() for one in PENALTIES.values())


@pytest.mark.parametrize("switch", SWITCHES)
@pytest.mark.parametrize("loss", LOSSES)
def test_the_field_is_where_the_trainer_pulls(loss, switch):
    config = from_values({**SGD, "batch_size": 4, "loss": loss, **SWITCHES[switch]})
    for place in PLACES:
        if switch in ("spectral", "all") and not place[1]:
            continue  # at ψ = 0 exactly D/|ψ| is nothing, and a penalty of |ψ| has no second derivative
        assert np.allclose(dirac.field(config, *place), pulled(config, place), rtol=1e-5, atol=2e-6), place


@pytest.mark.wide
@pytest.mark.parametrize("loss", LOSSES)
def test_with_instance_noise_the_field_is_the_trainers_mean_pull(loss):
    """Within five standard errors of the mean over 60 batches of 2,048."""
    config = from_values({**SGD, "batch_size": 2048, "loss": loss, "instance_noise": 0.7, "r1_gamma": 0.2})
    for place in PLACES[:3]:
        pulls = np.array([pulled(config, place, draws) for draws in range(60)])
        error = pulls.std(0, ddof=1) / np.sqrt(len(pulls)) + 1e-6
        assert (abs(dirac.field(config, *place) - pulls.mean(0)) < 5 * error).all(), place


@pytest.mark.parametrize("noise", [0.0, 0.7])
@pytest.mark.parametrize("switch", ["off", "r1", "r2", "centre", "consensus", "clip", "label"])
@pytest.mark.parametrize("loss", LOSSES)
def test_the_jacobian_is_the_fields_derivative_at_rest(loss, switch, noise):
    config, h = from_values({**SGD, "loss": loss, "instance_noise": noise, **SWITCHES[switch]}), 1e-5
    sides = [(dirac.field(config, *(h * axis)) - dirac.field(config, *(-h * axis))) / (2 * h) for axis in np.eye(2)]
    assert np.allclose(dirac.field(config, 0, 0), 0, atol=1e-12)
    assert np.allclose(dirac.jacobian(config), np.array(sides).T, atol=1e-7)


def values_of(formula, theta, psi, s):
    """Work out one of our formulas: numbers, q = ψθ, s, log, exp, max, fractions and powers."""
    for old, new in (
        (r"\tfrac12+", "0.5+"), (r"\tfrac12", "0.5*"), (r"(\psi\theta)", "(q)"), (r"\psi\theta", "q"),
        ("e^{-q}", "exp(-q)"), ("e^{q}", "exp(q)"), (r"\log\,2", "log(2)"), (r"2\log", "2*log"), (r"\log", "log"),
        (r"\max", "max"),
        ("^2", "**2"), (")q", ")*q"), ("*s**", "*s**"),
    ):  # fmt: skip
        formula = formula.replace(old, new)
    return eval(formula, {"q": psi * theta, "s": s, "log": np.log, "exp": np.exp, "max": max, "__builtins__": {}})


@pytest.mark.parametrize("label", [1.0, 0.8])
@pytest.mark.parametrize("loss", LOSSES)
def test_the_formulas_are_the_losses_that_are_minimised(loss, label):
    game = LOSSES[loss].game
    config = from_values({**SGD, "loss": loss, "real_label": label, "batch_size": 4})
    d_formula = game.smoothed if label != 1.0 and game.smoothed else game.formulas[0]
    for place in [*PLACES, (0.0, 0.0)]:
        trainer = Trainer(from_values({"updates": "simultaneous"}, config))
        trainer.g.flat.fill_(place[0])
        trainer.d.flat.fill_(place[1])
        d, g = gathered(trainer)
        found = [d.objective.parts["d_loss"].item(), g.objective.parts["g_loss"].item()]
        expected = [values_of(formula, *place, label) for formula in (d_formula, game.formulas[1])]
        assert np.allclose(found, expected, atol=1e-5)
    assert np.allclose(found, game.rest(label), atol=1e-5)


def test_the_lattice_lies_evenly_in_the_window():
    places, v = dirac.lattice(from_values(SGD))
    assert len(places) == dirac.CELLS and places[dirac.CELLS // 2] == pytest.approx(0)
    assert np.allclose(np.diff(places), 4 / dirac.CELLS)
    assert np.allclose(v[3, 10], dirac.field(from_values(SGD), places[10], places[3]))
