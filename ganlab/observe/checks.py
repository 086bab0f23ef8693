"""Checks: measurements of a run at steps that depend on nothing but how long its settings have been what they are.

A diagnosis rests on them, so that equal runs are told the same at equal steps, however fast they are and whoever looks.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, TypeAlias

import numpy as np

from ganlab.gan.config import RunConfig
from ganlab.observe.diagnosis import Observer
from ganlab.observe.display import Display
from ganlab.observe.lazily import Lazily
from ganlab.observe.look import Look
from ganlab.observe.measuring import complete, measuring
from ganlab.observe.probe import probing
from ganlab.observe.snapshot import Diagnosis
from ganlab.observe.sparing import sparingly

AGAIN = 0.25  # of the settings' age, after which D is probed again
History: TypeAlias = tuple[np.ndarray, np.ndarray]  # steps and scalars
Found: TypeAlias = dict[str, Any] | Lazily
EVERY, RARELY = 100, 1000  # steps between two checks, of settings that are new, and of those that are old


def scheduled(age: int) -> bool:
    """Tell whether settings are checked when they are so many steps old.

    Every 100 at first, later about every tenth of their age, in the end every 1,000.
    """
    return age > 0 and age % min(max(EVERY, age // RARELY * EVERY), RARELY) == 0


class Check:
    """A measurement of a run's present, to be made in pieces between which the run may go on.

    `counts`: it is one of the scheduled ones, which conclusions are drawn from.
    """

    def __init__(self, display: Display, counts: bool):
        self.counts, self.step, self._display = counts, display.trainer.step_count, display
        self._history = display.trainer.history.arrays() if counts else None
        self.look = Look(display)
        self._config, self._work = display.trainer.config, measuring(self.look)
        self.found: dict[str, Any] | None = None

    def go_on(self) -> bool:
        """Do one more piece; tell whether all is done."""
        try:
            next(self._work)
        except StopIteration as done:
            self.found = done.value
        return self.found is not None

    def finish(self) -> dict[str, Any]:
        """Do all that is left; return what was found."""
        if self.found is None:
            self.found = complete(self._work)
        return self.found

    def concluding(self, observer: Observer) -> Generator[None, None, Diagnosis | None]:
        """Return what the run shows in the light of this check, which must be a finished one that counts.

        In pieces, the first of which is to be done before the run goes on.
        """
        if self._history is None or self.found is None:
            raise ValueError(f"conclude: must be a finished check that counts; got that of step {self.step}")
        check: Found = {"step": self.step, **self.found}
        return (yield from _concluding(check, self._history, observer, self._display, self._config))


def _concluding(
    check: Found, history: History, observer: Observer, display: Display, config: RunConfig
) -> Generator[None, None, Diagnosis | None]:
    step = int(check["step"])
    for probed in observer.rows[-1:]:  # what it found holds for a while: it costs as much as some hundred steps
        if "probed" in probed and step < probed["probed"] + AGAIN * (probed["probed"] - observer.origin):
            check = check | {name: probed[name] for name in ("probed", "given_time")}
    if "probed" not in check and observer.wonders(check, *history, config):
        check = check | {"probed": step, "given_time": (yield from probing(display))}
    return observer.look(check, *history, config)


def due(observer: Observer, step: int) -> bool:
    """Tell whether a run is to be checked at this step."""
    return step != observer.last and scheduled(step - observer.origin)


def follow(observer: Observer, display: Display) -> Diagnosis | None:
    """Check a run where a check is due; return what is to be said of it, None when unsure."""
    if due(observer, display.trainer.step_count):
        check = Check(display, counts=True)
        check.finish()
        complete(check.concluding(observer))
    return observer.diagnosis


def follow_sparingly(observer: Observer, display: Display) -> None:
    """Check a run as `follow` does, measuring only what its conclusions ask for."""
    trainer = display.trainer
    if due(observer, trainer.step_count):
        check = sparingly(display) | {"step": trainer.step_count}
        complete(_concluding(check, trainer.history.arrays(), observer, display, trainer.config))
