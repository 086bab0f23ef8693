"""A sweep's plan: the grid, the runs that it asks for, and the order in which they say most soonest."""

from __future__ import annotations

import hashlib
import itertools
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ganlab.gan.batch import alone, shape
from ganlab.gan.config import ConfigError, RunConfig, from_strings, from_values, knobs, schemas
from ganlab.gan.cost import cost
from ganlab.lazy import N_, Message

FEWEST, MOST = 2, 100_000  # runs of a sweep
MOST_VALUES = 1_000  # of an axis
WIDTHS = ("g_hidden", "d_hidden")  # a number stands for layers of that width, as many as there are
BOTH = {"lr": ("d_lr", "g_lr")}  # what a number is of two settings at once
_LABELS = {"lr": N_("learning rate of both"), "g_hidden": N_("Width of G"), "d_hidden": N_("Width of D")}
GAIN = 8  # times as quick, runs step as one; about, for small networks
_RISES = N_("must go from a low to a higher number")
_RISES_LOG = N_("must go from a low to a higher number, both above 0 where they are spaced by factors")
GRAMMAR = N_("must look like field=low:high:count, field=low:high:countlog or field=a,b,c")


@dataclass(frozen=True)
class Axis:
    """Hold one axis of a grid: a field and its values, in ascending order."""

    field: str
    values: tuple[float, ...]
    log: bool  # spaced by equal factors, and to be drawn so

    def setting(self, value: float, base: RunConfig) -> dict[str, Any]:
        """Return what a config is changed by at one value."""
        if self.field in WIDTHS:
            return {self.field: (value,) * len(getattr(base, self.field))}
        return dict.fromkeys(self.fields, value)

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the settings that it is of."""
        return fields_of(self.field)

    @property
    def whole(self) -> bool:
        """Tell whether there are only whole numbers on it."""
        return self.field in WIDTHS or schemas()[self.fields[0]]["type"] == "integer"


def fields_of(field: str) -> tuple[str, ...]:
    """Return the settings that an axis of this name is of."""
    return BOTH.get(field, (field,))


def label_of(field: str) -> str:
    """Return what an axis of this name is called, marked: as its setting, unless it is not that alone."""
    return _LABELS.get(field) or knobs()[field].name


def axis(text: str, base: RunConfig) -> Axis:
    """Read an axis as it stands after --grid; raise ConfigError with one sentence."""
    field, equals, values = text.partition("=")
    if not equals or not field or not values:
        raise ConfigError("--grid", GRAMMAR, text)
    for one in fields_of(field):
        _numeric(one, base)
    whole = Axis(field, (), False).whole
    log = values.endswith("log")
    if ":" in values:
        found = _spaced(text, values.removesuffix("log"), log)
        found = [float(round(value)) for value in found] if whole else _short(found)
    else:
        log, found = False, [_number(text, part) for part in values.split(",")]
        log = knobs()[fields_of(field)[0]].log and all(value > 0 for value in found)
    if len(set(found)) < len(found):
        raise ConfigError("--grid", N_("must have values that differ, whole numbers where the field is one"), text)
    if any(value != round(value) for value in found if whole):
        raise ConfigError("--grid", Message.of(N_("must have whole numbers for {field}"), field=field), text)
    made = Axis(field, tuple(int(value) if whole else value for value in sorted(found)), log)
    for value in made.values:
        from_values(made.setting(value, base), base)
    return made


def _numeric(field: str, base: RunConfig) -> None:
    """Refuse a field that is no axis: one that is no number, and one that would make other data."""
    if field not in knobs():
        from_values({field: None}, base)  # which says what it is, and what it may have been meant to be
    kind = schemas()[field].get("type")
    if field not in WIDTHS and kind not in ("number", "integer"):
        raise ConfigError("--grid", N_("must be of a setting that is a number"), field)
    if field in WIDTHS and not getattr(base, field):
        rule = Message.of(N_("must be of a network with hidden layers; {field} has none"), field=field)
        raise ConfigError("--grid", rule, field)
    if field == "seed":
        raise ConfigError("--grid", N_("must not be of the seed: --seeds says how many there are in each cell"), field)
    if knobs()[field].part == "real":
        raise ConfigError("--grid", N_("must not be of the data: their maps could not be compared"), field)


def _spaced(text: str, values: str, log: bool) -> list[float]:
    parts = values.split(":")
    if len(parts) != 3 or not parts[2].isdecimal():
        raise ConfigError("--grid", GRAMMAR, text)
    low, high, count = _number(text, parts[0]), _number(text, parts[1]), int(parts[2])
    if not 2 <= count <= MOST_VALUES:
        raise ConfigError("--grid", Message.of(N_("must have from 2 to {most:,} values"), most=MOST_VALUES), text)
    if not low < high or (log and low <= 0):
        raise ConfigError("--grid", _RISES_LOG if log else _RISES, text)
    shares = [k / (count - 1) for k in range(count)]
    return [low * (high / low) ** share if log else low + (high - low) * share for share in shares]


def _short(values: list[float]) -> list[float]:
    """Return values with few digits: three, or as many as keep them apart."""
    rounded = ([float(f"{value:.{digits}g}") for value in values] for digits in range(3, 16))
    return next((found for found in rounded if len(set(found)) == len(values)), values)


def _number(text: str, part: str) -> float:
    try:
        value = float(part)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ConfigError("--grid", GRAMMAR, text)
    return value


@dataclass(frozen=True)
class Task:
    """Hold one run of a sweep: its config, its cell (a place on each axis), and its key."""

    config: RunConfig
    cell: tuple[int, ...]

    @cached_property
    def key(self) -> str:
        """Return what names the run: equal settings and seed, equal key, in any sweep."""
        text = json.dumps(self.config.model_dump(mode="json"), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Plan:
    """Hold what a sweep is to do: a base, one or two axes, seeds, and how many steps each run takes."""

    base: RunConfig
    axes: tuple[Axis, ...]
    seeds: tuple[int, ...]
    steps: int

    def __post_init__(self) -> None:
        if not 1 <= len(self.axes) <= 2:
            raise ConfigError("--grid", N_("must be given once or twice"), len(self.axes))
        fields = [field for one in self.axes for field in one.fields]
        if len(set(fields)) < len(fields):
            raise ConfigError("--grid", N_("must be of two settings"), self.axes[0].field)
        if not FEWEST <= self.count <= MOST:
            rule = Message.of(N_("must make from {fewest} to {most:,} runs, seeds counted"), fewest=FEWEST, most=MOST)
            raise ConfigError("--grid", rule, f"{self.count:,}")

    @property
    def count(self) -> int:
        """Return how many runs there are, without making them."""
        return math.prod(len(one.values) for one in self.axes) * len(self.seeds)

    def config(self, cell: Sequence[int], seed: int) -> RunConfig:
        """Return the settings of one run."""
        changed: dict[str, Any] = {"seed": seed}
        for place, one in zip(cell, self.axes, strict=True):
            changed |= one.setting(one.values[place], self.base)
        return from_values(changed, self.base)

    @cached_property
    def tasks(self) -> list[Task]:
        """Return all runs, those first that show the map coarsely; in each round, seed by seed."""
        return [Task(self.config(cell, seed), cell) for cells in self.rounds() for seed in self.seeds for cell in cells]

    def rounds(self) -> Iterator[list[tuple[int, ...]]]:
        """Yield the cells from coarse to fine: every so many on each axis and the last, then those halfway, and so on.

        The first round has about a tenth of the cells.
        """
        lengths = [len(one.values) for one in self.axes]
        apart = 1 << max(0, math.ceil(math.log2(max(2, max(lengths)) / 3)))
        seen: set[tuple[int, ...]] = set()
        while apart:
            places = [sorted({*range(0, length, apart), length - 1}) for length in lengths]
            fresh = [cell for cell in itertools.product(*places) if cell not in seen]
            seen |= set(fresh)
            if fresh:
                yield fresh
            apart //= 2

    def batches(self, size: int, done: frozenset[str] = frozenset(), soon: int = 0) -> Iterator[list[Task]]:
        """Yield the runs that are not done, by their keys, in groups that can be stepped as one, of at most so many.

        soon: of at most so many, where there are any of those that show the map coarsely: they are done the sooner.
        """
        parts = [(self.tasks[: self.coarse], soon), (self.tasks[self.coarse :], size)] if soon else [(self.tasks, size)]
        for tasks, most in parts:
            yield from _grouped([task for task in tasks if task.key not in done], most)

    @property
    def seconds(self) -> float:
        """Return about how many seconds of a core all runs take."""
        return sum(self.steps * cost(task.config).seconds / (1 if alone(task.config) else GAIN) for task in self.tasks)

    @cached_property
    def coarse(self) -> int:
        """Return how many of the tasks show the map coarsely: those of the first round."""
        return len(next(self.rounds())) * len(self.seeds)

    @cached_property
    def key(self) -> str:
        """Return what names the plan: equal plans, equal key."""
        return hashlib.sha256(json.dumps(self.described(), sort_keys=True).encode()).hexdigest()[:16]

    def described(self) -> dict[str, Any]:
        """Return the plan as plain values, for its file."""
        axes = [{"field": one.field, "values": list(one.values), "log": one.log} for one in self.axes]
        return {"base": self.base.to_query(), "axes": axes, "seeds": list(self.seeds), "steps": self.steps}


def _grouped(tasks: Sequence[Task], size: int) -> Iterator[list[Task]]:
    groups: dict[Any, list[Task]] = {}
    for task in tasks:
        if alone(task.config) is not None:
            yield [task]
            continue
        group = groups.setdefault(shape(task.config), [])
        group.append(task)
        if len(group) == size:
            yield groups.pop(shape(task.config))
    yield from groups.values()


def planned(described: Mapping[str, Any]) -> Plan:
    """Return the plan that `described` has told of; raise KeyError, TypeError or ValueError for what is none."""
    base = from_strings(described["base"])
    axes = tuple(Axis(one["field"], tuple(one["values"]), bool(one["log"])) for one in described["axes"])
    return Plan(base, axes, tuple(described["seeds"]), described["steps"])
