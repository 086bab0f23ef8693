"""Checks of a run that trains, or of one that is made up, and what the diagnosis says of them."""

import numpy as np

from ganlab.gan.history import SCALARS
from ganlab.gan.trainer import Trainer
from ganlab.observe import checks as checks_of
from ganlab.observe.checks import due
from ganlab.observe.diagnosis import Observer, diverged
from ganlab.observe.display import Display


def follow(config, steps, observer=None, trainer=None):
    """Train and return what was said at each check; a run that diverges ends with that."""
    trainer, observer, said = trainer or Trainer(config), observer or Observer(), []
    display = Display(trainer)
    for _ in range(steps):
        trainer.step()
        if bad := trainer.divergence:
            return [*said, diverged(bad, config)]
        if due(observer, trainer.step_count):
            said.append(checks_of.follow(observer, display))
    return said


def keys(said):
    return [diagnosis.key if diagnosis else "" for diagnosis in said]


def checks(steps, **values):
    full = {"sw1": 1.0, "sw1_floor": 0.1, "d_accuracy_real": 1.0, "d_accuracy_fake": 1.0, "spread": 1.0}
    return [{"step": step, **full, **values} for step in steps]


def scalars(n, **columns):
    table = np.full((n, len(SCALARS)), np.nan, np.float32)
    for name, column in columns.items():
        table[:, SCALARS.index(name)] = column
    return np.arange(1, n + 1), table
