"""Run: one trainer in a worker, with its clock: when to step, when to show a frame, when to save."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ganlab.engine.cores import Cores
from ganlab.engine.goals import Aim
from ganlab.engine.measuring import Measuring
from ganlab.engine.slow_motion import Slow
from ganlab.engine.studying import Asked, Back
from ganlab.engine.timeline import WHOLE, State, Timeline
from ganlab.gan import checkpoint
from ganlab.gan.config import RunConfig
from ganlab.gan.device import CPU, convolves, device_of
from ganlab.gan.trainer import Part, Trainer
from ganlab.lazy import N_, Message, torch
from ganlab.observe.display import Display
from ganlab.observe.measures import MEASURES
from ganlab.observe.snapshot import Past, Progress, Snapshot

SLICE = 0.02  # seconds that one run may step before the next one's turn
FRAME = 0.03  # seconds at least between two frames of a run
SAVE = 3.0  # seconds at least between two checkpoints of a run
UNSEEN = 0.25  # seconds at least between two frames that a run keeps while nobody looks

DIVERGED = N_(
    "Diverged: {quantity} is not a finite number at step {step}. The last good picture stays. Try a "
    "lower learning rate, then Reset."
)
UNSAVED = N_("The run goes on, but it cannot be saved ({reason}); if its process ended, it would be lost.")


class Pauses(NamedTuple):
    """Say how long a run goes on between two looks at it: at least so many seconds, and so many times the look itself."""

    frame: float = FRAME
    looking: float = 7
    measuring: float = 24


PAUSES = {"images": Pauses(0.05, 18, 60)}  # both together cost at most 16 % of the time, of pictures 7 %


@dataclass(eq=False)
class Run:
    """Hold what a worker knows of one run; `publish` sends its frames to the server."""

    run_id: str
    generation: int
    config: RunConfig
    publish: Callable[[Snapshot], None]
    playing: bool = True
    speed: float = 0.0  # steps per second; 0 = flat out
    watched: bool = True
    path: Path | None = None
    partner: str | None = None  # the run that this one is compared with
    trainer: Trainer | None = None
    display: Display | None = None  # of the trainer
    cores: Cores | None = None  # that it decides on, where more than one may be of use
    at_home: bool = False  # on the CPU, since the graphics processor has failed it
    resumed: int = 0
    todo: deque[Part] = field(default_factory=deque)  # single steps asked for
    slow: Slow | None = None  # slow motion, while it is on
    asked: Asked = field(default_factory=Asked)  # what viewers want to see beside the display
    aim: Aim | None = None  # what the run is sent towards
    resting: bool = False  # because nobody looks; it goes on where it was as soon as somebody does
    timeline: Timeline = field(default_factory=Timeline)
    past: int | None = None  # the step looked back at
    _back: Back | None = None  # what studies are made of there
    message: Message | None = None
    notice: Message | None = None
    progress: Progress | None = None
    detail: str = ""
    frame: Snapshot | None = None  # the last good one
    measured: Measuring = field(default_factory=Measuring)
    dirty: bool = True  # something changed since the last published frame
    unsaved: bool = True
    _frame_at: float = 0.0
    keep_at: float = 0.0
    save_at: float = 0.0
    _due: float = 0.0
    _rate: float = 0.0
    _counted: tuple[float, int] = (0.0, 0)

    def begin(self, images=None, resume: bool = False) -> None:
        """Build the trainer, from the checkpoint where there is one that fits."""
        self.trainer, self.progress = self._built(images), None
        if resume and self.path is not None:
            if checkpoint.restore(self.path, self.trainer):
                self.resumed += 1
            else:
                self.trainer = self._built(images)
        self._begun()

    def _built(self, images) -> Trainer:
        """Build the trainer where it learns fastest; where that fails, on the CPU."""
        where = CPU if self.at_home else device_of(self.config)
        try:
            return Trainer(self.config, images, where, tuple(MEASURES))
        except RuntimeError:
            if where == CPU:
                raise
            return Trainer(self.config, images, measures=tuple(MEASURES))

    def come_home(self) -> bool:
        """Go on on the CPU, from the last checkpoint, where it was the graphics processor that failed; tell whether it was."""
        if self.trainer is None or self.trainer.device == CPU:
            return False
        self.at_home, self.past, self.slow = True, None, None
        self.begin(self.trainer.images, resume=True)
        step = self.trainer.step_count
        self.timeline, self.measured = self.timeline.until(step), Measuring()
        self.notice = Message.of(
            N_("The graphics processor has failed this run; it goes on on the CPU, from step {step:,}."), step=step
        )
        return True

    def branch(self, parent: Run, state: State) -> None:
        """Build the trainer in an earlier state of another run, with that run's past until then."""
        step, history = state.values["step"], {}
        for record, name, rows in (
            ("history", "scalars", parent.trainer.history),
            ("measured", "values", parent.trainer.measured),
        ):
            steps, values = rows.arrays()
            own = steps <= step
            history |= {
                f"{record}.steps": torch.from_numpy(steps[own]),
                f"{record}.{name}": torch.from_numpy(values[own]),
            }
        strides = {"stride": parent.trainer.history.stride, "measured_stride": parent.trainer.measured.stride}
        self.trainer, self.timeline = self._built(parent.trainer.images), parent.timeline.until(step)
        self.trainer.load_state(state.tensors | history, {**state.values, **strides})
        self._begun()

    def _begun(self) -> None:
        self.display = Display(self.trainer)
        self.frame, now = self.display.snapshot(), time.monotonic()
        self._due, self.save_at, self._counted = now, now + SAVE, (now, self.trainer.step_count)
        self.cores = Cores() if convolves(self.config) and self.trainer.device == CPU else None
        self.dirty = True

    def take_up(self, generation: int, playing: bool, speed: float, watched: bool) -> None:
        """Go on under another generation as if nothing had been in between."""
        self.generation, self.playing, self.speed, self.watched = generation, playing, speed, watched
        self.halt()
        self.rest(False)
        self.unsaved = True

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
        return self._due if self.speed else 0.0

    def configure(self, config: RunConfig) -> None:
        """Take on a config that acts live, between two steps."""
        self.config, self.slow = config, None
        if self.trainer is not None:
            self.trainer.reconfigure(config)
        self.measured.restart()
        self.dirty = self.unsaved = True

    def pace(self, playing: bool, speed: float) -> None:
        """Play or pause, at so many steps per second (0 = flat out); playing ends slow motion, pausing stops it there."""
        if self.slow and playing:
            self.slow = None
        elif self.slow and speed == self.speed:
            self.slow.play(None)
        if (playing, speed) != (self.playing, self.speed):
            self.playing, self.speed = playing, speed
            self._restart_clock()

    def rest(self, resting: bool) -> None:
        """Stand still while nobody looks, or go on."""
        self.resting = resting
        self._restart_clock()

    def _restart_clock(self) -> None:
        now = time.monotonic()
        self._due, self._rate, self.dirty = now, 0.0, True
        self._counted = (now, self.trainer.step_count if self.trainer else 0)

    def halt(self) -> None:
        """Forget the steps asked for, what the run was sent towards, and the past that was looked at."""
        self.todo.clear()
        self.aim = self.notice = self.past = None
        self.dirty = True

    def steps(self, part: Part, count: int) -> None:
        """Take so many steps from the present, after those already asked for."""
        self.aim = self.past = self.slow = None
        self.todo += [part] * count

    def until(self, what: str, value: float | None) -> None:
        """Go towards something and stop exactly there."""
        self.halt()
        self.slow = None
        self.pace(False, self.speed)
        if self.trainer is not None:
            self.aim = Aim.of(what, value, self.trainer.step_count)
            self._restart_clock()
            self._arrive()

    def _arrive(self) -> None:
        """Stop where the aim says so."""
        if notice := self.aim.stop(self.trainer, self._measure):
            self.halt()
            self.notice = notice

    def look(self, step: int | None) -> None:
        """Pause and show the frame kept at a step, or None: the present."""
        if self.past is None and self.trainer is not None:
            self._see()
        self.halt()
        self.slow = None
        self.pace(False, self.speed)
        self.past = step if self.timeline.frames.steps else None

    def study(self, name: str, arguments) -> None:
        """Begin a study, or end it (None)."""
        if arguments is None:
            self.asked.end(name)
        else:
            self.asked.ask(name, arguments)
        self.dirty = True

    def go_slowly(self, action: str, pace: float) -> None:
        """Begin, end or steer slow motion; without effect where there is nothing to step, or no slow motion to steer."""
        if action == "end":
            self.slow = None
        elif action == "begin":
            if self.slow is None and self.status in ("running", "paused"):
                self.halt()
                self.slow = Slow(self.trainer)
        elif self.slow and action == "play":
            self.slow.play(pace)
        elif self.slow:
            self.slow.play(None)
            self._moved(self.slow.back() if action == "back" else self.slow.next())
        self.dirty = True

    def _moved(self, stepped: bool | None) -> None:
        """Note that slow motion went on; `stepped` tells whether the trainer took its step."""
        self.dirty = True
        self.unsaved |= bool(stepped)

    def advance(self, interrupted: Callable[[], bool], seconds: float = SLICE) -> int:
        """Step for one time slice, or until a command arrives or the next step is not yet due; return how many steps."""
        end, taken = time.monotonic() + seconds, 0
        while (due := self.due()) is not None and not interrupted():
            now = time.monotonic()
            if now >= end or due > now:
                break
            if self.slow:
                self._moved(self.slow.tick())
                continue
            part = self.todo.popleft() if self.todo else "both"
            if self.speed:
                self._due = max(self._due + 1 / self.speed, now - 0.25)  # catch up a little, never in a burst
            self.trainer.step(part)
            self.dirty = self.unsaved = True
            taken += 1
            if self.aim:
                self._arrive()
        self._count()
        return taken

    def catch_up(self) -> None:
        """Take one step towards the run that this one is compared with, also while it is paused."""
        self.trainer.step()
        self.dirty = self.unsaved = True

    def _count(self) -> None:
        """Refresh the rate shown twice a second, from the steps really taken."""
        now, (since, steps) = time.monotonic(), self._counted
        if now - since >= 0.5:
            self._rate = (self.trainer.step_count - steps) / (now - since)
            self._counted = (now, self.trainer.step_count)

    def show(self, force: bool = False) -> None:
        """Publish a frame if somebody looks, something changed and the last one is old enough."""
        now = time.monotonic()
        news = self.dirty or self.asked.unfinished
        if not force and (not self.watched or not news or now < self._frame_at):
            return
        if self.trainer is not None and self.past is None:
            self._see()
        self.dirty, looked = False, time.monotonic()
        studies = self._studied() if self.trainer else {}
        aside = time.monotonic() - looked  # studies have a share of the time of their own
        message = self.message
        if self.trainer is not None and (bad := self.trainer.divergence):
            message = Message.of(DIVERGED, step=bad.step, quantity=bad.quantity)
        frame = replace(
            self._shown(),
            timeline=self.timeline.steps,
            run_id=self.run_id,
            generation=self.generation,
            resumed=self.resumed,
            status=self.status,
            message=message,
            notice=self.notice,
            detail=self.detail,
            progress=self.progress,
            device=self.trainer.device if self.trainer else CPU,
            cores=self.cores.used if self.cores else 1,
            steps_per_second=self._rate if self.status == "running" else 0.0,
            speed=self.speed,
            made=time.time(),
            studies=studies,
        )
        self.publish(frame)
        took = time.monotonic() - now - aside
        self._frame_at = now + max(self.pauses.frame, self.pauses.looking * took)

    def _studied(self) -> dict:
        """Return the answers to what viewers ask of the moment that is shown."""
        back = None
        if self.past is not None and self.asked.wanted:
            kept = self.timeline.look(self.past)
            back = self._back if self._back and self._back.frame.step == kept.step else self._gone_back(kept)
        self._back = back
        return self.asked.look(self.display, self.timeline, self.status == "running", back)

    def _gone_back(self, kept: Snapshot) -> Back:
        """Return a kept frame with the display of the state nearest to it, which may be the present one."""
        step, state = self.timeline.states.near(kept.step)
        if abs(self.trainer.step_count - kept.step) <= abs(step - kept.step):
            return Back(kept, self.display)
        again = self._back and self._back.display.trainer.step_count == step
        display = self._back.display if again else Display(state.trainer(self.trainer.images))
        if kept.asked is not None:
            display.asked = torch.from_numpy(kept.asked.astype(np.int64))
        return Back(kept, display)

    def _see(self) -> None:
        """Take the frame of this moment, and keep it for later where it is wanted."""
        frame = self.display.snapshot()
        if frame.finite():
            self.frame = frame
            if not self.trainer.divergence:  # whose last step has drawn random numbers in vain
                self.timeline.record(replace(frame, **self.measured.read(self.trainer, self.config)), self.trainer)

    def _shown(self) -> Snapshot:
        """Return the frame to be shown: the present, or the past with the run's own record beside it."""
        now = replace(
            self.frame or Snapshot(self.config), config=self.config, **self.measured.read(self.trainer, self.config)
        )
        if self.past is None:
            return self.slow.shown(now) if self.slow else now
        kept = self.timeline.look(self.past)
        state = self.timeline.states.at(kept.step)
        past = Past(now.step, self.config, (state[0], state[1].config) if state else None)
        return replace(
            kept,
            past=past,
            stride=now.stride,
            measured_stride=now.measured_stride,
            **{name: getattr(now, name) for name in WHOLE},
        )

    def keep(self) -> None:
        """Keep a frame of a run that nobody looks at, when one is due."""
        now, trainer = time.monotonic(), self.trainer
        if self.watched or trainer is None or now < self.keep_at or not self.timeline.wants(trainer.step_count):
            return
        self._see()
        self.keep_at = now + max(UNSEEN, 99 * (time.monotonic() - now))  # at most 1 % of the time

    def measure(self) -> None:
        """Measure the run anew for those who look, when it is due, in pieces between which it may go on."""
        if self.watched and self.trainer is not None:
            self.dirty |= self.measured.go_on(self.display, self.due() is not None, self.pauses.measuring)

    @property
    def pauses(self) -> Pauses:
        """Return how long this run goes on between two looks."""
        return PAUSES.get(self.config.kind, Pauses())

    @property
    def measures(self) -> bool:
        """Tell whether a measurement is under way, which is to be gone on with also where no step is due."""
        return self.measured.under_way and self.watched

    def _measure(self) -> dict:
        """Measure the present at once."""
        self.dirty = True
        return self.measured.at_once(self.display)

    def save(self, force: bool = False) -> None:
        """Write a checkpoint when one is due; a failure is said in the page and stops nothing."""
        now = time.monotonic()
        good = self.trainer is not None and self.trainer.divergence is None and not self.detail
        if self.path is None or not good or not self.unsaved or not (force or now >= self.save_at):
            return
        try:
            checkpoint.save(
                self.path,
                self.trainer,
                generation=self.generation,
                resumed=self.resumed,
                playing=self.playing,
                speed=self.speed,
                partner=self.partner,
            )
            if self.message and self.message.text == UNSAVED:
                self.message, self.dirty = None, True
        except OSError as error:
            self.message, self.dirty = Message.of(UNSAVED, reason=error.strerror or str(error)), True
        self.unsaved = False
        took = time.monotonic() - now
        self.save_at = now + max(SAVE, 50 * took)  # at most 2 % of the time
