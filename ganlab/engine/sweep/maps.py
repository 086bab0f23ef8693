"""Maps: sweeps that fill while a class looks. Each is known by its plan, kept in a folder, and shared by all who look.

A run that is done is never done again: the folder is that of `ganlab sweep`, which may go on with it.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ganlab.engine.sweep.backends import Batch, Queue
from ganlab.engine.sweep.crew import NICE, Crew, Job
from ganlab.engine.sweep.hand import glance_of, state_of
from ganlab.engine.sweep.plan import Plan, Task, planned
from ganlab.engine.sweep.store import FAILED, PLAN, RUNS, Store, failed, sweep
from ganlab.gan.config import ConfigError
from ganlab.limits import LimitError, message, most
from ganlab.paths import runs_folder

SOON, TOGETHER = 9, 32  # runs of a batch: of those that show the map coarsely, and of the others
MOST_KEPT = 30  # maps in memory that nobody looks at
_HEX = frozenset("0123456789abcdef")


def folder() -> Path:
    """Return where maps are kept."""
    return runs_folder() / "maps"


class Map:
    """Hold what is known of one map. All of it changes under the lock of `Maps`."""

    def __init__(self, plan: Plan):
        self.plan, self.key = plan, plan.key
        self.folder = folder() / self.key
        self.places = {task.key: place for place, task in enumerate(plan.tasks)}
        self.rows: list[dict[str, Any]] = []  # of the runs that are done, as they came
        self.present: dict[str, tuple[int, str]] = {}  # of those under way: step, and outcome until now
        self.wakers: list[Callable[[], None]] = []
        self.fillers = 0  # who look, and have it filled
        self.refused = ""  # why it cannot be filled, a sentence
        self.queue = Queue(deque())
        self.began, self._at_first, self.first = 0.0, 0.0, 0.0
        self._store: Store | None = None
        self._opened = contextlib.ExitStack()
        self._read()

    def _read(self) -> None:
        """Take what the folder has, without writing to it."""
        if (self.folder / RUNS).exists():
            kept = Store(self.folder, self.plan)
            with contextlib.suppress(ConfigError, OSError):
                kept.look()
            self.rows = list(kept.rows.values())

    @property
    def share(self) -> float:
        """Return which share of all steps is taken."""
        under_way = sum(step for step, _ in self.present.values())
        return (len(self.rows) + under_way / self.plan.steps) / len(self.plan.tasks)

    @property
    def done(self) -> bool:
        """Tell whether every run is done."""
        return len(self.rows) == len(self.plan.tasks)

    @property
    def left(self) -> float | None:
        """Return in about how many seconds it is full; None as long as nobody can tell."""
        gained, took = self.share - self._at_first, time.monotonic() - self.first
        return took * (1 - self.share) / gained if self.fillers and gained > 0.02 else None

    @property
    def looked_at(self) -> bool:
        """Tell whether anybody looks, or has it filled."""
        return bool(self.wakers) or self.fillers > 0

    def begin(self) -> None:
        """Have it filled from now on; raise ConfigError or OSError where its folder cannot be had."""
        store = Store(self.folder, self.plan)
        self._opened.enter_context(store.opened(resume=True))
        self.refused = ""
        self._store, self.rows = store, list(store.rows.values())
        self.queue = Queue(deque(self.plan.batches(TOGETHER, frozenset(store.rows), SOON)))
        self.began, self._at_first, self.first = time.monotonic(), self.share, 0.0

    def end(self) -> None:
        """Have it filled no more."""
        self.queue, self._store = Queue(deque()), None
        self.present.clear()
        with contextlib.suppress(OSError):  # of what could not be written
            self._opened.close()

    def add(self, rows: Sequence[dict[str, Any]]) -> None:
        """Take the rows of runs that are done."""
        for row in rows:
            self.present.pop(row["key"], None)
        if self._store is not None:
            known = set(self._store.rows)
            self._store.add(rows)
            self.rows += [row for key, row in self._store.rows.items() if key not in known]

    def put(self, row: dict[str, Any]) -> None:
        """Take the row of a run that was done elsewhere; raise ConfigError or OSError where there is no folder."""
        self.queue.drop(row["key"])
        if self._store is not None:
            return self.add([row])
        store = Store(self.folder, self.plan)
        with store.opened(resume=True):
            store.add([row])
        self.rows = list(store.rows.values())

    def wake(self) -> None:
        """Tell whoever looks that there is something new."""
        for wake in self.wakers:
            wake()

    def task(self, place: int) -> Task:
        """Return a run by its place in the plan; raise IndexError where there is none."""
        if place < 0:
            raise IndexError(place)
        return self.plan.tasks[place]

    def state(self, task: Task) -> Path | None:
        """Return the checkpoint of a run; None where it has none."""
        path = state_of(self.folder, task.key)
        return path if path.exists() else None

    def glances(self, cell: Sequence[int]) -> dict[int, Any]:
        """Return a glance at each run of a cell that is done, by its place in the plan."""
        found = {}
        for place, task in enumerate(self.plan.tasks):
            if task.cell == tuple(cell):
                with contextlib.suppress(OSError, ValueError):
                    found[place] = json.loads(glance_of(self.folder, task.key).read_text("utf-8"))
        return found


@dataclass
class _Job:
    """A batch of one map, and of which filling."""

    maps: Maps
    of: Map
    batch: Batch
    queue: Queue

    @property
    def steps(self) -> int:
        return self.of.plan.steps

    @property
    def folder(self) -> Path:
        return self.of.folder

    @property
    def wanted(self) -> bool:
        return self.of.queue is self.queue and not self.maps.crew.closed

    def hear(self, name: str, value: Any) -> None:
        self.maps.hear(self, name, value)

    def lost(self) -> None:
        self.maps.lose(self)


class Maps:
    """Hold all maps by their keys; safe to call from any thread."""

    def __init__(self, nice: int = NICE) -> None:
        self._lock = threading.RLock()
        self._new = threading.Condition(self._lock)
        self._maps: dict[str, Map] = {}  # the one that was asked for last at the end
        self._turn = 0
        self.crew = Crew(self._next, nice)

    def open(self, plan: Plan) -> Map:
        """Return the map of a plan; raise LimitError where it is too large for a page."""
        if (took := plan.seconds) > most("map_seconds"):
            raise LimitError(message("map_seconds", got=round(took)))
        with self._lock:
            return self._known(plan.key) or self._added(Map(plan))

    def find(self, key: str) -> Map | None:
        """Return a map by its key, from its folder where it is not in memory; None where there is none."""
        if len(key) != 16 or not _HEX.issuperset(key):
            return None
        with self._lock:
            if known := self._known(key):
                return known
            try:
                plan = planned(json.loads((folder() / key / PLAN).read_text("utf-8")))
                return self._added(Map(plan)) if plan.key == key else None
            except (OSError, AttributeError, LookupError, TypeError, ValueError, RecursionError):
                return None  # it is damaged, or of a version that had other settings: a ConfigError is a ValueError

    def _known(self, key: str) -> Map | None:
        if found := self._maps.pop(key, None):
            self._maps[key] = found
        return found

    def _added(self, made: Map) -> Map:
        self._maps[made.key] = made
        for one in [one for one in self._maps.values() if not one.looked_at and one is not made][:-MOST_KEPT]:
            del self._maps[one.key]
        return made

    @contextlib.contextmanager
    def watch(self, one: Map, wake: Callable[[], None]) -> Iterator[None]:
        """Look at a map: `wake` is called, on another thread, whenever there is something new."""
        with self._lock:
            one.wakers.append(wake)
        self.crew.call()  # soon there may be something to do, and a process takes two seconds to begin
        try:
            yield
        finally:
            with self._lock:
                one.wakers.remove(wake)

    def fill(self, one: Map) -> None:
        """Have a map filled for one more who looks; raise LimitError where too many are, ConfigError or OSError."""
        with self._lock:
            if not one.fillers and (not one.done or any(row["status"] == FAILED for row in one.rows)):
                if sum(other.fillers > 0 and not other.done for other in self._maps.values()) >= most("maps"):
                    raise LimitError(message("maps"))
                for key in sweep(folder(), {other.key for other in self._maps.values() if other.looked_at} | {one.key}):
                    self._maps.pop(key, None)
                self._maps[one.key] = one
                one.begin()
            one.fillers += 1
            self._new.notify_all()
            one.wake()
        self.crew.call()

    def leave(self, one: Map) -> None:
        """Have it filled for one less; for nobody it is filled no more, and what it has stays."""
        with self._lock:
            one.fillers -= 1
            if not one.fillers:
                one.end()
                self.crew.drop(lambda job: isinstance(job, _Job) and job.of is one)
            one.wake()

    def _next(self, seconds: float) -> Job | None:
        """Return the next batch, of the maps in turn, as soon as there is one; None where there is none in time."""
        with self._lock:
            self._new.wait_for(lambda: self.crew.closed or self._waiting(), seconds)
            waiting = self._waiting()
            if not waiting or self.crew.closed:
                return None
            self._turn += 1
            one = sorted(waiting, key=lambda one: one.began)[self._turn % len(waiting)]
            batch = one.queue.batches.popleft()
            one.present |= {task.key: (0, "open") for task in batch}
            one.wake()
            return _Job(self, one, batch, one.queue)

    def _waiting(self) -> list[Map]:
        return [one for one in self._maps.values() if one.queue.batches]

    def hear(self, job: _Job, name: str, value: Any) -> None:
        """Take what a process says of a batch, unless nobody wants it."""
        with self._lock:
            if not job.wanted:
                return
            one = job.of
            one.first = one.first or time.monotonic()
            if name == "at":
                one.present |= {key: (step, outcome) for key, step, outcome in value}
            else:
                self._add(one, value if name == "rows" else [failed(task) for task in job.batch])
            one.wake()

    def lose(self, job: _Job) -> None:
        """Have a batch run again whose process has died, unless nobody wants it."""
        with self._lock:
            if not job.wanted:
                return
            one = job.of
            for task in job.batch:
                one.present.pop(task.key, None)
            self._add(one, one.queue.again(job.batch))
            self._new.notify_all()
            one.wake()

    def _add(self, one: Map, rows: Sequence[dict[str, Any]]) -> None:
        try:
            one.add(rows)
        except OSError as error:  # nothing can be written any more
            one.refused = error.strerror or str(error)
            one.end()

    def put(self, one: Map, row: dict[str, Any]) -> None:
        """Take the row of a run of a map that was done elsewhere; raise as `Map.put` does."""
        with self._lock:
            one.put(row)
            one.wake()

    def stop(self) -> None:
        """End all processes, for good."""
        self.crew.close()
        with self._lock:
            self._new.notify_all()


maps = Maps()
atexit.register(maps.stop)
