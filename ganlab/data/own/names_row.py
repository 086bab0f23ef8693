"""Whether the first row of a text names the columns: decided by the rows below it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np

from ganlab.data.own.numerals import numbers, plain
from ganlab.data.own.read_text import Text
from ganlab.data.own.refusal import UploadError
from ganlab.lazy import N_, Message

_MISSING = re.compile(r"[#+-]?(n/?a|nan|null|none|nil|inf|infinity|missing|<na>)!?", re.IGNORECASE)


@dataclass(frozen=True)
class Header:
    """Say whether the first row is one of names, the name that each column is given, and what is odd about it."""

    is_row: bool
    names: list[str] | None = None
    warnings: list[Message] = field(default_factory=list)
    problem: UploadError | None = None


def header_of(text: Text, asked: bool | None) -> Header:
    """Decide on the header of a text, unless it is asked for."""
    rows, values = text.reading.rows, text.reading.values
    first, width = rows.first, len(rows.columns)
    while len(first) > width and not first[-1]:
        first = first[:-1]
    shift = int(len(first) == width - 1 and any(rows.columns[-1][1:]))  # R names no column of row names
    numeric = [
        k for k, column in enumerate(values) if len(column) > 1 and 2 * np.isfinite(column[1:]).sum() >= len(column) - 1
    ]
    cells = [first[k - shift] for k in numeric if 0 <= k - shift < len(first)]
    found = numbers(plain(cells), text.reading.style) if cells else np.empty(0)
    texts = [cell for cell, value in zip(cells, found, strict=True) if not np.isfinite(value)]
    named = any(_names(cell) for cell in texts)
    listed = [cell for cell in cells if cell]
    listed = listed if len(listed) > 1 and listed == [str(k) for k in range(len(listed))] else []
    is_row = (named or bool(listed)) if asked is None else asked
    if not is_row or not width:
        return _without(text, asked)
    warnings, shown = [], " ".join(", ".join(cells).split())[:40]
    if asked is None and listed and not texts:
        warnings.append(Message.of(N_("The first row, “{row}”, was taken for names, not for a point."), row=shown))
    elif asked is None and not listed and len(texts) < len(cells) and not all(cell in ("", *texts) for cell in cells):
        warnings.append(
            Message.of(N_("The first row, “{row}”, was taken for names, although some are numbers."), row=shown)
        )
    if shift and not _tells_apart(rows.columns[0][1:]):
        shift = 0
    names = [""] * shift + first
    if len(names) < width and not any(map(any, (column[1:] for column in rows.columns[len(names) :]))):
        names += [""] * (width - len(names))
    return Header(True, names[:width] + [""] * (width - len(names)), warnings, _uneven(text, names))


def _uneven(text: Text, names: list[str]) -> UploadError | None:
    """Return what to say where the names are more or fewer than the columns, or a row has more cells than they."""
    rows, width = text.reading.rows, len(text.reading.rows.columns)
    if len(names) != width:
        return UploadError(
            N_("The first row must name all columns; it has {names}, the other rows have {count}."),
            names=len(rows.first),
            count=width,
        )
    return _beyond(rows.long, width)


def _beyond(long: tuple[int, int, str] | None, width: int) -> UploadError | None:
    if long is None:
        return None
    row, column, cell = long
    return UploadError(
        N_("All rows must have {count} cells, as most have; row {row}, column {column}: “{cell}” is beyond them."),
        count=width,
        row=row,
        column=column,
        cell=cell,
    )


def _without(text: Text, asked: bool | None) -> Header:
    """Take the names from a comment above the first row, where one has as many."""
    rows, width = text.reading.rows, len(text.reading.rows.columns)
    mark = None if rows.separator == " " else rows.separator
    rest = rows.first[width:]
    long = rows.long or ((rows.lines[0], width + 1, rest[0]) if any(rest) else None)
    cells = [cell.strip() for cell in text.comments[-1].split(mark)] if text.comments and asked is None else []
    named = len(cells) == width and all(_names(cell) or not cell for cell in cells) and any(cells)
    return Header(False, cells if named else None, problem=_beyond(long, width))


def _names(cell: str) -> bool:
    """Tell whether a cell is a name: it has a letter, and is no word for a number that is missing."""
    return any(map(str.isalpha, cell)) and _MISSING.fullmatch(cell) is None


def _tells_apart(cells: list[str]) -> bool:
    """Tell whether cells are names of rows: each is another, and they are words or count."""
    return len(set(cells)) == len(cells) and (
        not any(map(str.isdecimal, cells)) or all(cell == str(k) for k, cell in enumerate(cells, int(cells[0] == "1")))
    )
