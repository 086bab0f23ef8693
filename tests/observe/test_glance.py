"""A glance at a run is small, and what it holds is what the lab shows of that run."""

import base64
import json

import numpy as np
import pytest

from ganlab.data import distribution
from ganlab.data.toy import DIRAC
from ganlab.gan.config import from_values
from ganlab.gan.history import SCALARS
from ganlab.observe.display import Display
from ganlab.observe.glance import KEPT, PICTURES, SHOWN, glance
from tests.support.runs import KINDS, config_of, trained

MOST = 25_000  # bytes as JSON: a map of some hundred is looked at cell by cell


def seen(config, steps):
    display = Display(trained(config, steps))
    found = glance(display)
    written = json.dumps(found, allow_nan=False)
    assert len(written) < MOST
    assert json.loads(written) == found
    return display, found


def numbers(text, *shape):
    return np.frombuffer(base64.b64decode(text, validate=True), np.uint8).reshape(shape).astype(float)


def far(codes, points, window):
    """Return how far codes are from points, in units of a code; those beyond the window count as on its edge."""
    x0, x1, y0, y1 = window
    share = (np.asarray(points, float) - (x0, y0)) / (x1 - x0, y1 - y0)
    return np.abs(codes - (share * 255).clip(0, 255)).max()


AT = [(kind, steps) for kind in KINDS for steps in (0, 1, 30, 1500) if kind != "images" or steps <= 100]


@pytest.mark.wide
@pytest.mark.parametrize(("kind", "steps"), AT)
def test_curves_are_values_of_the_history_from_its_first_to_its_last(kind, steps):
    display, found = seen(config_of(kind), steps)
    known, rows = display.trainer.history.arrays()
    assert found["kind"] == display.trainer.config.kind
    assert len(found["steps"]) == min(len(known), KEPT)
    at = [int(np.flatnonzero(known == step)[0]) for step in found["steps"]]
    assert at == sorted(set(at))
    if steps:
        assert (found["steps"][0], found["steps"][-1]) == (known[0], known[-1])
    for name in ("d_loss", "g_loss"):
        values = rows[at, SCALARS.index(name)]
        assert found[name] == pytest.approx([float(value) for value in values], rel=1e-3)


def test_what_is_no_number_in_a_curve_is_none():
    config = from_values({"n_critic": 0}, config_of("points"))
    _, found = seen(config, 20)
    assert found["d_loss"] == [None] * 20
    assert None not in found["g_loss"]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if config_of(kind).kind == "points"])
def test_points_are_those_of_the_display(kind):
    display, found = seen(config_of(kind), 30)
    window = distribution(display.trainer.config).view
    fakes = display.trainer.generate(display.z)[:SHOWN].detach().numpy()
    assert far(numbers(found["fakes"], -1, 2), fakes, window) <= 0.51
    assert far(numbers(found["real"], -1, 2), display.real[:SHOWN].numpy(), window) <= 0.51
    assert len(numbers(found["fakes"], -1, 2)) == len(numbers(found["real"], -1, 2)) == SHOWN


def test_fakes_that_are_no_numbers_are_left_out():
    display = Display(trained(config_of("points"), 1))
    next(display.trainer.generator.parameters()).data.fill_(float("nan"))
    assert len(numbers(glance(display)["fakes"], -1, 2)) == 0


def test_pictures_are_those_of_the_display():
    display, found = seen(config_of("images"), 3)
    shown = numbers(found["pictures"], -1, found["side"], found["side"])
    assert len(shown) == PICTURES
    assert np.array_equal(shown, display.present()[:PICTURES])


@pytest.mark.parametrize("steps", [1, 30, 1000])
def test_the_path_of_a_dirac_gan_is_that_of_its_history(steps):
    config = from_values({"d_lr": 0.1, "g_lr": 0.1, "d_optimizer": "sgd", "g_optimizer": "sgd"}, config_of("dirac"))
    display, found = seen(config, steps)
    rows = display.trainer.history.arrays()[1][:, [SCALARS.index("theta"), SCALARS.index("psi")]]
    window = DIRAC["dirac"].view
    assert found["window"] == list(window)
    codes = numbers(found["path"], -1, 2)
    every = max(1, len(rows) // (4 * KEPT))
    assert len(codes) == len(rows[::every]) <= 8 * KEPT
    assert far(codes, rows[::every], window) <= 0.51
