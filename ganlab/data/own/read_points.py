"""Read points from a file that somebody brings: CSV text or NumPy's NPZ, never a pickle, whatever is in it.

Only what is really read counts against the limits, not what a header promises.
"""

from __future__ import annotations

import csv
import io
import math
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from ganlab.data.own.points import Cloud, rescaled
from ganlab.lazy import N_, Message

MOST_BYTES, MOST_UNPACKED = 5_000_000, 20_000_000
MOST_POINTS, MOST_COLUMNS = 250_000, 100
LARGEST = 1e30  # of a number: its square must be one too
TOO_LARGE = N_("The file must be at most {limit:.0f} MB; it has {size:.1f} MB.")
TOO_LARGE_UNPACKED = N_("The file must unpack to at most {limit:.0f} MB; it is larger.")
_NO_TEXT = N_("The file must be CSV in UTF-8; it is something else.")
_NO_ARCHIVE = N_("The file must be a whole NPZ archive of number arrays; it is not, or it is damaged.")


class UploadError(ValueError):
    """Say what is wrong with a file: a marked sentence and the values to fill in."""

    def __init__(self, text: str, **values: Any):
        self.message = Message.of(text, **values)
        super().__init__(self.message)


@dataclass(frozen=True, eq=False)
class Table:
    """Hold the columns of numbers of a file, (rows,) float64 each; what is no finite number is NaN."""

    names: tuple[str, ...]
    columns: tuple[np.ndarray, ...]

    def cloud(self, first: int = 0, second: int = 1) -> tuple[Cloud, int]:
        """Return two columns as points in the window, and how many rows were dropped; raise UploadError."""
        values = np.stack([self.columns[first], self.columns[second]], 1)
        whole = np.isfinite(values).all(1)
        values = values[whole]
        if (np.abs(values) > LARGEST).any():
            largest = values.flat[np.abs(values).argmax()]
            raise UploadError(
                N_("Numbers must be at most {limit} in size; the file has {value}."),
                limit=f"{LARGEST:.0e}",
                value=f"{largest:.4g}",
            )
        different = len(np.unique(values, axis=0))
        if different < 2 or np.ptp(values, axis=0).max() < 1 / LARGEST:
            raise UploadError(N_("The file must have at least two different points; it has {count}."), count=different)
        return rescaled(values, (self.names[first], self.names[second])), int((~whole).sum())


def read(name: str, data: bytes) -> Table:
    """Read a file by the ending of its name; raise UploadError with one sentence for what cannot be used."""
    if len(data) > MOST_BYTES:
        raise UploadError(TOO_LARGE, limit=MOST_BYTES / 1e6, size=len(data) / 1e6)
    names, columns = _npz(data) if name.lower().endswith(".npz") else _csv(data)
    if columns and len(columns[0]) > MOST_POINTS:
        raise UploadError(
            N_("The file must have at most {limit:,} rows; it has {count:,}."), limit=MOST_POINTS, count=len(columns[0])
        )
    finite = [np.where(np.isfinite(column), column, math.nan) for column in columns]
    chosen = [k for k, column in enumerate(finite) if 2 * np.isfinite(column).sum() >= max(1, len(column))]
    if len(chosen) < 2:
        raise UploadError(N_("The file must have two columns of numbers; it has {count}."), count=len(chosen))
    return Table(tuple(names[k] for k in chosen), tuple(finite[k] for k in chosen))


# -- text ---------------------------------------------------------------------------------------------------------


def _csv(data: bytes) -> tuple[list[str], list[np.ndarray]]:
    """Read rows of cells, separated by commas, semicolons, tabs or blanks; the first row may name the columns."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UploadError(_NO_TEXT) from None
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if "\0" in text or not lines:
        raise UploadError(_NO_TEXT if lines else N_("The file is empty."))
    mark = next((mark for mark in (";", "\t", ",") if mark in lines[0]), None)
    try:
        rows = list(csv.reader(lines, delimiter=mark)) if mark else [line.split() for line in lines]
    except csv.Error:
        raise UploadError(_NO_TEXT) from None
    width = len(rows[0])
    if width > MOST_COLUMNS:
        raise UploadError(
            N_("The file must have at most {limit} columns; it has {count}."), limit=MOST_COLUMNS, count=width
        )
    named = not any(math.isfinite(_value(cell, mark)) for cell in rows[0])
    names = [name.strip()[:40] for name in rows[0]] if named else [""] * width
    rows = rows[named:]
    cells = [[_value(row[k], mark) if k < len(row) else math.nan for row in rows] for k in range(width)]
    return [name or f"column {k + 1}" for k, name in enumerate(names)], [np.array(column) for column in cells]


def _value(cell: str, mark: str | None) -> float:
    """Read a number; with semicolons between cells its point may be a comma."""
    try:
        return float(cell.replace(",", ".") if mark == ";" else cell)
    except ValueError:
        return math.nan


# -- NumPy --------------------------------------------------------------------------------------------------------


_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, struct.error)


def _npz(data: bytes) -> tuple[list[str], list[np.ndarray]]:
    """Read arrays (n,) and the columns of arrays (n, d) that are as long as the first of them."""
    found: list[tuple[str, np.ndarray]] = []
    budget = MOST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist()[:MOST_COLUMNS]:
                with archive.open(info) as member:
                    raw = member.read(budget + 1)
                budget -= len(raw)
                if budget < 0:
                    raise UploadError(TOO_LARGE_UNPACKED, limit=MOST_UNPACKED / 1e6)
                found += _columns(info.filename.removesuffix(".npy"), _array(raw))
    except (*_BROKEN, ValueError) as error:
        if isinstance(error, UploadError):
            raise
        raise UploadError(_NO_ARCHIVE) from None
    found = [(name, column) for name, column in found[:MOST_COLUMNS] if len(column) == len(found[0][1])]
    return [name for name, _ in found], [column for _, column in found]


def _array(raw: bytes) -> np.ndarray:
    """Read one array of numbers whose header tells the truth about its size."""
    stream = io.BytesIO(raw)
    version = np.lib.format.read_magic(stream)
    read_header = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}.get(
        version
    )
    if read_header is None:
        raise UploadError(_NO_ARCHIVE)
    shape, by_column, dtype = read_header(stream)
    if dtype.hasobject:
        raise UploadError(N_("The file must hold arrays of numbers; it holds Python objects, which are never opened."))
    if dtype.kind not in "fiu" or len(shape) > 2:
        return np.empty((0, 0))
    count = math.prod(shape)
    if count * dtype.itemsize != len(raw) - stream.tell():
        raise UploadError(_NO_ARCHIVE)
    flat = np.frombuffer(raw, dtype, count, stream.tell())
    with np.errstate(over="ignore"):
        return flat.reshape(shape, order="F" if by_column else "C").astype(np.float64)


def _columns(name: str, array: np.ndarray) -> list[tuple[str, np.ndarray]]:
    if array.ndim == 1:
        return [(name[:40], array)]
    if array.ndim != 2:
        return []
    return [(f"{name[:40]}[{k}]", array[:, k]) for k in range(min(array.shape[1], MOST_COLUMNS))]
