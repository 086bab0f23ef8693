"""Diagnosis: what goes wrong or right in a run, in plain language, with the evidence and with what to try.

Each record of `rules.RULES` is one diagnosis. It is said when all of its signs hold for a whole window of checks
(`evidence`), and stays until one of them has passed a second, laxer threshold: what is nearly so must not flicker.
Where none holds, nothing is said. The first rule of the registry that holds is the one that is said.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from string import Formatter
from typing import Any

import numpy as np

from ganlab.data import distribution
from ganlab.data.toy import Place
from ganlab.gan.config import ConfigError, RunConfig, from_values
from ganlab.gan.divergence import Divergence
from ganlab.lazy import N_, Message
from ganlab.observe import evidence
from ganlab.observe.measures import OF_STEPS
from ganlab.observe.rules import RULES
from ganlab.observe.snapshot import Diagnosis

MOST_PLACES = 3  # written out


class Observer:
    """Follow one run: take its checks one by one and say what they show."""

    def __init__(self, origin: int = 0) -> None:
        self.restart(origin)

    def restart(self, origin: int) -> None:
        """Forget what was seen before this step: it belongs to other settings, or to another past."""
        self.origin, self.last = origin, -1
        self.rows: list[Mapping[str, float]] = []
        self.diagnosis: Diagnosis | None = None

    def look(
        self, check: Mapping[str, float], steps: np.ndarray, scalars: np.ndarray, config: RunConfig
    ) -> Diagnosis | None:
        """Take a check with its `step`, and the scalar history until then; return what is to be said, None when unsure.

        What was said already has held since the step that it tells; what is new, since the first check of the window.
        """
        if check["step"] <= self.last:
            self.restart(min(self.origin, int(check["step"])))  # the run was taken back
        self.last = int(check["step"])
        self.rows = evidence.window([*self.rows, check])
        found = evidence.gather(self.rows, steps, scalars, config)
        before, said = self.diagnosis, self._first(found)
        since = before.since if before and before.key == said else int(self.rows[0]["step"])
        self.diagnosis = replace(diagnose(said, found, config), since=since) if said else None
        return self.diagnosis

    def wonders(self, check: Mapping[str, float], steps: np.ndarray, scalars: np.ndarray, config: RunConfig) -> bool:
        """Tell whether only a probe of D can tell what a check shows: D guesses, and the fakes lie near the data."""
        rows = evidence.window([*self.rows, check])
        found, said = evidence.gather(rows, steps, scalars, config) | {"given_time": 0.5}, self._said
        possible = [key for key in ("guessing", "equilibrium") if RULES[key].holds(found, said == key)]
        return bool(possible) and self._first(found) in possible

    def _first(self, found: Mapping[str, float]) -> str | None:
        """Return the first rule that holds; the one that is said already stays up to its laxer thresholds."""
        return next((key for key, rule in RULES.items() if rule.holds(found, key == self._said)), None)

    @property
    def _said(self) -> str | None:
        return self.diagnosis.key if self.diagnosis else None

    def state(self) -> dict[str, Any]:
        """Return all that going on needs, as plain values."""
        said = self.diagnosis and vars(self.diagnosis)
        return {"origin": self.origin, "last": self.last, "rows": self.rows, "said": said}

    def load_state(self, values: Mapping[str, Any]) -> None:
        """Take over what `state` returned, also where it has been written as JSON."""
        self.origin, self.last, self.rows = values["origin"], values["last"], list(values["rows"])
        said = values["said"]
        self.diagnosis = said and Diagnosis(**{name: _frozen(value) for name, value in said.items()})


def diagnose(key: str, found: Mapping[str, Any], config: RunConfig) -> Diagnosis:
    """Make a rule's diagnosis of a run from its evidence."""
    rule = RULES[key]
    named = dict.fromkeys(name for _, name, _, _ in Formatter().parse(rule.says) if name)
    values = {name: found[name] for name in named if name in found}
    marks: tuple[Place, ...] = ()
    if "modes_held" in found:
        modes = distribution(config).modes
        marks = tuple(mode for k, mode in enumerate(modes) if not int(found["modes_held"]) >> k & 1)
        values |= {"most": round(found["modes_most"] * len(modes)), "missing": _places(marks)}
    if "classes_held" in found:
        held, there = int(found["classes_held"]), int(found["classes_there"])
        gone = [str(k) for k in range(there.bit_length()) if there >> k & 1 and not held >> k & 1]
        best = round(found["classes_most"] * found["classes_total"])
        values |= {"classes_best": best, "missing": ", ".join(gone) or "–"}
    if "differ" in named:
        values["differ"] = evidence.differing(found)
    shown = key in ("mode-collapse", "modes-missing")
    changes = ((advice.change(config), advice.anew) for advice in rule.advice)
    named_changes = ((tuple(change.items()), anew) for change, anew in changes if change)
    tried = tuple((change, anew) for change, anew in named_changes if _fits(change, config))
    return Diagnosis(key, tuple(values.items()), marks if shown else (), tried)


def diverged(bad: Divergence, config: RunConfig) -> Diagnosis:
    """Return the diagnosis of a run that has stopped."""
    values = {"step": bad.step, "quantity": named(bad), "value": amount(bad)}
    return replace(diagnose("diverged", values, config), since=bad.step)


def named(bad: Divergence) -> Message | str:
    """Return in words which quantity it was that stopped a run; a weight's sign is its name."""
    record = OF_STEPS.get(bad.quantity)
    return Message.of(record.label) if record else bad.quantity


def amount(bad: Divergence) -> Message:
    """Return in words what a quantity was that stopped a run."""
    if math.isfinite(bad.value):
        return Message.of(N_("{value:.2g}, beyond all sense,"), value=bad.value)
    return Message.of(N_("not a finite number"))


def _places(marks: Sequence[Place]) -> str:
    """Write a few places out, and how many more there are."""
    written = [
        f"({x:.2g}, {y:.2g})".replace("-", "−") for x, y in (map(_rounded, mark) for mark in marks[:MOST_PLACES])
    ]
    return ", ".join(written) + (f" + {len(marks) - MOST_PLACES}" if len(marks) > MOST_PLACES else "")


def _frozen(value: Any) -> Any:
    """Make tuples of lists, however deep."""
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else value


def _rounded(value: float) -> float:
    return round(value, 2) + 0.0  # never −0


@lru_cache(4096)
def _fits(change: tuple[tuple[str, Any], ...], config: RunConfig) -> bool:
    """Tell whether a change does something and the settings allow it."""
    try:
        return from_values(dict(change), config) != config
    except ConfigError:
        return False
