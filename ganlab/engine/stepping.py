"""Stepping: one trainer with what is asked of it.

When it is due to step, how far it is to go, and whether phase by phase.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ganlab import limits
from ganlab.engine.clock import Pace
from ganlab.engine.goals import Aim
from ganlab.engine.slow_motion import Slow
from ganlab.engine.todo import Todo
from ganlab.gan.config import RunConfig
from ganlab.gan.device import CPU
from ganlab.gan.together import kind
from ganlab.gan.trainer import Part, Trainer
from ganlab.lazy import Message

SLICE = 0.02  # seconds that one run may step before the next one's turn
HURRY = 0.1  # seconds at least between two frames that are shown out of turn


@dataclass(eq=False, kw_only=True)
class Stepping:
    """Step a trainer when it is due. What stops it on its way is said by `notice`."""

    trainer: Trainer | None = None
    playing: bool = True
    speed: float = 0.0  # steps per second; 0 = flat out
    watched: bool = True
    urgent: bool = False  # something was asked of it since the last frame, and is to be seen soon
    resting: bool = False  # because nobody looks; it goes on where it was as soon as somebody does
    todo: Todo = field(default_factory=Todo)  # single steps asked for
    aim: Aim | None = None  # what the run is sent towards
    slow: Slow | None = None  # slow motion, while it is on
    notice: Message | None = None
    detail: str = ""  # of a failure: the run stands still
    dirty: bool = True  # something changed since the last published frame
    unsaved: bool = True  # or since the last checkpoint
    strikes: int = 0  # turns in a row that took too long
    measuring: float = 0.0  # seconds of a core that were spent, in these turns, on measuring
    stepped: float = 0.0  # and on stepping together with others since the last turn in which it was looked after
    apart: bool = False  # it steps alone, since what it stepped together with has failed
    steps_clock: Pace = field(default_factory=Pace)
    _config: RunConfig | None = None  # whose kind is known
    _kind: tuple[Any, ...] | None = None

    def measure_now(self) -> dict[str, Any]:
        """Measure the present at once, for an aim that asks for it."""
        raise NotImplementedError

    def check(self) -> None:
        """Check the run where this step is one at which it is to be checked."""
        raise NotImplementedError

    @property
    def status(self) -> str:
        """Return what the view calls this run's state."""
        if self.detail:
            return "failed"
        if self.trainer is None:
            return "loading"
        if self.trainer.divergence:
            return "diverged"
        plays = self.slow.pace if self.slow else self.playing or self.aim
        return "running" if plays and not self.resting else "paused"

    @property
    def flat_out(self) -> bool:
        """Tell whether it steps by itself, and as quickly as it can."""
        return self.status == "running" and not self.speed and not self.slow

    def due(self) -> float | None:
        """Return when this run wants to step next, in monotonic seconds; None for not at all."""
        if self.trainer is None or self.trainer.divergence or self.detail or self.resting:
            return None
        if self.slow:
            return self.slow.due if self.slow.pace and self.watched else None
        if self.todo:
            return 0.0
        if not self.playing and not self.aim:
            return None
        return self.steps_clock.due if self.speed else 0.0

    @property
    def kind(self) -> tuple[Any, ...] | None:
        """Return what runs that may step together with this one have in common with it; None where none may."""
        trainer = self.trainer
        if trainer is None or self.slow or self.todo or self.aim or self.apart or trainer.device != CPU:
            return None
        if trainer.config is not self._config:
            self._config, self._kind = trainer.config, kind(trainer.config)
        return self._kind

    def advance(self, interrupted: Callable[[], bool], seconds: float = SLICE) -> int:
        """Step for one time slice, once at least; return how many steps were taken.

        It ends early where a command arrives or the next step is not yet due.
        """
        end, taken = time.monotonic() + seconds, 0
        while (due := self.due()) is not None:
            now = time.monotonic()
            if due > now or (taken and (now >= end or interrupted())):
                break
            taken += 1
            if self.slow:
                self.unsaved |= self.slow.tick()
                self.check()
                self.dirty = True
                continue
            part = self.todo.take() if self.todo else "both"
            self.steps_clock.stepped(self.speed, now)
            self._step(part)
            if self.aim:
                self._arrive()
        self.steps_clock.count(self.step_count)
        return taken

    def stepped_with_others(self, now: float) -> None:
        """Note a step that was taken together with others, at this time."""
        self.steps_clock.stepped(self.speed, now)
        self.check()
        self.dirty = self.unsaved = True
        self.steps_clock.count(self.step_count)

    def catch_up(self) -> None:
        """Take one step towards the run that this one is compared with, also while it is paused."""
        self._step("both")

    @property
    def step_count(self) -> int:
        """Return how many steps the trainer has taken."""
        return self.trainer.step_count if self.trainer else 0

    def _step(self, part: Part) -> None:
        if self.trainer is not None:
            self.trainer.step(part)
            self.check()
            self.dirty = self.unsaved = True

    def _arrive(self) -> None:
        """Stop where the aim says so."""
        if self.aim and self.trainer and (notice := self.aim.stop(self.trainer, self.measure_now)):
            self.halt()
            self.notice = notice

    # -- what is asked of it ------------------------------------------------------------------------------------

    def pace(self, playing: bool, speed: float) -> None:
        """Play or pause, at so many steps per second (0 = flat out).

        Playing ends slow motion, pausing stops it there.
        """
        if self.slow and playing:
            self.slow = None
        elif self.slow and speed == self.speed:
            self.slow.play(None)
        if (playing, speed) != (self.playing, self.speed):
            self.playing, self.speed = playing, speed
            self._restart()

    def rest(self, resting: bool) -> None:
        """Stand still while nobody looks, or go on."""
        self.resting = resting
        self._restart()

    def _restart(self) -> None:
        self.steps_clock.restart(self.step_count)
        self.dirty = True

    def halt(self) -> None:
        """Forget the steps asked for and what the run was sent towards."""
        self.todo.clear()
        self.unsaved |= self.aim is not None  # with which it would go on, were its process to die
        self.aim = self.notice = None
        self.dirty = True

    def steps(self, part: Part, count: int) -> None:
        """Take so many steps from the present, after those already asked for."""
        self.aim = self.slow = None
        if not self.todo.add(part, count):
            self.notice = limits.message("steps")

    def until(self, what: str, value: float | None) -> None:
        """Go towards something and stop exactly there."""
        self.halt()
        self.slow = None
        self.pace(False, self.speed)
        if self.trainer is not None:
            self.aim, self.unsaved = Aim.of(what, value, self.trainer.step_count), True
            self._restart()
            self._arrive()

    def go_slowly(self, action: str, pace: float) -> None:
        """Begin, end or steer slow motion.

        It is without effect where there is nothing to step, or no slow motion to steer.
        """
        if action == "end":
            self.slow = None
        elif action == "begin":
            if self.slow is None and self.trainer and self.status in ("running", "paused"):
                self.halt()
                self.slow = Slow(self.trainer)
        elif self.slow and action == "play":
            self.slow.play(pace)
        elif self.slow:
            self.slow.play(None)
            if action == "back":
                self.slow.back()
            else:
                self.unsaved |= self.slow.next()
                self.check()
        self.dirty = True
