"""Checks: at steps that depend on the settings' age alone, with the same outcome whoever looks and however fast."""

import itertools
import json

import pytest
import torch

from ganlab.data import POINTS
from ganlab.engine.run import Run
from ganlab.gan.config import from_values
from ganlab.gan.trainer import Trainer
from ganlab.observe import checks
from ganlab.observe.diagnosis import Observer
from ganlab.observe.display import Display
from ganlab.observe.measuring import complete
from ganlab.observe.probe import probing
from ganlab.presets import PRESETS

COLLAPSE = from_values({"seed": 3}, PRESETS["mode-collapse"].config)


def scheduled(until):
    return [age for age in range(until + 1) if checks.scheduled(age)]


def test_checks_lie_a_hundred_steps_apart_at_first_and_never_a_tenth_of_the_past():
    ages = scheduled(200_000)
    gaps = [after - before for before, after in itertools.pairwise(ages)]
    assert ages[:3] == [100, 200, 300]
    assert max(gaps) == checks.RARELY
    assert all(gap <= max(checks.EVERY, age / 5) for age, gap in zip(ages, gaps, strict=False))


def told(observer):
    said = observer.diagnosis
    return (said.key, said.since, said.values) if said else None


def alone(config, steps):
    trainer, observer = Trainer(config), Observer()
    display, found = Display(trainer), {}
    for step in range(1, steps + 1):
        trainer.step()
        checks.follow(observer, display)
        found[step] = told(observer)
    return found


@pytest.mark.wide
@pytest.mark.parametrize("watched", [True, False])
def test_equal_runs_are_told_the_same_at_equal_steps_whoever_looks(watched, monkeypatch):
    monkeypatch.setattr("ganlab.engine.measuring.MEASURE", 0.0)  # a viewer's own measurements as often as can be
    run = Run("the-run-of-the-test", 0, COLLAPSE, lambda frame: None)
    run.watched = watched
    run.begin()
    expected, found = alone(COLLAPSE, 900), {}
    while run.step_count < 900:
        run.advance(lambda: False, 0.01 if run.step_count % 7 else 0.0005)
        run.measure()
        run.show()
        found[run.step_count] = told(run.showing.measured.observer)
    assert {step: expected[step] for step in found if step <= 900} == {s: v for s, v in found.items() if s <= 900}
    assert found[max(found)]


@pytest.mark.wide
def test_since_stays_while_it_holds():
    said = [value for value in alone(COLLAPSE, 1200).values() if value]
    assert len({(key, since) for key, since, _ in said}) == 1
    assert said[0][1] == 100


@pytest.mark.wide
def test_a_new_setting_begins_anew():
    run = Run("the-run-of-the-test", 0, COLLAPSE, lambda frame: None)
    run.begin()
    for _ in range(600):
        run.catch_up()
    assert run.showing.measured.observer.diagnosis
    run.configure(from_values({"d_lr": 2e-4}, COLLAPSE))
    observer = run.showing.measured.observer
    assert (observer.diagnosis, observer.origin) == (None, 600)
    assert not checks.due(observer, 650) and checks.due(observer, 700)


@pytest.mark.wide
def test_what_was_seen_survives_a_checkpoint(tmp_path):
    def begun(resume):
        run = Run("the-run-of-the-test", 0, COLLAPSE, lambda frame: None, path=tmp_path / "run.safetensors")
        run.begin(resume=resume)
        return run

    first = begun(False)
    for _ in range(650):
        first.catch_up()
    first.save(force=True)
    second = begun(True)
    kept = [json.dumps(run.showing.measured.observer.state()) for run in (first, second)]
    assert kept[0] == kept[1]
    assert told(second.showing.measured.observer) == told(first.showing.measured.observer)
    for run in (first, second):
        for _ in range(100):
            run.catch_up()
    assert told(second.showing.measured.observer) == told(first.showing.measured.observer)


@pytest.mark.wide
def test_a_probe_tells_what_d_could_know_and_leaves_the_run_as_it_is():
    config = from_values({"dataset": "one-gaussian", "g_hidden": (8,), "d_hidden": (16, 16)})
    trainer = Trainer(config)
    before = {name: tensor.clone() for name, tensor in trainer.state()[0].items()}
    far = complete(probing(Display(trainer)))
    assert far == complete(probing(Display(trainer))) > 0.7  # at first G's points lie elsewhere
    record, rng = POINTS["one-gaussian"], torch.Generator().manual_seed(0)
    trainer.generate = lambda z: record.sample(len(z), rng)  # a perfect G
    assert 0.45 < complete(probing(Display(trainer))) < 0.55
    assert all(torch.equal(tensor, before[name]) for name, tensor in trainer.state()[0].items())
