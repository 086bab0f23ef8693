"""Pool: the worker processes as the server sees them. One that dies is replaced, and its owner is told."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO, cast

from ganlab.engine import pipe
from ganlab.engine.outbox import Outbox
from ganlab.engine.trace import Trace
from ganlab.paths import setting

STARTING = 90  # seconds that a worker may take until it stirs for the first time: it has to import torch


def default_workers() -> int:
    """Return how many workers to start: `GANLAB_WORKERS`, or all cores but one; of two cores both.

    The page of a class takes a fifth of a core. With the other one idle, sixty runs get half as many frames and steps.
    """
    cores = os.cpu_count() or 2
    return setting("GANLAB_WORKERS", max(min(2, cores), cores - 1), 1, 64)


class Process:
    """Keep one worker alive.

    On its receiver thread `on_message(index, message)` and `on_death(index, run_id)` are called: a death is told with
    the id of the run in whose turn it came, "" for none. Nothing here waits for the worker but `ask`, and `close` for
    three seconds. `arguments`: the worker's.
    """

    def __init__(
        self, index: int, on_message: Callable[[int, Any], None], on_death: Callable[[int, str], None], *arguments: str
    ):
        self.index, self._on_message, self._on_death = index, on_message, on_death
        self._arguments, self._lock, self._closing = arguments, threading.Lock(), False
        self._asked: dict[int, Future[Any]] = {}  # questions that are not answered yet, by their number
        self._numbers = count()
        self._start()

    def _start(self) -> None:
        self._granted, self._beats, self.silent = 1, 0, -STARTING
        place = Trace.place()
        self._trace = Trace(place)
        root = str(Path(__file__).resolve().parents[2])
        path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))
        self.child = subprocess.Popen(
            [sys.executable, "-m", "ganlab.engine.worker", str(place), *self._arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # A thread that waits for the others soon stops burning its core; then a busy one costs less.
            env={"GOMP_SPINCOUNT": "10000", **os.environ, "PYTHONPATH": path},
        )
        pipe.widen(cast(BinaryIO, self.child.stdout))
        self._outbox = Outbox(cast(BinaryIO, self.child.stdin))
        threading.Thread(target=self._receive, args=(self.child, place), daemon=True).start()

    def _receive(self, child: subprocess.Popen[bytes], place: Path) -> None:
        try:
            while True:
                name, *values = message = pipe.read(cast(BinaryIO, child.stdout))
                if name == "answer":
                    self._take(*values)
                else:
                    self._on_message(self.index, message)
        except EOFError:
            pass
        child.wait()
        self._outbox.close()
        Trace.forget(place)
        if not self._closing:
            at_work = self._trace.read_turn()
            if not self._trace.beats():  # it cannot even start: not again at once
                time.sleep(1.0)
            with self._lock:
                if self._closing:  # meanwhile: nobody would end another one
                    return
                self._start()
            self._on_death(self.index, at_work)

    @property
    def pid(self) -> int:
        """Return the process id of the worker as it is now."""
        return self.child.pid

    def grant(self, cores: int) -> None:
        """Let the worker's runs use so many cores, if it does not know that already."""
        if self._granted != cores:
            self._granted = cores
            self.send("grant", cores)

    def send(self, *command: Any) -> None:
        """Send one command; one for a worker that is just dying is dropped, for its runs are opened anew anyway."""
        self._outbox.put(command)

    def waiting(self, run_id: str) -> int:
        """Return how many commands to a run the worker has not taken yet."""
        return self._outbox.waiting(run_id)

    def look(self) -> int:
        """Look, once a second, whether the worker lives; return at how many looks in a row it has not stirred.

        That is below 0 until it may have started.
        """
        beats = self._trace.beats()
        self.silent, self._beats = 0 if beats != self._beats else self.silent + 1, beats
        return self.silent

    def kill(self) -> None:
        """End a worker that does not answer, as if it had died."""
        self.child.kill()

    def ask(self, name: str, *arguments: Any, seconds: float) -> Any:
        """Send a command that the worker answers; return the answer, None where there is none in time."""
        number, answer = next(self._numbers), Future[Any]()
        self._asked[number] = answer
        try:
            self.send(name, number, *arguments)
            return answer.result(seconds)
        except TimeoutError:  # a worker that died has forgotten it
            return None
        finally:
            del self._asked[number]

    def _take(self, number: int, value: Any) -> None:
        if answer := self._asked.get(number):
            answer.set_result(value)

    def close(self) -> None:
        """End the worker: it saves its runs and stops; killed after three seconds."""
        with self._lock:
            self._closing = True
        self._outbox.close()
        try:
            self.child.wait(3)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
