"""A run's clocks: when something is due again, and what is done until then."""

import pytest

from ganlab.engine import clock
from ganlab.engine.clock import Clock


@pytest.fixture
def now(monkeypatch):
    """Give the time in a list, which a test may move on."""
    held = [100.0]
    monkeypatch.setattr(clock.time, "monotonic", lambda: held[0])
    return held


@pytest.mark.parametrize(("took", "pause"), [(0.001, 0.03), (0.01, 0.07)])
def test_it_is_due_after_the_least_pause_or_so_many_times_what_it_took(now, took, pause):
    one = Clock(0.03, 7)
    assert one.ready
    for _ in range(2):
        now[0] = 100.0 + took
        one.did(100.0)
    for share in (0.5, 0.99):
        now[0] = 100.0 + share * pause
        assert not one.ready
    now[0] = 100.0 + 1.01 * pause
    assert one.ready


@pytest.mark.parametrize(("took", "pause"), [((0.01, 5.0), 0.07), ((5.0, 0.01), 0.07), ((5.0,), 0.03)])
def test_one_that_took_long_by_chance_delays_none(now, took, pause):
    """A machine that sleeps in the middle of a look does so for as long as it likes."""
    one = Clock(0.03, 7)
    for seconds in took:
        began, now[0] = now[0], now[0] + seconds
        one.did(began)
    assert one.due == pytest.approx(began + pause)


def test_other_work_ends_where_it_is_due_and_goes_on_where_it_was_due_long_ago(now):
    one, most = Clock(0.03, 7), 0.02
    one.did(100.0)
    for passed, left in ((0.0, most), (0.02, 0.01), (0.029, 0.001), (0.031, most), (5.0, most)):
        now[0] = 100.0 + passed
        assert one.within(most) == pytest.approx(left)
