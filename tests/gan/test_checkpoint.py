"""Checkpoints: what goes on from one is the run that never stopped, bit for bit, and what does not fit is refused."""

import numpy as np
import pytest
import torch

from ganlab.gan import checkpoint
from ganlab.gan.config import from_values
from ganlab.gan.optimizers import OPTIMIZERS
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display
from ganlab.observe.measuring import metrics
from tests.support.training import digits, parameters, run, small

EVERYTHING = {
    "r1_gamma": 0.1, "gp_weight": 0.1, "dragan_weight": 0.1, "consensus_gamma": 0.05, "spectral_norm": True,
    "packing": 2, "minibatch_std": True, "instance_noise": 0.1, "noise_steps": 50, "unroll_steps": 2, "ema_decay": 0.9,
    "schedule": "cosine", "schedule_steps": 100, "train_size": 64,
}  # fmt: skip


def test_with_everything_on_a_run_is_repeatable_resumable_and_undisturbed(tmp_path):
    straight, seen = Trainer(small(**EVERYTHING)), Trainer(small(**EVERYTHING))
    run(straight, 12)
    for _ in range(6):
        seen.step()
        Display(seen).snapshot(), metrics(Display(seen))
    checkpoint.save(tmp_path / "run.safetensors", seen)
    resumed = Trainer(small(**EVERYTHING))
    assert checkpoint.restore(tmp_path / "run.safetensors", resumed)
    run(resumed, 6)
    assert torch.equal(parameters(straight), parameters(resumed))
    assert torch.equal(straight.average, resumed.average)
    assert np.array_equal(straight.history.arrays()[1], resumed.history.arrays()[1], equal_nan=True)


@pytest.mark.parametrize("network", ["mlp", "dcgan"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_checkpoint_continues_bit_for_bit(tmp_path, network, optimizer):
    config = from_values({
        "dataset": "digits", "batch_size": 20, "g_network": network, "d_network": network, "g_hidden": (8, 4),
        "d_hidden": (4, 8), "d_optimizer": optimizer, "g_optimizer": optimizer, "d_momentum": 0.5, "d_lr": 1e-4,
    })  # fmt: skip
    straight = run(Trainer(config, digits()), 4)
    checkpoint.save(tmp_path / "run.safetensors", straight, generation=0)
    resumed = Trainer(config, digits())
    assert checkpoint.restore(tmp_path / "run.safetensors", resumed)
    run(straight, 95), run(resumed, 95)  # past the end of an epoch of 1,797 pictures
    assert torch.equal(parameters(straight), parameters(resumed))
    assert np.array_equal(straight.history.arrays()[1], resumed.history.arrays()[1], equal_nan=True)
    assert resumed.step_count == 99


def test_a_checkpoint_that_does_not_fit_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "run.safetensors"
    checkpoint.save(path, run(Trainer(small()), 2))
    assert not checkpoint.restore(path, Trainer(small(g_hidden=(9,))))
    monkeypatch.setattr(checkpoint, "FORMAT", checkpoint.FORMAT + 1)  # as a later version would find it
    assert checkpoint.read_header(path) is None
    assert not checkpoint.restore(path, Trainer(small()))
    monkeypatch.undo()
    path.write_bytes(path.read_bytes()[:100])
    assert not checkpoint.restore(path, Trainer(small()))
    assert checkpoint.read_header(path) is None
    assert checkpoint.read_header(tmp_path / "none.safetensors") is None
