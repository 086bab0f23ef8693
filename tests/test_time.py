"""Time: what is looked back at is what was shown, memory stays bounded, branches repeat, changes are undone as they were."""

import dataclasses
import os
import signal

import numpy as np
import pytest

from ganlab.config import from_values
from ganlab.data.images import load
from ganlab.engine import goals, timeline
from ganlab.engine.run import Run
from ganlab.engine.timeline import Thinned, Timeline
from ganlab.live.wire import Encoder, unpack
from ganlab.presets import PRESETS
from ganlab.trainer import Trainer

SMALL = from_values({"g_hidden": (8,), "d_hidden": (8,), "batch_size": 16})
KINDS = {
    "points": {},
    "raw": {"loss": "wasserstein", "gp_weight": 0.1},
    "all": {"ema_decay": 0.9, "instance_noise": 0.1, "r1_gamma": 0.1, "d_optimizer": "adam", "packing": 2},
    "images": {"dataset": "digits"},
    "dirac": {"dataset": "dirac"},
}


def config_of(kind):
    return from_values(KINDS[kind], SMALL)


def alone(config):
    frames = []
    run = Run("run-alone", 0, config, frames.append)
    run.begin(load("digits") if config.kind == "images" else None)
    run.playing = False
    return run, frames


def go(run, steps, every=1):
    """Take steps, each of them shown."""
    for k in range(steps):
        run.trainer.step()
        if k % every == 0:
            run.show(force=True)


def trained(config, steps):
    trainer = Trainer(config, load("digits") if config.kind == "images" else None)
    for _ in range(steps):
        trainer.step()
    return trainer


def arrays_of(snapshot):
    values = (getattr(snapshot, field.name) for field in dataclasses.fields(snapshot))
    return [value for value in values if isinstance(value, np.ndarray)]


def pictures(snapshot):
    """Return what a viewer is sent of a snapshot, without the curves: they stay whole."""
    header, arrays = unpack(Encoder("en").encode(snapshot, 0))
    kept = {name: array for name, array in arrays.items() if name not in ("steps", "scalars", "timeline")}
    return {"step": header["step"], "answers": header["answers"], "metrics": header["metrics"]}, kept


@pytest.mark.parametrize("kind", KINDS)
def test_looking_back_shows_exactly_what_was_shown(kind):
    run, frames = alone(config_of(kind))
    run.show(force=True)
    go(run, 12)
    run.metrics = run.trainer.metrics()
    go(run, 28)
    shown = {frame.step: frame for frame in frames}
    for step in run.timeline.steps.tolist():
        run.look(step)
        run.show(force=True)
        past, was = frames[-1], shown[step]
        assert (past.past.now, past.status, past.timeline.tolist()) == (40, "paused", run.timeline.steps.tolist())
        assert past.past.branch[0] <= step
        (numbers, arrays), (numbers_then, arrays_then) = pictures(past), pictures(was)
        assert numbers == numbers_then
        assert arrays.keys() == arrays_then.keys()
        for name, array in arrays.items():
            assert np.array_equal(array, arrays_then[name]), name
        assert past.steps[-1] == 40
    assert len(run.timeline.steps) > 5
    run.look(None)
    run.show(force=True)
    assert frames[-1].past is None
    assert frames[-1].step == 40
    assert np.array_equal(frames[-1].scalars, trained(run.config, 40).history.arrays()[1], equal_nan=True)


def test_the_past_has_its_own_settings_beside_those_of_now():
    run, frames = alone(SMALL)
    run.show(force=True)
    go(run, 3)
    run.configure(from_values({"loss": "wasserstein", "d_lr": 0.5}, SMALL))
    go(run, 3)
    run.look(2)
    run.show(force=True)
    assert (frames[-1].step, frames[-1].config, frames[-1].past.config) == (2, SMALL, run.config)
    about = unpack(Encoder("en").encode(frames[-1], 0))[0]["about"]
    assert about["probability"]
    assert about["settings"]["values"]["d_lr"] == 0.5


@pytest.mark.parametrize("act", [lambda r: r.steps("both", 1), lambda r: r.look(None), lambda r: r.halt()])
def test_whatever_goes_on_returns_to_the_present(act):
    run, frames = alone(SMALL)
    go(run, 5)
    run.look(2)
    act(run)
    run.show(force=True)
    assert frames[-1].past is None


