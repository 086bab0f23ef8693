"""Lines over a map lie where they say, whichever axis is which; and runs do what theory says on either side."""

import itertools
import math

import numpy as np
import pytest

from ganlab.engine.sweep.lines import LINES
from ganlab.engine.sweep.plan import Plan, axis
from ganlab.engine.sweep.running import run
from ganlab.gan.config import from_values
from ganlab.observe import dirac
from ganlab.presets.maps import MAPS
from tests.support.filling import TINY, plan

FACTORS = {"equal": 1.0, "two-scales": 4.0}
SGD = {"d_optimizer": "sgd", "g_optimizer": "sgd"}
DIRAC = from_values({"dataset": "dirac", "loss": "minimax", **SGD})
NEAR = 0.004  # of 1, where the line itself runs


def pieces(key, made):
    return LINES[key].make(made)


@pytest.mark.parametrize("key", LINES)
def test_a_line_says_in_words_what_it_is(key):
    assert LINES[key].label and LINES[key].words.endswith(".")


def value(one, place):
    """Return the value at a place of an axis whose values are spaced by equal factors, or equally."""
    low, high = one.values[0], one.values[-1]
    share = place / (len(one.values) - 1)
    return low * (high / low) ** share if one.log else low + (high - low) * share


RANGES = [("1e-4:1e-1:4log", "1e-4:1e-1:4log"), ("1e-3:1e-1:3log", "1e-5:1e-1:5log"), ("0.1:0.7:4", "0.1:0.3:3")]


@pytest.mark.parametrize(("d_range", "g_range"), RANGES)
@pytest.mark.parametrize("key", FACTORS)
@pytest.mark.parametrize("swapped", [False, True])
def test_a_ratio_of_rates_lies_where_it_is(key, d_range, g_range, swapped):
    grids = [f"d_lr={d_range}", f"g_lr={g_range}"]
    made = plan(*(reversed(grids) if swapped else grids))
    (line,) = pieces(key, made)
    for place in line:
        rates = {one.field: value(one, at) for one, at in zip(made.axes, place, strict=True)}
        assert rates["d_lr"] == pytest.approx(FACTORS[key] * rates["g_lr"], rel=1e-3)
    highest = [len(one.values) - 1 for one in made.axes]
    assert all(0 <= at <= most for place in line for at, most in zip(place, highest, strict=True))
    for end in (line[0], line[-1]):  # it goes from edge to edge
        assert min(min(at, most - at) for at, most in zip(end, highest, strict=True)) < 0.02
    assert math.dist(line[0], line[-1]) > 0.4


@pytest.mark.parametrize("key", FACTORS)
@pytest.mark.parametrize(
    "grids",
    [
        ("d_lr=1e-5:1e-4:3log", "g_lr=1e-2:1e-1:3log"),  # it lies beyond the plane
        ("d_lr=1e-4:1e-1:4log",),
        ("lr=1e-4:1e-1:4log", "r1_gamma=0.1,1"),
        ("d_lr=1e-4:1e-1:4log", "n_critic=1,2"),
        ("d_beta1=0.1,0.5", "g_beta1=0.1,0.5"),
        ("d_hidden=4,8", "g_hidden=4,8"),
    ],
)
def test_a_ratio_of_rates_is_drawn_over_nothing_else(key, grids):
    assert pieces(key, plan(*grids)) == []


def crossings(line, start, end):
    """Count how often a piece of a line crosses the straight way from one place to another."""
    line = np.asarray(line, float)
    along = end - start
    side = along[0] * (line[:, 1] - start[1]) - along[1] * (line[:, 0] - start[0])
    turns = np.flatnonzero((side[:-1] >= 0) != (side[1:] >= 0))
    share = side[turns] / (side[turns] - side[turns + 1])
    places = line[turns] + share[:, None] * (line[turns + 1] - line[turns])
    reached = (places - start) @ along / (along @ along)
    return int(((reached > 0) & (reached < 1)).sum())


