"""Idle cores are used where that is quicker, and never those that others want."""

import itertools
import time

import pytest

from ganlab.engine.cores import AGAIN, MOST, RARELY, TRIED, Cores, granted
from ganlab.engine.lab import Lab
from tests.support.runs import SMALL

ALONE = 0.010  # seconds a step on one core


class Clock:
    """Step a run whose steps take so long on several cores; `take` is what the worker calls before a slice."""

    def __init__(self, many: float, most: int = 4):
        self.cores, self.now, self.many, self.most = Cores(), 0.0, many, most

    def slice(self, steps: int = 2) -> int:
        used = self.cores.take(self.most, self.now)
        seconds = steps * (ALONE if used == 1 else self.many)
        self.now += seconds
        self.cores.note(steps, seconds, self.now)
        return used

    def run(self, seconds: float) -> list[tuple[float, int]]:
        end, found = self.now + seconds, []
        while self.now < end:
            found.append((self.now, self.slice()))
        return found


@pytest.mark.parametrize("workers", range(1, 65))
def test_what_is_granted_is_half_of_the_machine_at_most_and_never_less_than_one(workers):
    for busy in range(workers + 1):
        each = granted(workers, busy)
        assert 1 <= each <= MOST
        assert each == 1 or max(1, busy) * each <= (workers + 1) / 2
    assert granted(workers, 1) == min(MOST, max(1, (workers + 1) // 2))


def test_a_run_begins_on_one_core_and_takes_more_where_they_make_it_quicker():
    used = [cores for _, cores in Clock(many=0.4 * ALONE).run(60)]
    assert used[: TRIED // 2] == [1] * (TRIED // 2)
    assert set(used[TRIED // 2 :]) == {4}


def test_a_run_that_is_granted_one_core_never_takes_more():
    assert {cores for _, cores in Clock(many=0.4 * ALONE, most=1).run(20)} == {1}


def test_a_run_that_is_not_quicker_tries_ever_more_rarely():
    found = Clock(many=3 * ALONE).run(2000)
    tries = [now for (now, used), (_, before) in zip(found[1:], found, strict=False) if used > 1 == before]
    gaps = [later - now for now, later in itertools.pairwise(tries)]
    assert len(tries) > 4
    for k, gap in enumerate(gaps):
        assert gap == pytest.approx(min(AGAIN * 2**k, RARELY), abs=1)
    assert sum(used > 1 for _, used in found) / len(found) < 0.02


def test_a_run_gives_cores_back_when_they_no_longer_pay_and_takes_them_again_later():
    clock = Clock(many=0.4 * ALONE)
    clock.run(5)
    clock.many = 5 * ALONE  # something else has become busy
    began = clock.now
    while clock.slice() > 1:
        pass
    assert clock.now - began < 2 * TRIED * clock.many
    clock.many = 0.4 * ALONE
    assert clock.run(2 * AGAIN)[-1][1] == 4
    assert clock.cores.take(1, clock.now) == 1  # what is no longer granted is given back at once


@pytest.mark.wide
def test_workers_share_the_cores_that_no_run_wants(monkeypatch, tmp_path):
    monkeypatch.setenv("GANLAB_RUNS", str(tmp_path))
    lab = Lab(workers=3)
    try:
        runs = [lab.open(SMALL)]

        def shares():
            lab.tick(time.monotonic())
            return {process._granted for process in lab.places.processes.values()}

        assert shares() == {granted(3, 1)} == {2}
        runs.append(lab.open(SMALL))
        assert runs[0].worker != runs[1].worker
        assert shares() == {granted(3, 2)} == {1}
        lab.command(runs[0].run_id, "pause")
        assert shares() == {2}
        lab.command(runs[0].run_id, "play")
        assert shares() == {1}
    finally:
        lab.stop()
