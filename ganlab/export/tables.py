"""Tables: the curves of a run as rows that other programs read, one for each step of which something was kept."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ganlab.export.exports import Task
from ganlab.export.files import whole
from ganlab.gan.history import SCALARS
from ganlab.observe.measures import MEASURES
from ganlab.observe.record import Record

if TYPE_CHECKING:
    import pyarrow


def rows(record: Record) -> dict[str, np.ndarray]:
    """Return the columns by name: `step`, int64, rising, and as float32 every quantity that the run has.

    NaN stands for what was not computed at a step.
    """
    shown = record.shown
    nothing = np.empty(0, np.int64)
    records = (
        (SCALARS, shown.steps, shown.scalars),
        (tuple(MEASURES), shown.measured_steps, shown.measures),
    )
    steps = np.unique(np.concatenate([nothing, *(at for _, at, _ in records if at is not None)]))
    found: dict[str, np.ndarray] = {"step": steps}
    for names, at, values in records:
        if at is None or values is None:
            continue
        places = np.searchsorted(steps, at)
        for name, value in zip(names, values.T, strict=False):  # a trainer may note no measures
            if not np.isnan(value).all() or name in ("d_loss", "g_loss"):
                found[name] = np.full(len(steps), math.nan, np.float32)
                found[name][places] = value
    return found


def table(records: Sequence[Record]) -> pyarrow.Table:
    """Return the rows of one run, or of two that are compared: then `run` says of each whether it is A or B."""
    import pyarrow

    made = [pyarrow.table(rows(record)) for record in records]
    if len(made) > 1:
        made = [
            one.add_column(0, "run", pyarrow.array([letter] * len(one))) for letter, one in zip("AB", made, strict=True)
        ]
    return pyarrow.concat_tables(made, promote_options="default")


def write_csv(task: Task) -> None:
    """Write the rows as CSV."""
    to_csv([run.record for run in task.runs], task.path)


def to_csv(records: Sequence[Record], path: Path) -> None:
    """Write rows as CSV, UTF-8 with a header; nothing stands where there is no number, and a float32 reads back."""
    found = table(records)
    columns = [_written(found.column(name)) for name in found.column_names]
    with whole(path) as part, open(part, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(found.column_names)
        writer.writerows(zip(*columns, strict=True))


def _written(column: pyarrow.ChunkedArray) -> list[str]:
    kept = column.to_numpy()
    if kept.dtype != np.float32:
        return [str(value) for value in kept.tolist()]
    return ["" if math.isnan(value) else str(value) for value in kept]


def write_parquet(task: Task) -> None:
    """Write the rows as Parquet, numbers that there are not as nulls, with the settings of each run in its metadata."""
    import pyarrow
    from pyarrow import compute, parquet

    found = table([run.record for run in task.runs])
    for k, name in enumerate(found.column_names):
        column = found.column(name)
        if pyarrow.types.is_floating(column.type):
            empty = compute.is_nan(column)
            found = found.set_column(k, name, compute.if_else(empty, pyarrow.scalar(None, column.type), column))
    configs = {
        f"ganlab.config.{letter}": run.record.config.model_dump_json()
        for letter, run in zip("ab", task.runs, strict=False)
    }
    with whole(task.path) as part:
        parquet.write_table(found.replace_schema_metadata(configs), part)
