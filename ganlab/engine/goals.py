"""Goals: what a run can be sent towards. It stops exactly there, or at a limit of steps, and says which."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ganlab.data import POINTS
from ganlab.gan.config import RunConfig
from ganlab.lazy import N_, NN_, Message
from ganlab.observe.classifier import CLASSES, KNOWN

LIMIT = 50_000  # steps after which a run that has not reached its goal stops
FARTHEST = 1_000_000  # steps from now that a step count may lie
CHECK = 100  # a measure is taken in steps that are multiples of this, so that the stop does not depend on the clock


@dataclass(frozen=True)
class Goal:
    """Describe one thing to run until: bounds of its value (None: it has none), and where it exists.

    `measure` names the metric; `reached(got, wanted)` compares it, `said` tells that it was.
    """

    low: float | None = None
    high: float | None = None
    whole: bool = False
    measure: str | None = None
    reached: Callable[[float, float], bool] | None = None
    exists: Callable[[RunConfig], bool] = lambda config: True
    said: str = ""


def _has_points(config: RunConfig) -> bool:
    return config.kind == "points"


def mode_count(config: RunConfig) -> int:
    """Return how many modes the data set of a config has; 0 for one that has none."""
    record = POINTS.get(config.dataset) if config.kind == "points" else None
    return len(record.modes) if record else 0


def _above(got: float, wanted: float) -> bool:
    return got >= wanted


def _below(got: float, wanted: float) -> bool:
    return got <= wanted


GOALS: dict[str, Goal] = {
    "step": Goal(1, 1_000_000_000, whole=True),
    "sw1": Goal(
        0,
        1000,
        measure="sw1",
        reached=_below,
        exists=_has_points,
        said=N_("Paused at step {step:,}: SW₁ is {n:.4f}, not above {value:g}."),
    ),
    "high_quality": Goal(
        0,
        1,
        measure="high_quality",
        reached=_above,
        exists=lambda c: mode_count(c) > 0,
        said=N_("Paused at step {step:,}: {n:.1%} of the samples are good, not below {value:.4g} of 1."),
    ),
    "modes": Goal(
        1,
        1000,
        whole=True,
        measure="modes",
        reached=_above,
        exists=lambda c: mode_count(c) > 0,
        said=NN_(
            "Paused at step {step:,}: {n} mode is covered, not below {value}.",
            "Paused at step {step:,}: {n} modes are covered, not below {value}.",
        ),
    ),
    "classes": Goal(
        1,
        CLASSES,
        whole=True,
        measure="classes",
        reached=_above,
        exists=lambda c: c.dataset in KNOWN,
        said=NN_(
            "Paused at step {step:,}: {n} digit is covered, not below {value}.",
            "Paused at step {step:,}: {n} digits are covered, not below {value}.",
        ),
    ),
    "divergence": Goal(),
}


def goals_of(config: RunConfig) -> list[str]:
    """Return the names of the goals that a config's data set has."""
    return [name for name, goal in GOALS.items() if goal.exists(config)]


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
        end = min(int(value), step + FARTHEST) if what == "step" else step + LIMIT
        return cls(what, value, step, end)

    def stop(self, trainer, measure: Callable[[], dict[str, float]]) -> Message | None:
        """Return why the run stops after this step, or None; `measure()` is asked where it is needed."""
        step, goal = trainer.step_count, GOALS[self.what]
        if self.what == "step" and step > self.value:
            return Message.of(
                N_("Step {step:,} has passed already: this is step {now:,}."), step=int(self.value), now=step
            )
        if self.what == "step" and step == self.value:
            return Message.of(N_("Paused at step {step:,}, as asked."), step=step)
        if goal.measure and (step % CHECK == 0 or step == self.begin):
            got = measure().get(goal.measure)
            if got is not None and goal.reached(got, self.value):
                return Message.of(goal.said, step=step, n=got, value=self.value)
        if step >= self.end:
            return Message.of(
                N_("Paused at step {step:,}: what was waited for has not come within {limit:,} steps."),
                step=step,
                limit=self.end - self.begin,
            )
        return None
