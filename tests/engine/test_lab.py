"""The engine with real worker processes: idempotent configure, transport, death of a worker, failing disks."""

import os
import pickle
import signal
import time

import numpy as np
import pytest

from ganlab.engine import recovery
from ganlab.engine.run import UNFIT, UNSAVED, Run
from ganlab.gan import checkpoint
from ganlab.gan.config import DEFAULT, from_values
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display
from ganlab.observe.snapshot import Message, Snapshot
from tests.support.runs import SMALL


def test_a_run_trains_and_obeys(lab, watch):
    entry = lab.open(SMALL)
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.status == "running" and s.step > 5)
        lab.command(entry.run_id, "pause")
        paused = viewer.until(lambda s: s.status == "paused")
        for name, gap in (("step", None), ("step_d", 1), ("step_g", 0)):
            lab.command(entry.run_id, name)
            stepped = viewer.until(lambda s, step=paused.step: s.step == step + 1)
            if gap is not None:
                assert np.isnan(stepped.scalars[-1][gap])
            paused = stepped
        lab.command(entry.run_id, "steps", 25)
        assert viewer.until(lambda s: s.step >= paused.step + 25).step == paused.step + 25
        lab.command(entry.run_id, "speed", 20)
        lab.command(entry.run_id, "play")
        assert viewer.until(lambda s: s.status == "running" and s.step > paused.step + 35).speed == 20


def test_configure_is_idempotent_and_tells_live_from_anew(lab, watch):
    entry = lab.open(SMALL)
    with watch(lab, entry) as viewer:
        first = viewer.until(lambda s: s.step > 5)
        assert lab.configure(entry.run_id, SMALL) is False
        assert (entry.generation, entry.revision) == (0, 0)
        assert lab.configure(entry.run_id, from_values({"d_lr": 0.05}, SMALL)) is False
        live = viewer.until(lambda s: s.config.d_lr == 0.05)
        assert live.generation == 0
        assert live.step >= first.step
        assert lab.configure(entry.run_id, from_values({"g_hidden": (9,)}, entry.config)) is True
        anew = viewer.until(lambda s: s.generation == 1)
        assert anew.config.g_hidden == (9,)
        lab.command(entry.run_id, "set", {"g_lr": 0.02})
        assert viewer.until(lambda s: s.config.g_lr == 0.02).generation == 1


def test_reset_repeats_the_run(lab, watch):
    entry = lab.open(SMALL)
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.step > 0)
        lab.command(entry.run_id, "pause")
        viewer.until(lambda s: s.status == "paused")
        lab.command(entry.run_id, "reset")
        runs = []
        for generation in (1, 2):
            viewer.until(lambda s, g=generation: s.generation == g and s.step > 40)
            lab.command(entry.run_id, "pause")
            runs.append(viewer.until(lambda s: s.status == "paused").scalars[:40])
            lab.command(entry.run_id, "reset")
        assert np.array_equal(*runs, equal_nan=True)
        alone = Trainer(SMALL)
        for _ in range(40):
            alone.step()
        assert np.array_equal(alone.history.arrays()[1], runs[0], equal_nan=True)


@pytest.mark.wide
def test_a_run_among_many_is_the_run_it_would_be_alone(lab, watch):
    """One worker steps many runs in turn; pauses, looks and live changes in between do not show in any of them."""
    configs = [
        from_values(
            {"seed": seed, "r1_gamma": 0.1, "instance_noise": 0.1, "ema_decay": 0.9, "packing": 2, **more}, SMALL
        )
        for seed, more in enumerate(({}, {"loss": "hinge"}, {"unroll_steps": 1}, {"dataset": "ring"}))
    ]
    entries = [lab.open(config) for config in configs]
    shown = []
    for entry in entries:
        with watch(lab, entry) as viewer:
            viewer.until(lambda s: s.step > 20)
            lab.command(entry.run_id, "pause")
            viewer.until(lambda s: s.status == "paused")
            lab.command(entry.run_id, "play")
            viewer.until(lambda s: s.step > 40 and s.status == "running")
            lab.command(entry.run_id, "pause")
            shown.append(viewer.until(lambda s: s.status == "paused"))
    for config, frame in zip(configs, shown, strict=True):
        alone = Trainer(config)
        for _ in range(frame.step):
            alone.step()
        assert np.array_equal(alone.history.arrays()[1], frame.scalars, equal_nan=True)
        assert np.array_equal(Display(alone).snapshot().fake, frame.fake)


