"""Workers killed again and again: each run goes on from its checkpoint and stays, bit for bit, what it would be."""

from types import SimpleNamespace

import pytest

from ganlab.cli.bench import deaths
from ganlab.engine.run import SAVE, Run
from ganlab.gan import checkpoint
from ganlab.gan.config import DEFAULT
from tests.support.runs import SMALL


@pytest.mark.slow
def test_runs_outlive_the_deaths_of_their_workers():
    told = deaths.killed(DEFAULT, runs=6, deaths=5, compared=3)  # each goes on, or this ends in a TimeoutError
    assert len(told.recovered) == 5
    assert told.same == [True] * 3


@pytest.mark.parametrize(("took", "pause"), [([0.5, 0.001, 0.5], SAVE), ([0.5, 0.5], 20 * 0.5)])
def test_a_save_that_takes_long_by_chance_delays_no_other(tmp_path, monkeypatch, took, pause):
    run = Run("run-alone", 0, SMALL, lambda frame: None, path=tmp_path / "run.safetensors")
    run.begin()
    now = SimpleNamespace(monotonic=lambda: now.seconds, seconds=100.0)
    for module in ("run", "clock"):
        monkeypatch.setattr(f"ganlab.engine.{module}.time", now)
    for seconds in took:
        monkeypatch.setattr(checkpoint, "save", lambda *_, s=seconds, **__: setattr(now, "seconds", now.seconds + s))
        began, run.unsaved = now.seconds, True
        run.save(force=True)
    assert run.saving.due == pytest.approx(began + pause)
