"""The runs of a sweep are the lab's own: what a row says of one is what the lab says of it at that step."""

import math

import pytest

from ganlab.engine.sweep import running
from ganlab.engine.sweep.plan import Plan, axis
from ganlab.engine.sweep.running import SCALARS, run
from ganlab.gan.batch import Batch
from ganlab.gan.config import from_values
from ganlab.gan.trainer import Trainer
from ganlab.observe.checks import follow, scheduled
from ganlab.observe.diagnosis import Observer
from ganlab.observe.display import Display
from ganlab.observe.measuring import metrics
from ganlab.observe.outcome import OUTCOMES

SMALL = from_values({"g_hidden": (16, 16), "d_hidden": (16, 16), "batch_size": 64})
STEPS = 700


def observed(plan, steps):
    """Return the plan's runs, stepped as one, as the lab follows them: trainers, displays and observers."""
    trainers = [Trainer(task.config) for task in plan.tasks]
    batch, displays, observers = Batch(trainers), [Display(one) for one in trainers], [Observer() for _ in trainers]
    for step in range(1, steps + 1):
        batch.step()
        if scheduled(step) or step == steps:
            batch.settle()
            for trainer, display, observer in zip(trainers, displays, observers, strict=True):
                if not trainer.divergence:
                    follow(observer, display)
    return trainers, displays, observers


@pytest.fixture(scope="module")
def swept():
    """Runs at rates that end in different ways."""
    plan = Plan(SMALL, (axis("d_lr=1e-4,2e-3", SMALL), axis("g_lr=1e-3,1e-1,10", SMALL)), (5,), STEPS)
    told = []
    followed = running.follow(
        plan.tasks, STEPS, lambda runs: told.append([(one.trainer.step_count, one.outcome) for one in runs])
    )
    return plan, [one.row(1.0) for one in followed], told


@pytest.mark.wide
def test_each_row_is_what_the_lab_says_of_that_run(swept):
    plan, rows, _ = swept
    for task, row, trainer, display, observer in zip(plan.tasks, rows, *observed(plan, STEPS), strict=True):
        assert (row["key"], row["seed"], row["step"]) == (task.key, 5, trainer.step_count)
        said = "diverged" if trainer.divergence else observer.diagnosis and observer.diagnosis.key
        assert row["diagnosis"] == said
        assert row["status"] == ("diverged" if trainer.divergence else "done")
        if not trainer.divergence:
            found = metrics(display)
            for name in ("sw1", "modes", "high_quality", "js", "d_star"):
                assert row[name] == pytest.approx(found[name], rel=1e-5)
    assert len({row["outcome"] for row in rows}) > 1


def test_a_row_has_finite_numbers_only_and_a_known_outcome(swept):
    for row in swept[1]:
        assert row["outcome"] in OUTCOMES
        assert all(math.isfinite(value) for value in row.values() if isinstance(value, float))
        assert row["seconds"] > 0
        assert all(name in row for name in SCALARS)
        if row["sw1"] is not None:
            assert row["best_sw1"] <= row["sw1"] and row["best_modes"] >= row["modes"]


def test_how_far_a_batch_is_and_what_it_has_come_to_is_told_after_each_check(swept):
    _, rows, told = swept
    checks = [step for step in range(1, STEPS + 1) if scheduled(step)]
    assert len(told) == len(checks)
    for step, runs in zip(checks, told, strict=True):
        for row, (at, outcome) in zip(rows, runs, strict=True):
            assert at == min(step, row["step"])
            assert outcome in OUTCOMES
    assert [outcome for _, outcome in told[-1]] == [row["outcome"] for row in rows]


@pytest.mark.wide
def test_running_a_batch_returns_the_rows_of_those_who_follow_it(swept):
    plan, rows, _ = swept
    for row, again in zip(rows, run(plan.tasks, STEPS), strict=True):
        assert again.pop("seconds") > 0
        assert again == {name: value for name, value in row.items() if name != "seconds"}


@pytest.mark.wide
def test_a_run_that_must_go_alone_has_the_same_row():
    base = from_values({"spectral_norm": True}, SMALL)
    plan = Plan(base, (axis("d_lr=1e-3,1e-2", base),), (0,), 300)
    (row,) = run(plan.tasks[:1], 300)
    trainer = Trainer(plan.tasks[0].config)
    for _ in range(300):
        trainer.step()
    assert row["d_loss"] == trainer.scalars["d_loss"]


@pytest.mark.wide
def test_the_dirac_gan_is_swept_too():
    base = from_values({"dataset": "dirac", "d_lr": 0.1, "g_lr": 0.1, "d_optimizer": "sgd", "g_optimizer": "sgd"})
    plan = Plan(base, (axis("r1_gamma=0:2:3", base),), (0,), 400)
    damped = [run(group, 400) for group in plan.batches(8)]
    ends = {row["key"]: math.hypot(row["theta"], row["psi"]) for rows in damped for row in rows}
    undamped, *others = (ends[task.key] for task in sorted(plan.tasks, key=lambda task: task.config.r1_gamma))
    assert undamped > 0.3 > 0.05 > max(others)