@pytest.mark.parametrize("every", [1, 7])
def test_memory_is_bounded_over_a_hundred_thousand_steps(every):
    trainer = Trainer(SMALL)
    frame, past = trainer.snapshot(), Timeline()
    most = 0
    for step in range(0, 100_000, every):
        if past.wants(step) or past.states.wants(step):
            trainer.step_count = step
            past.record(
                dataclasses.replace(frame, step=step, fake=frame.fake.copy(), arrows=frame.arrows.copy()), trainer
            )
            size = sum(array.nbytes for kept, _ in past.frames._kept for array in arrays_of(kept))
            states = sum(t.numel() * t.element_size() for s, _ in past.states._kept for t in s.tensors.values())
            assert size == past.frames.size <= timeline.FRAMES
            assert states == past.states.size <= timeline.STATES
            most = max(most, size)
    assert most > timeline.FRAMES / 2
    for kept in (past.frames, past.states):
        gaps = np.diff(kept.steps)
        assert kept.steps[0] == 0
        assert len(gaps) > 50
        assert gaps.min() >= 1
        assert gaps.max() <= 2 * gaps.min() + every
        assert kept.steps[-1] >= 100_000 - 2 * gaps.max()


def test_things_too_big_for_the_budget_are_two_at_most():
    kept = Thinned(100)
    for step in range(1000):
        if kept.wants(step):
            kept.add(step, object(), 1000)
        assert len(kept.steps) <= 2
    assert kept.steps[0] == 0
    assert kept.steps[1] >= 500
    assert kept.at(499)[0] == 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_branch_without_changes_repeats_the_parent_bit_for_bit(lab, watch, kind):
    entry = lab.open(config_of(kind))
    with watch(lab, entry) as viewer:
        lab.command(entry.run_id, "pause")
        start = viewer.until(lambda s: s.status == "paused").step
        for k in range(1, 9):
            lab.command(entry.run_id, "steps", 3)
            viewer.until(lambda s, step=start + 3 * k: s.step == step)
        end = viewer.until(lambda s: s.step == start + 24)
        wish = int(end.timeline[len(end.timeline) // 2])
        lab.command(entry.run_id, "look", wish)
        past = viewer.until(lambda s: s.past is not None)
        opened = lab.command(entry.run_id, "branch")
        lab.command(entry.run_id, "look", None)
        after = viewer.until(lambda s: s.past is None)
        assert np.array_equal(after.scalars, end.scalars, equal_nan=True)
    step = past.past.branch[0]
    assert step <= wish < end.step
    assert opened != entry.run_id
    branch = lab.find(opened)
    assert (branch.config, branch.playing) == (entry.config, False)
    with watch(lab, branch) as viewer:
        first = viewer.until(lambda s: s.status == "paused")
        assert first.step == step
        assert dict(first.notice.values)["step"] == step
        own = end.steps <= step
        assert np.array_equal(first.scalars, end.scalars[own], equal_nan=True)
        assert first.timeline.tolist() == [s for s in end.timeline.tolist() if s <= step]
        lab.command(opened, "steps", end.step - step)
        again = viewer.until(lambda s: s.step == end.step)
    assert np.array_equal(again.scalars, end.scalars, equal_nan=True)
    for name in ("fake", "arrows", "grid", "fixed", "fixed_scores"):
        assert np.array_equal(getattr(again, name), getattr(end, name)), name


def test_a_branch_has_the_settings_of_its_step_and_survives_a_dead_worker(own_lab, watch):
    entry = own_lab.open(SMALL)
    with watch(own_lab, entry) as viewer:
        viewer.until(lambda s: s.step > 5)
        own_lab.command(entry.run_id, "pause")
        before = viewer.until(lambda s: s.status == "paused").step
        own_lab.command(entry.run_id, "set", {"d_lr": 0.05})
        own_lab.command(entry.run_id, "steps", 10)
        viewer.until(lambda s: s.step == before + 10)
        own_lab.command(entry.run_id, "look", before)
        step = viewer.until(lambda s: s.past is not None).past.branch[0]
        opened = own_lab.command(entry.run_id, "branch")
        branch = own_lab.find(opened)
        with watch(own_lab, branch) as other:
            assert other.until(lambda s: s.status == "paused").config == branch.config == SMALL
            os.kill(own_lab.worker_pids()[0], signal.SIGKILL)
            back = other.until(lambda s: s.notice and s.notice.key == "notice.recovered")
            assert (back.step, back.status, back.timeline.tolist()) == (step, "paused", [step])
        own_lab.command(entry.run_id, "pause")
        assert viewer.until(lambda s: s.made > back.made).past is None


def test_there_is_nothing_to_branch_from_in_the_present(lab, watch):
    entry = lab.open(SMALL)
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.step > 1)
        with pytest.raises(ValueError, match="branch: must start from a past step that is being looked at"):
            lab.command(entry.run_id, "branch")


CHANGES = {
    "reset": lambda lab, run: lab.command(run, "reset"),
    "new_seed": lambda lab, run: lab.command(run, "new_seed"),
    "field": lambda lab, run: lab.command(run, "set", {"g_hidden": [9]}),
    "preset": lambda lab, run: lab.configure(run, PRESETS["mode-collapse"].config),
    "pictures": lambda lab, run: lab.configure(run, PRESETS["digits"].config),
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("playing", [True, False])
def test_undo_brings_a_run_back_as_it_was(lab, watch, name, playing):
    entry = lab.open(SMALL)
    run = entry.run_id
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.step > 20)
        if not playing:
            lab.command(run, "pause")
            before = viewer.until(lambda s: s.status == "paused")
        else:
            before = viewer.entry.snapshot
        CHANGES[name](lab, run)
        assert entry.change.anew
        viewer.until(lambda s: s.generation == 1 and s.step > 2)
        revision = entry.revision
        lab.command(run, "undo")
        assert entry.change is None
        assert entry.config == SMALL
        assert entry.revision == revision + (name != "reset")
        back = viewer.until(lambda s: s.generation == 2)
        assert (back.status, back.config) == ("running" if playing else "paused", SMALL)
        assert back.step == before.step or (playing and back.step > before.step)
        lab.command(run, "pause")
        viewer.until(lambda s: s.status == "paused")
        lab.command(run, "steps", 5)
        end = viewer.until(lambda s: s.status == "paused" and s.step >= before.step + 5)
        assert set(before.timeline.tolist()) <= set(end.timeline.tolist())
        straight = trained(SMALL, end.step)
        assert np.array_equal(straight.snapshot().fake, end.fake)
        assert np.array_equal(straight.history.arrays()[1], end.scalars, equal_nan=True)
        with pytest.raises(ValueError, match="undo: must follow a change; there is none"):
            lab.command(run, "undo")


def test_undo_of_a_live_change_sets_it_back_and_a_drag_is_one_change(lab, watch):
    entry = lab.open(SMALL)
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.step > 3)
        for rate in (0.01, 0.02, 0.05):
            lab.command(entry.run_id, "set", {"d_lr": rate})
        viewer.until(lambda s: s.config.d_lr == 0.05)
        lab.command(entry.run_id, "set", {"g_lr": 0.5})
        assert entry.change.before.d_lr == 0.05
        lab.command(entry.run_id, "undo")
        assert viewer.until(lambda s: s.config.g_lr == SMALL.g_lr).config.d_lr == 0.05
        assert entry.change is None
        for rate in (0.06, 0.07, 0.05):  # a drag that ends where it began changes nothing
            lab.command(entry.run_id, "set", {"d_lr": rate})
        assert entry.change is None
        lab.command(entry.run_id, "set", {"d_lr": 0.07})
        lab.command(entry.run_id, "set", {"d_lr": 0.09})
        lab.command(entry.run_id, "undo")
        assert viewer.until(lambda s: s.config.d_lr == 0.05).generation == 0


