"""Sweeps: the folder that `sweep --out` has written, or a map of the page, and its rows as tables, a run a row."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ganlab.engine.sweep.plan import Plan, planned
from ganlab.engine.sweep.store import PLAN, RUNS, Store
from ganlab.export.files import whole
from ganlab.export.refusal import ExportError
from ganlab.lazy import N_
from ganlab.observe.outcome import OUTCOMES

TABLE = "runs.parquet"
_NONE = N_("{name}: must be a folder that “sweep --out” has written; it has no {file}.")
_OTHER = N_("{name}: must be what a sweep has written, of this version; it is another file, or a damaged one.")
_EMPTY = N_("{name}: must have a run that is done; it has none yet.")


@dataclass(frozen=True)
class Sweep:
    """Hold a sweep's plan, and the rows of its runs that are done in the order of the plan."""

    plan: Plan
    rows: Sequence[Mapping[str, Any]]


def is_sweep(folder: Path) -> bool:
    """Tell whether a folder is a sweep's, whole or not."""
    return (folder / PLAN).is_file()


def sweep_of(folder: Path) -> Sweep:
    """Return what a folder holds; raise ExportError with one sentence where that is no sweep, or none of its runs."""
    if not is_sweep(folder):
        raise ExportError(_NONE, name=folder.name, file=PLAN)
    try:
        store = Store(folder, planned(json.loads((folder / PLAN).read_text("utf-8"))))
    except (OSError, AttributeError, KeyError, TypeError, ValueError):
        raise ExportError(_OTHER, name=PLAN) from None
    store.look()
    rows = store.table()
    if any(row.get("outcome") not in OUTCOMES for row in rows):
        raise ExportError(_OTHER, name=RUNS)
    if not rows:
        raise ExportError(_EMPTY, name=folder.name)
    return Sweep(store.plan, rows)


def columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Return rows as columns by name, in the order in which the names come; None stands for what there is not."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name) for row in rows] for name in names}


def write(rows: Sequence[Mapping[str, Any]], plan: Mapping[str, Any], path: Path) -> None:
    """Write rows as Parquet, what there is not as nulls, with the plan in its metadata, as JSON."""
    import pyarrow
    from pyarrow import parquet

    table = pyarrow.table({name: pyarrow.array(values) for name, values in columns(rows).items()})
    with whole(path) as part:
        parquet.write_table(table.replace_schema_metadata({"ganlab.plan": json.dumps(plan)}), part)


def write_csv(rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Write rows as CSV, UTF-8 with a header; nothing stands for what there is not, and a number reads back."""
    found = columns(rows)
    with whole(path) as part, open(part, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(found)
        writer.writerows(zip(*found.values(), strict=True))
