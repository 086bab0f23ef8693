"""Deaths of workers: only the run in whose turn they came is stopped, and nothing of it is lost; silence is a death."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from ganlab.engine import recovery
from ganlab.engine.entry import CRASHES
from ganlab.engine.lab import MOST_WAITING, Lab
from ganlab.engine.recovery import HUNG
from ganlab.gan import checkpoint
from ganlab.gan.trainer import Trainer
from ganlab.observe.measures import MEASURES
from tests.support.pairs import UNUSED, both, saved
from tests.support.runs import SMALL


def kept(entry):
    """Tell whether a run has a checkpoint of some step."""
    return lambda s: (found := checkpoint.newest(checkpoint.path_of(entry.run_id))) and found.values["step"]


def kill_in_turn_of(lab, run_id):
    """Kill the worker in the middle of this run's turn."""
    pid, process = lab.worker_pids()[0], lab.places.processes[0]
    while True:
        os.kill(pid, signal.SIGSTOP)
        while Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "T":
            time.sleep(0.001)
        if process._trace.read_turn() == run_id:
            os.kill(pid, signal.SIGKILL)
            return
        os.kill(pid, signal.SIGCONT)
        time.sleep(0.003)


@pytest.mark.wide
def test_a_worker_tells_after_it_was_killed_whose_turn_it_was(own_lab, watch, monkeypatch):
    told, recover = [], own_lab.recover
    monkeypatch.setattr(own_lab, "recover", lambda *found: (told.append(found), recover(*found)))
    entries = [own_lab.open(SMALL), own_lab.open(SMALL)]
    with watch(own_lab, entries[0]) as one, watch(own_lab, entries[1]) as other:
        for viewer in (one, other):
            viewer.until(kept(viewer.entry))
        kill_in_turn_of(own_lab, entries[1].run_id)
        for viewer in (one, other):
            assert str(viewer.until(lambda s: s.notice).notice).startswith("The process behind this run ended and was")
    assert told == [(0, entries[1].run_id)]


def test_a_run_goes_on_to_what_it_was_sent_towards(own_lab, watch):
    sent, halted = own_lab.open(SMALL, playing=False), own_lab.open(SMALL, playing=False)
    with watch(own_lab, sent) as one, watch(own_lab, halted) as other:
        for viewer in (one, other):
            own_lab.command(viewer.entry.run_id, "until", {"what": "step", "value": 100_000})
            viewer.until(kept(viewer.entry))
        own_lab.command(halted.run_id, "pause")
        stood = other.until(lambda s: s.status == "paused").step
        saved_at = one.until(lambda s: s.step > 0).step
        other.until(lambda s: checkpoint.newest(checkpoint.path_of(halted.run_id)).extra["aim"] is None)
        os.kill(own_lab.worker_pids()[0], signal.SIGKILL)
        for viewer in (one, other):
            viewer.until(lambda s: s.resumed == 1)
        one.until(lambda s: s.status == "running" and s.step > saved_at)
        own_lab.command(sent.run_id, "until", {"what": "step", "value": one.entry.snapshot.step + 2_000})
        last = one.until(lambda s: s.status == "paused")
        assert str(last.notice) == f"Paused at step {last.step:,}, as asked."
        assert other.until(lambda s: s.resumed == 1).status == "paused" and other.entry.snapshot.step == stood


@pytest.mark.wide
def test_only_the_run_in_whose_turn_workers_die_is_stopped_and_play_takes_it_up(lab, watch):
    bad, good = lab.open(SMALL), lab.open(SMALL)
    with watch(lab, bad) as one, watch(lab, good) as other:
        for viewer in (one, other):
            viewer.until(kept(viewer.entry))
        for at_work in ("", "", "", *[bad.run_id] * CRASHES):
            assert not bad.parked
            lab.recover(0, at_work)
        assert bad.parked and not good.parked
        step = other.until(lambda s: s.status == "running").step
        other.until(lambda s: s.step > step)
        stopped = one.until(lambda s: s.status == "failed")
        assert str(stopped.message).startswith(f"The process behind this run ended {CRASHES} times within a minute")
    with watch(lab, bad) as one:  # after a reload of the page
        assert one.entry.snapshot.status == "failed"
        lab.command(bad.run_id, "set", {"d_lr": 0.004})
        assert one.entry.snapshot.config.d_lr == 0.004
        lab.command(bad.run_id, "play")
        again = one.until(lambda s: s.status == "running" and s.config.d_lr == 0.004)
        assert (again.message, again.generation) == (None, 0)
        assert again.step >= dict(stopped.message.values)["step"] > 0


@pytest.mark.wide
def test_a_stopped_run_is_begun_anew_by_reset(lab, watch):
    entry = lab.open(SMALL)
    with watch(lab, entry) as viewer:
        viewer.until(kept(entry))
        for _ in range(CRASHES):
            lab.recover(0, entry.run_id)
        viewer.until(lambda s: s.status == "failed")
        lab.command(entry.run_id, "reset")
        assert viewer.until(lambda s: s.status == "running").generation == 1