def test_only_the_last_change_is_kept_aside(lab, watch):
    entry = lab.open(SMALL)
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.step > 20)
        lab.command(entry.run_id, "reset")
        lab.command(entry.run_id, "set", {"d_lr": 0.05})
        lab.command(entry.run_id, "undo")
        assert entry.change is None
        assert viewer.until(lambda s: s.config == SMALL and s.generation == 1).step >= 0


def test_a_dead_worker_takes_what_was_kept_aside_along_and_says_so(own_lab, watch):
    entry = own_lab.open(SMALL)
    with watch(own_lab, entry) as viewer:
        viewer.until(lambda s: s.step > 5)
        own_lab.command(entry.run_id, "reset")
        viewer.until(lambda s: s.generation == 1)
        os.kill(own_lab.worker_pids()[0], signal.SIGKILL)
        viewer.until(lambda s: s.notice is not None)
        assert entry.change is None


def test_reset_keeps_settings_and_seed(lab, watch):
    entry = lab.open(from_values({"seed": 7}, SMALL))
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.step > 2)
        lab.command(entry.run_id, "set", {"d_lr": 0.05, "r1_gamma": 0.2})
        viewer.until(lambda s: s.config.d_lr == 0.05)
        lab.command(entry.run_id, "reset")
        anew = viewer.until(lambda s: s.generation == 1 and s.step > 20)
    assert anew.config == from_values({"seed": 7, "d_lr": 0.05, "r1_gamma": 0.2}, SMALL)
    trainer = trained(anew.config, anew.step)
    assert np.array_equal(trainer.history.arrays()[1], anew.scalars, equal_nan=True)


