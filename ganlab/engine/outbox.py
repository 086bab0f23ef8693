"""Outbox: commands on their way to a worker, written by a thread of its own.

Whoever sends never waits for the pipe.
"""

from __future__ import annotations

import contextlib
import threading
from collections import Counter, OrderedDict, defaultdict
from itertools import count
from typing import Any, BinaryIO

from ganlab.engine import pipe

LASTING = {"configure", "pace", "halt", "watch", "rest", "look", "dismiss", "grant"}  # of which the last one counts


class Outbox:
    """Write commands to a stream in their order, as soon as the other end takes them.

    Of the commands that only say how something is to be from now on, the last one stays where none of another kind to
    that run was sent between: so a slider that is dragged leaves one command, however long the other end is busy.
    """

    def __init__(self, stream: BinaryIO):
        self._stream = stream
        self._waiting: OrderedDict[int, tuple[Any, ...]] = OrderedDict()
        self._of: Counter[str] = Counter()  # how many wait, by run
        self._lasting: dict[str, dict[str, int]] = defaultdict(dict)  # those that may yet be replaced, by run and name
        self._numbers, self._closing, self._arrived = count(), False, threading.Condition()
        threading.Thread(target=self._write, daemon=True).start()

    def put(self, command: tuple[Any, ...]) -> None:
        """Send a command, (name, *arguments)."""
        name, number, of = command[0], next(self._numbers), _run_of(command)
        with self._arrived:
            if name in LASTING:
                replaced = self._lasting[of].get(name, -1)
                self._lasting[of][name] = number
                if replaced in self._waiting:
                    del self._waiting[replaced]
                    self._of[of] -= 1
            else:
                for one in command[1:]:  # it may be about two runs
                    if isinstance(one, str):
                        self._lasting.pop(one, None)
            self._waiting[number] = command
            self._of[of] += 1
            self._arrived.notify()

    def waiting(self, run_id: str) -> int:
        """Return how many commands to a run have not been written yet."""
        return self._of[run_id]

    def close(self) -> None:
        """Close the stream behind what waits."""
        with self._arrived:
            self._closing = True
            self._arrived.notify()

    def _write(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # the worker is dying: its runs are opened anew anyway
            while (command := self._next()) is not None:
                pipe.write(self._stream, command)
        with contextlib.suppress(OSError):
            self._stream.close()

    def _next(self) -> tuple[Any, ...] | None:
        with self._arrived:
            while not self._waiting:
                if self._closing:
                    return None
                self._arrived.wait()
            _, command = self._waiting.popitem(last=False)
            of = _run_of(command)
            self._of[of] -= 1
            if not self._of[of]:
                del self._of[of]
                self._lasting.pop(of, None)
            return command


def _run_of(command: tuple[Any, ...]) -> str:
    """Return which run a command is to, "" for none."""
    return command[1] if len(command) > 1 and isinstance(command[1], str) else ""
