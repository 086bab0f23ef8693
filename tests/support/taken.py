"""Runs that were taken home: small ones of every kind, in a folder, as a worker leaves them."""

from ganlab.engine.taking import take
from ganlab.export.exports import Task
from ganlab.export.source import PAIR, runs_of
from ganlab.web.told import Told
from tests.support.runs import alone, config_of, go


def taken(folder, config, steps=8):
    """Train a run and write it into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    run, _ = alone(config)
    run.show(force=True)
    go(run, steps)
    run.showing.measure_now()
    take(run, folder)
    return run


def task(folder, kind="points", name="file", language="en", pair=None, steps=8, **values):
    """Return what is to be made of a run of a kind, or of it beside one of other settings."""
    if pair is None:
        taken(folder / "run", config_of(kind), steps)
    else:
        for place, config in zip(PAIR, (config_of(kind), pair), strict=True):
            taken(folder / "run" / place, config, steps)
    return Task(runs_of(folder / "run"), folder / name, Told(language, "http://lab.example/x/"), **values)