def until(run, what, value=None):
    run.until(what, value)
    while run.due() is not None:
        run.advance(lambda: False, seconds=0.01)
    run.show(force=True)


def test_until_a_step_stops_exactly_there():
    run, frames = alone(SMALL)
    until(run, "step", 137)
    assert (frames[-1].step, frames[-1].status, frames[-1].notice.key) == (137, "paused", "notice.until_step")
    until(run, "step", 100)
    assert frames[-1].step == 137
    assert frames[-1].notice.key == "notice.until_passed"


EASY = PRESETS["first-light"].config


@pytest.mark.parametrize(("what", "value"), [("sw1", 0.3), ("modes", 6), ("high_quality", 0.2)])
def test_until_a_measure_is_reached_stops_at_the_first_check_that_reaches_it(what, value):
    run, frames = alone(EASY)
    until(run, what, value)
    assert frames[-1].status == "paused"
    assert frames[-1].notice.key == f"notice.until_{what}"
    step, metrics = frames[-1].step, frames[-1].metrics
    assert step % goals.CHECK == 0
    trainer, reached = Trainer(EASY), goals.GOALS[what].reached
    for k in range(1, step + 1):  # the same run, without a clock
        trainer.step()
        if k % goals.CHECK == 0:
            measured = trainer.metrics()
            assert reached(measured[what], value) == (k == step)
    assert measured == metrics
    assert dict(frames[-1].notice.values) == {"step": step, "got": metrics[what], "value": value}
    until(run, what, value)  # what is reached already is said at once
    assert frames[-1].step == step


def test_until_has_an_end(monkeypatch):
    monkeypatch.setattr(goals, "LIMIT", 250)
    run, frames = alone(SMALL)
    for what, value in (("sw1", 0.0), ("divergence", None)):
        before = run.trainer.step_count
        until(run, what, value)
        assert frames[-1].step == before + 250
        assert dict(frames[-1].notice.values) == {"step": before + 250, "limit": 250}


def test_until_it_diverges():
    config = from_values({"d_lr": 10.0, "g_lr": 10.0, "d_optimizer": "sgd", "g_optimizer": "sgd"}, SMALL)
    run, frames = alone(from_values({"loss": "least-squares"}, config))
    until(run, "divergence")
    assert frames[-1].status == "diverged"
    assert frames[-1].message.key == "message.diverged"


def test_until_keeps_on_at_another_speed_and_ends_with_pause(lab, watch):
    entry = lab.open(SMALL)
    with watch(lab, entry) as viewer:
        lab.command(entry.run_id, "until", {"what": "step", "value": 1_000_000_000})
        viewer.until(lambda s: s.status == "running" and s.step > 5)
        lab.command(entry.run_id, "speed", 500)
        at = viewer.until(lambda s: s.speed == 500).step
        viewer.until(lambda s: s.status == "running" and s.step > at + 5)
        lab.tick(entry.seen + 61)  # it is being looked at
        lab.command(entry.run_id, "pause")
        viewer.until(lambda s: s.status == "paused")
        lab.command(entry.run_id, "speed", 0)
        at = viewer.until(lambda s: s.speed == 0)
        assert at.status == "paused"
        lab.command(entry.run_id, "until", {"what": "step", "value": at.step + 3000})
        viewer.until(lambda s: s.status == "running")
    lab.tick(entry.seen + 61)  # nobody looks: it rests
    assert entry.idle
    with watch(lab, entry) as viewer:
        end = viewer.until(lambda s: s.status == "paused" and s.notice is not None)
    assert (end.step, end.notice.key) == (at.step + 3000, "notice.until_step")


