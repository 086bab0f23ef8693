"""Maps that are filled: every run once, whoever looks, leaves, or dies; and what a restarted server finds of them."""

import json
import math
import os
import signal
import sys

import pytest

from ganlab.engine.sweep import running
from ganlab.engine.sweep.hand import glance_of, state_of
from ganlab.engine.sweep.maps import SOON, TOGETHER
from ganlab.engine.sweep.store import FAILED, RUNS
from ganlab.gan import checkpoint
from ganlab.gan.config import from_values
from ganlab.observe.outcome import OUTCOMES
from tests.support.filling import TINY, Counted, Looking, at_work, ending, plan

GRID = ("d_lr=1e-3:1e-1:3log", "g_lr=1e-3,1e-1,10")  # at the last rate runs end early
STEEP = from_values({"loss": "wasserstein", "d_optimizer": "sgd", "g_optimizer": "sgd"}, TINY)
LONG = plan("d_lr=1e-3:1e-1:3log", steps=100_000)
linux = pytest.mark.skipif(sys.platform != "linux", reason="waits for the end of processes as Linux tells of it")


@pytest.fixture(autouse=True)
def two_processes(monkeypatch):
    monkeypatch.setenv("GANLAB_MAP_WORKERS", "2")


@pytest.fixture
def maps():
    made = Counted()
    yield made
    made.stop()


def lines(one):
    return [json.loads(line) for line in (one.folder / RUNS).read_text("utf-8").splitlines()]


@pytest.mark.wide
def test_each_run_is_done_once_for_two_who_look_and_is_what_it_is_in_any_sweep(maps):
    wanted, same = (plan(*GRID, base=STEEP) for _ in range(2))
    with Looking(maps, wanted) as first, Looking(maps, same) as second:
        assert second.map is first.map
        one = first.until(lambda one: one.done)
    keys = sorted(task.key for task in wanted.tasks)
    assert sorted(maps.runs) == keys  # handed out once
    assert sorted(row["key"] for row in lines(one)) == sorted(row["key"] for row in one.rows) == keys
    groups = wanted.batches(TOGETHER, soon=SOON)  # in others rounding differs, and rates so high make much of it
    expected = {row["key"]: row for group in groups for row in running.run(group, wanted.steps)}
    for row in one.rows:
        for name, value in expected[row["key"]].items():
            if name != "seconds":
                assert row[name] == (pytest.approx(value, rel=1e-5) if isinstance(value, float) else value), name
    assert {row["status"] for row in one.rows} == {"done", "diverged"}  # else the next lines say little
    for task in wanted.tasks:
        assert json.loads(glance_of(one.folder, task.key).read_text("utf-8"))["kind"] == "points"
        finite = expected[task.key]["status"] == "done"
        assert (one.state(task) is not None) == state_of(one.folder, task.key).exists() == finite
        if finite:
            saved = checkpoint.read(one.state(task))
            assert (saved.config, saved.values["step"], saved.finite) == (task.config, wanted.steps, True)


@pytest.mark.wide
def test_what_is_under_way_is_told_and_its_share_only_grows(maps):
    shares, outcomes = [], set()

    def seen(one):
        shares.append(one.share)
        outcomes.update(outcome for _, outcome in one.present.values())
        return one.done

    wanted = plan("d_lr=1e-3,1e-2", steps=300)
    with Looking(maps, wanted) as looking:
        one = looking.until(seen)
        assert (one.share, one.present, one.left) == (1.0, {}, 0.0)
    assert shares == sorted(shares)
    assert outcomes <= set(OUTCOMES)
    assert one.left is None


@pytest.mark.wide
@linux
def test_one_who_leaves_stops_nothing_and_the_last_one_stops_all(maps):
    with Looking(maps, LONG) as first, Looking(maps, LONG) as second:
        second.until(at_work)
        pids = maps.crew.pids()
        first.leave()
        there = max(step for step, _ in first.map.present.values())
        second.until(lambda one: max(step for step, _ in one.present.values()) > there)
        assert maps.crew.pids() == pids
        working = [hand.child.pid for hand in maps.crew._hands if hand.job is not None]
        assert working
        with ending(working):
            second.leave()
        assert (first.map.present, first.map.queue.batches) == ({}, type(first.map.queue.batches)())
        handed = len(maps.handed)
    assert len(maps.handed) == handed


@pytest.mark.wide
@linux
def test_a_server_that_ends_leaves_no_process_and_starts_none(maps):
    with Looking(maps, LONG) as looking:
        looking.until(at_work)
        with ending(maps.crew.pids()):
            maps.stop()
        maps.crew.call()
        assert maps._next(0.0) is None
        threads = [hand.thread for hand in list(maps.crew._hands)]
        for thread in threads:
            thread.join(60)
        assert maps.crew.pids() == []


@pytest.mark.wide
@linux
def test_a_process_that_is_killed_loses_nothing(maps):
    wanted = plan("d_lr=1e-3:1e-1:3log", "n_critic=1,2", steps=600)
    with Looking(maps, wanted) as looking:
        looking.until(at_work)
        with ending(pids := maps.crew.pids()):
            for pid in pids:
                os.kill(pid, signal.SIGKILL)
        one = looking.until(lambda one: one.done)
    assert sorted(row["key"] for row in lines(one)) == sorted(task.key for task in wanted.tasks)
    assert {row["status"] for row in one.rows} == {"done"}
    assert len(maps.runs) > len(wanted.tasks)  # what was lost was handed out again


@pytest.mark.wide
def test_a_run_that_cannot_be_kept_ends_as_failed_and_a_restarted_server_goes_on_with_it(maps):
    wanted = plan("n_critic=1,2,3", steps=100)
    unlucky = next(iter(wanted.batches(TOGETHER, soon=SOON)))[:1]  # of several that step as one
    obstacle = maps.open(wanted).folder
    for task in unlucky:
        glance_of(obstacle, task.key).mkdir(parents=True)  # where a file must be
    with Looking(maps, wanted) as looking:
        one = looking.until(lambda one: one.done)
        failed = {row["key"] for row in one.rows if row["status"] == FAILED}
        assert failed == {task.key for task in unlucky} < {row["key"] for row in one.rows}
        assert all(row["outcome"] in OUTCOMES for row in one.rows)
    for task in unlucky:
        glance_of(obstacle, task.key).rmdir()
    again = Counted()
    try:
        found = again.find(wanted.key)
        assert found is not one
        assert (found.plan, found.refused, found.done) == (wanted, "", False)
        assert {row["key"]: row for row in found.rows} == {r["key"]: r for r in one.rows if r["key"] not in failed}
        with Looking(again, found.plan) as looking:
            assert looking.map is found
            looking.until(lambda one: one.done)
        assert set(again.runs) == failed  # of the others nothing is done twice
        assert {row["status"] for row in found.rows} == {"done"}
        assert len(found.glances(unlucky[0].cell)) == len(wanted.seeds)
    finally:
        again.stop()


@pytest.mark.wide
def test_a_cell_shows_the_glances_at_its_runs_by_their_places(maps):
    wanted = plan("d_lr=1e-3,1e-2", steps=50)
    with Looking(maps, wanted) as looking:
        one = looking.until(lambda one: one.done)
    for cell in {task.cell for task in wanted.tasks}:
        shown = one.glances(cell)
        assert {wanted.tasks[place].cell for place in shown} == {cell} and len(shown) == len(wanted.seeds)
        assert all(math.isfinite(loss) for glance in shown.values() for loss in glance["d_loss"])
    for cell in ((), (9,), (0, 0)):
        assert one.glances(cell) == {}
