"""Read arrays and tables of numbers: NumPy's NPY and NPZ, never a pickle, and Parquet; pictures among them are found.

Only what is really read counts against the limits, not what a header promises.
"""

from __future__ import annotations

import io
import math
import zipfile
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

from ganlab.data.own.refusal import TOO_LARGE_UNPACKED, UploadError
from ganlab.lazy import N_, Message

MOST_UNPACKED = 20_000_000
MOST_POINTS, MOST_COLUMNS = 250_000, 100
ENOUGH = 5_001  # pictures: more than are taken
TOO_MANY = N_("The file must have at most {limit:,} rows; it has {count:,}.")
_NO_ARCHIVE = N_("The file must be a whole NPZ archive of number arrays; it is not, or it is damaged.")
_NO_ARRAY = N_("The file must be a whole NPY array of numbers; it is not, or it is damaged.")
_NO_PARQUET = N_("The file must be a whole Parquet table; it is not, or it is damaged.")
_OBJECTS = N_("The file must hold arrays of numbers; it holds Python objects, which are never opened.")
_HEADERS = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
Numbers = npt.NDArray[np.float64]


@dataclass(eq=False)
class Arrays:
    """Hold the columns (rows,) of arrays by name, whether they were rows, and what to warn of."""

    columns: list[tuple[str, Numbers]] = field(default_factory=list)
    transposed: bool | None = None
    named: bool = False
    warnings: list[Message] = field(default_factory=list)


# -- pictures -------------------------------------------------------------------------------------------------------


class PicturesError(UploadError):
    """Say that a file of points holds pictures, and carry them as files for the picture intake, (name, PNG) each."""

    def __init__(self, files: list[tuple[str, bytes]], side: tuple[int, int], count: int | None = None):
        self.files = files
        height, width = side
        super().__init__(
            N_("The file holds {count:,} pictures of {width}×{height} pixels, not points: bring it as pictures."),
            count=len(files) if count is None else count,
            width=width,
            height=height,
        )


def pictures_in(
    array: npt.NDArray[Any], labels: npt.NDArray[Any] | None = None
) -> tuple[list[tuple[str, bytes]], tuple[int, int], int] | None:
    """Return pictures (n, h, w) or (n, side²), grey from 0 to 255 (or 0 to 1), as PNG files, (h, w) and n; else None.

    Of more than can be used no more files are made than show that.

    With labels (n,) each file lies in a folder called after its label.
    """
    if array.ndim == 4 and array.shape[-1] == 1:
        array = array[..., 0]
    if array.ndim == 2 and array.shape[1] >= 100 and (side := math.isqrt(array.shape[1])) ** 2 == array.shape[1]:
        array = array.reshape(len(array), side, side)
    if array.ndim != 3 or len(array) < 2 or min(array.shape[1:]) < 8:
        return None
    values = array.astype(np.float64)
    if not np.isfinite(values).all() or values.min() < 0 or values.max() > 255:
        return None
    if values.max() <= 1:
        values = values * 255
    elif (values != np.round(values)).any():
        return None
    files = []
    for k, pixels in enumerate(values[:ENOUGH].round().astype(np.uint8)):
        data = io.BytesIO()
        Image.fromarray(pixels).save(data, "PNG", compress_level=1)
        files.append((f"{k}.png" if labels is None else f"{labels[k]:g}/{k}.png", data.getvalue()))
    return files, (array.shape[1], array.shape[2]), len(array)


def refuse_pictures(matrix: Numbers, names: list[str] | None = None) -> None:
    """Raise PicturesError where the rows (n, columns) are pictures, perhaps with a label before or after the pixels."""
    n, width = matrix.shape
    if n < 2 or width < 100:
        return
    sides = {width: None, width - 1: 0}
    for pixels, label in sides.items():
        if math.isqrt(pixels) ** 2 != pixels:
            continue
        last = label is not None and names is not None and "label" in names[-1].lower()
        cut = slice(None) if label is None else slice(0, -1) if last else slice(1, None)
        found = pictures_in(matrix[:, cut], None if label is None else matrix[:, -1 if last else 0])
        if found:
            raise PicturesError(*found)


# -- NumPy ----------------------------------------------------------------------------------------------------------


def npy(data: bytes, orientation: str | None) -> Arrays:
    """Read one array; raise UploadError."""
    try:
        array = _array(data)
    except (UploadError, MemoryError):
        raise
    except Exception:  # what reads a header may raise anything where a file is damaged
        raise UploadError(_NO_ARRAY) from None
    return _joined([("", array)], orientation)


def npz(data: bytes, orientation: str | None) -> Arrays:
    """Read the arrays of an archive; raise UploadError."""
    found: list[tuple[str, npt.NDArray[Any]]] = []
    budget = MOST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if "[Content_Types].xml" in archive.namelist():
                raise UploadError(N_("The file must hold numbers only; it is a workbook: save its sheet as CSV."))
            for info in archive.infolist()[:MOST_COLUMNS]:
                with archive.open(info) as member:
                    raw = member.read(budget + 1)
                budget -= len(raw)
                if budget < 0:
                    raise UploadError(TOO_LARGE_UNPACKED, limit=MOST_UNPACKED / 1e6)
                found.append((info.filename.removesuffix(".npy")[:40], _array(raw)))
    except (UploadError, MemoryError):
        raise
    except Exception:  # as above
        raise UploadError(_NO_ARCHIVE) from None
    return _joined(found, orientation)


