"""Changes in mid-run: the same whenever they are made, and what cannot be changed is refused."""

import pytest
import torch

from ganlab.gan.config import from_values
from ganlab.gan.losses import LOSSES
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display
from tests.support.training import parameters, run, small

CHANGES = [
    {"d_lr": 0.01},
    {"loss": "least-squares"},
    {"g_optimizer": "sgd", "g_momentum": 0.9},
    {"n_critic": 3, "g_steps": 2},
    {"real_label": 0.9, "reuse_z": True},
    {"r1_gamma": 0.3, "gp_weight": 0.1, "instance_noise": 0.1},
    {"loss": "relativistic-average", "unroll_steps": 2, "consensus_gamma": 0.1},
    {"weight_clip": 0.1, "grad_clip": 0.5, "schedule": "linear", "updates": "simultaneous"},
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_live_change_equals_one_that_was_scheduled(change):
    """A change in mid-run does the same whenever and however often the run is looked at, saved or compared."""
    runs = []
    for disturbed in (False, True):
        trainer = run(Trainer(small()), 10)
        if disturbed:
            Display(trainer).snapshot()
            trainer.reconfigure(trainer.config)
        trainer.reconfigure(from_values(change, trainer.config))
        runs.append(parameters(run(trainer, 10)))
    assert torch.equal(*runs)
    assert not torch.equal(runs[0], parameters(run(Trainer(small()), 20)))


@pytest.mark.parametrize("loss", LOSSES)
def test_a_loss_is_switched_between_two_steps_and_the_optimizers_go_on(loss):
    trainer = run(Trainer(small()), 7)
    moments = trainer.d.optimizer_state()["exp_avg"].clone()
    trainer.reconfigure(small(loss=loss))
    assert torch.equal(trainer.d.optimizer_state()["exp_avg"], moments)
    run(trainer, 3)
    assert trainer.d.optimizer_state()["step"] == 10
    assert trainer.loss is LOSSES[loss]


def test_what_restarts_cannot_be_changed_live():
    with pytest.raises(ValueError, match="reconfigure: fields must act live; got .*g_hidden"):
        Trainer(small()).reconfigure(small(g_hidden=(9,)))
