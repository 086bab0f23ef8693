"""Maps that are filled by processes of their own, and that end with the test."""

import contextlib
import os
import select
import threading
import time

from ganlab.engine.sweep.maps import Maps
from ganlab.engine.sweep.plan import Plan, axis
from ganlab.gan.config import from_values

TINY = from_values({"g_hidden": (8,), "d_hidden": (8,), "batch_size": 16})


def plan(*grids, base=TINY, seeds=(0, 1), steps=200):
    return Plan(base, tuple(axis(text, base) for text in grids), tuple(seeds), steps)


class Counted(Maps):
    """Remember which batches were handed out, as (map, keys), and how many there are at a time."""

    def __init__(self):
        super().__init__(nice=0)  # tests beside are at work too
        self.handed = []

    def _next(self, seconds):
        job = super()._next(seconds)
        if job is not None:
            self.handed.append((job.of.key, [task.key for task in job.batch]))
        return job

    @property
    def runs(self):
        return [key for _, keys in self.handed for key in keys]


class Looking:
    """One who looks at a map and has it filled."""

    def __init__(self, maps, wanted):
        self.maps, self.map, self._news = maps, maps.open(wanted), threading.Event()

    def __enter__(self):
        self._watch = self.maps.watch(self.map, self._news.set)
        self._watch.__enter__()
        self.maps.fill(self.map)
        self.fills = True
        return self

    def leave(self):
        if self.fills:
            self.fills = False
            self.maps.leave(self.map)

    def __exit__(self, *error):
        self.leave()
        self._watch.__exit__(*error)

    def until(self, condition, seconds=300):
        """Return as soon as the map fulfils a condition; the patience is for a machine that is busy."""
        end = time.monotonic() + seconds
        while not condition(self.map):
            assert time.monotonic() < end, f"not within {seconds} s: {len(self.map.rows)} rows, {self.map.present}"
            self._news.wait(end - time.monotonic())
            self._news.clear()
        return self.map


def at_work(one):
    """Tell whether a run of a map has been heard of and is not done."""
    return any(step for step, _ in one.present.values())


@contextlib.contextmanager
def ending(pids, seconds=60):
    """Fail unless these processes end, at the latest so long after what the context does."""
    with contextlib.ExitStack() as stack:
        files = [os.pidfd_open(pid) for pid in pids]
        for file in files:
            stack.callback(os.close, file)
        yield
        for pid, file in zip(pids, files, strict=True):
            assert select.select([file], [], [], seconds)[0], f"process {pid} is still there"
