"""A knob that acts on training stands in slow motion's equations, or in a list that says why it does not."""

import pytest

from ganlab.gan.config import from_values, knobs
from tests.support.slow_knobs import BESIDE, SMALL, UNSEEN, appears, training

LISTED = [name for names in UNSEEN.values() for name in names]
PLAIN = [name for name in LISTED if name not in ("start", "g_network", "d_network")]  # these go with few others


@pytest.mark.parametrize("name", [name for name in training() if name not in LISTED])
def test_slow_motion_shows_every_knob_that_acts_on_training(name):
    assert knobs()[name].when(from_values(SMALL | BESIDE.get(name, {})))
    assert appears(name), f"{name}: acts on training and stands neither in the equations nor in UNSEEN"


@pytest.mark.parametrize("name", PLAIN)
def test_what_is_listed_as_unseen_is_unseen(name):
    assert not appears(name)


def test_each_is_listed_once():
    assert len(LISTED) == len(set(LISTED))
    assert set(LISTED) <= set(training())
