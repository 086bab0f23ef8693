"""A chart over the steps at the size of a slide: the record's rows, with what is known drawn as dashed lines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from ganlab.data import label_of
from ganlab.export.drawing.ink import LATIN, PALETTE, Entry, Page, Words, points
from ganlab.export.drawing.sheet import LETTERS, own
from ganlab.gan.config import RunConfig
from ganlab.gan.history import SCALARS
from ganlab.gan.losses import LOSSES
from ganlab.gan.penalties import PENALTIES
from ganlab.lazy import N_, NC_
from ganlab.observe.measure import Chart
from ganlab.observe.measures import MEASURES, OF_STEPS, charts, curves_of
from ganlab.observe.record import Record
from ganlab.observe.references import PROBABLE, references
from ganlab.observe.slow.mathml import given

WIDTH, HEIGHT = 1600, 900
LEFT, RIGHT, TOP, BOTTOM = 170, 190, 120, 110  # pixels beside the curves; TOP: to the middle of the legend
TITLE, SIZE, LEAST, THICK = 40, 25, 22, 3.2
DASHES: tuple[Any, ...] = ("-", (0, (1, 2)), (0, (5, 3)), (0, (5, 2, 1, 2)), (0, (9, 3)))  # of the penalties
OTHER, PALE = (0, (4, 2)), 0.7  # of the second run
FEW = 40  # rows, of which each is worth a dot: a single one makes no line
Values = npt.NDArray[np.floating]


@dataclass(frozen=True)
class Curve:
    """Hold one curve of one run: values are as they are drawn, counts as shares of their whole."""

    key: str
    label: str
    colour: str
    dash: Any
    steps: npt.NDArray[np.integer]
    values: Values
    floor: float = math.nan
    other: bool = False  # of the second run


@dataclass(frozen=True)
class Line:
    """Hold a dashed line, what it is called, and whether it is a noise floor."""

    y: float
    colour: str
    text: str
    floor: bool = False


def chart(records: Sequence[Record], key: str, words: Words) -> Page:
    """Return a chart of one run, or of two: the second one's curves are dashed."""
    kind, configs = charts()[key], [record.config for record in records]
    page = Page(WIDTH, HEIGHT, words)
    curves = [curve for k, record in enumerate(records) for curve in _curves(record, key, words, k > 0)]
    lines = _lines(kind, [curve for curve in curves if not curve.other], configs[0], words)
    page.text(LEFT, 50, title := words(kind.title), TITLE, weight="bold")
    room = WIDTH - 60 - LEFT - page.wide(title, TITLE, bold=True) - 40
    page.text(WIDTH - 60, 54, page.fitted(_about(key, configs[0], words), room, SIZE), SIZE, "muted", ha="right")
    entries = [Entry(curve.label, curve.colour, curve.dash) for curve in curves if not curve.other]
    runs = [f"{LETTERS[k]}  {own(k, configs, words)}" for k in range(len(records)) if len(records) > 1]
    top = float(TOP)
    for row in (entries, [Entry(text, PALETTE["fg"], dash) for text, dash in zip(runs, ("-", OTHER), strict=False)]):
        top += 1.5 * SIZE * page.legend(row, LEFT, top, WIDTH - LEFT - 60, SIZE) if row else 0
    axes = page.figure.add_axes(page.box(LEFT, top, WIDTH - LEFT - RIGHT, HEIGHT - BOTTOM - top))
    log = _scale(axes, kind, curves, lines, configs, words)
    for curve in sorted(curves, key=lambda curve: curve.other):
        dots: dict[str, Any] = {"marker": "o", "ms": points(9)} if len(curve.steps) < FEW else {}
        look: dict[str, Any] = {"ls": OTHER, "alpha": PALE} if curve.other else {"ls": curve.dash}
        axes.plot(curve.steps, curve.values, color=curve.colour, lw=points(THICK), gid=curve.key, **look, **dots)
    _dress(page, axes, top, kind, log)
    _write_lines(page, axes, [line for line in lines if not log or line.y > 0])
    return page


def _about(key: str, config: RunConfig, words: Words) -> str:
    data = words(label_of(config))
    if key != "losses":
        return data
    loss = words(LOSSES[config.loss].label)
    return f"{data} · {loss if config.conditional == 'none' else given(loss, ', ')}"


def _curves(record: Record, key: str, words: Words, other: bool) -> list[Curve]:
    """Return a run's curves of a chart; below the losses also every penalty that was minimised."""
    frame, found = record.shown, list[Curve]()
    asked = (lambda text: text) if record.config.conditional == "none" else (lambda text: given(text, ", "))
    for one in curves_of(key):
        names, steps, rows = (
            (SCALARS, frame.steps, frame.scalars)
            if one.key in OF_STEPS
            else (tuple(MEASURES), frame.measured_steps, frame.measures)
        )
        at, values = _column(names, one.key, steps, rows)
        metrics = frame.metrics or {}
        whole, floor = metrics.get(one.whole, 1.0) if one.whole else 1.0, metrics.get(one.floor, math.nan)
        colour = PALETTE.get(one.colour, PALETTE["fg"])
        found.append(Curve(one.key, asked(words(one.label)), colour, "-", at, values / whole, floor, other))
    if key == "losses":
        for k, name in enumerate(name for name in SCALARS if name in PENALTIES):
            at, values = _column(SCALARS, name, frame.steps, frame.scalars)
            if np.isfinite(values).any():
                look = PALETTE["penalty"], DASHES[k % len(DASHES)]
                found.append(Curve(name, words(PENALTIES[name].short), *look, at, values, other=other))
    return found


