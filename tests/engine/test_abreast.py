"""Runs of one kind in a worker step together; each stays what it is alone, whatever is asked of it or of another."""

import pytest
import torch

from ganlab.engine import abreast, rounds
from ganlab.engine.entry import Opening
from ganlab.engine.worker import Worker
from ganlab.gan import checkpoint
from ganlab.gan.config import from_values
from ganlab.gan.source import Source
from ganlab.gan.together import Together
from ganlab.gan.trainer import Trainer
from tests.gan.test_together import equal

SMALL = {"g_hidden": (16, 16), "d_hidden": (16, 16), "batch_size": 32}
IDS = tuple(f"run-of-a-test-{letter}" for letter in "abcde")


def config_of(run_id, **values):
    return from_values({**SMALL, "seed": IDS.index(run_id), **values})


@pytest.fixture
def together(monkeypatch):
    """Count the steps that are taken together, by how many."""
    found, step = [], Together.step
    monkeypatch.setattr(Together, "step", lambda self: (found.append(len(self.trainers)), step(self)))
    return found


@pytest.fixture
def worker(tmp_path):
    one = Worker(lambda message: None)
    for run_id in IDS:
        opening = Opening(0, config_of(run_id).model_dump(), True, 0.0, str(tmp_path / run_id))
        one.post(("open", run_id, opening))
    assert one.obey_all()
    return one


def go(worker, until):
    """Go round until something is so."""
    for _ in range(100_000):
        if until():
            return
        assert worker.obey_all()
        worker.go_on()
    raise AssertionError("it never was so")


def steps(worker, run_id):
    return worker.runs[run_id].step_count


def stepped(worker, count):
    go(worker, lambda: min(steps(worker, run_id) for run_id in worker.runs) >= count)


def alone(run_id, count, **values):
    trainer = Trainer(config_of(run_id, **values), measures=())
    for _ in range(count):
        trainer.step()
    return trainer


def same(trainer, other):
    """Tell whether two trainers have the same weights and random numbers."""
    (mine, values), (theirs, others) = trainer.state(), other.state()
    names = [name for name in mine if not name.startswith("measured.")]
    assert values["step"] == others["step"]
    return all(torch.equal(mine[name].nan_to_num(7), theirs[name].nan_to_num(7)) for name in names)


@pytest.mark.wide
def test_each_is_what_it_is_alone_and_all_have_as_many_steps(worker, together):
    stepped(worker, 200)
    assert together
    counts = [steps(worker, run_id) for run_id in IDS]
    assert min(counts) > 0.5 * max(counts), counts
    for run_id in IDS:
        assert same(worker.runs[run_id].trainer, alone(run_id, steps(worker, run_id)))


@pytest.mark.wide
def test_one_that_is_paused_stepped_and_sent_somewhere_goes_its_way_and_comes_back(worker, together):
    stepped(worker, 20)
    run = worker.runs[IDS[0]]
    worker.post(("pace", IDS[0], False, 0.0))
    stopped = []
    go(worker, lambda: stopped.append(run.step_count) or (len(stopped) > 5 and not run.playing))
    before, others = run.step_count, steps(worker, IDS[1])
    go(worker, lambda: steps(worker, IDS[1]) > others + 10)
    assert run.step_count == before
    worker.post(("steps", IDS[0], "both", 3))
    worker.post(("steps", IDS[0], "d", 1))
    go(worker, lambda: run.step_count == before + 4)
    twin = alone(IDS[0], before + 3)
    twin.step("d")
    assert same(run.trainer, twin)
    worker.post(("until", IDS[0], "step", before + 30))
    go(worker, lambda: run.step_count == before + 30 and not run.aim)
    worker.post(("pace", IDS[0], True, 0.0))
    go(worker, lambda: run.step_count > before + 60)
    while twin.step_count < run.step_count:
        twin.step()
    assert same(run.trainer, twin)


def test_a_slider_acts_between_two_steps_on_the_run_that_it_is_of(worker, together):
    stepped(worker, 20)
    worker.post(("configure", IDS[0], config_of(IDS[0], d_lr=0.01).model_dump()))
    assert worker.obey_all()
    at = steps(worker, IDS[0])
    stepped(worker, at + 50)
    twin = alone(IDS[0], at)
    twin.reconfigure(config_of(IDS[0], d_lr=0.01))
    while twin.step_count < steps(worker, IDS[0]):
        twin.step()
    assert same(worker.runs[IDS[0]].trainer, twin)
    assert same(worker.runs[IDS[1]].trainer, alone(IDS[1], steps(worker, IDS[1])))


