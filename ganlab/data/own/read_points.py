"""Read points from a file that somebody brings: text, NPY, NPZ or Parquet, whatever is in it.

What kind of file it is, is told by how it begins. All that is decided about it is said, and can be decided otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from ganlab.data.own.arrays import (
    MOST_COLUMNS,
    MOST_POINTS,
    MOST_UNPACKED,
    TOO_MANY,
    Arrays,
    PicturesError,
    lies,
    npy,
    npz,
    parquet,
    refuse_pictures,
)
from ganlab.data.own.columns import Column, choose
from ganlab.data.own.decisions import Decisions
from ganlab.data.own.names_row import Header, header_of
from ganlab.data.own.points import Cloud, rescaled
from ganlab.data.own.read_text import Text, read_text
from ganlab.data.own.refusal import TOO_LARGE, TOO_LARGE_UNPACKED, UploadError
from ganlab.lazy import N_, NN_, Message

__all__ = [
    "MOST_BYTES",
    "MOST_COLUMNS",
    "MOST_POINTS",
    "MOST_UNPACKED",
    "TOO_LARGE",
    "TOO_LARGE_UNPACKED",
    "Decisions",
    "PicturesError",
    "Table",
    "UploadError",
    "read",
]
MOST_BYTES = 5_000_000
LARGEST = 1e30  # of a number: its square must be one too
_LONGEST = 40  # characters of a cell or a name that is shown
ASKED_NOTHING = Decisions()


@dataclass(frozen=True, eq=False)
class Table:
    """Hold the columns of a file, what was decided about it, and what to warn of.

    rows: which row of the file each point is on, from 1; across: the points are the file's columns.
    """

    columns: list[Column]
    rows: Sequence[int]
    decisions: Decisions
    warnings: list[Message]
    problem: UploadError | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return tuple(column.name for column in self.columns)

    def written(self) -> dict[str, Any]:
        """Return the decisions for JSON."""
        return self.decisions.written(self.names)

    def described(self) -> dict[str, Any]:
        """Describe what was understood, in English for JSON, x and y in the file's own units; raise UploadError."""
        values = self.values()
        axes = {
            axis: {"mean": float(column.mean()), "min": float(column.min()), "max": float(column.max())}
            for axis, column in zip("xy", values.T, strict=True)
        }
        said = [str(warning) for warning in self.warnings]
        return {"kind": "points", "n": len(values), **axes, "decisions": self.written(), "warnings": said}

    def head(self, count: int) -> list[list[str]]:
        """Return the first rows as the file has them, a text for each column."""
        return [[self._cell(column, k) for column in self.columns] for k in range(min(count, len(self.rows)))]

    def values(self) -> npt.NDArray[np.float64]:
        """Return x and y, (n, 2) in the file's own units; raise UploadError for a row that has no two numbers."""
        if self.problem:
            raise self.problem
        chosen = [self.columns[k or 0] for k in (self.decisions.x, self.decisions.y)]
        values = np.stack([column.values for column in chosen], 1)
        bad = np.argwhere(~np.isfinite(values))
        if len(bad):
            text = NN_(
                "Each x and y must be a number; {place}.",
                "Each x and y must be a number; {n:,} are not, the first in {place}.",
            )
            raise UploadError(text, n=len(bad), place=self._place(chosen[bad[0, 1]], bad[0, 0]))
        large = np.argwhere(np.abs(values) > LARGEST)
        if len(large):
            text = N_("Numbers must be at most {limit} in size; {place}.")
            raise UploadError(text, limit=f"{LARGEST:.0e}", place=self._place(chosen[large[0, 1]], large[0, 0]))
        different = len(np.unique(values, axis=0))
        if different < 2 or np.ptp(values, axis=0).max() < 1 / LARGEST:
            raise UploadError(N_("The file must have at least two different points; it has {count}."), count=different)
        return values

    def cloud(self) -> Cloud:
        """Return x and y as points in the window; raise UploadError."""
        return rescaled(self.values(), (self.names[self.decisions.x or 0], self.names[self.decisions.y or 0]))

    def blamed(self, error: UploadError) -> UploadError:
        """Return what to say where columns are too few: with the first cell of words, if there are any."""
        for column in self.columns:
            k = next((k for k, cell in enumerate(column.texts) if cell and np.isnan(column.values[k])), None)
            if k is not None and not column.numeric:
                text = N_("The file must have two columns of numbers; it has {count}, and {place} is none.")
                return UploadError(text, count=dict(error.message.values)["count"], place=self._place(column, k))
        return error

    def _place(self, column: Column, k: int) -> Message:
        row, number = self.rows[k], column.number
        if self.decisions.orientation == "columns":
            row, number = number, row
        return Message.of(
            N_("row {row}, column {column}: “{cell}”"), row=row, column=number, cell=self._cell(column, k)
        )

    def _cell(self, column: Column, k: int) -> str:
        return _short(column.texts[k]) if len(column.texts) else f"{column.values[k]:.10g}"


