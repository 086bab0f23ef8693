"""Walk: take a lesson's runs without a page, and tell how its checks come out.

A round is a page with a run and those that follow until the next one. Its run is sent where the pages send it, the
commands of `try:` are carried out, and every check is decided as the server decides it, `watch`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ganlab.data import images_of
from ganlab.engine.goals import CHECK, Aim
from ganlab.gan.config import DEFAULT, RunConfig, from_values
from ganlab.gan.trainer import Part, Trainer
from ganlab.lessons.lesson import Lesson, Page, Try, Until
from ganlab.lessons.watch import Outcome, Watch
from ganlab.observe.checks import scheduled
from ganlab.observe.display import Display
from ganlab.observe.measures import MEASURES
from ganlab.observe.measuring import metrics
from ganlab.observe.snapshot import Snapshot
from ganlab.presets import PRESETS
from ganlab.presets.complete import complete

STEPPING: dict[str, Part] = {"step": "both", "steps": "both", "step_d": "d", "step_g": "g"}


class Came(NamedTuple):
    """Say how the check of a page came out."""

    page: int  # from 0
    outcome: Outcome


def rounds(lesson: Lesson) -> list[list[int]]:
    """Return the pages of each round that has a check, until the last one that has one."""
    found: list[list[int]] = [[]]
    for index, page in enumerate(lesson.pages):
        if page.run and found[-1]:
            found.append([])
        found[-1].append(index)
    checked = [[index for index in pages if lesson.pages[index].check] for pages in found]
    return [[index for index in pages if index <= last[-1]] for pages, last in zip(found, checked, strict=True) if last]


def walk(lesson: Lesson, seed: int) -> Iterator[Came]:
    """Take the runs of a lesson from a seed, in place of theirs; yield how each check comes out."""
    for pages in rounds(lesson):
        walker = _Walker({index: lesson.pages[index] for index in pages})
        start = lesson.pages[pages[0]].run
        walker.begin(from_values({"seed": seed}, start.config if start else DEFAULT))
        for index in pages:
            if (outcome := walker.turn(index)) is not None:
                yield Came(index, outcome)


class _Walker:
    """Take the run of one round."""

    def __init__(self, pages: dict[int, Page]):
        self.pages = pages
        self.watches = {index: Watch(page.check) for index, page in pages.items() if page.check}
        self.page = -1  # that is open
        self.generation = 0

    def begin(self, config: RunConfig) -> None:
        """Begin the run anew."""
        self.config, self.generation = config, self.generation + 1
        images = images_of(config) if config.kind == "images" else None
        self.trainer = Trainer(config, images, measures=tuple(MEASURES))
        self.display = Display(self.trainer)
        self.origin, self.measured = 0, -1
        self.see()

    def turn(self, index: int) -> Outcome | None:
        """Open a page and do what it asks for; return how its check, if it has one, has come out."""
        self.page, page = index, self.pages[index]
        if page.until:
            self.until(page.until)
        for command in page.tries:
            self.carry_out(command)
        if any(watch.wonders(self.snapshot()) for watch in self.watches.values()):
            self.measure()
        self.see()
        return self.watches[index].outcome if index in self.watches else None

    # -- stepping -----------------------------------------------------------------------------------------------

    def step(self, part: Part = "both") -> None:
        """Take a step; look at what it has come to where that is due."""
        trainer = self.trainer
        trainer.step(part)
        due = scheduled(trainer.step_count - self.origin)
        if due and any(watch.wonders(self.snapshot()) for watch in self.watches.values()):
            self.measure()
        if due or trainer.step_count % CHECK == 0:
            self.see()

    def until(self, goal: Until) -> None:
        """Send the run towards a goal, as the command does."""
        aim = Aim.of(goal.what, goal.value, self.trainer.step_count)
        while not self.trainer.divergence and not aim.stop(self.trainer, self.measure):
            self.step()

    def measure(self) -> dict[str, float]:
        """Measure the present, once."""
        if self.measured != self.trainer.step_count:
            self.measured, self.found = self.trainer.step_count, metrics(self.display)
            if self.found:
                self.trainer.measured.note(self.measured, self.found)
        return self.found

    def snapshot(self) -> Snapshot:
        """Return what the server would have of the present."""
        trainer = self.trainer
        steps, scalars = trainer.history.arrays()
        measured, measures = trainer.measured.arrays()
        return Snapshot(
            self.config,
            generation=self.generation,
            step=trainer.step_count,
            stride=trainer.history.stride,
            steps=steps,
            scalars=scalars,
            row=trainer.scalars,
            measured_stride=trainer.measured.stride,
            measured_steps=measured,
            measures=measures,
        )

    def see(self) -> None:
        """Let the checks see the present."""
        snapshot = self.snapshot()
        for watch in self.watches.values():
            watch.see(snapshot)

    # -- commands -----------------------------------------------------------------------------------------------

    def carry_out(self, command: Try) -> None:
        """Carry out a command; of those that change nothing about the training it is only noted that they were."""
        name, value = command.name, command.value
        times = 1 if name == "steps" or name not in STEPPING else value
        for watch in (self.watches[self.page],) if self.page in self.watches else ():
            for _ in range(times):
                watch.did(name, value)
        if name in STEPPING:
            for _ in range(value):
                self.step(STEPPING[name])
        elif name == "until":
            self.until(Until(**value))
        elif name == "set":
            self.change(complete(self.config, value))
        elif name == "experiment":
            self.begin(from_values({"seed": self.config.seed}, PRESETS[value].config))
        elif name in ("reset", "new_seed"):
            self.begin(from_values({"seed": self.config.seed + (name == "new_seed")}, self.config))

    def change(self, config: RunConfig) -> None:
        """Take on other settings, between two steps where they act live."""
        if config == self.config:
            return
        if not config.acts_live(self.config):
            self.begin(config)
            return
        self.see()
        self.trainer.reconfigure(config)
        self.config, self.origin = config, self.trainer.step_count
        self.see()
