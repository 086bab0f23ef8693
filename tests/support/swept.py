"""Sweeps that nobody ran: folders as `ganlab sweep` and the page's maps leave them, with every outcome in turn."""

import itertools
from functools import cache

from ganlab.engine.sweep.plan import Plan, axis
from ganlab.engine.sweep.store import Store
from ganlab.gan.config import from_values
from ganlab.observe.outcome import OUTCOMES


@cache
def tiny(*grids, seeds=(0, 1), steps=10, **settings):
    """Return a small plan; of two rates where no grid is given."""
    base = from_values({"g_hidden": (8,), "d_hidden": (8,), **settings})
    grids = grids or ("d_lr=1e-4:1e-1:4log", "g_lr=1e-3,1e-2,0.1")
    return Plan(base, tuple(axis(text, base) for text in grids), seeds, steps)


def row_of(task, outcome, steps=10):
    """Return a row of a run that has come to an outcome, with numbers, words, and what there is not."""
    measured = {"d_loss": 1 / 3 + task.config.seed, "sw1": None, "modes": 3, "diagnosis": None, "status": "done"}
    return {"key": task.key, "seed": task.config.seed, "step": steps, "outcome": outcome, **measured}


def swept(folder, plan, done=None):
    """Fill a folder with so many of a plan's runs, by default all; return the outcomes by the runs' keys."""
    outcomes = dict(zip((task.key for task in plan.tasks[:done]), itertools.cycle(OUTCOMES), strict=False))
    store = Store(folder, plan)
    with store.opened(resume=True):
        store.add([row_of(task, outcomes[task.key]) for task in plan.tasks[:done]])
    return outcomes
