"""Directives: what `run:`, `until:`, `point:`, `check:` and `try:` say; each raises RefusedError with one sentence."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from typing import Any
from urllib.parse import parse_qsl

from ganlab.engine import compare
from ganlab.engine.commands import ACTIONS, COMMANDS, MAX_STEPS
from ganlab.engine.goals import GOALS, goals_of
from ganlab.gan.config import ConfigError, RunConfig, from_strings
from ganlab.lazy import N_
from ganlab.lessons.check import Check
from ganlab.lessons.check import read as read_check
from ganlab.lessons.lesson import Scene, Start, Try, Until
from ganlab.lessons.names import vocabulary
from ganlab.lessons.refusal import RefusedError
from ganlab.observe.measures import MEASURES
from ganlab.presets import PRESETS, query
from ganlab.quoted import plain

WHOLE = N_("{name}: must be a whole number from {low} to {high}; got “{value}”")
_NUMBER = N_("{name}: must be a number from {low:g} to {high:g}; got “{value}”")
_NOT_MEASURED = N_("{name}: “{value}” is not measured on the data set {dataset}")
COUNTED = ("step", "step_d", "step_g", "steps")  # commands of `try:` that may have a number
MOST_NAMES = 12  # that a sentence lists
_BARE = frozenset(COMMANDS) - {*COUNTED, "set", "until", "experiment", "slow"}  # and those that have no value there


def unknown(name: str, value: str, known: Collection[str]) -> RefusedError:
    """Return the refusal of a name that is not among those known."""
    if near := get_close_matches(value, known, 1, 0.5):
        text = N_("{name}: there is no “{value}” (did you mean {near}?)")
        return RefusedError(text, name=name, value=plain(value, 40), near=near[0])
    names = ", ".join(list(known)[:MOST_NAMES]) + (", …" if len(known) > MOST_NAMES else "")
    return RefusedError(N_("{name}: must be of {names}; got “{value}”"), name=name, names=names, value=plain(value, 40))


def whole(name: str, text: str, low: int, high: int) -> int:
    """Read a whole number within bounds."""
    if not (text.isascii() and text.isdecimal() and len(text) < 16 and low <= int(text) <= high):
        raise RefusedError(WHOLE, name=name, low=low, high=high, value=plain(text, 40))
    return int(text)


def fields_of(name: str, text: str) -> dict[str, str]:
    """Read the fields of a query."""
    try:
        if not text:
            raise ValueError
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=True)
    except ValueError:
        example = N_("{name}: must be fields as in an address, such as preset=weak-d&seed=7; got “{value}”")
        raise RefusedError(example, name=name, value=plain(text, 40)) from None
    fields = dict(pairs)
    if len(fields) < len(pairs):
        twice = next(field for field in fields if sum(one == field for one, _ in pairs) > 1)
        raise RefusedError(
            N_("{name}: must have each field once; got “{value}” again"), name=name, value=plain(twice, 40)
        )
    return fields


def run(text: str, scene: Scene) -> Start:
    """Read an address's query."""
    text = text.removeprefix("?")
    fields = fields_of("run", text)
    asked = fields.pop("compare", None)
    errors = scene.take(fields)
    config, bad = query.read(fields)
    for error in (*errors, *bad):
        raise _passed_on("run", error)
    return Start(text, config, None if asked is None else _other(config, asked))


def _other(config: RunConfig, asked: str) -> RunConfig:
    """Return the config of the run that an address compares with, from field:value."""
    field, _, value = asked.partition(":")
    try:
        other = from_strings({field: value}, config)
        compare.check(config, other)
    except ConfigError as error:
        raise _passed_on("run", error) from None
    return other


def _passed_on(name: str, error: ValueError) -> RefusedError:
    return RefusedError(N_("{name}: {sentence}"), name=name, sentence=str(error))


def until(text: str, config: RunConfig) -> Until:
    """Read one of the lab's goals, and its value where it has one."""
    what, _, value = text.partition(" ")
    if what not in GOALS:
        raise unknown("until", what, GOALS)
    if what not in goals_of(config):
        raise RefusedError(_NOT_MEASURED, name="until", value=what, dataset=config.dataset)
    goal, value = GOALS[what], value.strip()
    if goal.low is None or goal.high is None:
        if value:
            raise RefusedError(
                N_("{name}: must be without a value; got “{value}”"), name=f"until {what}", value=plain(value, 40)
            )
        return Until(what)
    if goal.whole:
        return Until(what, whole(f"until {what}", value, int(goal.low), min(int(goal.high), MAX_STEPS)))
    try:
        number = float(value) if value.isascii() and "_" not in value else None
    except ValueError:
        number = None
    if number is None or not goal.low <= number <= goal.high:
        raise RefusedError(_NUMBER, name=f"until {what}", low=goal.low, high=goal.high, value=plain(value, 40))
    return Until(what, number)


def point(text: str, scene: Scene) -> tuple[str, ...]:
    """Read the names of parts of the page."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in scene.parts:
            raise unknown("point", name, scene.parts)
    return tuple(dict.fromkeys(names))


def check(text: str, config: RunConfig | None) -> Check:
    """Read a check of a run whose config is known, or of any."""
    found = read_check(text, vocabulary())
    for name in sorted(found.names):
        if config and name in MEASURES and not MEASURES[name].exists(config):
            raise RefusedError(_NOT_MEASURED, name="check", value=name, dataset=config.dataset)
    return found


def tries(text: str, config: RunConfig) -> tuple[Try, ...]:
    """Read commands, separated by semicolons."""
    return tuple(_command(one.strip(), config) for one in text.split(";") if one.strip())


def _command(text: str, config: RunConfig) -> Try:
    name, _, value = text.partition(" ")
    value = value.strip()
    found: Any = None
    if name in COUNTED:
        found = whole(f"try {name}", value or "1", 1, MAX_STEPS)
    elif name == "set":
        fields = fields_of("try set", value)
        try:
            given = from_strings(fields, config)
            found = {field: getattr(given, field) for field in fields}
        except ConfigError as error:
            raise _passed_on("try", error) from None
    elif name == "until":
        found = until(value, config).command
    elif name in ("experiment", "slow"):
        known = PRESETS if name == "experiment" else ACTIONS
        if value not in known:
            raise unknown(f"try {name}", value, known)
        found = value
    elif name not in _BARE:
        raise unknown("try", name, COMMANDS)
    elif value:
        raise RefusedError(
            N_("{name}: must be without a value; got “{value}”"), name=f"try {name}", value=plain(value, 40)
        )
    return Try(name, found)
