"""Maps of sweeps as the view shows them, in a language: what can be mapped, a plan, and what its runs have come to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import Any

from ganlab.engine.sweep import success
from ganlab.engine.sweep.lines import LINES
from ganlab.engine.sweep.maps import Map
from ganlab.engine.sweep.plan import BOTH, WIDTHS, Axis, fields_of, label_of
from ganlab.engine.sweep.ready import plan_of, ready_of, title_of
from ganlab.engine.sweep.store import FAILED
from ganlab.export.maps import MAP_EXPORTS
from ganlab.gan.config import RunConfig, knobs, schemas
from ganlab.lazy import N_
from ganlab.observe.measures import MEASURES, measured
from ganlab.observe.outcome import OUTCOMES, said
from ganlab.presets.maps import MAPS
from ganlab.web.words import say

SHOWN = ("sw1", "modes", "fid", "classes")  # measures that a map can be switched to, of those that its runs have
DISTANCE = "distance"  # of a Dirac-GAN from rest


@cache
def described(language: str) -> dict[str, Any]:
    """Return all that the view knows of maps: those that are ready, outcomes, possible axes, what is taken home."""
    return {
        "ready": [
            {"key": key, "label": say(ready.label, language), "watch": say(ready.watch, language)}
            for key, ready in MAPS.items()
        ],
        "outcomes": [
            {
                "key": key,
                "label": say(outcome.name, language),
                "words": say(outcome.words, language),
                "mark": outcome.mark,
                "colour": outcome.colour,
            }
            for key, outcome in OUTCOMES.items()
        ],
        "axes": [_field(field, language) for field in fields()],
        "takes": [
            {"key": key, "name": say(export.name, language), "words": say(export.words, language)}
            for key, export in MAP_EXPORTS.items()
        ],
    }


def listed(language: str) -> list[dict[str, Any]]:
    """Return what the menu says of each ready map, in their order."""
    return [
        {
            "key": key,
            "label": say(ready.label, language),
            "watch": say(ready.watch, language),
            "runs": len(plan_of(key).tasks),
        }
        for key, ready in MAPS.items()
    ]


def fields() -> list[str]:
    """Return what can be an axis."""
    numbers = [
        name
        for name, knob in knobs().items()
        if knob.part != "real" and name != "seed" and (name in WIDTHS or schemas()[name].get("type") in _NUMBERS)
    ]
    return [*BOTH, *numbers]


_NUMBERS = ("number", "integer")


def _field(field: str, language: str) -> dict[str, Any]:
    """Return what the view needs to propose values of an axis: the setting that they are around, and its kind."""
    of = fields_of(field)[0]
    found = {"field": field, "label": say(label_of(field), language), "of": of, "log": knobs()[of].log}
    schema = schemas()[of]
    high = schema.get("maximum", schema.get("exclusiveMaximum"))
    return found | {"whole": Axis(field, (), False).whole, "high": high}


def views(config: RunConfig) -> list[str]:
    """Return what a map of such runs can be switched to beside their outcomes."""
    return [DISTANCE] if config.kind == "dirac" else [key for key in SHOWN if key in measured(config)]


def plan(one: Map, language: str) -> dict[str, Any]:
    """Return what a map is to be: axes, runs by their places (cell, seed), measures, lines, and what all have."""
    plan, ready = one.plan, ready_of(one.plan)
    seeds = {seed: place for place, seed in enumerate(plan.seeds)}
    return {
        "key": one.key,
        "ready": ready,
        "label": say(title_of(plan), language),
        "watch": say(MAPS[ready].watch, language) if ready else "",
        "axes": [
            {"field": axis.field, "label": say(label_of(axis.field), language), "values": axis.values, "log": axis.log}
            for axis in plan.axes
        ],
        "seeds": plan.seeds,
        "steps": plan.steps,
        "runs": [[*task.cell, seeds[task.config.seed]] for task in plan.tasks],
        "measures": [_measure(key, language) for key in views(plan.base)],
        "lines": [
            {"key": key, "label": say(line.label, language), "words": say(line.words, language), "pieces": pieces}
            for key, line in LINES.items()
            if (pieces := line.make(plan))
        ],
        "base": plan.base.to_query(),
    }


def _measure(key: str, language: str) -> dict[str, Any]:
    if key == DISTANCE:
        return {"key": key, "label": say(N_("distance from (0, 0)"), language), "log": True, "floor": "", "whole": ""}
    record = MEASURES[key]
    whole = record.whole
    return {
        "key": key,
        "label": say(record.label, language),
        "log": not whole,
        "floor": record.floor,
        "whole": whole,
    }


def margins(one: Map) -> list[list[list[float]]]:
    """Return for each value of each axis how many runs have learned, of how many, and the bounds of their share."""
    outcomes = {row["key"]: row["outcome"] for row in list(one.rows) if row["status"] != FAILED}
    return [
        [[*found[:2], round(found.low, 4), round(found.high, 4)] for found in axis]
        for axis in success.margins(one.plan, outcomes)
    ]


def row(one: Map, found: Mapping[str, Any]) -> list[Any]:
    """Return what a run has come to: its place in the plan, step, outcome, measures, and whether its process failed."""
    return [
        one.places[found["key"]],
        found["step"],
        found["outcome"],
        values(one.plan.base, found),
        found["status"] == FAILED,
        found.get("reached"),
    ]


def values(config: RunConfig, found: Mapping[str, Any]) -> dict[str, float]:
    """Return what was measured of a run at its end, with floors and totals."""
    if config.kind == "dirac":
        place = [found.get(name) for name in ("theta", "psi")]
        return {} if None in place else {DISTANCE: math.hypot(*place)}  # type: ignore[arg-type]
    records = [MEASURES[key] for key in views(config) if said(found, key)]
    names = [name for record in records for name in (record.key, record.floor, record.whole) if name]
    return {name: found[name] for name in names if found.get(name) is not None}