@pytest.mark.wide
def test_a_fork_and_an_undone_reset_go_on_where_they_were(worker, together, tmp_path):
    stepped(worker, 20)
    worker.post(("fork", "run-of-a-test-f", IDS[0], config_of(IDS[0]).model_dump(), str(tmp_path / "f"), False))
    worker.post(("pace", "run-of-a-test-f", True, 0.0))
    again = Opening(1, config_of(IDS[1], seed=9).model_dump(), True, 0.0, str(tmp_path / IDS[1]))
    worker.post(("open", IDS[1], again))
    assert worker.obey_all()
    stepped(worker, 20)
    worker.post(("restore", IDS[1], again._replace(generation=2)))
    assert worker.obey_all()
    stepped(worker, 60)
    assert same(worker.runs["run-of-a-test-f"].trainer, alone(IDS[0], steps(worker, "run-of-a-test-f")))
    assert same(worker.runs[IDS[1]].trainer, alone(IDS[1], steps(worker, IDS[1])))


@pytest.mark.wide
def test_what_is_saved_on_the_way_goes_on_as_if_it_had_not_been_killed(worker, together):
    stepped(worker, 50)
    for run in worker.runs.values():
        run.save(force=True)
    stepped(worker, 90)  # of which nobody is told
    for run_id, run in worker.runs.items():
        trainer = Trainer(config_of(run_id), measures=tuple(run.trainer.measured.columns))
        assert checkpoint.restore(run.path, trainer)
        while trainer.step_count < 120:
            trainer.step()
        assert same(trainer, alone(run_id, 120))


@pytest.mark.wide
def test_one_that_diverges_or_fails_leaves_the_others_alone(worker, together, monkeypatch):
    stepped(worker, 20)
    with torch.no_grad():
        worker.runs[IDS[0]].trainer.d.flat.mul_(1e6)
    draw, bad = Source.draw, worker.runs[IDS[1]].trainer.source

    def refuse(self, n, rng):
        if self is bad:
            raise ValueError("no points")
        return draw(self, n, rng)

    monkeypatch.setattr(Source, "draw", refuse)
    go(worker, lambda: steps(worker, IDS[2]) > 200)
    states = [worker.runs[run_id].status for run_id in IDS]
    assert states == ["diverged", "failed", "running", "running", "running"]


@pytest.mark.wide
def test_those_that_nobody_looks_at_hold_up_none_that_are_looked_at(worker, together):
    for run_id in IDS[2:]:
        worker.runs[run_id].watch(False)
    before = {run_id: steps(worker, run_id) for run_id in IDS}
    go(worker, lambda: steps(worker, IDS[0]) > before[IDS[0]] + 400)
    had = {run_id: steps(worker, run_id) - before[run_id] for run_id in IDS}
    assert max(had[run_id] for run_id in IDS[2:]) < 0.3 * min(had[run_id] for run_id in IDS[:2])


def test_a_command_waits_for_one_step_of_those_together_at_most(worker, together):
    stepped(worker, 20)
    taken = []
    step = Together.step

    class Arrives(Together):
        def step(self):
            step(self)
            taken.append(len(self.trainers))
            worker.post(("halt", IDS[0]))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(abreast, "Together", Arrives)
        patch.setattr(rounds, "SLICE", 10.0)
        go(worker, lambda: taken)
    assert len(taken) == 1


def test_few_step_singly(worker, together):
    for run_id in IDS[2:]:
        worker.post(("pace", run_id, False, 0.0))
    assert worker.obey_all()
    together.clear()
    before = steps(worker, IDS[0])
    go(worker, lambda: steps(worker, IDS[0]) > before + 20)
    assert not together


def test_trainers_are_told_apart_by_all_that_they_are():
    one = alone(IDS[0], 3)
    equal(one, alone(IDS[0], 3))
    with pytest.raises(AssertionError):
        equal(one, alone(IDS[1], 3))
