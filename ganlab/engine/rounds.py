"""Rounds: what a worker does all the time: obey, let a run step for a while, measure, show and save it; the next."""

from __future__ import annotations

import math
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable
from typing import Any

from ganlab.engine.abreast import advance, company
from ganlab.engine.pair import Pair
from ganlab.engine.run import Run
from ganlab.engine.stepping import SLICE
from ganlab.engine.trace import Trace
from ganlab.engine.turns import CREDIT, Turns
from ganlab.lazy import N_, Message, torch

FAILED = N_("This run stopped on an error: {reason}. Reset begins it anew.")
NO_MEMORY = N_(
    "This run needs more memory than there is for it, so it was stopped. Try a smaller batch or smaller networks, then "
    "Reset."
)
UNSEEN = 20  # times as much as it takes, a run that nobody looks at is charged where another one is looked at
STRIKES = 2  # turns in a row that take longer than others can bear, and a run has to go
RESTING = 0.05  # seconds at most between two looks after the runs that do not step


class Rounds:
    """Hold a worker's runs and its inbox, and go round."""

    def __init__(self, bound: float = math.inf) -> None:
        self.runs: dict[str, Run] = {}
        self.pairs: dict[str, Pair] = {}  # under the ids of both runs
        self.bound = bound  # seconds that a step may take
        self._granted = self._threads = 1  # cores
        self._inbox: deque[tuple[Any, ...]] = deque()
        self._arrived = threading.Condition()
        self._turns: Turns[Run | Pair] = Turns()
        self.trace = Trace()  # of whose turn it is, for the server
        self._looked = 0.0  # when the runs that do not step were last looked after

    def obey(self, name: str, *arguments: Any) -> None:
        """Carry out a command."""
        raise NotImplementedError

    def leave(self, unit: Run | Pair, seconds: float | None = None) -> None:
        """Let a run go whose steps took so many seconds, so that another process takes it up."""
        raise NotImplementedError

    def post(self, command: tuple[Any, ...]) -> None:
        """Put one command, (name, *arguments), into the inbox; any thread may."""
        with self._arrived:
            self._inbox.append(command)
            self._arrived.notify()

    def run_forever(self) -> None:
        """Work until the command `stop` arrives."""
        while self.obey_all():
            self.go_on()
        for unit in self.units():
            unit.save(force=True)

    def go_on(self) -> None:
        """Give one turn, and look after those that do not step; where nothing is due, wait for what comes first."""
        now, units = time.monotonic(), self.units()
        ready = [unit for unit in units if (due := unit.due()) is not None and due <= now]
        hurried = [unit for unit in units if unit.hurries(now)]
        if ready or hurried:
            self._turn(ready, hurried)
        if now >= self._looked + RESTING or not (ready or hurried):
            self._looked = now
            for unit in units:
                if unit not in ready:
                    self._look_after(unit, len(units))
            if not (ready or hurried or any(unit.measures for unit in units)):
                self._wait(units)

    def obey_all(self) -> bool:
        """Carry out what is in the inbox; tell whether to go on."""
        while self._inbox:
            name, *arguments = self._inbox.popleft()
            if name == "stop":
                return False
            if name == "configure" and self._next_to(arguments[0]) == "configure":
                continue  # a slider sends many
            began = time.monotonic()
            self.trace.turn(str(arguments[0]) if arguments else "")
            self.obey(name, *arguments)
            self.trace.turn("")
            if run := self.runs.get(arguments[0]) if arguments else None:
                run.urgent = True
                self._turns.took(self.pairs.get(arguments[0], run), min(CREDIT, time.monotonic() - began))
        return True

    def _next_to(self, run_id: str) -> str | None:
        """Name the next command to a run that waits in the inbox."""
        return next((later[0] for later in self._inbox if run_id in later[1:2]), None)

    def _turn(self, ready: list[Run | Pair], hurried: list[Run | Pair]) -> None:
        """Let the one whose turn it is step and be looked after; one that only hurries is shown as it is."""
        unit, stepped = self._turns.next(ready + hurried, hurried), 0.0
        if unit not in hurried:
            # One that is alone stops where its next frame is due: with whole slices a third is lost.
            alone = unit.frames.within(SLICE) if unit.watched else SLICE
            pause = alone if len(ready) == 1 else unit.pause(len(ready))
            if runs := company(unit, ready):
                if not self._step_together(runs, pause, ready):
                    return
            else:
                stepped = self._step_alone(unit, pause, ready)
        elif isinstance(unit, Run):
            # It steps along again sooner. Were that as soon as one that had its turn, what it asks would be seen late.
            unit.stepped = min(unit.stepped, unit.pause(max(1, len(ready))) / 2)
        began = time.thread_time()
        self._look_after(unit, len(ready))
        self._charge(unit, time.thread_time() - began, ready)
        if stepped:
            self._weigh(unit, stepped)

    def _charge(self, unit: Run | Pair, seconds: float, ready: list[Run | Pair]) -> None:
        """Note what one has had of the core: without what others had of it, or the machine slept."""
        # One that nobody looks at goes on, but not at the cost of those that are looked at.
        unseen = not unit.watched and any(one.watched for one in ready)
        self._turns.took(unit, seconds, UNSEEN if unseen else 1)

    def _step_alone(self, unit: Run | Pair, pause: float, ready: list[Run | Pair]) -> float:
        """Let one step by itself; return for how many seconds it stepped."""
        began, before = time.thread_time(), unit.measuring
        self._guarded(unit, self._advance, unit, pause)
        took = time.thread_time() - began
        self._charge(unit, took, ready)
        return took - (unit.measuring - before)

    def _step_together(self, runs: list[Run], pause: float, ready: list[Run | Pair]) -> bool:
        """Let the first of these step, and the others with it; tell whether it has stepped enough to be looked at."""
        first, now = runs[0], time.monotonic()
        if first.stepped < pause:
            self._use(1)
            seconds = min(pause - first.stepped, SLICE / len(runs))
            took = advance(runs, self._guarded, lambda: bool(self._inbox), seconds)
            for run, had in zip(runs, took, strict=True):
                self._charge(run, had, ready)
            if first.stepped < pause and (due := first.due()) is not None and due <= now:
                return False
        first.stepped -= pause  # what it has stepped beyond that, since others' turns came, counts for the next time
        return True

    def _weigh(self, unit: Run | Pair, seconds: float) -> None:
        """Let a run go that has stepped for so many seconds without a pause, if that is not the first time."""
        unit.strikes = unit.strikes + 1 + (seconds > 4 * self.bound) if seconds > self.bound + SLICE else 0
        if unit.strikes >= STRIKES:
            self.leave(unit, seconds)

    def _look_after(self, unit: Run | Pair, crowd: int) -> None:
        """Measure, show, keep and save one of so many, as far as that is due."""
        self._guarded(unit, unit.measure, crowd)
        self._guarded(unit, unit.show)
        self._guarded(unit, unit.keep)
        self._guarded(unit, unit.save, False, crowd)

    def _advance(self, run: Run | Pair, seconds: float) -> None:
        """Let a run step for a while, on one core or on those granted, whichever is quicker."""
        began = time.monotonic()
        threads = run.cores.take(self._granted, began) if run.cores else 1
        self._use(threads)
        steps = run.advance(lambda: bool(self._inbox), seconds)
        if run.cores and steps:
            now = time.monotonic()
            run.cores.note(steps, now - began, now)

    def _use(self, threads: int) -> None:
        """Let what is worked out from now on take so many cores."""
        if threads != self._threads:
            torch.set_num_threads(threads)
            self._threads = threads

    def units(self) -> list[Run | Pair]:
        """Return what steps and is shown in one: the runs, and pairs in the place of theirs."""
        return list(dict.fromkeys(self.pairs.get(run_id, run) for run_id, run in self.runs.items()))

    def _wait(self, units: list[Run | Pair]) -> None:
        """Sleep until the next step is due, a frame held back may be shown, or a command arrives."""
        waiting = any(unit.dirty and unit.watched for unit in units)
        times = [due for unit in units if (due := unit.due()) is not None]
        until = min([*times, time.monotonic() + (0.01 if waiting else 0.5)])
        with self._arrived:
            if not self._inbox:
                self._arrived.wait(max(0.0, until - time.monotonic()))

    def _guarded(self, run: Run | Pair, action: Callable[..., Any], *arguments: Any) -> None:
        """Let one run's failure be that run's alone: it is shown where the picture would be."""
        if run.detail and action != run.show:
            return
        before = self.trace.turn(run.run_id)
        try:
            action(*arguments)
        except (OSError, EOFError):
            raise  # the pipe to the server is gone
        except Exception as error:
            if isinstance(error, RuntimeError) and isinstance(run, Run) and run.come_home():
                return
            run.detail = traceback.format_exc()
            run.message = _failed(error)
            run.show(force=True)
        finally:
            self.trace.turn(before)


def _failed(error: Exception) -> Message:
    if isinstance(error, MemoryError) or "allocate memory" in str(error):
        return Message.of(NO_MEMORY)
    return Message.of(FAILED, reason=f"{type(error).__name__}: {error}")
