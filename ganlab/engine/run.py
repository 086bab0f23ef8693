"""Run: one trainer in a worker: stepped, shown, saved, each when its clock says so."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ganlab.data.images import Images
from ganlab.engine.clock import Clock
from ganlab.engine.cores import Cores
from ganlab.engine.goals import Aim
from ganlab.engine.showing import Showing
from ganlab.engine.stepping import HURRY, SLICE, Stepping
from ganlab.engine.timeline import State, Timeline
from ganlab.gan import checkpoint
from ganlab.gan.config import RunConfig
from ganlab.gan.device import CPU, convolves, device_of
from ganlab.gan.trainer import Part, Trainer
from ganlab.lazy import N_, Message
from ganlab.observe.diagnosis import amount, named
from ganlab.observe.measures import MEASURES
from ganlab.observe.snapshot import Progress, Snapshot

CROWDED, LARGE = 3.0, 2.0  # times as long as a look takes, a run steps between two, beside others; beside very many
SMOOTH = 5.0  # frames a second of each, below which those are very many
SAVE = 1.0  # seconds at least between two checkpoints of a run: what is lost of it where its process is killed

DIVERGED = N_(
    "Diverged: {quantity} is {value} at step {step}. The last good picture stays. Try a lower learning rate, then "
    "Reset."
)
UNSAVED = N_("The run goes on, but it cannot be saved ({reason}); if its process ended, it would be lost.")
UNFIT = N_("The checkpoint of this run cannot be used; it was begun anew.")
AT_HOME = N_("The graphics processor has failed this run; it goes on on the CPU, from step {step:,}.")


@dataclass(eq=False)
class Run(Stepping):
    """Hold what a worker knows of one run; `publish` sends its frames to the server."""

    run_id: str
    generation: int
    config: RunConfig
    publish: Callable[[Snapshot], None]
    path: Path | None = None  # of its checkpoint
    partner: str | None = None  # the run that this one is compared with
    cores: Cores | None = None  # that it decides on, where more than one may be of use
    at_home: bool = False  # on the CPU, since the graphics processor has failed it
    resumed: int = 0
    message: Message | None = None
    progress: Progress | None = None
    looking: float = 0.0  # seconds of a core that the last look at it took
    saving: Clock = field(default_factory=lambda: Clock(SAVE, 20))  # at most 5 % of the time

    def __post_init__(self) -> None:
        self.showing = Showing(self.config.kind)

    # -- its beginning ------------------------------------------------------------------------------------------

    def begin(self, images: Images | None = None, resume: bool = False) -> None:
        """Build the trainer, from the checkpoint where there is one that fits."""
        trainer, self.progress, observed = self._built(images), None, None
        if resume and self.path is not None:
            if saved := checkpoint.restore(self.path, trainer):
                self.resumed += 1
                self.aim = Aim.kept(saved.extra.get("aim"))
                observed = saved.config == self.config and saved.extra.get("observed")
            else:
                trainer, self.notice = self._built(images), Message.of(UNFIT)
        self._begun(trainer, observed or None)

    def _built(self, images: Images | None) -> Trainer:
        """Build the trainer where it learns fastest; where that fails, on the CPU."""
        where = CPU if self.at_home else device_of(self.config)
        try:
            return Trainer(self.config, images, where, tuple(MEASURES))
        except RuntimeError:
            if where == CPU:
                raise
            return Trainer(self.config, images, measures=tuple(MEASURES))

    def come_home(self) -> bool:
        """Go on on the CPU, from the last checkpoint, where the graphics processor failed; tell whether it was that."""
        if self.trainer is None or self.trainer.device == CPU:
            return False
        self.at_home, self.slow = True, None
        self.begin(self.trainer.images, resume=True)
        step = self.trainer.step_count
        self.showing.until(step)
        self.notice = Message.of(AT_HOME, step=step)
        return True

    def branch(self, parent: Trainer, timeline: Timeline, state: State) -> None:
        """Build the trainer in an earlier state of another run, with that run's past until then."""
        trainer = self._built(parent.images)
        state.continue_in(trainer, parent)
        self.showing.timeline = timeline.until(trainer.step_count)
        self._begun(trainer)

    def _begun(self, trainer: Trainer, observed: dict[str, Any] | None = None) -> None:
        self.trainer = trainer
        self.showing.begin(trainer, observed)
        self.steps_clock.restart(trainer.step_count)
        self.saving.due = time.monotonic() + SAVE
        self.cores = Cores() if convolves(self.config) and trainer.device == CPU else None
        self.dirty = True

    def take_up(self, generation: int, playing: bool, speed: float, watched: bool) -> None:
        """Go on under another generation as if nothing had been in between."""
        self.generation, self.playing, self.speed, self.watched = generation, playing, speed, watched
        self.halt()
        self.rest(False)
        self.unsaved = True

    def exchange(self, other: Run) -> None:
        """Exchange ids with another run, and with them the checkpoints' places and those who look."""
        self.run_id, other.run_id = other.run_id, self.run_id
        self.path, other.path = other.path, self.path
        self.watched, other.watched = other.watched, self.watched
        for run in (self, other):
            run.dirty = run.unsaved = True

    # -- what is asked of it ------------------------------------------------------------------------------------

    def configure(self, config: RunConfig) -> None:
        """Take on a config that acts live, between two steps."""
        self.config, self.slow = config, None
        if self.trainer is not None:
            self.trainer.reconfigure(config)
        self.showing.measured.restart(self.step_count)
        self.dirty = self.unsaved = True

    def watch(self, watched: bool) -> None:
        """Note whether anybody looks."""
        self.watched, self.dirty = watched, True

    def dismiss(self) -> None:
        """Say a notice no more."""
        self.notice, self.dirty = None, True

    def halt(self) -> None:
        """Forget the steps asked for, what the run was sent towards, and the past that was looked at."""
        super().halt()
        self.showing.past = None

    def steps(self, part: Part, count: int) -> None:
        """Take so many steps from the present, after those already asked for."""
        super().steps(part, count)
        self.showing.past = None

    def look(self, step: int | None) -> None:
        """Pause and show the frame kept at a step, or None: the present."""
        if self.showing.past is None:
            self.showing.see(self.config)
        self.halt()
        self.slow = None
        self.pace(False, self.speed)
        self.showing.look(step)

    def study(self, name: str, arguments: Any) -> None:
        """Begin a study, or end it (None)."""
        if arguments is None:
            self.showing.asked.end(name)
        else:
            self.showing.asked.ask(name, arguments)
        self.dirty = True

    # -- looking ------------------------------------------------------------------------------------------------

    @property
    def frames(self) -> Clock:
        """Return the clock of the frames that are shown."""
        return self.showing.clock

    def pause(self, crowd: int) -> float:
        """Return for how many seconds it is to step for each time that it is looked at, one of so many."""
        took = self.looking
        smooth = 1 / (SMOOTH * crowd) - took
        return min(SLICE, max(SLICE / 5, LARGE * took, min(CROWDED * took, smooth)))

    def hurries(self, now: float) -> bool:
        """Tell whether what was asked of it is to be seen now, whoever else is waiting."""
        wanted = self.urgent and self.dirty and self.watched
        return wanted and self.frames.ready and now >= self.frames.began + HURRY

    def show(self, force: bool = False) -> None:
        """Publish a frame if somebody looks, something changed and the last one is old enough."""
        began, before, showing = time.monotonic(), time.thread_time(), self.showing
        news = self.dirty or showing.asked.unfinished
        if not force and not (self.watched and news and showing.clock.ready):
            return
        if showing.past is None and not self.detail:  # what has failed may fail in being looked at
            showing.see(self.config, self.flat_out)
        self.dirty = self.urgent = False
        looked = time.monotonic()
        studies = showing.studied(self.status == "running")
        aside = time.monotonic() - looked  # studies have a share of the time of their own
        self.publish(replace(showing.shown(self.config, self.slow), **self._said(), studies=studies))
        showing.clock.did(began, aside)
        self.looking = max(0.0, time.thread_time() - before - aside)

    def _said(self) -> dict[str, Any]:
        """Return what a frame says of the run beside its picture."""
        message = self.message
        if self.trainer is not None and (bad := self.trainer.divergence):
            message = Message.of(DIVERGED, step=bad.step, quantity=named(bad), value=amount(bad))
        return {
            "timeline": self.showing.timeline.steps,
            "run_id": self.run_id,
            "generation": self.generation,
            "resumed": self.resumed,
            "status": self.status,
            "message": message,
            "notice": self.notice,
            "detail": self.detail,
            "progress": self.progress,
            "device": self.trainer.device if self.trainer else CPU,
            "cores": self.cores.used if self.cores else 1,
            "steps_per_second": self.steps_clock.rate if self.status == "running" else 0.0,
            "speed": self.speed,
            "made": time.monotonic(),
        }

    def keep(self) -> None:
        """Keep a frame of a run that nobody looks at, when one is due."""
        if not self.watched:
            self.showing.keep(self.config, self.flat_out)

    def measure(self, crowd: int = 1) -> None:
        """Go on with the checks that are under way, in pieces; measure the present, when due, for those who look.

        So many runs step in turn, and have the time of one for that.
        """
        if self.watched or self.showing.measured.under_way:
            self.dirty |= self.showing.measure(self.due() is not None, crowd)

    @property
    def measures(self) -> bool:
        """Tell whether a measurement is under way, which is to be gone on with also where no step is due."""
        return self.showing.measured.under_way

    def check(self) -> None:
        """Check the run where this step is one at which it is to be checked, whoever looks."""
        began = time.thread_time()
        self.showing.check()
        self.measuring += time.thread_time() - began

    def measure_now(self) -> dict[str, Any]:
        """Measure the present at once."""
        began, self.dirty = time.thread_time(), True
        found = self.showing.measure_now()
        self.measuring += time.thread_time() - began
        return found

    def save(self, force: bool = False, crowd: int = 1) -> None:
        """Write a checkpoint when one is due, one of so many runs; a failure is said in the page and stops nothing."""
        began, trainer = time.monotonic(), self.trainer
        if self.path is None or trainer is None or trainer.divergence or self.detail:
            return
        # A checkpoint ends the measurement under way, which is better gone on with in pieces: of pictures it is long,
        # and beside other runs it takes long.
        most = SAVE / 2 if crowd > 1 else 2 * SAVE
        waits = self.measures and (self.config.kind == "images" or began < self.saving.due + most)
        if not self.unsaved or not (force or (self.saving.ready and not waits)):
            return
        try:
            checkpoint.save(
                self.path,
                trainer,
                two=True,
                generation=self.generation,
                resumed=self.resumed,
                playing=self.playing,
                speed=self.speed,
                partner=self.partner,
                aim=self.aim and vars(self.aim),
                observed=self.showing.observed(),
            )
            if self.message and self.message.text == UNSAVED:
                self.message, self.dirty = None, True
        except OSError as error:
            self.message, self.dirty = Message.of(UNSAVED, reason=error.strerror or str(error)), True
        self.unsaved = False
        self.saving.did(began, crowd=crowd)
