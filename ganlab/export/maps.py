"""Map exports: what one takes home of a map of a sweep, one record each, in the order in which it is offered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ganlab.engine.sweep.ready import ready_of
from ganlab.export import pictures, sweeps
from ganlab.export.exports import Progress, Telling
from ganlab.export.sweeps import Sweep
from ganlab.lazy import N_


@dataclass(frozen=True)
class MapTask:
    """Say what is to be made: of which sweep, into which file, in whose words."""

    sweep: Sweep
    path: Path
    tell: Telling
    progress: Progress = lambda share: None


@dataclass(frozen=True)
class MapExport:
    """Describe one kind of file: its ending, its name and what it is for, in the page's words; `make` writes it."""

    ending: str
    name: str
    words: str
    make: Callable[[MapTask], None]


def name_of(sweep: Sweep, ending: str) -> str:
    """Return what a file is called: after the ready map that it is of, or its axes."""
    of = ready_of(sweep.plan) or "-".join(axis.field for axis in sweep.plan.axes)
    return f"ganlab-map-{of}.{ending}"


def _png(task: MapTask) -> None:
    _draw(task, "png")


def _svg(task: MapTask) -> None:
    _draw(task, "svg")


def _draw(task: MapTask, ending: str) -> None:
    from ganlab.export.drawing.ink import Words
    from ganlab.export.drawing.map import drawn

    task.progress(0.0)
    page = drawn(task.sweep.plan, task.sweep.rows, Words(task.tell.say, free=ending == "svg"))
    task.progress(0.6)
    pictures.save(page, task.path, ending)
    task.progress(1.0)


def _csv(task: MapTask) -> None:
    sweeps.write_csv(task.sweep.rows, task.path)


def _parquet(task: MapTask) -> None:
    sweeps.write(task.sweep.rows, task.sweep.plan.described(), task.path)


MAP_EXPORTS: dict[str, MapExport] = {
    "map-png": MapExport("png", N_("Picture of the map (PNG)"), N_("As large as a slide."), _png),
    "map-svg": MapExport(
        "svg", N_("Picture of the map (SVG)"), N_("To be changed in a drawing program, sharp at any size."), _svg
    ),
    "map-csv": MapExport(
        "csv", N_("Table (CSV)"), N_("A row for each run that is done: its settings, outcome and measures."), _csv
    ),
    "map-parquet": MapExport(
        "parquet", N_("Table (Parquet)"), N_("The same rows for data programs, with the plan."), _parquet
    ),
}
