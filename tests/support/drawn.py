"""Runs that were taken home, for tests of what is made of them, and words that nobody wants in a picture."""

import dataclasses
from functools import cache
from pathlib import Path

import numpy as np

from ganlab.data.images import load
from ganlab.engine.run import Run as Trained
from ganlab.export.exports import Run, Task
from ganlab.gan.config import from_values
from ganlab.observe.record import Record
from ganlab.web.words import say
from tests.support.runs import KINDS, SMALL, go

FOLDER = "taken"
MORE = {"asked": {"dataset": "digits", "conditional": "concat"}}
HOSTILE = r"$\frac{ <b>&amp; $x_1$ \]]> {name} %s " + "\x00\x07\ud800\u202e\uffff\n" + "wide " * 30


@cache
def taken(kind="points", steps=5, **settings):
    """Return the record of a short run that was measured; with `settings` beside its kind's."""
    config = from_values((KINDS | MORE)[kind] | settings, SMALL)
    run = Trained("run-taken", 0, config, lambda frame: None)
    run.begin(load("digits") if config.kind == "images" else None)
    run.playing = False
    run.show(force=True)
    go(run, steps)
    run.showing.measure_now()
    run.showing.see(run.config)
    return run.showing.taken(run.config)[0]


def lengthened(record, frames, change=lambda frame, k: {}):
    """Return a record with its last frame so many times at later steps, each changed."""
    last = record.shown
    many = [dataclasses.replace(last, step=last.step + k, **change(last, k)) for k in range(frames)]
    return Record(many[-1], (*record.past, *many[:-1]))


def noisy(frame, k):
    """Return a wall of noise, which no format makes smaller."""
    rng = np.random.default_rng(k)
    return {"fixed": rng.integers(0, 256, frame.fixed.shape, dtype=np.uint8)}


class Tell:
    """Say things as the page does, or as `say(text)` has it."""

    def __init__(self, language="en", change=lambda text: text):
        self.language, self.change = language, change

    def say(self, text, **values):
        return self.change(say(text, self.language, **values))


def task(folder, *records, language="en", of="", name="made", **more):
    """Return the task to make a file of records in FOLDER of a folder, with nothing beside it."""
    folder = folder / FOLDER
    folder.mkdir(exist_ok=True)
    tell = more.pop("tell", Tell(language))
    return Task([Run(record, Path(folder)) for record in records], folder / name, tell, of=of, **more)
