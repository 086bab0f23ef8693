"""Presets and what they claim: the kinds of record that `presets` is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import Any

from ganlab.gan.config import RunConfig, from_values
from ganlab.lazy import N_, Message


@dataclass(frozen=True)
class Evidence:
    """Hold what a run showed: `rows` of scalars and metrics (with `step`), and whether it ended as "diverged"."""

    rows: tuple[dict[str, float], ...]
    status: str

    def last(self, name: str, count: int = 1) -> list[float]:
        """Return the values of one quantity in the last rows."""
        return [row[name] for row in self.rows[-count:]]

    def every(self, name: str) -> list[float]:
        """Return the values of one quantity in all rows."""
        return [row[name] for row in self.rows]

    def at(self, step: int) -> dict[str, float]:
        """Return the row of a step that the claim looks at."""
        return next(row for row in self.rows if row["step"] == step)


@dataclass(frozen=True)
class Claim:
    """State what a run of so many steps shows, in words and as a predicate of its evidence.

    looks: the steps that are measured; where there are none, every twentieth of all but the first of them.
    seeds: how many it is checked for at a time.
    """

    steps: int
    words: str | Message
    holds: Callable[[Evidence], bool]
    looks: tuple[int, ...] = ()
    seeds: int = 10


GROUPS = {
    "first": N_("First look"),
    "failures": N_("Failures and their cures"),
    "losses": N_("Losses"),
    "digits": N_("Digits"),
    "theory": N_("Theory: the Dirac-GAN"),
}  # in which experiments are offered
_OF_KIND = {"points": "first", "images": "digits", "dirac": "theory"}  # where a record names none

TOLD_IN = 20.0  # seconds in which an experiment shows what it is for, at its own pace


@dataclass(frozen=True)
class Preset:
    """Describe one experiment; its name, what to watch and what it shows."""

    label: str
    watch: str
    settings: dict[str, Any]
    claim: Claim
    twin: str = ""  # key of the experiment that shows the same in data of the other kind
    story: int = 0  # steps in which one sees what it is for, where those are not the claim's
    among: str = ""  # key of its group, where that is not its kind's
    cures: str = ""  # key of the experiment whose failure it cures

    @property
    def told(self) -> int:
        """Return the step at which its story has been told."""
        return self.story or self.claim.steps

    @property
    def pace(self) -> float:
        """Return the steps per second at which it begins."""
        return self.told / TOLD_IN

    @cached_property
    def config(self) -> RunConfig:
        """Return the complete config."""
        return from_values(self.settings)

    @property
    def group(self) -> str:
        """Return the key of the group in which it is offered."""
        return self.among or _OF_KIND[self.config.kind]


def all_modes(steps: int, modes: int, share: float) -> Claim:
    """All modes of the data, with at least this share of high-quality samples, in the last three rows' medians."""
    words = Message.of(
        N_(
            "All {modes} modes and at least {share:.0%} of the samples of high quality, medians of the last three "
            "checks up to step {steps:,}."
        ),
        modes=modes,
        share=share,
        steps=steps,
    )
    return Claim(
        steps,
        words,
        lambda e: median(e.last("modes", 3)) == modes and median(e.last("high_quality", 3)) >= share,
    )


def near(steps: int, distance: float) -> Claim:
    """Fakes as near to the data as this, in the sliced Wasserstein distance, in the last three rows' median."""
    words = Message.of(
        N_("Sliced Wasserstein distance at most {distance}, median of the last three checks up to step {steps:,}."),
        distance=distance,
        steps=steps,
    )
    return Claim(steps, words, lambda e: median(e.last("sw1", 3)) <= distance)


def digits(looks: tuple[int, ...], classes: int, confidence: float, spread: float, **more: Any) -> Claim:
    """Digits of so many classes, told with this confidence and this unlike each other, at each of these steps."""
    words = Message.of(
        N_(
            "At step {steps}: at least {classes} digits covered, the digit classifier's confidence at least "
            "{confidence:.0%}, and pictures that differ at least {spread} times as much as real ones (in its features)."
        ),
        steps=", ".join(f"{step:,}" for step in looks),
        classes=classes,
        confidence=confidence,
        spread=spread,
    )
    return Claim(
        looks[-1], words, lambda e: all(_made(row, classes, confidence, spread) for row in e.rows), looks, **more
    )


def _made(row: dict[str, float], classes: int, confidence: float, spread: float) -> bool:
    return row["classes"] >= classes and row["confidence"] >= confidence and row["spread"] >= spread


def as_asked(looks: tuple[int, ...], share: float, **more: Any) -> Claim:
    """So many of the pictures of a conditional G are told to be what was asked for, at each of these steps."""
    words = Message.of(
        N_("At step {steps}: the digit classifier takes at least {share:.0%} of the pictures for what was asked for."),
        steps=", ".join(f"{step:,}" for step in looks),
        share=share,
    )
    return Claim(looks[-1], words, lambda e: min(e.every("as_asked")) >= share, looks, **more)
