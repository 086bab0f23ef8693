"""Goals: what a run can be sent towards. It stops exactly there, or at a limit of steps, and says which."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ganlab.gan.config import RunConfig
from ganlab.gan.trainer import Trainer
from ganlab.lazy import N_, Message
from ganlab.observe.measure import Goal
from ganlab.observe.measures import MEASURES

LIMIT = 50_000  # steps after which a run that has not reached its goal stops
FARTHEST = 1_000_000  # steps from now that a step count may lie
CHECK = 100  # a measure is taken in steps that are multiples of this, so that the stop does not depend on the clock


GOALS: dict[str, Goal] = {
    "step": Goal(0, N_("until step"), 1, 1_000_000_000, whole=True, proposed=1000),
    **{key: goal for key, measure in MEASURES.items() if (goal := measure.goal)},
    "divergence": Goal(99, N_("until it diverges")),
}
GOALS = dict(sorted(GOALS.items(), key=lambda item: item[1].at))


def goals_of(config: RunConfig) -> list[str]:
    """Return the names of the goals that a config's data set has."""
    return [name for name in GOALS if name not in MEASURES or MEASURES[name].exists(config)]


def totals_of(config: RunConfig) -> dict[str, int]:
    """Return what is proposed, and the most that can be asked for, where that depends on the data set."""
    return {name: total for name, goal in GOALS.items() if goal.total and (total := goal.total(config))}


@dataclass(frozen=True)
class Aim:
    """Send one run towards one goal; `end` is the step in which it stops in any case."""

    what: str
    value: float | None
    begin: int
    end: int

    @classmethod
    def of(cls, what: str, value: float | None, step: int) -> Aim:
        """Make the aim of a run that is at this step now."""
        end = step + LIMIT if value is None or what != "step" else min(int(value), step + FARTHEST)
        return cls(what, value, step, end)

    @classmethod
    def kept(cls, values: Mapping[str, Any] | None) -> Aim | None:
        """Return the aim that a checkpoint has as plain values; None where it has none."""
        return cls(**values) if values else None

    def stop(self, trainer: Trainer, measure: Callable[[], Mapping[str, float]]) -> Message | None:
        """Return why the run stops after this step, or None; `measure()` is asked where it is needed."""
        step, goal, value = trainer.step_count, GOALS[self.what], self.value
        if value is not None and self.what == "step" and step > value:
            return Message.of(N_("Step {step:,} has passed already: this is step {now:,}."), step=int(value), now=step)
        if self.what == "step" and step == value:
            return Message.of(N_("Paused at step {step:,}, as asked."), step=step)
        if value is not None and self.what in MEASURES and (step % CHECK == 0 or step == self.begin):
            got = measure().get(self.what)
            if got is not None and goal.reached(got, value):
                return Message.of(goal.said, step=step, n=got, value=value)
        if step >= self.end:
            return Message.of(
                N_("Paused at step {step:,}: what was waited for has not come within {limit:,} steps."),
                step=step,
                limit=self.end - self.begin,
            )
        return None
