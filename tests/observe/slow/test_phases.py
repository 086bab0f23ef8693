"""Slow motion: the phases of a step are those of the step that is then taken, and looking at them changes nothing."""

import math

import numpy as np
import pytest
import torch

from ganlab.gan.history import SCALARS
from ganlab.gan.losses import LOSSES
from ganlab.observe.display import Display
from ganlab.observe.slow.phases import anatomy
from tests.gan.test_steps import SETTINGS
from tests.support.oracles import ORACLES
from tests.support.slow import HELPERS, close, equal, read, trained

PHASES = ("draw", "generate", "judge", "loss", "gradient", "update")

CASES = [(loss, values) for loss in LOSSES for values in [*SETTINGS.values(), *HELPERS.values()]]


@pytest.mark.wide
@pytest.mark.parametrize(("loss", "values"), CASES)
def test_the_step_is_the_one_that_was_taken_apart(loss, values):
    trainer, other = (trained(loss=loss, **values) for _ in range(2))
    before = trainer.state()
    phases = anatomy(trainer)
    assert equal(trainer.state(), before)
    trainer.step()
    other.step()
    assert equal(trainer.state(), other.state())  # the look left nothing behind
    known = {name: value for phase in phases for name, value in phase.values.items() if name in SCALARS}
    row = {name: value for name, value in trainer.scalars.items() if not math.isnan(value)}
    assert known == row  # to the last bit
    moves = [(phase.player, phase.turn) for phase in phases if phase.name == "update"]
    config = trainer.config
    assert sorted(moves) == sorted(
        [("d", i + 1) for i in range(config.n_critic)] + [("g", i + 1) for i in range(config.g_steps)]
    )
    assert len(phases) == len(PHASES) * len(moves)
    last = phases[-1]
    if last.player == "g":
        with torch.no_grad():
            z = last.picture["noise"]
            assert np.allclose(last.picture["fake"], trainer.generator(torch.tensor(z)), atol=1e-6)
    assert np.array_equal(last.picture["grid"], Display(trainer).snapshot().grid)
    assert all(np.isfinite(phase.picture["fake"]).all() for phase in phases)


@pytest.mark.parametrize("values", [{}, {"updates": "simultaneous", "n_critic": 2, "g_steps": 3}])
def test_phases_come_in_the_order_of_the_step(values):
    phases = anatomy(trained(**values))
    order = "".join(phase.player for phase in phases if phase.name == "update")
    if not values:
        assert [(phase.player, phase.name) for phase in phases] == [(p, name) for p in "dg" for name in PHASES]
    else:
        assert order == "dgdgg"
        names = [phase.player + phase.name[0] for phase in phases]
        assert names.index("du") > names.index("gg")  # both gradients before the first update


def test_g_is_shown_the_pull_of_its_own_loss():
    trainer = trained(instance_noise=0.0)
    phase = next(phase for phase in anatomy(trainer) if (phase.player, phase.name) == ("g", "gradient"))
    trainer.step(part="d")
    fake = torch.tensor(phase.picture["fake"]).double().requires_grad_()
    loss = ORACLES["non-saturating"].g_loss(None, trainer.discriminator.double()(fake))
    pull = -torch.autograd.grad(loss, fake)[0] * len(fake)
    assert np.allclose(phase.picture["arrows"], pull, atol=1e-5)
    assert close(read(phase.lines[1][1])[0], pull.norm(dim=1).mean().item())
