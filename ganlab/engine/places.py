"""Places: which worker process a run goes to, by what its steps cost: one that many share, one of its own, or none.

A step is indivisible: while it lasts, no other run of its process moves.
"""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, NamedTuple

from ganlab.engine.pool import Process
from ganlab.gan import device
from ganlab.gan.config import ConfigError, RunConfig
from ganlab.gan.cost import Cost, cost, dearest
from ganlab.lazy import N_, Message
from ganlab.limits import LIMITS, most
from ganlab.paths import setting

SHARED = Cost(0.5, 3e8)  # seconds of a step, and bytes, that other runs of a process can bear
QUICKER = 20  # times as quick as a core, a graphics processor steps convolutions


class Bounds(NamedTuple):
    """Hold what a run may take at most, and how many may have a process of their own, as the operator has set it."""

    seconds: int = LIMITS["step_seconds"].default
    megabytes: int = LIMITS["run_mb"].default
    apart: int = max(1, (os.cpu_count() or 1) // 2)

    @classmethod
    def asked(cls) -> Bounds:
        """Read the limits and `GANLAB_APART`; raise ValueError with one sentence for what they cannot be."""
        return cls(most("step_seconds"), most("run_mb"), setting("GANLAB_APART", cls().apart, 0, 64))

    def heavy(self, configs: Sequence[RunConfig], factor: float) -> bool:
        """Tell whether runs of these configs, that step in one, need a process of their own.

        `factor`: times as long as estimated, their steps took. Raise ConfigError where they are beyond all bounds.
        """
        total = expected(configs, factor)
        for name, limit, got in (
            ("step_seconds", self.seconds, total.seconds),
            ("run_mb", self.megabytes, total.bytes / 1e6),
        ):
            if got > limit:
                lower = _lower(configs, name == "run_mb")
                raise _refused(name, most=limit, lower=lower, got=math.ceil(got))
        return total.seconds > SHARED.seconds or total.bytes > SHARED.bytes


def expected(configs: Iterable[RunConfig], factor: float = 1.0) -> Cost:
    """Return what runs that step in one are expected to take."""
    costs, quicker = [], QUICKER if device.likely() else 1
    for config in configs:
        seconds, size = cost(config)
        costs.append(Cost(seconds / quicker, size / quicker) if device.convolves(config) else Cost(seconds, size))
    return Cost(factor * sum(one.seconds for one in costs), sum(one.bytes for one in costs))


def _lower(configs: Sequence[RunConfig], memory: bool = False) -> str:
    """Say which settings to lower."""
    *others, last = dearest(max(configs, key=cost), memory)
    return f"{', '.join(others)} or {last}" if others else last


def _refused(name: str, **values: Any) -> ConfigError:
    said = Message.of(LIMITS[name].sentence, **values)
    what, _, rest = str(said).partition(": ")
    rule, _, got = rest.removesuffix("”").partition("; got “")
    error = ConfigError(what, rule, got)
    error.message = said
    return error


_COST = N_("a step must take at most {most} s unless a process for slower runs is free; lower {lower}")
_SIZE = N_("a run must need at most {most} MB unless a process for slower runs is free; lower {lower}")


class Places:
    """Hold the worker processes by their index: those that are shared first, then those of one run each."""

    def __init__(self, begin: Callable[..., Process]):
        self._begin = begin  # a process of an index, with arguments of the worker's
        self.processes: dict[int, Process] = {}
        self.shared = range(0)
        self.bounds = Bounds()

    def open(self, shared: int) -> None:
        """Start the processes that are shared."""
        self.bounds, self.shared = Bounds.asked(), range(shared)
        for index in self.shared:
            self.processes[index] = self._begin(index, str(SHARED.seconds))

    def apart(self, configs: Sequence[RunConfig], factor: float, taken: Collection[int]) -> int:
        """Return a process for a heavy run alone, started if need be; raise ConfigError where all are taken."""
        first, (seconds, megabytes, many) = len(self.shared), self.bounds
        free = next((index for index in range(first, first + many) if index not in taken), None)
        if free is None:
            total = expected(configs, factor)
            text, most, got = _COST, SHARED.seconds, f"{total.seconds:.2g} s"
            if memory := total.seconds <= SHARED.seconds:
                text, most, got = _SIZE, SHARED.bytes / 1e6, f"{total.bytes / 1e6:,.0f} MB"
            rule = Message.of(text, most=f"{most:g}", lower=_lower(configs, memory))
            raise ConfigError("cost", rule, f"about {got}")
        if free not in self.processes:
            self.processes[free] = self._begin(free, str(seconds), str(megabytes))
        return free

    def release(self, taken: Collection[int]) -> None:
        """End the processes of runs that are no more; each is waited for aside."""
        for index in [index for index in self.processes if index not in self.shared and index not in taken]:
            threading.Thread(target=self.processes.pop(index).close).start()

    def empty(self) -> list[Process]:
        """Return all processes; they are to be ended, and are not held any more."""
        processes, self.processes, self.shared = list(self.processes.values()), {}, range(0)
        return processes
