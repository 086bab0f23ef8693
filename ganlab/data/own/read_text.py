"""Read the cells of a text, and decide over the whole of it what separates them and how their numbers are written.

Each separator with each style of numbers is a reading. The likeliest one that makes numbers of two whole columns is
taken; where another would make other numbers of the same text, that is said.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ganlab.data.own.arrays import MOST_POINTS, TOO_MANY
from ganlab.data.own.decisions import SEPARATORS, Decisions
from ganlab.data.own.encodings import NO_TEXT, decoded
from ganlab.data.own.numerals import Style, numbers, plain, styles
from ganlab.data.own.refusal import UploadError
from ganlab.lazy import N_, NN_, Message

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Rows:
    """Hold the cells (rows, columns) of a text between one separator, and the line that each row is on, from 1.

    first: the cells of the first row, however many; long: the place (line, column) and text of the first cell beyond
    the columns.
    """

    separator: str
    lines: list[int]
    columns: list[list[str]]
    first: list[str]
    long: tuple[int, int, str] | None = None

    @cached_property
    def plain(self) -> list[pa.Array]:
        """Return the cells with the signs of numbers as ASCII has them."""
        return [plain(column) for column in self.columns]


@dataclass(frozen=True, eq=False)
class Reading:
    """Hold what one separator and one style make of a text: numbers (rows,) of each column, NaN for no number."""

    rows: Rows
    style: Style
    values: list[Numbers]

    @property
    def whole(self) -> list[Numbers]:
        """Return the columns that are numbers in each row but perhaps the first, which may name them."""
        return [column for column in self.values if len(column) > 1 and np.isfinite(column[1:]).all()]

    @property
    def explains(self) -> bool:
        """Tell whether nothing is left over and two columns are numbers, or two rows of which each is a coordinate."""
        pair = len(self.rows.lines) == 2 and sum(np.isfinite(column).all() for column in self.values) > 2
        return self.rows.long is None and bool(pair or len(self.whole) >= 2)

    @property
    def share(self) -> float:
        """Return the share of cells that are numbers."""
        cells = sum(map(len, self.values))
        return sum(int(np.isfinite(column).sum()) for column in self.values) / cells if len(self.values) > 1 else 0.0

    def same(self, other: Reading) -> bool:
        """Tell whether another reading finds the same numbers."""
        if len(self.whole) != len(other.whole):
            return False
        return all(np.array_equal(a, b, equal_nan=True) for a, b in zip(self.whole, other.whole, strict=True))


@dataclass(frozen=True, eq=False)
class Text:
    """Hold the reading that a text was given, its encoding, the names a comment gives, and what to warn of."""

    reading: Reading
    encoding: str
    comments: list[str] = field(default_factory=list)
    warnings: list[Message] = field(default_factory=list)


def read_text(data: bytes, asked: Decisions) -> Text:
    """Read a text; raise UploadError with one sentence where it is no table of numbers."""
    text, encoding = decoded(data, asked.encoding)
    lines, comments, separator = _lines(text, asked.separator)
    inside = sum(line.lstrip().startswith("#") for _, line in lines)
    lines = [(number, line) for number, line in lines if not line.lstrip().startswith("#")]
    if not lines:
        raise UploadError(N_("The file is empty."))
    if len(lines) > MOST_POINTS + 1:  # with their names; before each has its cells, which take far more room
        raise UploadError(TOO_MANY, limit=MOST_POINTS, count=len(lines))
    tables, wrong = _tables(lines, separator)
    readings = [
        Reading(rows, style, [numbers(column, style) for column in rows.plain])
        for rows in tables
        for style in styles(rows.separator, "".join(map("".join, rows.columns)), asked.decimal, asked.thousands)
    ]
    if asked.decimal is not None and asked.decimal == asked.thousands:
        raise UploadError(N_("Decimal mark and thousands must be two signs; both are “{sign}”."), sign=asked.decimal)
    if wrong and not any(reading.explains for reading in readings):
        raise wrong
    if not readings:
        raise UploadError(NO_TEXT)
    best = max(readings, key=lambda reading: (reading.explains, reading.share))  # of equal ones the first
    others = [one for one in readings if one.explains and one.share >= best.share and not one.same(best)]
    warnings = [_doubt(best, others[0])] if others else []
    if inside:
        warnings.append(
            Message.of(
                NN_("{n} line that begins with # was left out.", "{n} lines that begin with # were left out."), n=inside
            )
        )
    return Text(best, encoding, comments, warnings)


def _doubt(best: Reading, other: Reading) -> Message:
    """Say of which numbers a text can also be read."""
    pairs = zip(best.rows.columns, best.values, strict=True)
    cells = [(cell, value) for column, values in pairs for cell, value in zip(column, values, strict=True)]
    read = {cell.strip(): value for cell, value in cells}
    for column, values in zip(other.rows.columns, other.values, strict=True):
        for cell, value in zip(column, values, strict=True):
            mine = read.get(cell.strip())
            if mine is not None and np.isfinite(value) and mine != value and np.isfinite(mine):
                return Message.of(
                    N_("“{cell}” was read as {mine:.12g}, but may mean {other:.12g}: see decimal mark and thousands."),
                    cell=cell.strip()[:40],
                    mine=float(mine),
                    other=float(value),
                )
    return Message.of(
        N_("The cells may also be separated in another way, which gives other numbers: see the separator.")
    )


def _lines(text: str, separator: str | None) -> tuple[list[tuple[int, str]], list[str], str | None]:
    """Return (number, line) of the lines that are not blank, the comments before them, and what separates cells.

    Excel's “sep=;” in the first line says what separates.
    """
    lines: list[tuple[int, str]] = []
    comments: list[str] = []
    for number, line in enumerate(io.StringIO(text, newline=None), 1):
        said = re.fullmatch(r"sep=(.)\s*", line) if number == 1 else None
        if said:
            separator = separator or said[1]
        elif line.lstrip().startswith("#") and not lines:
            comments.append(line.strip().lstrip("#"))
        elif line.strip():
            lines.append((number, line))
    return lines, comments, separator


def _tables(lines: list[tuple[int, str]], asked: str | None) -> tuple[list[Rows], UploadError | None]:
    """Return the cells between each of the separators that most lines have, or that is asked for.

    Also what is wrong where one makes no cells.
    """
    tables: list[Rows] = []
    wrong = None
    for mark in SEPARATORS if asked is None else (asked,):
        there = sum(mark in line or (mark == " " and "\t" in line) for _, line in lines)
        if asked or 2 * there >= len(lines) or (mark == SEPARATORS[-1] and not tables):
            try:
                rows = list(_cells(lines, mark))
            except UploadError as error:
                wrong = wrong or error
                continue
            tables += [_even(mark, rows)] if rows else []
    return tables, wrong


def _cells(lines: list[tuple[int, str]], mark: str) -> Iterator[tuple[int, list[str]]]:
    """Give (line, cells) of each row that is not empty."""
    source = (line.replace("\t", " ").strip() + "\n" if mark == " " else line for _, line in lines)
    reader = csv.reader(source, delimiter=mark, skipinitialspace=True, strict=True)
    try:
        for row in reader:
            if any(map(str.strip, row)):
                yield lines[reader.line_num - 1][0], row
    except csv.Error:
        last = lines[min(reader.line_num, len(lines)) - 1][0]
        text = N_("Quotation marks must stand in pairs around a cell; up to row {row} some do not.")
        raise UploadError(text, row=last) from None


def _even(mark: str, rows: list[tuple[int, list[str]]]) -> Rows:
    """Bring rows to the width that most of them have: what is short of it is empty, what is beyond it is noted."""
    below = rows[1:] or rows
    width = Counter(len(row) for _, row in below).most_common(1)[0][0]
    long = None
    for number, row in below:
        k = next((k for k in range(width, len(row)) if row[k].strip()), None)
        if k is not None:
            long = number, k + 1, row[k].strip()[:40]
            break
    columns = [[row[k].strip() if k < len(row) else "" for _, row in rows] for k in range(width)]
    return Rows(mark, [number for number, _ in rows], columns, [cell.strip() for cell in rows[0][1]], long)
