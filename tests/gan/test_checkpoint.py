"""Checkpoints: what goes on from one is the run that never stopped, bit for bit, and what does not fit is refused."""

import os
from pathlib import Path

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
    assert checkpoint.read(path) is None
    assert not checkpoint.restore(path, Trainer(small()))
    monkeypatch.undo()
    path.write_bytes(path.read_bytes()[:100])
    assert not checkpoint.restore(path, Trainer(small()))
    assert checkpoint.read(path) is None
    assert checkpoint.read(tmp_path / "none.safetensors") is None


def flip(data, at):
    data[at] ^= 0x40
    return data


DAMAGES = {
    "truncated": lambda data, end: data[: len(data) // 2],
    "empty": lambda data, end: b"",
    "one bit of the header": lambda data, end: flip(data, 20),
    "one bit of a weight": lambda data, end: flip(data, end + 1000),
    "one bit of the last tensor": lambda data, end: flip(data, len(data) - 1),
    "other settings": lambda data, end: data.replace(b'\\"d_lr\\": ', b'\\"d_lr\\":-', 1),
    "no weights": lambda data, end: data[:end] + bytes(len(data) - end),
    "a header longer than any file": lambda data, end: (10**18).to_bytes(8, "little") + data[8:],
    "a folder": None,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_where_the_newest_is_damaged_the_one_before_is_taken_up(tmp_path, damage):
    path, trainer = tmp_path / "run-of-a-test.safetensors", Trainer(small())
    for _ in range(3):
        checkpoint.save(path, run(trainer, 2), two=True)
    assert (checkpoint.newest(path).values["step"], len(list(tmp_path.iterdir()))) == (6, 2)
    data = bytearray(path.read_bytes())
    path.unlink()
    if DAMAGES[damage]:
        path.write_bytes(DAMAGES[damage](data, 8 + int.from_bytes(data[:8], "little")))
    else:
        path.mkdir()
    assert checkpoint.read(path) is None
    resumed = Trainer(small())
    assert checkpoint.restore(path, resumed).path == checkpoint.before(path)
    assert torch.equal(parameters(resumed), parameters(run(Trainer(small()), 4)))
    assert checkpoint.newest(path).values["step"] == 4


def test_weights_that_are_not_finite_are_not_taken_up(tmp_path):
    path, good, bad = tmp_path / "run-of-a-test.safetensors", run(Trainer(small()), 2), run(Trainer(small()), 4)
    bad.g.flat.data[3] = np.nan
    checkpoint.save(path, good, two=True)
    checkpoint.save(path, bad, two=True)
    assert checkpoint.newest(path).values["step"] == 2
    checkpoint.save(path, bad, two=True)
    assert not checkpoint.newest(path).finite
    assert checkpoint.restore(path, Trainer(small())) is None


def until_the_end(real, left):
    """Return a function that ends the process when none are left of so many calls."""

    def act(*arguments, **options):
        if next(left, None) is None:
            raise SystemExit
        return real(*arguments, **options)

    return act


def test_a_writer_that_is_killed_anywhere_leaves_one_that_is_whole(tmp_path, monkeypatch):
    """Each call that changes a file may be the last one."""
    path, trainer = tmp_path / "run-of-a-test.safetensors", run(Trainer(small()), 2)
    for _ in range(2):
        checkpoint.save(path, trainer, two=True)
    for last in range(4):
        run(trainer, 1)
        with monkeypatch.context() as killed:
            left = iter(range(last))
            for owner, name in ((Path, "unlink"), (Path, "rename"), (Path, "write_bytes"), (os, "replace")):
                killed.setattr(owner, name, until_the_end(getattr(owner, name), left))
            with pytest.raises(SystemExit):
                checkpoint.save(path, trainer, two=True)
        assert checkpoint.newest(path).values["step"] >= trainer.step_count - 1
        checkpoint.save(path, trainer, two=True)
