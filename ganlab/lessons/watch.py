"""Watch: decides one check in a run that goes on, from the frames that the server has of it, by steps.

Every row that a frame brings is looked at, not only the newest; a check of measures where those were taken, with the
scalars of that step. What was found before the settings have changed says nothing of what they are now.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from ganlab.gan.config import RunConfig
from ganlab.gan.history import SCALARS
from ganlab.lessons.check import Check, Value
from ganlab.lessons.names import DID, NUMBERED, STEP, settings_of
from ganlab.observe.measures import MEASURES
from ganlab.observe.snapshot import Snapshot

BEGIN = ("reset", "new_seed", "experiment", "set", "undo", "keep", "compare")  # commands that may begin a run anew


@dataclass(frozen=True)
class Outcome:
    """Say how a check stands: done at a step, undone by what has begun the run anew, or not yet; and what it saw."""

    state: Literal["waiting", "done", "undone"] = "waiting"
    step: int | None = None
    values: tuple[tuple[str, Value], ...] = ()  # of the check's names: when it was done, else the last ones

    def shown(self) -> dict[str, Any]:
        """Return it as JSON for the view."""
        return {"state": self.state, "step": self.step, "values": dict(self.values)}


class Watch:
    """Watch one check since its page was opened."""

    def __init__(self, check: Check):
        self.check = check
        self.outcome = Outcome()
        self._measures = check.names & set(MEASURES)
        self._did: Counter[str] = Counter()
        self._run: tuple[str, int] | None = None  # id and generation
        self._begin()

    def _begin(self) -> None:
        """Know nothing of the run."""
        self._config: RunConfig | None = None
        self._settings: dict[str, Value] = {}
        self._row: dict[str, Value] = {}  # the last one looked at
        self._resumed = 0
        self._step = self._looked = self._since = -1  # last seen; of the last row looked at; of the settings' change

    # -- what it is told ----------------------------------------------------------------------------------------

    def did(self, name: str, value: Any = None) -> Outcome:
        """Count a command that was carried out, `steps` as often as it says."""
        self._did[name] += value if name == NUMBERED and isinstance(value, int) else 1
        self._decide_now()
        return self.outcome

    def see(self, snapshot: Snapshot) -> Outcome:
        """Look at all that is new in a frame of the run."""
        self._follow(snapshot)
        steps, rows = _none_before(snapshot.steps, snapshot.scalars, self._since)
        measured, measures = _none_before(snapshot.measured_steps, snapshot.measures, self._since)
        now = self._step if snapshot.row and not snapshot.past and not snapshot.stage else -1
        if self._measures:
            for index in np.flatnonzero(measured > self._looked):
                step = int(measured[index])
                at = int(np.searchsorted(steps, step, "right")) - 1
                near = at >= 0 and steps[at] > step - snapshot.stride
                scalars = _named(SCALARS, rows[at]) if near else {}
                scalars = scalars if step != now or not snapshot.row else _finite(snapshot.row)
                self._look(step, scalars | _named(tuple(MEASURES), measures[index]))
        else:
            for index in np.flatnonzero(steps > self._looked):
                self._look(int(steps[index]), _named(SCALARS, rows[index]))
            if snapshot.row and now > max(self._looked, self._since):
                self._look(now, _finite(snapshot.row))
        self._decide_now()  # also where nothing but the settings has changed
        return self.outcome

    def wonders(self, snapshot: Snapshot) -> bool:
        """Tell whether measures of this very moment could decide it."""
        if not self._measures or self.outcome.state == "done":
            return False
        known = self._known(snapshot.step, settings_of(snapshot.config), _finite(snapshot.row or {}))
        return self.check.holds(known) is None

    # -- inside -------------------------------------------------------------------------------------------------

    def _follow(self, snapshot: Snapshot) -> None:
        """Note which run it is, how far it has come, and with which settings."""
        past, run = snapshot.past, (snapshot.run_id, snapshot.generation)
        if run != self._run:
            if self._run is not None:
                self._did = Counter({name: self._did[name] for name in BEGIN if self._did[name]})
                if self.outcome.state == "done":
                    self.outcome = Outcome("undone")
                self._begin()
            self._run = run
        if snapshot.resumed != self._resumed:  # from its checkpoint, which may be of an earlier step
            self._resumed, self._looked = snapshot.resumed, self._since
        config = past.config if past else snapshot.config
        if config != self._config:
            if self._config is not None:
                self._since, self._row = self._step, {}
                self._looked = max(self._looked, self._since)
            self._config, self._settings = config, settings_of(config)
        self._step = past.now if past else snapshot.step

    def _look(self, step: int, row: dict[str, Value]) -> None:
        self._looked, self._row = step, row
        self._decide(step, row)

    def _known(self, step: int, settings: dict[str, Value], row: dict[str, Value]) -> dict[str, Value]:
        did = {name: float(self._did[name.removeprefix(DID)]) for name in self.check.names if name.startswith(DID)}
        known = settings | row | did | ({STEP: float(step)} if step >= 0 else {})
        return {name: known[name] for name in sorted(self.check.names) if name in known}

    def _decide_now(self) -> None:
        """Decide by what was last looked at, of its own step."""
        self._decide(self._looked if self._row else self._step, self._row)

    def _decide(self, step: int, row: dict[str, Value]) -> None:
        if self.outcome.state == "done":
            return
        known = self._known(step, self._settings, row)
        done = self.check.holds(known) is True
        state: Literal["done", "waiting", "undone"] = "done" if done else self.outcome.state
        self.outcome = Outcome(state, max(step, 0) if done else None, tuple(known.items()))


def _none_before(steps: np.ndarray | None, rows: np.ndarray | None, since: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows of later steps."""
    if steps is None or rows is None:
        return np.empty(0, np.int64), np.empty((0, 0), np.float32)
    return steps[steps > since], rows[steps > since]


def _named(names: tuple[str, ...], row: np.ndarray) -> dict[str, Value]:
    return _finite(dict(zip(names, row.tolist(), strict=True)))


def _finite(row: dict[str, float]) -> dict[str, Value]:
    return {name: value for name, value in row.items() if math.isfinite(value)}
