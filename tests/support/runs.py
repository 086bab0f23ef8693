"""Small runs of every kind, stepped by hand, and what a viewer is sent of them."""

import dataclasses

import numpy as np

from ganlab.data.images import load
from ganlab.engine.run import Run
from ganlab.gan.config import from_values
from ganlab.gan.trainer import Trainer
from ganlab.web.about import teller
from ganlab.web.wire import Encoder, unpack

SMALL = from_values({"g_hidden": (8,), "d_hidden": (8,), "batch_size": 16})
KINDS = {
    "points": {},
    "raw": {"loss": "wasserstein", "gp_weight": 0.1},
    "all": {"ema_decay": 0.9, "instance_noise": 0.1, "r1_gamma": 0.1, "d_optimizer": "adam", "packing": 2},
    "images": {"dataset": "digits"},
    "dirac": {"dataset": "dirac"},
}


def config_of(kind):
    return from_values(KINDS[kind], SMALL)


def alone(config):
    frames = []
    run = Run("run-alone", 0, config, frames.append)
    run.begin(load("digits") if config.kind == "images" else None)
    run.playing = False
    return run, frames


def go(run, steps, every=1):
    """Take steps, each of them shown."""
    for k in range(steps):
        run.trainer.step()
        if k % every == 0:
            run.show(force=True)


def trained(config, steps):
    trainer = Trainer(config, load("digits") if config.kind == "images" else None)
    for _ in range(steps):
        trainer.step()
    return trainer


def arrays_of(snapshot):
    values = (getattr(snapshot, field.name) for field in dataclasses.fields(snapshot))
    return [value for value in values if isinstance(value, np.ndarray)]


def pictures(snapshot):
    """Return what a viewer is sent of a snapshot, without the curves: they stay whole."""
    header, arrays = unpack(Encoder(teller("en")).encode(snapshot, 0))
    kept = {name: array for name, array in arrays.items() if name not in ("steps", "scalars", "timeline")}
    return {"step": header["step"], "answers": header["answers"], "metrics": header["metrics"]}, kept
