"""The crew: processes that run the batches of all maps, each one at a time; without any for a while they end."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

from ganlab.engine import pipe
from ganlab.engine.pool import default_workers
from ganlab.engine.sweep.plan import Task
from ganlab.paths import setting

MOST = 2  # processes, unless the operator wants more: each takes some 280 MB
NICE = 10  # by which they stand behind the pages' runs
IDLE = 60.0  # seconds without a batch after which a process ends


class Job(Protocol):
    """A batch that is to be run, and who is told what becomes of it."""

    @property
    def batch(self) -> Sequence[Task]:
        """Return the runs."""
        ...

    @property
    def steps(self) -> int:
        """Return how many steps each takes."""
        ...

    @property
    def folder(self) -> Path:
        """Return where what is kept of them goes."""
        ...

    @property
    def wanted(self) -> bool:
        """Tell whether anybody waits for it still."""
        ...

    def hear(self, name: str, value: Any) -> None:
        """Take what a process says: “at”, “rows” or “failed”."""
        ...

    def lost(self) -> None:
        """Learn that the process has died over it."""
        ...


def size() -> int:
    """Return how many processes fill maps: `GANLAB_MAP_WORKERS`, or as many as runs have, at most two."""
    return setting("GANLAB_MAP_WORKERS", min(MOST, default_workers()), 1, 64)


class Crew:
    """Keep the processes. `wanted(seconds)` returns the next job, None where none comes in so many seconds."""

    def __init__(self, wanted: Callable[[float], Job | None], nice: int = NICE):
        self._wanted, self.nice, self._lock = wanted, nice, threading.Lock()
        self._hands: set[_Hand] = set()
        self.closed = False

    def call(self) -> None:
        """Have all processes there, or on their way."""
        with self._lock:
            while len(self._hands) < size() and not self.closed:
                self._hands.add(_Hand(self._wanted, self._gone, self.nice))

    def _gone(self, hand: _Hand) -> None:
        with self._lock:
            self._hands.discard(hand)

    def drop(self, jobs: Callable[[Job], bool]) -> None:
        """End those that are at such jobs."""
        with self._lock:
            for hand in self._hands:
                if hand.job is not None and jobs(hand.job):
                    hand.kill()

    def pids(self) -> list[int]:
        """Return the process ids."""
        with self._lock:
            return [hand.child.pid for hand in self._hands if hand.child is not None]

    def close(self) -> None:
        """End all, for good."""
        with self._lock:
            self.closed = True
            for hand in self._hands:
                hand.kill()


class _Hand:
    """One process, and the thread that hands it its jobs."""

    def __init__(self, wanted: Callable[[float], Job | None], gone: Callable[[_Hand], None], nice: int):
        self._wanted, self._gone, self._nice = wanted, gone, nice
        self.job: Job | None = None
        self.child: subprocess.Popen[bytes] | None = None
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        try:
            self._begin()
            while (job := self._wanted(IDLE)) is not None:
                self.job = job
                try:
                    if self.child is None:
                        self._begin()
                    if job.wanted:  # else whoever wanted it to end has perhaps found no process to end
                        self._do(job)
                except (EOFError, OSError, ValueError):
                    self.job = None
                    self._end()
                    job.lost()
                self.job = None
        finally:
            self._gone(self)
            self._end()

    def _begin(self) -> None:
        root = str(Path(__file__).resolve().parents[3])
        path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))
        self.child = subprocess.Popen(
            [sys.executable, "-m", "ganlab.engine.sweep.hand", str(self._nice)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )

    def _do(self, job: Job) -> None:
        child = cast("subprocess.Popen[bytes]", self.child)
        pipe.write(cast(BinaryIO, child.stdin), (list(job.batch), job.steps, str(job.folder)))
        name = ""
        while name not in ("rows", "failed"):
            name, value = pipe.read(cast(BinaryIO, child.stdout))
            job.hear(name, value)

    def _end(self) -> None:
        child, self.child = self.child, None
        if child is not None:
            with contextlib.suppress(OSError):
                cast(BinaryIO, child.stdin).close()
            child.kill()
            child.wait()

    def kill(self) -> None:
        """End the process, whatever it is at."""
        if self.child is not None:
            self.child.kill()