def _array(raw: bytes) -> npt.NDArray[Any]:
    """Read one array whose header tells the truth about its size; of what are no numbers an empty one."""
    stream = io.BytesIO(raw)
    read_header = _HEADERS.get(np.lib.format.read_magic(stream))
    if read_header is None:
        raise ValueError("version")
    shape, by_column, dtype = read_header(stream)
    if dtype.hasobject:
        raise UploadError(_OBJECTS)
    count = math.prod(shape)
    if count < 0 or count * dtype.itemsize != len(raw) - stream.tell():
        raise ValueError("size")
    if not count or not (dtype.kind in "fiub" or (dtype.names and all(dtype[k].kind in "fiub" for k in dtype.names))):
        return np.empty(0)
    return np.frombuffer(raw, dtype, count, stream.tell()).reshape(shape, order="F" if by_column else "C")


def _joined(found: list[tuple[str, npt.NDArray[Any]]], orientation: str | None) -> Arrays:
    """Put the columns of arrays that are equally long side by side, and say which arrays were left out."""
    labels = {array.shape: array for name, array in found if array.ndim == 1}
    for _, array in found:
        files = None if array.dtype.names else pictures_in(array, labels.get(array.shape[:1]))
        if files:
            raise PicturesError(*files)
    made, left_out = Arrays(), []
    length = None
    for name, array in found:
        columns, transposed = _columns(name, array, orientation)
        if columns and length in (None, len(columns[0][1])):
            length = len(columns[0][1])
            made.columns += columns
            made.transposed = transposed if made.transposed is None else made.transposed
        else:
            left_out.append(name)
    made.named = any(array.dtype.names or (array.ndim == 1 and len(found) > 1) for _, array in found)
    if left_out and made.columns:
        text = N_("Left out, as they are no numbers or not as many: {names}.")
        made.warnings.append(Message.of(text, names=", ".join(left_out)))
    if len(made.columns) > MOST_COLUMNS:
        raise UploadError(
            N_("The file must have at most {limit} columns; it has {count}."),
            limit=MOST_COLUMNS,
            count=len(made.columns),
        )
    return made


def _columns(
    name: str, array: npt.NDArray[Any], orientation: str | None
) -> tuple[list[tuple[str, Numbers]], bool | None]:
    """Return the columns of one array, and whether they were its rows."""
    with np.errstate(over="ignore"):
        if array.dtype.names:
            return [(field, array[field].ravel().astype(np.float64)) for field in array.dtype.names], None
        if array.ndim == 1 and len(array):
            return [(name, array.astype(np.float64))], None
        if array.ndim != 2:
            return [], None
        transposed = lies(*array.shape) if orientation is None else orientation == "columns"
        array = (array.T if transposed else array).astype(np.float64)
    names = (f"{name}[{k}]" if name else f"column {k + 1}" for k in range(array.shape[1]))
    return [(called, array[:, k]) for k, called in enumerate(names)], transposed


def lies(rows: int, columns: int) -> bool:
    """Tell whether an array has a point in each column: two rows of more columns, or far more columns than rows."""
    return rows == 2 < columns or (1 < rows < 10 and columns >= 10 * rows)


# -- Parquet --------------------------------------------------------------------------------------------------------


def parquet(data: bytes) -> Arrays:
    """Read the columns of numbers of a Parquet table; raise UploadError."""
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        groups = [file.metadata.row_group(k) for k in range(file.metadata.num_row_groups)]
        if file.metadata.num_rows > MOST_POINTS:
            raise UploadError(TOO_MANY, limit=MOST_POINTS, count=file.metadata.num_rows)
        if (
            sum(group.column(k).total_uncompressed_size for group in groups for k in range(group.num_columns))
            > MOST_UNPACKED
        ):
            raise UploadError(TOO_LARGE_UNPACKED, limit=MOST_UNPACKED / 1e6)
        names = [one.name for one in file.schema_arrow if _is_number(one.type)][:MOST_COLUMNS]
        table = file.read(columns=names, use_threads=False)
        columns = [(name[:40], _floats(table.column(name))) for name in names]
    except (UploadError, MemoryError):
        raise
    except Exception:  # as above
        raise UploadError(_NO_PARQUET) from None
    left_out = [one.name[:40] for one in file.schema_arrow if one.name not in names]
    made = Arrays(columns, named=True)
    if left_out:
        made.warnings.append(
            Message.of(N_("Left out, as they are no numbers: {names}."), names=", ".join(left_out[:10]))
        )
    return made


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def _floats(column: pa.ChunkedArray) -> Numbers:
    values: Numbers = column.cast(pa.float64(), safe=False).to_numpy()
    return values.astype(np.float64)
