"""The Dirac-GAN: closed forms against the paper's table, and the trainer's own steps against the closed forms."""

import numpy as np
import pytest
import torch

from ganlab.gan.books import TRAIL
from ganlab.gan.config import from_values
from ganlab.gan.trainer import Trainer
from ganlab.observe import dirac
from ganlab.observe.display import Display

SGD = {"dataset": "dirac", "d_optimizer": "sgd", "g_optimizer": "sgd", "d_lr": 0.2, "g_lr": 0.2, "batch_size": 64}
TABLE = [  # settings, eigenvalues, radius of a simultaneous and of an alternating step at h = 0.2
    ({"loss": "minimax"}, (-0.5j, 0.5j), 1.00499, 1.0),
    ({"loss": "non-saturating"}, (-0.5j, 0.5j), 1.00499, 1.0),
    ({"loss": "wasserstein"}, (-1j, 1j), 1.01980, 1.0),
    ({"r1_gamma": 0.3}, (-0.15 - 0.4770j, -0.15 + 0.4770j), 0.97468, 0.96954),
    ({"r1_gamma": 1.0}, (-0.5, -0.5), 0.90000, 0.92702),
    ({"r1_gamma": 2.0}, (-1.8660, -0.1340), 0.97321, 0.97396),
    ({"loss": "wasserstein", "r1_gamma": 0.3}, (-0.15 - 0.9887j, -0.15 + 0.9887j), 0.98995, 0.96954),
    ({"consensus_gamma": 1.0}, (-0.25 - 0.5j, -0.25 + 0.5j), 0.95525, 0.95000),
    ({"instance_noise": 0.7, "batch_size": 2048}, (-0.1225 - 0.4848j, -0.1225 + 0.4848j), 0.98031, 0.97519),
]
ROWS = [
    (settings, values, radius, updates)
    for settings, values, *radii in TABLE
    for radius, updates in zip(radii, ("simultaneous", "alternating"), strict=True)
]


@pytest.mark.parametrize(("settings", "values", "radius", "updates"), ROWS)
def test_closed_forms_are_the_papers(settings, values, radius, updates):
    config = from_values({**SGD, **settings, "updates": updates})
    found = dirac.eigenvalues(config)
    # a double eigenvalue is known to the root of the machine's precision only
    assert np.allclose(np.sort_complex(found), np.sort_complex(np.array(values, complex)), atol=1e-4)
    assert dirac.radius(config) == pytest.approx(radius, abs=1e-5)


def moved(config, theta, psi, draws):
    """Return (θ, ψ) after one step of the trainer from there, in float64, with the noise of this many draws."""
    trainer = Trainer(config)
    for player, value in ((trainer.g, theta), (trainer.d, psi)):
        player.flat.fill_(value)
    for rng in trainer._rng.values():
        rng.manual_seed(draws)
    trainer.step()
    return np.array([trainer.g.flat.item(), trainer.d.flat.item()], float)


@pytest.mark.parametrize(("settings", "values", "radius", "updates"), ROWS)
def test_the_trainers_steps_have_the_closed_forms_radius(settings, values, radius, updates):
    """By central differences of the step around the equilibrium, with the same noise on both sides."""
    config, h = from_values({**SGD, **settings, "updates": updates}), 0.01
    maps = []
    for draws in range(20 if "instance_noise" in settings else 1):
        columns = [
            (moved(config, *(h * axis), draws) - moved(config, *(-h * axis), draws)) / (2 * h) for axis in np.eye(2)
        ]
        maps.append(np.array(columns).T)
    found = np.mean(maps, 0)
    assert np.allclose(found, dirac.step_map(config), atol=1e-3)
    assert abs(np.linalg.eigvals(found)).max() == pytest.approx(radius, abs=1e-3)


@pytest.mark.parametrize("updates", ["simultaneous", "alternating"])
def test_a_long_run_keeps_settles_or_leaves_as_its_radius_says(updates):
    for settings in ({}, {"r1_gamma": 0.3}):
        config = from_values({**SGD, **settings, "loss": "wasserstein", "updates": updates})
        trainer = Trainer(config)
        for _ in range(100):
            trainer.step()
        theta, psi = trainer.scalars["theta"], trainer.scalars["psi"]
        expected = np.linalg.matrix_power(dirac.step_map(config), 100) @ np.ones(2)
        assert np.allclose([theta, psi], expected, rtol=1e-3, atol=1e-4)
        assert trainer.history.arrays()[1].shape[1] == len(trainer.scalars)


@pytest.mark.wide
def test_clipping_and_a_slope_of_one_do_not_settle():
    """Mescheder et al. 2018, §3: both end in a band around the equilibrium; the bands are those of h = 0.2."""
    cases = ({"weight_clip": 1.0}, 0.94, 1.06), ({"gp_weight": 0.35, "gp_center": 1.0}, 1.14, 1.44)
    for settings, low, high in cases:
        trainer = Trainer(from_values({**SGD, **settings, "loss": "wasserstein"}))
        radii = []
        for step in range(2000):
            trainer.step()
            if step >= 1500:
                radii.append(np.hypot(trainer.scalars["theta"], trainer.scalars["psi"]))
        assert low < min(radii) < max(radii) < high


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"gp_weight": 1.0}, "gp_center: must be 0"),
        ({"dragan_weight": 1.0}, "dragan_weight: must be 0"),
        ({"spectral_norm": True}, "spectral_norm: must be false"),
    ],
)
def test_what_is_not_linear_there_is_refused(settings, sentence):
    with pytest.raises(ValueError, match=sentence):
        dirac.jacobian(from_values({**SGD, **settings}))


