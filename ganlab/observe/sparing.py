"""Sparing checks, for maps of many runs: what conclusions mostly need is measured, the rest where it is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from ganlab.observe import point_measures
from ganlab.observe.display import Display
from ganlab.observe.lazily import Lazily
from ganlab.observe.look import Look, accuracies, copied, ideally
from ganlab.observe.measuring import metrics

LATER: dict[str, Callable[[Look], Mapping[str, Any]]] = {  # of a moment that is kept: its fakes and D's answers
    "sw1": lambda look: point_measures.sw1(look.fake, look.reals),
    **dict.fromkeys(("js", "mean_distance"), lambda look: point_measures.js(look.fake, look.reals)),
    **dict.fromkeys(("d_star", "value"), ideally),
    **dict.fromkeys(("train_distance", "train_distance_floor"), copied),
}


def sparingly(display: Display) -> Lazily:
    """Return the measures of a run's present, as `metrics` finds them; of points most when they are first asked for."""
    if display.trainer.config.kind != "points":
        return Lazily(metrics(display))
    look = Look(display)
    if not look.fake.isfinite().all():
        return Lazily({})
    known = {**point_measures.shape_metrics(look.fake, look.reals), **accuracies(look)}
    return Lazily(known, {name: partial(later, look) for name, later in LATER.items()})
