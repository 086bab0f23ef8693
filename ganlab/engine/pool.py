"""Pool: the worker processes as the server sees them. One that dies is replaced, and its owner is told."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO, cast

from ganlab.engine import pipe


def default_workers() -> int:
    """Return how many workers to start: `GANLAB_WORKERS`, or all cores but the one that serves the page."""
    asked = os.environ.get("GANLAB_WORKERS", "")
    if asked and not (asked.isdigit() and 1 <= int(asked) <= 64):
        raise ValueError(f"GANLAB_WORKERS: must be a whole number from 1 to 64; got “{asked}”")
    return int(asked) if asked else max(1, (os.cpu_count() or 2) - 1)


class Process:
    """Keep one worker alive: `on_message(index, message)` and `on_death(index)` are called on its receiver thread."""

    def __init__(self, index: int, on_message: Callable[[int, Any], None], on_death: Callable[[int], None]):
        self.index, self._on_message, self._on_death = index, on_message, on_death
        self._lock, self._closing = threading.Lock(), False
        self._asked: dict[int, Future[Any]] = {}  # questions that are not answered yet, by their number
        self._numbers = count()
        self._start()

    def _start(self) -> None:
        self._granted = 1
        root = str(Path(__file__).resolve().parents[2])
        path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))
        self.child = subprocess.Popen(
            [sys.executable, "-m", "ganlab.engine.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # A thread that waits for the others soon stops burning its core; then a busy one costs less.
            env={"GOMP_SPINCOUNT": "10000", **os.environ, "PYTHONPATH": path},
        )
        threading.Thread(target=self._receive, args=(self.child,), daemon=True).start()

    def _receive(self, child: subprocess.Popen[bytes]) -> None:
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
        if not self._closing:
            self._start()
            self._on_death(self.index)

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
        with self._lock, contextlib.suppress(OSError, ValueError):
            pipe.write(cast(BinaryIO, self.child.stdin), command)

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
        self._closing = True
        with self._lock, contextlib.suppress(OSError):
            cast(BinaryIO, self.child.stdin).close()
        try:
            self.child.wait(3)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