@pytest.mark.wide
def test_a_killed_worker_is_replaced_and_the_run_resumes_from_its_checkpoint(own_lab, watch):
    entry = own_lab.open(SMALL)
    path = checkpoint.path_of(entry.run_id)
    with watch(own_lab, entry) as viewer:
        viewer.until(lambda s: path.exists())
        saved = checkpoint.newest(path).values["step"]
        os.kill(own_lab.worker_pids()[0], signal.SIGKILL)
        resumed = viewer.until(lambda s: s.notice is not None)
        assert resumed.notice.text.startswith("The process behind this run ended and was replaced")
        step = dict(resumed.notice.values)["step"]
        assert step >= saved > 0
        assert resumed.step >= step
        viewer.until(lambda s: s.step > step + 20 and s.status == "running")
        own_lab.command(entry.run_id, "pause")
        after = viewer.until(lambda s: s.status == "paused")
    straight = Trainer(SMALL)
    for _ in range(after.step):
        straight.step()
    assert straight.history.stride == after.stride
    assert np.array_equal(straight.history.arrays()[1], after.scalars, equal_nan=True)


@pytest.mark.wide
def test_a_worker_that_keeps_dying_parks_its_runs(own_lab, watch, monkeypatch):
    monkeypatch.setattr(recovery, "CRASH_TIME", 600.0)  # for a machine that is busy
    entry = own_lab.open(SMALL)
    with watch(own_lab, entry) as viewer:
        killed, frame = 0.0, entry.snapshot
        while frame is None or frame.status != "failed":  # a death between two turns does not count
            frame = viewer.until(
                lambda s, killed=killed: s.status == "failed" or (s.status == "running" and s.made > killed)
            )
            killed = time.monotonic()
            if frame.status != "failed":
                os.kill(own_lab.worker_pids()[0], signal.SIGKILL)
        assert frame.message.text.startswith("The process behind this run ended {count} times")
        own_lab.command(entry.run_id, "reset")
        viewer.until(lambda s: s.status == "running" and s.step > 3)


@pytest.mark.wide
def test_a_run_is_found_again_after_the_server_restarts(own_lab, watch):
    from ganlab.engine.lab import Lab

    entry = own_lab.open(SMALL)
    path = checkpoint.path_of(entry.run_id)
    with watch(own_lab, entry) as viewer:
        viewer.until(lambda s: path.exists())
    own_lab.stop()
    other = Lab(workers=1)
    try:
        found = other.find(entry.run_id)
        assert found.config == SMALL
        assert other.find("nobody-knows-this") is None
        assert other.find("../../etc/passwd") is None
    finally:
        other.stop()


@pytest.mark.wide
def test_runs_nobody_looks_at_pause_and_are_freed(lab, watch):
    entry = lab.open(SMALL)
    path = checkpoint.path_of(entry.run_id)
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: path.exists())
    lab.tick(entry.seen + 59)
    assert not entry.idle
    lab.tick(entry.seen + 61)
    assert entry.idle
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.status == "running")
    lab.tick(entry.seen + 601)
    again = lab.find(entry.run_id)
    assert again is not entry
    with watch(lab, again) as viewer:
        assert viewer.until(lambda s: s.notice is not None).notice.text.startswith("This run was taken up again")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("speed", "fast", "speed: must be a number from 0 to 100000; got “fast”"),
        ("steps", -3, "steps: must be a number from 1 to 1000000; got “-3”"),
        ("speed", float("nan"), "speed: must be"),
        ("explode", None, "command: must be play"),
        ("set", "fast", "set: must be an object of settings; got “fast”"),
        ("set", {"d_lr": "x"}, "d_lr: must be a number from 1e-06 to 10.0; got “x”"),
        ("set", {"d_lr": float("nan")}, "d_lr: must be a number"),
        ("set", {"d_rl": 0.1}, "d_rl: is not a setting .did you mean d_lr"),
    ],
)
def test_bad_commands_are_refused_and_lose_nothing(lab, watch, name, value, sentence):
    entry = lab.open(SMALL)
    with pytest.raises(ValueError, match=sentence):
        lab.command(entry.run_id, name, value)
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.status == "running" and s.step > 3)


