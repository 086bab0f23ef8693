"""One picture through time: kept frames and the present, spread over the whole run."""

import numpy as np
import pytest
import torch

from ganlab.data.images import load
from ganlab.engine.timeline import Timeline
from ganlab.gan.config import from_values
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display, pixels
from ganlab.observe.studies import checked, strip
from tests.observe.studies.test_inspect import SMALL


@pytest.fixture(scope="module")
def digits():
    return load("digits")


def test_the_strip_shows_kept_frames_and_the_present(digits):
    trainer, past = Trainer(SMALL, digits), Timeline()
    for _ in range(25):
        past.record(Display(trainer).snapshot(), trainer)
        trainer.step()
    found = strip.look(Display(trainer), past, (0, 63))
    steps = found.arrays["steps"].tolist()
    assert len(steps) == strip.COLUMNS
    assert steps[0] == 0
    assert steps[-1] == trainer.step_count
    for step, column in zip(steps[:-1], found.arrays["pictures"], strict=False):
        assert np.array_equal(column, past.look(step).fixed[[0, 63]])
    assert np.array_equal(found.arrays["pictures"][-1], Display(trainer).snapshot().fixed[[0, 63]])


@pytest.mark.parametrize("values", [{}, {"ema_decay": 0.5}, {"g_network": "dcgan", "g_hidden": (4, 4)}])
def test_a_fresh_z_goes_through_the_generators_that_were_held(digits, values):
    trainer, past, then = Trainer(from_values(values, SMALL), digits), Timeline(), []
    asked = checked(trainer.config, "strip", {"index": 9, "step": 5})
    for _ in range(6):
        past.record(Display(trainer).snapshot(), trainer)
        then.append(pixels(trainer.generate(Display(trainer).fresh_z(5)), trainer.config)[9:10])
        trainer.step()
    before = [value.clone() for value in trainer.generator.state_dict().values()]
    found = strip.look(Display(trainer), past, asked)
    assert found.about == {"fresh": {"index": 9, "step": 5}}
    assert found.arrays["steps"].tolist() == [*range(6), 6]
    assert np.array_equal(found.arrays["pictures"][:-1], np.stack(then))
    assert all(map(torch.equal, before, trainer.generator.state_dict().values()))


def test_columns_are_spread_over_the_whole_run():
    steps = list(range(0, 1000, 7))
    chosen = [steps[k] for k in strip.spread(steps, 9)]
    assert chosen[0] == 0
    gaps = np.diff(chosen)
    assert gaps.max() <= 1.2 * gaps.min()
    assert strip.spread([0, 5, 9], 9) == [0, 1, 2]
