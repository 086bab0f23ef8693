"""Run until: a run stops where it was asked to, or says why it cannot."""

import pytest

from ganlab.engine import goals
from ganlab.gan.config import from_values
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display
from ganlab.observe.measures import MEASURES
from ganlab.observe.measuring import metrics
from ganlab.presets import PRESETS
from tests.support.runs import SMALL, alone


def until(run, what, value=None):
    run.until(what, value)
    while run.due() is not None:
        run.advance(lambda: False, seconds=0.01)
    run.show(force=True)


def test_until_a_step_stops_exactly_there():
    run, frames = alone(SMALL)
    until(run, "step", 137)
    assert (frames[-1].step, frames[-1].status) == (137, "paused")
    assert frames[-1].notice.text.startswith("Paused at step {step:,}, as asked")
    until(run, "step", 100)
    assert frames[-1].step == 137
    assert frames[-1].notice.text.startswith("Step {step:,} has passed already")


EASY = PRESETS["first-light"].config


@pytest.mark.wide
@pytest.mark.parametrize(("what", "value"), [("sw1", 0.3), ("modes", 6), ("high_quality", 0.2)])
def test_until_a_measure_is_reached_stops_at_the_first_check_that_reaches_it(what, value):
    run, frames = alone(EASY)
    until(run, what, value)
    assert frames[-1].status == "paused"
    assert frames[-1].notice.text == goals.GOALS[what].said
    step, shown = frames[-1].step, frames[-1].metrics
    assert step % goals.CHECK == 0
    trainer, reached = Trainer(EASY), goals.GOALS[what].reached
    for k in range(1, step + 1):  # the same run, without a clock
        trainer.step()
        if k % goals.CHECK == 0:
            measured = metrics(Display(trainer))
            assert reached(measured[what], value) == (k == step)
    assert measured == shown
    assert dict(frames[-1].notice.values) == {"step": step, "n": shown[what], "value": value}
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
    assert frames[-1].message.text.startswith("Diverged: ")


@pytest.mark.wide
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
    assert end.step == at.step + 3000
    assert end.notice.text.startswith("Paused at step {step:,}, as asked")


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


def test_goals_are_those_that_the_trainer_measures():
    for dataset in ("eight-gaussians", "ring", "grid-gaussians"):
        config = from_values({"dataset": dataset})
        measured = metrics(Display(Trainer(config)))
        for name in goals.GOALS:
            assert (name in goals.goals_of(config)) == (name not in MEASURES or name in measured), name
