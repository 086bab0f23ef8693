"""Presets and what they claim: the kinds of record that `presets` is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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
    """

    steps: int
    words: str | Message
    holds: Callable[[Evidence], bool]
    looks: tuple[int, ...] = ()


@dataclass(frozen=True)
class Preset:
    """Describe one experiment; its name, what to watch and what it shows."""

    label: str
    watch: str
    settings: dict[str, Any]
    claim: Claim | None = None
    twin: str = ""  # key of the experiment that shows the same in data of the other kind

    @property
    def config(self) -> RunConfig:
        """Return the complete config."""
        return from_values(self.settings)


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