def alone(config, path=None):
    frames = []
    run = Run("run-alone", 0, config, frames.append, path=path)
    run.begin()
    return run, frames


def test_divergence_keeps_the_last_good_picture_and_says_what_happened():
    config = from_values(
        {"d_optimizer": "sgd", "g_optimizer": "sgd", "d_lr": 10.0, "g_lr": 10.0, "loss": "least-squares"}, SMALL
    )
    run, frames = alone(config)
    while run.due() is not None:
        run.advance(lambda: False)
        run.show(force=True)
    last = frames[-1]
    assert last.status == "diverged"
    assert last.message.text.startswith("Diverged: ")
    assert dict(last.message.values)["step"] == run.trainer.step_count + 1
    assert last.finite()


def test_a_checkpoint_that_breaks_half_way_leaves_nothing_behind(tmp_path, monkeypatch):
    run, _ = alone(SMALL, tmp_path / "run.safetensors")
    for _ in range(5):
        run.trainer.step()
    run.unsaved = True
    run.save(force=True)
    again = Run("run-again", 0, SMALL, lambda frame: None, path=run.path)
    monkeypatch.setattr("ganlab.gan.history.History.load", lambda *args: (_ for _ in ()).throw(ValueError("shape")))
    again.begin(resume=True)
    assert (again.resumed, again.trainer.step_count, again.notice) == (0, 0, Message.of(UNFIT))
    assert again.trainer.g.flat.equal(Trainer(SMALL).g.flat)


def test_a_full_disk_is_said_and_stops_nothing(tmp_path, monkeypatch):
    run, frames = alone(SMALL, tmp_path / "run.safetensors")
    run.trainer.step()

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(checkpoint, "save", full)
        run.save(force=True)
    run.show(force=True)
    assert frames[-1].message == Message.of(UNSAVED, reason="No space left on device")
    run.advance(lambda: False)
    assert run.trainer.step_count > 1
    run.save(force=True)
    run.show(force=True)
    assert frames[-1].message is None


def test_snapshots_are_read_only_also_after_pickling():
    snapshot = Display(Trainer(SMALL)).snapshot()
    for one in (snapshot, pickle.loads(pickle.dumps(snapshot))):
        with pytest.raises(ValueError, match="read-only"):
            one.fake[0, 0] = 1
        with pytest.raises(AttributeError):
            one.step = 3
    assert Snapshot(DEFAULT).finite()


def test_a_watched_run_is_measured_now_and_then(lab, watch):
    entry = lab.open(DEFAULT)
    with watch(lab, entry) as viewer:
        first = viewer.until(lambda s: s.metrics)
        assert first.metrics["modes_total"] == 8
        viewer.until(lambda s: s.metrics != first.metrics)


def test_pictures_come_while_other_runs_go_on(lab, watch):
    points, digits = lab.open(SMALL), lab.open(from_values({"dataset": "digits", "batch_size": 16}, SMALL))
    with watch(lab, points) as one, watch(lab, digits) as other:
        frame = other.until(lambda s: s.status == "running" and s.step > 2)
        assert frame.fixed.shape == frame.fresh.shape == (64, 28, 28)
        step = one.entry.snapshot.step
        one.until(lambda s: s.step > step)