SETTLING = [
    ({}, ("r1_gamma=0.03:10:7log", "lr=0.03:3:7log")),
    ({}, ("lr=0.03:3:7log", "r1_gamma=0.03:10:7log")),
    ({"g_lr": 0.5}, ("r1_gamma=0.5:8:6", "d_lr=0.1:2:5")),
    ({"r1_gamma": 1.0}, ("d_lr=0.01:5:6log", "g_lr=0.01:5:7log")),
    ({"updates": "simultaneous"}, ("consensus_gamma=0.05:5:6log", "lr=0.05:3:6log")),
    ({"loss": "wasserstein", "d_lr": 0.5}, ("r2_gamma=0.1:10:6log", "g_lr=0.1:3:5")),
]


@pytest.mark.wide
@pytest.mark.parametrize(("values", "grids"), SETTLING)
def test_the_line_of_theory_parts_what_settles_from_what_does_not(values, grids):
    """On the way from cell to cell it is crossed an odd number of times where one settles and the other does not."""
    made = plan(*grids, base=from_values(values, DIRAC), seeds=(0,))
    radii = {task.cell: dirac.radius(task.config) for task in made.tasks}
    sure = [cell for cell, radius in radii.items() if abs(radius - 1) > NEAR]
    lines = pieces("settles", made)
    assert lines and {radii[cell] < 1 for cell in sure} == {True, False}
    middle = np.array([(len(one.values) - 1) / 2 for one in made.axes])
    places = {cell: cell + 1e-3 * (middle - cell) for cell in sure}  # at the very edge a line ends
    for start, end in itertools.combinations(sure, 2):
        crossed = sum(crossings(line, places[start], places[end]) for line in lines)
        assert crossed % 2 == ((radii[start] < 1) != (radii[end] < 1)), (start, end)


@pytest.mark.parametrize(
    ("base", "grids"),
    [
        (TINY, ("lr=0.03:3:7log", "r1_gamma=0.03:10:7log")),  # no Dirac-GAN
        (DIRAC, ("lr=0.03:3:7log",)),
        (from_values({"r1_gamma": 1.0}, DIRAC), ("lr=0.03:3:7log", "n_critic=1,2,3")),  # there are none in between
        (from_values({"d_optimizer": "adam"}, DIRAC), ("lr=0.03:3:7log", "r1_gamma=0.03:10:7log")),
        (from_values({"spectral_norm": True}, DIRAC), ("lr=0.03:3:7log", "r1_gamma=0.03:10:7log")),
        (DIRAC, ("d_momentum=0:0.9:4", "r1_gamma=0.03:10:7log")),
    ],
)
def test_where_theory_is_silent_nothing_is_drawn(base, grids):
    assert pieces("settles", plan(*grids, base=base)) == []


def halved(text):
    """Return an axis with every second of its values."""
    field, values = text.split("=")
    low, high, count = values.split(":")
    count = int(count.removesuffix("log"))
    assert count % 2 == 1 and values.endswith("log")
    return f"{field}={low}:{high}:{count // 2 + 1}log"


def learned(made, start):
    """Return the radii of the runs that have learned, and of those that have not, from that far off."""
    base = from_values({"theta_start": start}, made.base)
    made = Plan(base, made.axes, made.seeds, made.steps)
    radii = {task.key: dirac.radius(task.config) for task in made.tasks}
    rows = [row for group in made.batches(len(made.tasks)) for row in run(group, made.steps)]
    found = {row["key"] for row in rows if row["outcome"] == "learned"}
    return [radii[key] for key in found], [radii[key] for key in set(radii) - found]


@pytest.mark.wide
def test_the_runs_of_the_ready_map_do_what_theory_says():
    """Theory is of steps near rest: of runs that begin farther off, one in a corner circles all the same."""
    ready = MAPS["r1-dirac"]
    made = Plan(ready.base, tuple(axis(halved(text), ready.base) for text in ready.grid), (0,), ready.steps)
    assert pieces("settles", made)
    there, elsewhere = learned(made, ready.base.theta_start)
    assert max(there) <= 1.02
    assert sum(radius < 0.97 for radius in elsewhere) <= 1
    there, elsewhere = learned(made, 0.1)
    assert max(there) <= 1.02
    assert min(elsewhere) >= 0.97
