"""Lines over a map: what a rule or a theory says of its plane, one record each."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ganlab.engine.sweep.plan import Axis, Plan
from ganlab.lazy import N_
from ganlab.observe import dirac

FINE = 49  # places on each axis at which a theory is asked
Place = tuple[float, float]  # on both axes, a cell's middle at a whole number


@dataclass(frozen=True)
class Line:
    """Describe one line: its name, what it says and after whom, and where it runs, in pieces; nothing: not here."""

    label: str
    words: str
    make: Callable[[Plan], list[list[Place]]]


def place_of(axis: Axis, value: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return where a value lies on an axis, from 0 at its first; NaN beyond its ends."""
    known: npt.NDArray[np.float64] = np.array(axis.values, float)
    found: npt.NDArray[np.float64] = np.asarray(value, float)
    if axis.log:
        known, found = np.log(known), np.log(found)
    places: npt.NDArray[np.float64] = np.interp(found, known, np.arange(len(known)), left=np.nan, right=np.nan)
    return places


def value_at(axis: Axis, place: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return the value at a place of an axis."""
    known = np.array(axis.values, float)
    found = np.interp(np.asarray(place, float), np.arange(len(known)), np.log(known) if axis.log else known)
    values: npt.NDArray[np.float64] = np.exp(found) if axis.log else found
    return values


def _ratio(factor: float) -> Callable[[Plan], list[list[Place]]]:
    """Draw where D's rate is so many times G's."""

    def make(plan: Plan) -> list[list[Place]]:
        fields = {axis.field: k for k, axis in enumerate(plan.axes)}
        if fields.keys() != {"d_lr", "g_lr"}:
            return []
        d_axis, g_axis = plan.axes[fields["d_lr"]], plan.axes[fields["g_lr"]]
        d_places = np.linspace(0, len(d_axis.values) - 1, 8 * FINE)
        g_places = place_of(g_axis, value_at(d_axis, d_places) / factor)
        both = (d_places, g_places) if fields["d_lr"] == 0 else (g_places, d_places)
        line = [(float(x), float(y)) for x, y in zip(*both, strict=True) if math.isfinite(x) and math.isfinite(y)]
        return [line] if len(line) > 1 else []

    return make


def _settles(plan: Plan) -> list[list[Place]]:
    """Draw where a step of the Dirac-GAN neither shortens nor lengthens the distance from rest."""
    from contourpy import contour_generator

    if plan.base.kind != "dirac" or len(plan.axes) < 2 or any(axis.whole for axis in plan.axes):
        return []
    x_axis, y_axis = plan.axes
    xs, ys = (np.linspace(0, len(axis.values) - 1, FINE) for axis in plan.axes)
    radii = np.empty((FINE, FINE))
    for column, x in enumerate(value_at(x_axis, xs).tolist()):
        for row, y in enumerate(value_at(y_axis, ys).tolist()):
            changes = x_axis.setting(x, plan.base) | y_axis.setting(y, plan.base)
            config = plan.base.model_copy(update=changes)
            if dirac.verdict(config)[0] not in ("circle", "in", "settle", "out", "leave"):
                return []
            radii[row, column] = dirac.radius(config)
    found = contour_generator(xs, ys, radii).lines(1.0)
    return [[(float(x), float(y)) for x, y in np.asarray(line).tolist()] for line in found]


LINES: dict[str, Line] = {
    "equal": Line(N_("lr_D = lr_G"), N_("Both players learn at the same rate."), _ratio(1)),
    "two-scales": Line(
        N_("lr_D = 4 lr_G"),
        N_(
            "Two time scales: D learns faster, so that it stays near its best answer (Heusel et al. 2017); four times "
            "is what SAGAN took (Zhang et al. 2019)."
        ),
        _ratio(4),
    ),
    "settles": Line(
        N_("theory: settles"),
        N_(
            "Where the largest eigenvalue of a step has modulus 1: on one side a step near (0, 0) shortens the "
            "distance from it, on the other it lengthens it (Mescheder et al. 2018)."
        ),
        _settles,
    ),
}