def test_the_snapshot_shows_the_game():
    trainer = Trainer(from_values(SGD))
    trainer.step()
    snapshot = Display(trainer).snapshot()
    assert np.allclose(snapshot.fake[0], [trainer.scalars["theta"], trainer.scalars["psi"]])
    assert np.allclose(snapshot.trail, [[1, 1], snapshot.fake[0]])
    assert torch.equal(torch.tensor(snapshot.real), torch.zeros(1, 2))


@pytest.mark.parametrize("updates", ["simultaneous", "alternating"])
@pytest.mark.parametrize("counts", [(3, 1), (1, 2), (0, 1), (2, 2)])
def test_several_updates_in_a_step_are_the_maps_power(updates, counts):
    settings = {"n_critic": counts[0], "g_steps": counts[1], "updates": updates, "loss": "wasserstein"}
    config = from_values({**SGD, **settings, "r1_gamma": 0.3})
    found = np.array([moved(config, *axis, 0) for axis in np.eye(2)]).T
    assert np.allclose(found, dirac.step_map(config), atol=1e-6)


VERDICTS = [
    ({}, "circle"),
    ({"updates": "simultaneous"}, "out"),
    ({"r1_gamma": 0.3}, "in"),
    ({"r1_gamma": 2.0}, "settle"),
    ({"r1_gamma": 20.0}, "leave"),
    ({"loss": "least-squares"}, "line"),
    ({"loss": "wasserstein", "gp_weight": 1.0}, "kink"),
    ({"dragan_weight": 1.0}, "kink"),
    ({"spectral_norm": True}, "spectral"),
    ({"n_critic": 0}, "idle"),
    ({"d_optimizer": "adam"}, "optimizer"),
    ({"g_momentum": 0.5}, "optimizer"),
]


@pytest.mark.parametrize(("settings", "key"), VERDICTS)
def test_the_verdict_is_what_the_trainer_does(settings, key):
    config = from_values({**SGD, **settings, "theta_start": 0.01, "psi_start": 0.01})
    found, numbers = dirac.verdict(config)
    assert found == key
    if not numbers:
        return
    trainer = Trainer(config)
    sizes = [np.hypot(*trainer.place)]
    for _ in range(60):
        trainer.step()
        sizes.append(np.hypot(*trainer.place))
    change = {"circle": 0, "in": -1, "settle": -1}.get(key, 1) * numbers["percent"] / 100
    turn = round(numbers.get("turn", 20))
    assert sizes[turn if turn < 61 else 60] / sizes[0] == pytest.approx((1 + change) ** min(turn, 60), rel=0.5)
    assert np.sign(np.log(sizes[60] / sizes[0])) == np.sign(change) or key == "circle"


def test_what_a_schedule_has_come_to_is_what_is_judged():
    config = from_values(
        {**SGD, "schedule": "linear", "schedule_steps": 100, "instance_noise": 0.8, "noise_steps": 200}
    )
    assert dirac.present(config, 0).d_lr == pytest.approx(0.2)
    later = dirac.present(config, 50)
    assert (later.d_lr, later.g_lr, later.instance_noise) == pytest.approx((0.1, 0.1, 0.6))
    assert dirac.verdict(dirac.present(config, 100))[0] == "idle"
    assert dirac.present(from_values(SGD), 50) == from_values(SGD)


@pytest.mark.wide
def test_the_trail_is_every_step_and_bounded():
    trainer, places = Trainer(from_values(SGD)), [(1.0, 1.0)]
    for _ in range(TRAIL + 20):
        trainer.step()
        places.append(trainer.place)
    assert np.allclose(Display(trainer).snapshot().trail, places[-TRAIL:])
    other = Trainer(from_values(SGD))
    other.load_state(*trainer.state())
    assert np.allclose(Display(other).snapshot().trail, places[-1:])


def test_a_start_elsewhere_and_packs_are_said():
    assert Trainer(from_values({**SGD, "theta_start": 0.3, "psi_start": -1.5})).place == pytest.approx((0.3, -1.5))
    with pytest.raises(ValueError, match="packing: must be 1 for the data set dirac; got 2"):
        from_values({**SGD, "packing": 2})


def test_a_game_with_absurd_settings_has_a_verdict():
    absurd = {"r1_gamma": 1000.0, "instance_noise": 1000.0, "consensus_gamma": 1000.0, "n_critic": 20, "g_steps": 20}
    config = from_values({**SGD, **absurd, "d_lr": 10.0, "g_lr": 10.0})
    assert dirac.verdict(config)[0] == "leave"
    assert np.isfinite(dirac.radius(config))
