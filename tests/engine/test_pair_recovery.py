"""Pairs outlive their worker, their server and a time in which nobody looks."""

import os
import signal

import pytest

from ganlab.gan import checkpoint
from ganlab.gan.trainer import Trainer
from tests.support.pairs import UNUSED, both, same_run, saved
from tests.support.runs import SMALL


@pytest.mark.wide
def test_a_pair_survives_its_workers_death_at_one_step(own_lab, watch):
    entry = own_lab.open(SMALL)
    with watch(own_lab, entry) as viewer:
        viewer.until(lambda s: s.step > 5)
        own_lab.command(entry.run_id, "compare", UNUSED)
        viewer.until(saved(entry))
        os.kill(own_lab.worker_pids()[0], signal.SIGKILL)
        a, b = both(viewer, own_lab, entry, lambda a, b: a.notice is not None and a.resumed == b.resumed == 1)
        assert a.notice.text.startswith("The process behind this run ended and was replaced")
        own_lab.command(entry.run_id, "pause")
        a, b = both(viewer, own_lab, entry, lambda a, b: a.status == b.status == "paused")
        assert same_run(a, b)


@pytest.mark.wide
def test_a_pair_is_taken_up_from_its_checkpoints_even_from_two_steps(own_lab, watch):
    from ganlab.engine.lab import Lab

    entry = own_lab.open(SMALL)
    with watch(own_lab, entry) as viewer:
        viewer.until(lambda s: s.step > 5)
        own_lab.command(entry.run_id, "compare", UNUSED)
        other = entry.partner
        both(viewer, own_lab, entry, lambda a, b: a.step > 20)
    own_lab.stop()
    for path, steps in ((checkpoint.path_of(other.run_id), 12),):  # as if the process had ended between the two
        trainer = Trainer(other.config)
        for _ in range(steps):
            trainer.step()
        extra = checkpoint.read(path).extra
        assert extra["partner"] == entry.run_id
        checkpoint.save(path, trainer, **extra)
    again = Lab(workers=1)
    try:
        found = again.find(other.run_id)  # by either id
        assert found.partner.run_id == entry.run_id
        with watch(again, found) as viewer:
            again.command(found.run_id, "pause")
            one, two = both(viewer, again, found, lambda a, b: a.status == b.status == "paused")
            assert one.step > 20
            assert same_run(one, two)
    finally:
        again.stop()


@pytest.mark.wide
def test_a_pair_nobody_looks_at_is_freed_and_found_again_as_a_pair(lab, watch):
    entry = lab.open(SMALL)
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.step > 5)
        lab.command(entry.run_id, "compare", UNUSED)
        both(viewer, lab, entry, lambda a, b: a.step > 5)
        viewer.until(saved(entry))
    other = entry.partner
    lab.tick(entry.left + 61)
    assert entry.idle and other.idle
    with watch(lab, other) as viewer:  # who looks at one looks at both
        both(viewer, lab, other, lambda a, b: a.status == b.status == "running")
    lab.tick(entry.left + 601)
    assert entry.run_id not in lab and other.run_id not in lab
    again = lab.find(entry.run_id)
    with watch(lab, again) as viewer:
        _, b = both(viewer, lab, again, lambda a, b: a.step > 10)
        assert b.run_id == other.run_id
