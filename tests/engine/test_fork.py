"""Forks are somebody's own runs in the very state of another one, which is left alone."""

import numpy as np
import pytest

from ganlab.engine.entry import Owner
from ganlab.engine.lab import Lab
from ganlab.limits import LimitError
from tests.support.runs import KINDS, SMALL, config_of

PUPIL = Owner("pupil", "10.0.0.3")


PICTURES = ("fake", "grid", "fixed", "fixed_scores")


def compared(one, other, pictures):
    assert one.step == other.step
    assert np.array_equal(one.scalars, other.scalars, equal_nan=True)
    for name in pictures:
        assert np.array_equal(getattr(one, name), getattr(other, name)), name


@pytest.mark.parametrize("kind", KINDS)
def test_a_fork_stands_where_the_run_stands_and_goes_on_as_it_would(lab, watch, kind):
    entry = lab.open(config_of(kind))
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.step > 5)
        lab.command(entry.run_id, "pause")
        here = viewer.until(lambda s: s.status == "paused")
        fork = lab.fork(entry, PUPIL)
        assert (fork.owner, fork.playing, fork.config) == (PUPIL, False, entry.config)
        with watch(lab, fork) as other:
            compared(other.until(lambda s: s.status == "paused"), here, PICTURES)
            for one in (entry, fork):
                lab.command(one.run_id, "steps", 20)
            end = viewer.until(lambda s: s.step == here.step + 20)
            compared(other.until(lambda s: s.step == here.step + 20), end, (*PICTURES, "arrows"))


def test_a_fork_of_the_past_that_is_shown_stands_there(lab, watch):
    entry = lab.open(SMALL)
    with watch(lab, entry) as viewer:
        lab.command(entry.run_id, "steps", 40)
        viewer.until(lambda s: s.step >= 40 and s.status == "paused")
        lab.command(entry.run_id, "look", 10)
        past = viewer.until(lambda s: s.past is not None)
        with watch(lab, lab.fork(entry, PUPIL)) as other:
            assert other.until(lambda s: s.status == "paused").step == past.past.branch[0]


@pytest.mark.wide
def test_forks_of_one_run_are_spread_over_the_processes(watch):
    lab = Lab(workers=2)
    try:
        entry = lab.open(SMALL)
        with watch(lab, entry) as viewer:
            viewer.until(lambda s: s.step > 5)
            lab.command(entry.run_id, "pause")
            step = viewer.until(lambda s: s.status == "paused").step
            forks = [lab.fork(entry, PUPIL) for _ in range(4)]
            assert {fork.worker for fork in forks} == {0, 1}
            for fork in forks:
                with watch(lab, fork) as other:
                    assert other.until(lambda s: s.status == "paused").step == step
                    lab.command(fork.run_id, "step")
                    other.until(lambda s, step=step: s.step == step + 1)
    finally:
        lab.stop()


def test_who_has_too_many_runs_is_told_so(lab, watch, monkeypatch):
    monkeypatch.setenv("GANLAB_RUNS_PER_SESSION", "1")
    entry = lab.open(SMALL)
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.step > 5)
        with watch(lab, lab.fork(entry, PUPIL)), pytest.raises(LimitError, match="run: a page may have at most 1"):
            lab.fork(entry, PUPIL)


def test_a_run_that_was_opened_for_somebody_stays_until_they_have_come(lab, monkeypatch):
    monkeypatch.setattr("ganlab.engine.lab.UNWATCHED", 2)
    first = lab.open(SMALL)
    first.unseen = True
    for _ in range(4):
        lab.open(SMALL)
    assert first.run_id in lab
    with lab.watch(first.run_id, lambda: None):
        pass
    for _ in range(3):
        lab.open(SMALL)
    assert first.run_id not in lab
