"""A run of a map that is opened in the lab stands where the map left it, and goes on as if it had been there always."""

import shutil

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from ganlab.data import images_of
from ganlab.engine import recovery
from ganlab.engine.entry import Owner
from ganlab.engine.sweep import running
from ganlab.engine.sweep.hand import keep, state_of
from ganlab.gan import checkpoint
from ganlab.gan.config import from_values
from ganlab.gan.trainer import Trainer
from ganlab.lazy import Message
from ganlab.limits import LimitError
from ganlab.observe.measures import MEASURES
from tests.support.filling import TINY, plan

STEPS, MORE = 700, 30
KINDS = {
    "points": ({"g_hidden": (16, 16), "d_hidden": (16, 16)}, STEPS),
    "alone": ({"spectral_norm": True, "ema_decay": 0.9}, 120),
    "dirac": ({"dataset": "dirac", "d_optimizer": "sgd", "g_optimizer": "sgd", "d_lr": 0.1, "g_lr": 0.1}, 200),
    "images": ({"dataset": "digits", "d_optimizer": "adam"}, 20),
}


@pytest.fixture(params=KINDS)
def kept(request, tmp_path):
    """Give a run of a map as its process leaves it: what was followed, and the checkpoint."""
    values, steps = KINDS[request.param]
    wanted = plan("g_lr=1e-3,1e-1", base=from_values(values, TINY), seeds=(3,), steps=steps)
    followed = running.follow(wanted.tasks[:1] if request.param == "alone" else wanted.tasks, steps)
    for one in followed:
        keep(one, tmp_path)
    return followed[0], state_of(tmp_path, followed[0].task.key)


def restored(path, config):
    images = images_of(config) if config.kind == "images" else None
    trainer = Trainer(config, images, measures=tuple(MEASURES))
    assert checkpoint.restore(path, trainer) is not None
    return trainer


def test_an_adopted_run_is_paused_where_it_stood_and_goes_on_as_the_run_itself(kept, lab, watch):
    one, path = kept
    origin, config, step = one.trainer, one.task.config, one.trainer.step_count
    owner = Owner("me", "10.0.0.1")
    lab.start()
    entry = lab.adopt(path, owner)
    mine = checkpoint.path_of(entry.run_id)
    found, known = load_file(mine), origin.state()[0]
    assert set(found) == set(known)
    assert all(torch.equal(found[name], known[name]) or found[name].isnan().any() for name in known)
    assert (entry.config, entry.owner, entry.playing, entry.generation) == (config, owner, False, 0)
    with watch(lab, entry) as viewer:
        shown = viewer.until(lambda s: s.status == "paused" and s.notice is not None)
        assert (shown.step, shown.config, shown.config.seed) == (step, config, 3)
        assert str(shown.notice) == str(Message.of(recovery._ADOPTED, step=step))
        steps, rows = origin.history.arrays()
        assert np.array_equal(shown.steps, steps)
        assert np.array_equal(shown.scalars, rows.astype(shown.scalars.dtype), equal_nan=True)
        said = one.row(1.0)["diagnosis"]
        assert (shown.diagnosis and shown.diagnosis.key) == said
        assert shown.diagnosis == one.observer.diagnosis
        twin = restored(mine, config)
        assert twin.step_count == step
        for _ in range(MORE):
            origin.step()
            twin.step()
        for name, tensor in origin.state()[0].items():
            assert torch.equal(tensor, twin.state()[0][name]) or tensor.isnan().any(), name
        lab.command(entry.run_id, "steps", MORE)
        later = viewer.until(lambda s: s.step == step + MORE)
        steps, rows = origin.history.arrays()
        assert np.array_equal(later.steps, steps)
        assert np.array_equal(later.scalars, rows.astype(later.scalars.dtype), equal_nan=True)
    assert path.exists()  # others may open it too


@pytest.mark.wide
def test_a_diagnosis_goes_with_its_run(lab, watch, tmp_path):
    """What a thousand steps of a G that hardly learns have shown is said at once, not after the next checks."""
    base = from_values({"d_lr": 0.05, "g_hidden": (16, 16), "d_hidden": (16, 16)}, TINY)
    wanted = plan("g_lr=1e-6,2e-6", base=base, seeds=(0,), steps=1000)
    one = running.follow(wanted.tasks, wanted.steps)[0]
    assert one.observer.diagnosis is not None
    keep(one, tmp_path)
    lab.start()
    entry = lab.adopt(state_of(tmp_path, one.task.key), Owner("", ""))
    with watch(lab, entry) as viewer:
        shown = viewer.until(lambda s: s.status == "paused" and s.diagnosis is not None)
    assert shown.diagnosis == one.observer.diagnosis
    assert shown.diagnosis.key == one.row(1.0)["diagnosis"]


@pytest.fixture
def state(tmp_path):
    trainer = Trainer(TINY, measures=tuple(MEASURES))
    trainer.step()
    path, extra = tmp_path / "elsewhere" / "0123456789abcdef.safetensors", {"generation": 0, "resumed": 0}
    checkpoint.save(path, trainer, **extra, playing=False, speed=1.0, partner=None, observed=None)
    return path


def _cut(path):
    path.write_bytes(path.read_bytes()[:-9])


def _changed(path):
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(bytes(data))


def _infinite(path):
    trainer = restored(path, TINY)
    next(trainer.generator.parameters()).data.fill_(float("nan"))
    extra = checkpoint.read(path).extra
    checkpoint.save(path, trainer, **extra)


def _unsealed(path):
    save_file({"x": torch.zeros(1)}, path)


@pytest.mark.parametrize("damage", [_cut, _changed, _infinite, _unsealed, lambda path: path.unlink()])
def test_what_cannot_be_taken_up_is_not_adopted_and_leaves_nothing(damage, state, lab):
    lab.start()
    damage(state)
    before = dict(lab._entries)
    assert lab.adopt(state, Owner("me", "")) is None
    assert lab._entries == before
    assert list(checkpoint.kept()) == []


def test_where_no_space_is_left_nothing_is_adopted(state, lab, monkeypatch):
    def full(source, target):
        raise OSError(28, "No space left on device")

    lab.start()
    monkeypatch.setattr(shutil, "copyfile", full)
    before = dict(lab._entries)
    assert lab.adopt(state, Owner("me", "")) is None
    assert lab._entries == before


def test_who_has_too_many_adopts_no_more(state, lab, monkeypatch):
    monkeypatch.setenv("GANLAB_RUNS_PER_SESSION", "1")
    lab.start()
    entry = lab.adopt(state, Owner("me", ""))
    with lab.watch(entry.run_id, lambda: None), pytest.raises(LimitError):
        lab.adopt(state, Owner("me", ""))
    assert lab.adopt(state, Owner("you", "")).run_id != entry.run_id