@pytest.mark.wide
def test_a_pair_is_stopped_and_taken_up_as_one(lab, watch):
    entry = lab.open(SMALL)
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.step > 5)
        lab.command(entry.run_id, "compare", UNUSED)
        viewer.until(saved(entry))
        for one in (entry, entry.partner, entry):
            lab.recover(0, one.run_id)
        both(viewer, lab, entry, lambda a, b: a.status == b.status == "failed")
        lab.command(entry.run_id, "play")
        assert both(viewer, lab, entry, lambda a, b: a.status == b.status == "running")[0].step > 0


@pytest.mark.wide
def test_a_run_that_is_reset_while_it_is_recovered_begins_anew(lab, watch, monkeypatch):
    entry = lab.open(SMALL)
    with watch(lab, entry) as viewer:
        viewer.until(kept(entry))
        read = recovery._saved
        monkeypatch.setattr(recovery, "_saved", lambda one: (read(one), lab.command(entry.run_id, "reset"))[0])
        lab.recover(0, "")
        lab.command(entry.run_id, "pause")
        assert viewer.until(lambda s: s.status == "paused" and s.generation == 1).resumed == 0


@pytest.fixture
def two_workers():
    lab = Lab(workers=2)
    yield lab
    lab.stop()


@pytest.mark.wide
def test_nobody_waits_for_a_worker_that_does_not_stir(two_workers, watch):
    lab = two_workers
    still, other = lab.open(SMALL), lab.open(SMALL)
    assert still.worker != other.worker
    with watch(lab, still) as one, watch(lab, other) as two:
        one.until(kept(still)), two.until(kept(other))
        pid = lab.worker_pids()[still.worker]
        os.kill(pid, signal.SIGSTOP)
        longest = [0.0]

        def drag():
            for k in range(10_000):
                began = time.monotonic()
                lab.command(still.run_id, *(("set", {"d_lr": 0.001 + 1e-7 * k}) if k % 2 else ("speed", k)))
                longest[0] = max(longest[0], time.monotonic() - began)

        dragging = threading.Thread(target=drag)
        dragging.start()
        step = two.until(lambda s: s.step).step
        two.until(lambda s: s.step > step)  # meanwhile
        lab.tick(time.monotonic())
        dragging.join(120)
        assert longest[0] < 5  # seconds, on a busy machine; a full pipe would take for ever
        while lab.places.processes[still.worker].waiting(still.run_id) < MOST_WAITING:
            lab.command(still.run_id, "steps", 1)
        with pytest.raises(ValueError, match="steps: must wait until the process behind the run has taken"):
            lab.command(still.run_id, "steps", 1)
        for _ in range(HUNG + 2):
            lab.tick(time.monotonic())
        again = one.until(lambda s: s.resumed)
        assert again.config.d_lr == pytest.approx(0.001 + 1e-7 * 9_999)
        assert lab.worker_pids()[still.worker] != pid


@pytest.mark.wide
def test_a_worker_that_stirs_again_goes_on(own_lab, watch):
    entry = own_lab.open(SMALL)
    with watch(own_lab, entry) as viewer:
        step = viewer.until(kept(entry)).step
        os.kill(own_lab.worker_pids()[0], signal.SIGSTOP)
        said = viewer.until(lambda s: s.notice)
        assert str(said.notice).startswith("The process behind this run does not answer.")
        own_lab.command(entry.run_id, "set", {"d_lr": 0.004})
        os.kill(own_lab.worker_pids()[0], signal.SIGCONT)
        assert viewer.until(lambda s: s.config.d_lr == 0.004 and s.step > step and not s.notice).resumed == 0


@pytest.mark.parametrize(
    ("spoilt", "said", "step"),
    [
        ([], "This run was taken up again at step 4.", 4),
        (["newest"], "The newest checkpoint of this run cannot be used; it was taken up from the one before", 2),
        (["newest", "before"], "The weights in the checkpoint of this run are not finite numbers", 0),
    ],
)
def test_a_checkpoint_that_cannot_be_used_is_passed_over_and_that_is_said(lab, watch, spoilt, said, step):
    run_id = f"run-of-test-{len(spoilt)}"
    path, trainer = checkpoint.path_of(run_id), Trainer(SMALL, measures=tuple(MEASURES))
    for name in ("before", "newest"):
        trainer.step(), trainer.step()
        whole = trainer.g.flat.detach().clone()
        trainer.g.flat.data[0] = float("nan") if name in spoilt else whole[0]
        checkpoint.save(path, trainer, two=True, generation=3, playing=False, speed=0.0, resumed=0)
        trainer.g.flat.data.copy_(whole)
    entry = lab.find(run_id)
    with watch(lab, entry) as viewer:
        found = viewer.until(lambda s: s.notice)
    assert str(found.notice).startswith(said)
    assert (found.step, found.generation) == (step, 3)