@pytest.mark.parametrize(
    ("dataset", "value", "sentence"),
    [
        ("digits", {"what": "sw1", "value": 0.1}, "until: sw1 must be measured on the data set; got digits"),
        ("ring", {"what": "modes", "value": 3}, "until: modes must be measured on the data set; got ring"),
        ("ring", {"what": "sw1", "value": "x"}, "until sw1: must be a number from 0 to 1000; got “x”"),
        ("ring", {"what": "sw1"}, "until sw1: must be a number"),
        ("ring", {"what": "luck"}, "until: must name one of step, sw1, high_quality, modes, classes, divergence; got"),
        ("ring", 3, "until: must name one of"),
    ],
)
def test_until_refuses_in_one_sentence(lab, dataset, value, sentence):
    entry = lab.open(from_values({"dataset": dataset}, SMALL))
    with pytest.raises(ValueError, match=sentence):
        lab.command(entry.run_id, "until", value)


@pytest.mark.parametrize("value", ["x", -1, float("nan"), True])
def test_look_refuses_in_one_sentence(lab, value):
    entry = lab.open(SMALL)
    with pytest.raises(ValueError, match="look: must be a number"):
        lab.command(entry.run_id, "look", value)


def test_goals_are_those_that_the_trainer_measures():
    for dataset in ("eight-gaussians", "ring", "grid-gaussians"):
        config = from_values({"dataset": dataset})
        measured = Trainer(config).metrics()
        for name, goal in goals.GOALS.items():
            assert (name in goals.goals_of(config)) == (goal.measure is None or goal.measure in measured), name


def test_an_unwatched_run_keeps_its_past_too(lab, watch):
    entry = lab.open(SMALL)
    with watch(lab, entry) as viewer:
        step = viewer.until(lambda s: s.step > 5).step
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.step > step + 2000)
        lab.command(entry.run_id, "pause")
        end = viewer.until(lambda s: s.status == "paused")
    assert ((end.timeline > step) & (end.timeline < end.step)).sum() >= 1


def test_the_list_of_steps_is_sent_only_when_it_has_changed():
    run, frames = alone(SMALL)
    encoder, sent = Encoder("en"), []
    for _ in range(6):
        go(run, 1)
        header, arrays = unpack(encoder.encode(frames[-1], 0))
        sent.append("timeline" in arrays)
        assert header["past"] is None
        assert "timeline" not in unpack(encoder.encode(frames[-1], 0))[1]
    assert sent == [True] * 6
    running = dataclasses.replace(frames[-1], steps_per_second=9.0, timeline=np.arange(3))
    assert "timeline" not in unpack(encoder.encode(running, 0))[1]
    later = dataclasses.replace(running, made=running.made + 1)
    assert unpack(encoder.encode(later, 0))[1]["timeline"].tolist() == [0, 1, 2]


def test_what_would_be_undone_is_named_in_both_languages(lab):
    entry, frame = lab.open(SMALL), Trainer(SMALL).snapshot()

    def named():
        return [unpack(Encoder(language).encode(frame, 0, entry.change))[0]["undo"] for language in ("en", "zh")]

    assert named() == ["", ""]
    lab.command(entry.run_id, "set", {"d_lr": 0.05})
    assert named() == ["D learning rate 0.002 → 0.05", "D 学习率 0.002 → 0.05"]
    lab.command(entry.run_id, "set", {"d_lr": 0.01, "g_lr": 0.01})
    assert named() == ["change of 2 settings", "2 项设置的更改"]
    lab.command(entry.run_id, "reset")
    assert named() == ["Reset", "重置"]
    lab.command(entry.run_id, "new_seed")
    assert named() == ["New seed", "新种子"]
