"""Pair: two runs of one worker, compared step by step. It takes the place of both in the worker's loop."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field

from ganlab.engine.clock import Clock
from ganlab.engine.run import Run
from ganlab.engine.stepping import SLICE
from ganlab.lazy import Message
from ganlab.observe.snapshot import Snapshot


@dataclass(eq=False)
class Pair:
    """Keep two runs at the same step: they step only when both may, and are shown in one message.

    One that has diverged or failed stays where it is, and the other goes on. One that is behind (a checkpoint was
    older than the other's) catches up first. `guarded(run, action, *arguments)` lets a failure be that run's alone.
    """

    ids: tuple[str, str]
    all_runs: dict[str, Run]  # the worker's
    guarded: Callable[..., None]
    publish: Callable[..., None]  # takes the two frames
    strikes: int = 0  # turns in a row that took too long
    asked: bool = True  # a frame was forced out
    detail: str = ""  # a pair as such never fails
    message: Message | None = None
    cores: None = None  # one core for both: what differs between them is what they differ in, not the order of a sum
    _frames: list[Snapshot] | None = field(default=None, init=False)

    @property
    def run_id(self) -> str:
        """Return the id of the first."""
        return self.ids[0]

    @property
    def measuring(self) -> float:
        """Return how many seconds of a core both have spent, in their turns, on measuring."""
        return sum(run.measuring for run in self.runs)

    @property
    def runs(self) -> list[Run]:
        """Return both runs."""
        return [self.all_runs[run_id] for run_id in self.ids]

    def join(self) -> None:
        """Let each run know its partner, which its checkpoint tells."""
        for run, other in zip(self.runs, reversed(self.ids), strict=True):
            run.partner, run.unsaved = other, True

    def part(self) -> None:
        """Let each run be its own again."""
        for run in self.runs:
            run.partner, run.dirty, run.unsaved = None, True, True

    @property
    def able(self) -> list[Run]:
        """Return the runs that can step."""
        return [run for run in self.runs if run.trainer and not run.trainer.divergence and not run.detail]

    @property
    def behind(self) -> list[Run]:
        """Return the runs that are not yet where the other one is."""
        able = self.able
        farthest = max((run.step_count for run in able), default=0)
        return [run for run in able if run.step_count < farthest]

    @property
    def watched(self) -> bool:
        """Tell whether anybody looks at either of them."""
        return any(run.watched for run in self.runs)

    @property
    def dirty(self) -> bool:
        """Tell whether something has changed since the last published frames."""
        return self.asked or any(run.dirty for run in self.runs)

    @property
    def frames(self) -> Clock:
        """Return the clock of the frames of both, which is that of the first."""
        return self.runs[0].frames

    def pause(self, crowd: int) -> float:
        """Return for how long both are to step for each time that they are looked at, beside others."""
        return self.runs[0].pause(crowd)

    @property
    def measures(self) -> bool:
        """Tell whether a measurement of either is under way."""
        return any(run.measures for run in self.runs)

    def hurries(self, now: float) -> bool:
        """Tell whether what was asked of either is to be seen now."""
        return not self.behind and self.frames.ready and any(run.hurries(now) for run in self.runs)

    def due(self) -> float | None:
        """Return when both want to step next, in monotonic seconds; None as long as one of them does not."""
        if any(run.trainer is None and not run.detail for run in self.runs):
            return None  # still loading
        if self.behind:
            return 0.0
        able = self.able
        times = [due for run in able if (due := run.due()) is not None]
        return max(times) if times and len(times) == len(able) else None

    def advance(self, interrupted: Callable[[], bool], seconds: float = SLICE) -> int:
        """Step both in turn for one time slice; return 0.

        It ends early where a command arrives or the next step is not yet due.
        """
        end = time.monotonic() + seconds
        stepped = False
        while (due := self.due()) is not None:
            now = time.monotonic()
            if due > now or (stepped and (now >= end or interrupted())):
                break
            stepped = True
            if behind := self.behind:
                for run in behind:
                    self.guarded(run, run.catch_up)
            else:
                self._step(seconds)
        return 0

    def _step(self, seconds: float) -> None:
        """Let each take one step; where one arrives at what both were sent towards, both stop."""
        aimed = [run for run in self.able if run.aim]
        for run in self.able:
            self.guarded(run, run.advance, lambda: True, seconds)
        if any(run.aim is None for run in aimed):
            for run in aimed:
                if run.aim:
                    run.halt()

    def take(self, frame: Snapshot) -> None:
        """Take a frame that one of the runs would publish; outside `show` it only asks for both to be shown."""
        if self._frames is None:
            self.asked = True
        else:
            self._frames.append(frame)

    def show(self, force: bool = False) -> None:
        """Publish both frames, of one step, if somebody looks, something changed and the last are old enough."""
        began = time.monotonic()
        wanted = self.asked or (self.watched and self.dirty and self.frames.ready)
        if self.behind or not (force or wanted):
            return
        self.asked, self._frames = False, []
        for run in self.runs:
            self.guarded(run, run.show, True)
        frames, self._frames = self._frames, None
        self.frames.did(began)
        self.publish(*frames)

    def measure(self, crowd: int = 1) -> None:
        """Measure both anew when it is due."""
        for run in self.runs:
            self.guarded(run, run.measure, crowd)

    def keep(self) -> None:
        """Keep frames of both while nobody looks, of the same steps."""
        if all(run.showing.keeping.ready for run in self.runs):
            for run in self.runs:
                self.guarded(run, run.keep)

    def save(self, force: bool = False, crowd: int = 1) -> None:
        """Write the checkpoints of both in one go, so that they are of one step."""
        if self.behind or not (force or all(run.saving.ready for run in self.able)):
            return
        for run in self.runs:
            self.guarded(run, run.save, True, crowd)

    def common(self, step: int) -> int:
        """Return the last step, at or before one, of which both have kept a frame; or the first of those."""
        a, b = (run.showing.timeline.frames.steps for run in self.runs)
        both = sorted(set(a) & set(b))
        return both[max(0, bisect_right(both, step) - 1)] if both else step
