"""Ready maps as plans, and what a plan is called: after the ready map that it is, or after its axes."""

from __future__ import annotations

from functools import cache

from ganlab.engine.sweep.plan import Plan, axis, label_of
from ganlab.lazy import N_, Message
from ganlab.presets.maps import MAPS


@cache
def plan_of(key: str) -> Plan:
    """Return the plan of a ready map."""
    ready = MAPS[key]
    base = ready.base
    seeds = tuple(range(base.seed, base.seed + ready.seeds))
    return Plan(base, tuple(axis(text, base) for text in ready.grid), seeds, ready.steps)


def ready_of(plan: Plan) -> str:
    """Return the key of the ready map that a plan is; "" where it is none."""
    return next((key for key in MAPS if plan_of(key).key == plan.key), "")


def title_of(plan: Plan) -> str | Message:
    """Return what a map is called, to be said in words."""
    if ready := ready_of(plan):
        return MAPS[ready].label
    labels = [Message.of(label_of(one.field)) for one in plan.axes]
    return labels[0] if len(labels) < 2 else Message.of(N_("{x} and {y}"), x=labels[0], y=labels[1])
