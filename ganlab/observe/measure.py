"""What a measure is: the record that history, charts, the row of numbers, goals and conclusions are made from."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any

from ganlab.gan.config import RunConfig
from ganlab.lazy import N_
from ganlab.observe.look import Look

Found = Mapping[str, Any]
Value = Callable[[Look], Found | Generator[None, None, Found]]  # in pieces where it takes long


@dataclass(frozen=True)
class Chart:
    """Describe one chart: its title, what it is called on the button that shows it, its tip, and in words what it is.

    `range` is all that there can be, on a linear axis. `unit` says what its numbers are in. `usual`: of the charts with
    one number, the first that a run has is shown where nothing was chosen.
    """

    key: str
    title: str
    button: str
    tip: str
    label: str  # for screen readers
    usual: int | None = None
    log: bool = False  # always on a log axis
    range: tuple[float, float] | None = None
    share: bool = False  # of a whole, written in percent
    middle: float | None = None  # a line drawn there
    dirac: bool | None = None  # for the Dirac-GAN alone, or not for it
    unit: str = ""  # in English, for the reference


@dataclass(frozen=True)
class Row:
    """Describe a measure's entry in the row of numbers: it, and beside it what a perfect generator would score."""

    at: int  # place among the others
    tip: str  # {n}: the number of samples
    form: str  # of the number, as `format` has it
    label: str = ""  # where the measure's own does not do
    also: str = ""  # a second measure, written after the first
    beside: str = ""  # key of what stands beside; else the floor
    aside: str = N_("(best {value})")
    gauge: str = ""  # of its bar: share, log


@dataclass(frozen=True)
class Goal:
    """Describe how a run is sent on until a value is reached: bounds of what may be asked for, and words."""

    at: int  # place among the others
    words: str
    low: float | None = None
    high: float | None = None
    whole: bool = False
    order: str = ""  # ≥ or ≤
    said: str = ""  # of a run that has reached it at {step}: {n} is what it got, {value} what was asked for
    proposed: float | None = None
    percent: bool = False  # asked for in percent
    most: int | None = None  # that the view lets one ask for
    total: Callable[[RunConfig], int] | None = None  # of a config: what is proposed, and the most

    def reached(self, got: float, wanted: float) -> bool:
        """Compare what was measured with what was asked for."""
        return got >= wanted if self.order == "≥" else got <= wanted


@dataclass(frozen=True)
class Measure:
    """Describe one measure.

    `floor` and `whole` are keys of what is found beside it: what real samples score, and a total.
    """

    key: str
    label: str
    colour: str  # of the palette
    chart: Chart
    value: Value | None = None  # of MEASURES; one function may find several
    exists: Callable[[RunConfig], bool] = lambda config: True
    floor: str = ""
    whole: str = ""
    row: Row | None = None
    goal: Goal | None = None
    progress: str = ""  # sentence on how far G has come: {n}, of {whole}, or {times} what real samples score
    unless: tuple[str, float] | None = None  # it says nothing while another measure, by its key, is below this
    unit: str = ""  # where its numbers, as they are kept, are in another one than the chart's
    spoken: str = ""  # sentence for screen readers: {covered}, {total} or {share} in percent

    def relative(self, found: Found) -> float:
        """Return its value as a share of its whole, or as a multiple of its floor; raise KeyError where none is."""
        relative: float = found[self.key] / found[self.whole or self.floor]
        return relative