def _column(
    names: Sequence[str], name: str, steps: npt.NDArray[np.integer] | None, rows: Values | None
) -> tuple[npt.NDArray[np.integer], Values]:
    at = tuple(names).index(name)
    if steps is None or rows is None or not len(rows) or at >= rows.shape[1]:
        return np.empty(0, np.int64), np.empty(0)
    values = np.asarray(rows[:, at], float)
    return steps, np.where(np.isfinite(values), values, np.nan)


def _lines(kind: Chart, curves: Sequence[Curve], config: RunConfig, words: Words) -> list[Line]:
    """Return the noise floors, and what is known of the equilibrium, from the highest to the lowest."""
    rest, labels = references(config)
    floor = words(N_("real vs<br>real")).replace("<br>", "\n")
    found = [Line(one.floor, one.colour, floor, True) for one in curves if math.isfinite(one.floor)]
    middle = rest["d"] if kind.key == "scores" and kind.middle is None else kind.middle
    if middle is not None:
        text = words.number(middle, ".0%") if kind.share else words.number(middle)
        found.append(Line(middle, PALETTE["fg"], text))
    if kind.key == "losses":
        known = [(one, rest[one.key]) for one in curves if one.key in labels]
        found += [Line(y, one.colour, labels[one.key]) for one, y in known if y is not None]
    return sorted(found, key=lambda line: -line.y)


def _scale(
    axes: Axes,
    kind: Chart,
    curves: Sequence[Curve],
    lines: Sequence[Line],
    configs: Sequence[RunConfig],
    words: Words,
) -> bool:
    """Set both axes as the view does; tell whether the values stand on a logarithmic one."""
    every = np.concatenate([*(curve.values for curve in curves), [line.y for line in lines if line.floor]])
    every = every[np.isfinite(every)]
    log = kind.log and bool((every > 0).all())
    probable = kind.key == "scores" and all(LOSSES[config.loss].probability for config in configs)
    fixed = kind.range or (PROBABLE if probable else None)
    if log:
        axes.set_yscale("log")
    if fixed and not log:
        axes.set_ylim(*fixed)
    elif len(every):
        low, high = (np.log10(every) if log else every)[[every.argmin(), every.argmax()]].tolist()
        pad = 0.06 * (high - low) or 0.06 * abs(high) or 0.06
        low, high = low - pad, high + pad
        axes.set_ylim(*((10.0**low, 10.0**high) if log else (low, high)))
    span = math.log10(axes.get_ylim()[1] / axes.get_ylim()[0]) if log else 0.0
    if log and span > 0.5:
        axes.yaxis.set_major_locator(LogLocator(10, subs=(1.0,) if span > 2.5 else (1.0, 2.0, 5.0), numticks=8))
    else:
        axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_minor_locator(NullLocator())
    form = ".0%" if kind.share and not log else "short"
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, at: words.number(value, form)))
    last = max((int(curve.steps[-1]) for curve in curves if len(curve.steps)), default=1)
    axes.set_xlim(0, 1.006 * max(1, last))  # the last dot whole
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, at: words.number(round(value), ",d")))
    return log


def _dress(page: Page, axes: Axes, top: float, kind: Chart, log: bool) -> None:
    """Name both axes, and draw the grid."""
    words = page.words
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set(color=PALETTE["muted"], lw=points(1.5))
    axes.grid(color=PALETTE["line"], lw=points(1.5))
    axes.set_axisbelow(True)
    look: dict[str, Any] = {"labelsize": points(LEAST), "width": points(1.5), "length": points(7), "pad": points(7)}
    axes.tick_params(color=PALETTE["muted"], labelcolor=PALETTE["fg"], labelfontfamily=LATIN, **look)
    page.text(LEFT + (WIDTH - LEFT - RIGHT) / 2, HEIGHT - 34, words(NC_("axis", "step")), SIZE, ha="center")
    name, scale = words(kind.button), words(N_("log axis"))
    name = f"{name} ({scale})" if log else name
    upright: dict[str, Any] = {"rotation": 90, "ha": "center", "rotation_mode": "default"}
    page.text(42, (top + HEIGHT - BOTTOM) / 2, page.fitted(name, HEIGHT - BOTTOM - top, SIZE), SIZE, **upright)


def _write_lines(page: Page, axes: Axes, lines: Sequence[Line]) -> None:
    """Draw the dashed lines, and call each by its name at its right end, none over another."""
    top = -math.inf
    for line in lines:
        look: dict[str, Any] = {"lw": points(2.4), "ls": (0, (5, 3.5)), "alpha": 0.8, "zorder": 1.5}
        axes.axhline(line.y, color=line.colour, **look)
        share = axes.transAxes.inverted().transform(axes.transData.transform((0, line.y)))[1]
        if not -0.02 <= share <= 1.02 or not line.text:
            continue
        box = axes.get_position()
        tall = LEAST * 1.25 * (line.text.count("\n") + 1)
        y = max(HEIGHT * (1 - box.y0 - share * box.height), top + tall / 2)
        top = y + tall / 2
        page.text(WIDTH - RIGHT + 12, y, line.text, LEAST, line.colour, linespacing=1.05)