def read(name: str, data: bytes, asked: Decisions = ASKED_NOTHING, columns: Sequence[str] = ()) -> Table:
    """Read a file, as it is asked for where that is; raise UploadError with one sentence for what cannot be used.

    `columns`: those that x and y are, by their names or numbers from 1, where they are asked for so.
    """
    if len(data) > MOST_BYTES:
        raise UploadError(TOO_LARGE, limit=MOST_BYTES / 1e6, size=len(data) / 1e6)
    ending = name.lower().rpartition(".")[2]
    if data.startswith(b"\x93NUMPY") or ending == "npy":
        made = _of_arrays(npy(data, asked.orientation), asked)
    elif data.startswith(b"PAR1") or ending in ("parquet", "pq"):
        made = _of_arrays(parquet(data), asked)
    elif data.startswith(b"PK\3\4") or ending == "npz":
        made = _of_arrays(npz(data, asked.orientation), asked)
    else:
        made = _of_text(read_text(data, asked), asked)
    if columns:
        x, y = _called(made.columns, columns)
        made = replace(made, decisions=replace(made.decisions, x=x, y=y))
    try:
        chosen = choose(made.columns, made.decisions)
    except UploadError as error:
        raise made.blamed(error) from None
    return replace(made, decisions=chosen.decisions, warnings=[*made.warnings, *chosen.warnings])


def _called(columns: list[Column], asked: Sequence[str]) -> tuple[int, int]:
    """Return which two columns have these names, or else these numbers."""
    names = {column.name: k for k, column in reversed(list(enumerate(columns)))}
    numbers = {str(column.number): k for k, column in enumerate(columns)}
    known = numbers if set(asked) <= set(numbers) and not set(asked) <= set(names) else {**numbers, **names}
    for name in asked:
        if name not in known:
            text = N_("There must be a column “{name}”; there are {names}.")
            raise UploadError(text, name=name, names=", ".join([column.name for column in columns[:20]]))
    x, y = (known[name] for name in asked)
    if x == y:
        raise UploadError(N_("x and y must be two columns; both are “{name}”."), name=columns[x].name)
    return x, y


def _short(text: str) -> str:
    """Return a name or a cell on one line."""
    return " ".join(text.split())[:_LONGEST]


def _checked(columns: list[Column], rows: Sequence[int]) -> None:
    if len(rows) > MOST_POINTS:
        raise UploadError(TOO_MANY, limit=MOST_POINTS, count=len(rows))
    if len(columns) > MOST_COLUMNS:
        raise UploadError(
            N_("The file must have at most {limit} columns; it has {count}."), limit=MOST_COLUMNS, count=len(columns)
        )


def _of_arrays(arrays: Arrays, asked: Decisions) -> Table:
    columns = [
        Column(name, name if arrays.named else None, values, k) for k, (name, values) in enumerate(arrays.columns, 1)
    ]
    rows = range(1, 1 + (len(columns[0].values) if columns else 0))
    if columns and not arrays.transposed:
        refuse_pictures(np.stack([column.values for column in columns], 1))
    _checked(columns, rows)
    orientation = None if arrays.transposed is None else "columns" if arrays.transposed else "rows"
    return Table(columns, rows, replace(asked, orientation=orientation), arrays.warnings)


def _of_text(text: Text, asked: Decisions) -> Table:
    """Decide on header and orientation, and leave out columns that are empty from top to bottom."""
    rows, style = text.reading.rows, text.reading.style
    header = header_of(text, asked.header)
    shape = len(rows.lines), len(rows.columns)
    across = asked.orientation == "columns" or (asked.orientation is None and not header.is_row and lies(*shape))
    decided = replace(
        asked,
        encoding=text.encoding,
        separator=rows.separator,
        decimal=style.decimal,
        thousands=style.thousands,
        header=header.is_row,
        orientation="columns" if across else "rows",
    )
    columns = _columns(text, header)
    lines = rows.lines[int(header.is_row) :]
    if columns and len(lines) > 2:
        refuse_pictures(np.stack([column.values for column in columns], 1), [column.name for column in columns])
    if across:
        columns, lines = _across(text)
        decided = replace(decided, header=False)
    _checked(columns, lines)
    return Table(columns, lines, decided, text.warnings + header.warnings, header.problem)


def _columns(text: Text, header: Header) -> list[Column]:
    rows, first = text.reading.rows, int(header.is_row)
    columns = []
    for k, (texts, values) in enumerate(zip(rows.columns, text.reading.values, strict=True)):
        given = header.names[k] if header.names else None
        name = _short(given or "") or f"column {k + 1}"
        if any(texts[first:]):
            columns.append(Column(name, given, values[first:], k + 1, texts[first:]))
    return columns


def _across(text: Text) -> tuple[list[Column], list[int]]:
    """Return the rows of a text as columns, by what their first cells call them, and the numbers of the points."""
    rows, values = text.reading.rows, np.stack(text.reading.values)
    named = int(not np.isfinite(values[0]).any() and all(rows.columns[0]))
    columns = []
    for k, line in enumerate(rows.lines):
        given = rows.columns[0][k] if named else None
        texts = [column[k] for column in rows.columns[named:]]
        columns.append(Column(_short(given or "") or f"row {line}", given, values[named:, k], line, texts))
    return columns, list(range(1 + named, 1 + len(values)))
