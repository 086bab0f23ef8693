"""A worker's rounds: what is asked of one run costs the others nothing, and is seen soon."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganlab.engine import run
from ganlab.engine.entry import Opening
from ganlab.engine.stepping import SLICE
from ganlab.engine.worker import Worker
from ganlab.gan.config import from_values

SMALL = {"g_hidden": (8,), "d_hidden": (8,), "batch_size": 8}
IDS = ("run-of-a-test-a", "run-of-a-test-b", "run-of-a-test-c")


@pytest.fixture
def frames():
    """Take what a worker sends."""
    return []


@pytest.fixture
def worker(frames):
    one = Worker(lambda message: frames.extend(message[1:]))
    for run_id in IDS:
        one.post(("open", run_id, Opening(0, from_values(SMALL).model_dump(), True, 0.0, None)))
    assert one.obey_all()
    return one


def drag(worker, rounds, moves):
    """Go round so many times; before each one a slider of the last run was moved so many times."""
    for number in range(rounds):
        for move in range(moves):
            rate = 1e-4 + 1e-6 * (number * moves + move)
            worker.post(("configure", IDS[-1], from_values({**SMALL, "d_lr": rate}).model_dump()))
        assert worker.obey_all()
        worker.go_on()
    return rate if moves else None


@pytest.mark.wide
def test_where_all_stand_still_what_is_asked_of_one_is_shown(worker, frames, monkeypatch):
    monkeypatch.setattr(run, "HURRY", 0.0)
    for run_id in IDS:
        worker.post(("pace", run_id, False, 0.0))
    drag(worker, 20, 0)
    frames.clear()
    worker.post(("configure", IDS[0], from_values({**SMALL, "d_lr": 0.5}).model_dump()))
    assert worker.obey_all()
    while not any(frame.config.d_lr == 0.5 for frame in frames):
        worker.go_on()
    assert {worker.runs[run_id].status for run_id in IDS} == {"paused"}


@pytest.mark.wide
@pytest.mark.parametrize("moves", [0, 1, 5])
def test_a_slider_that_is_dragged_starves_no_run(worker, moves):
    drag(worker, 20, 0)
    before = [worker.runs[run_id].step_count for run_id in IDS]
    drag(worker, 90, moves)
    steps = [worker.runs[run_id].step_count - then for run_id, then in zip(IDS, before, strict=True)]
    assert min(steps) > 0.5 * max(steps), steps


def test_a_value_is_taken_on_before_the_next_turn_and_shown_out_of_turn(worker, frames, monkeypatch):
    drag(worker, 20, 0)
    frames.clear()
    monkeypatch.setattr(run, "HURRY", 0.0)
    rate, dragged = drag(worker, 1, 3), worker.runs[IDS[-1]]
    assert dragged.config.d_lr == dragged.trainer.config.d_lr == rate
    while not any(frame.run_id == IDS[-1] and frame.config.d_lr == rate for frame in frames):
        assert len(frames) <= len(IDS)  # until now, of the runs as they were
        worker.go_on()  # at most until the last frame is old enough


@given(took=st.floats(0, 0.02), crowd=st.integers(2, 100))
def test_all_step_thrice_as_long_as_they_are_looked_at_where_each_is_still_seen_five_times_a_second(took, crowd):
    one = run.Run(IDS[0], 0, from_values(SMALL), lambda frame: None)
    one.looking = took
    pause = one.pause(crowd)
    assert min(2 * took, SLICE) <= pause <= SLICE
    assert pause <= max(3 * took, SLICE / 5)
    smooth = crowd * (pause + took) <= 1 / 5 + 1e-9
    assert smooth or pause == pytest.approx(max(SLICE / 5, min(2 * took, SLICE)))
    assert (
        not smooth
        or pause == pytest.approx(min(SLICE, max(SLICE / 5, 3 * took)))
        or (crowd * (pause + took) == pytest.approx(1 / 5))
    )


def test_of_many_moves_that_wait_the_last_one_counts(worker, monkeypatch):
    taken = []
    monkeypatch.setattr(Worker, "obey", lambda self, name, *arguments: taken.append((name, *arguments)))
    for command in (
        ("configure", "a", 1),
        ("configure", "b", 2),
        ("configure", "a", 3),
        ("halt", "a"),
        ("configure", "a", 4),
    ):
        worker.post(command)
    worker.obey_all()
    assert taken == [("configure", "b", 2), ("configure", "a", 3), ("halt", "a"), ("configure", "a", 4)]


@pytest.mark.wide
def test_what_is_measured_of_a_run_is_no_step_that_others_must_be_spared(worker, monkeypatch):
    """A probe of a wide D takes seconds of a core: for that no run has to go."""
    left, check = [], run.Showing.check

    def slow(showing):
        end = time.thread_time() + 0.1
        while time.thread_time() < end:
            pass
        check(showing)

    worker.bound = 0.05
    monkeypatch.setattr(worker, "leave", lambda unit, seconds: left.append(unit))
    monkeypatch.setattr(run.Showing, "check", slow)
    drag(worker, 8, 0)
    assert left == []
    monkeypatch.setattr(run.Showing, "check", check)
    monkeypatch.setattr(run.Run, "advance", lambda *_: slow(run.Showing("points")))
    drag(worker, 8, 0)
    assert left
