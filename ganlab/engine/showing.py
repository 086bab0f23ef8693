"""Showing: what is seen of one run, the present or a past that is looked back at, and what is measured and studied."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from ganlab.engine.clock import Clock
from ganlab.engine.measuring import Measuring
from ganlab.engine.slow_motion import Slow
from ganlab.engine.studying import Asked, Back
from ganlab.engine.timeline import Timeline
from ganlab.gan.config import RunConfig
from ganlab.gan.trainer import Trainer
from ganlab.lazy import torch
from ganlab.observe import record
from ganlab.observe.display import Display
from ganlab.observe.record import WHOLE, Record
from ganlab.observe.snapshot import Found, Past, Snapshot

FRAME = 0.03  # seconds at least between two frames of a run
UNSEEN = 0.25  # seconds at least between two frames that a run keeps while nobody looks


class Pauses(NamedTuple):
    """Say how long a run goes on between two looks: so many seconds at least, and so many times the look itself.

    apart: steps at least between two frames that are kept while it plays flat out; to keep one costs half a look.
    """

    frame: float = FRAME
    looking: float = 7
    measuring: float = 24
    apart: int = 10


PAUSES = {"images": Pauses(0.05, 4, 60, 1)}  # both together cost at most 18 % of the time, of pictures 22 %


class Showing:
    """Look at a run's trainer, which goes on meanwhile; keep what was seen of it."""

    def __init__(self, kind: str):
        pauses = PAUSES.get(kind, Pauses())
        self.clock = Clock(pauses.frame, pauses.looking)  # of frames
        self.keeping = Clock(UNSEEN, 99)  # of frames that nobody looks at: at most 1 % of the time
        self._measuring_share, self._apart = pauses.measuring, pauses.apart
        self.display: Display | None = None  # none before the data are there
        self.frame: Snapshot | None = None  # the last good one
        self.timeline = Timeline()
        self.past: int | None = None  # the step looked back at
        self._back: Back | None = None  # what studies are made of there
        self.measured = Measuring()
        self.asked = Asked()  # what viewers want to see beside the display

    def begin(self, trainer: Trainer, observed: dict[str, Any] | None = None) -> None:
        """Look at this trainer from now on, where its checks were known until now: with what they have shown."""
        self.measured.restart(trainer.step_count)
        if observed:
            self.measured.observer.load_state(observed)
        self.display = Display(trainer)
        self.frame = self.display.snapshot()

    def until(self, step: int) -> None:
        """Forget what lies behind a step, and what was measured."""
        self.timeline, self.measured, self.past = self.timeline.until(step), Measuring(), None

    def see(self, config: RunConfig, flat_out: bool = False) -> None:
        """Take the frame of this moment, and keep it for later where it is wanted."""
        if self.display is None:
            return
        frame, trainer = self.display.snapshot(), self.display.trainer
        if frame.finite():
            self.frame = frame
            if not trainer.divergence:  # whose last step has drawn random numbers in vain
                frame = replace(frame, **self.measured.read(trainer, config))
                self.timeline.record(frame, trainer, self._apart if flat_out else 1)

    def look(self, step: int | None) -> None:
        """Show the frame kept at a step from now on, or None: the present."""
        self.past = step if self.timeline.frames.steps else None

    def shown(self, config: RunConfig, slow: Slow | None) -> Snapshot:
        """Return the frame to be shown: the present, or the past with the run's own record beside it."""
        trainer = self.display.trainer if self.display else None
        now = replace(self.frame or Snapshot(config), config=config, **self.measured.read(trainer, config))
        kept = None if self.past is None else self.timeline.look(self.past)
        if kept is None:
            return slow.shown(now) if slow else now
        state = self.timeline.states.at(kept.step)
        past = Past(now.step, config, (state[0], state[1].config) if state else None)
        whole = {name: getattr(now, name) for name in WHOLE}
        return replace(kept, past=past, stride=now.stride, measured_stride=now.measured_stride, **whole)

    def taken(self, config: RunConfig) -> tuple[Record, Trainer | None]:
        """Return the record of the run until the moment that is shown, and the trainer of it, or of one near it."""
        frame = self.shown(config, None)
        made = record.taken(frame, self.timeline.before(frame.step))
        trainer = self.display.trainer if self.display else None
        if trainer and frame.past:
            step, state = self.timeline.states.near(frame.step)
            if abs(step - frame.step) < abs(trainer.step_count - frame.step):
                trainer = state.trainer(trainer.images)
        return made, trainer

    def studied(self, playing: bool) -> dict[str, Found]:
        """Return the answers to what viewers ask of the moment that is shown."""
        if self.display is None:
            return {}
        back = None
        if self.past is not None and self.asked.wanted and (kept := self.timeline.look(self.past)):
            again = self._back and self._back.frame.step == kept.step
            back = self._back if again else self._gone_back(kept, self.display)
        self._back = back
        return self.asked.look(self.display, self.timeline, playing, back)

    def _gone_back(self, kept: Snapshot, now: Display) -> Back:
        """Return a kept frame with the display of the state nearest to it, which may be the present one."""
        step, state = self.timeline.states.near(kept.step)
        if abs(now.trainer.step_count - kept.step) <= abs(step - kept.step):
            return Back(kept, now)
        if self._back and self._back.display.trainer.step_count == step:
            display = self._back.display
        else:
            display = Display(state.trainer(now.trainer.images))
        if kept.asked is not None:
            display.asked = torch.from_numpy(kept.asked.astype(np.int64))
        return Back(kept, display)

    def keep(self, config: RunConfig, flat_out: bool) -> None:
        """Keep a frame of a run that nobody looks at, when one is due."""
        if self.display is None or not self.keeping.ready:
            return
        if self.timeline.wants(self.display.trainer.step_count):
            began = time.monotonic()
            self.see(config, flat_out)
            self.keeping.did(began)

    def check(self) -> None:
        """Check the run after a step, where that is due."""
        if self.display is not None:
            self.measured.check(self.display)

    def finish(self) -> None:
        """Do all measurements that are under way."""
        if self.display is not None:
            self.measured.finish(self.display)

    def observed(self) -> dict[str, Any]:
        """Return what the run's checks have shown until now, as plain values; none is left under way."""
        self.finish()
        return self.measured.observer.state()

    def measure(self, plays: bool, crowd: int = 1) -> bool:
        """Measure anew when it is due; tell whether there are new measures.

        It is done in pieces, between which the run may go on.
        """
        return self.display is not None and self.measured.go_on(self.display, plays, self._measuring_share * crowd)

    def measure_now(self) -> dict[str, Any]:
        """Measure the present at once; nothing before the data are there."""
        return self.measured.at_once(self.display) if self.display else {}
