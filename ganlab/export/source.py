"""Source: the folder that a run, or a compared pair, was written to, and what files made of it are called."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ganlab.export.exports import Run
from ganlab.export.refusal import ExportError
from ganlab.lazy import N_
from ganlab.observe import record
from ganlab.presets import alike

PAIR = ("a", "b")  # the folders of two that are compared
_NONE = N_("{name}: must be a folder that “train --out” has written; it has no {file}.")
_OTHER = N_("{name}: must be the record of a run, of this version; it is another file, or a damaged one.")


def runs_of(folder: Path) -> list[Run]:
    """Return what a folder holds: one run, or two that are compared. Raise ExportError with one sentence for others."""
    pair = [folder / name for name in PAIR]
    return [_run(one) for one in (pair if all((one / record.NAME).is_file() for one in pair) else [folder])]


def _run(folder: Path) -> Run:
    try:
        return Run(record.read(folder / record.NAME), folder)
    except OSError:
        raise ExportError(_NONE, name=folder.name, file=record.NAME) from None
    except ValueError:
        raise ExportError(_OTHER, name=record.NAME) from None


def name_of(runs: Sequence[Run], ending: str, of: str = "") -> str:
    """Return what a file is called: of which experiment or data, seed and step; of a pair those of the first."""
    shown = runs[0].record
    base = next(iter(alike(shown.config)), shown.config.dataset)
    parts = ("ganlab", base, f"seed{shown.config.seed}", f"step{shown.step}", "pair" if len(runs) > 1 else "", of)
    return "-".join(part for part in parts if part) + f".{ending}"
