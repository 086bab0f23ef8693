"""Parcels: what goes to the process that reads files and comes back, as JSON and bytes: never a pickle, on either side.

A file may be made to take over whatever decodes it; what then comes back can only be numbers, texts and sentences.
"""

from __future__ import annotations

import json
import struct
from array import array
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from ganlab.data.own.arrays import PicturesError
from ganlab.data.own.columns import Column
from ganlab.data.own.decisions import Decisions
from ganlab.data.own.read_pictures import Gathered
from ganlab.data.own.read_points import LARGEST, Table
from ganlab.data.own.refusal import UploadError
from ganlab.lazy import Message

HEAD = 20  # rows whose cells are shown
_SIZE = struct.Struct("<Q")
Said = dict[str, Any]  # what JSON can hold


def write(stream: BinaryIO, said: Said, blobs: Sequence[bytes | npt.NDArray[Any]] = ()) -> None:
    """Send one parcel; raise OSError or ValueError where the other end is gone."""
    data = [blob if isinstance(blob, bytes) else blob.tobytes() for blob in blobs]
    head = json.dumps([said, [len(blob) for blob in data]], default=lambda value: value.item()).encode()
    stream.write(_SIZE.pack(len(head)) + head)
    for blob in data:
        stream.write(blob)
    stream.flush()


def read(stream: BinaryIO, most: int = 2**40) -> tuple[Said, list[bytes]]:
    """Wait for one parcel of at most so many bytes; raise EOFError or ValueError where none comes."""
    head = json.loads(_exactly(stream, _SIZE.unpack(_exactly(stream, _SIZE.size, most))[0], most))
    said, sizes = head
    if sum(sizes) > most or min(sizes, default=0) < 0:
        raise ValueError("size")
    return said, [_exactly(stream, size, most) for size in sizes]


def _exactly(stream: BinaryIO, size: int, most: int) -> bytes:
    if size > most:
        raise ValueError("size")
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


# -- sentences ------------------------------------------------------------------------------------------------------


def of_message(message: Message) -> Said:
    """Write a sentence with its values, some perhaps sentences too."""
    values = [[name, of_message(value) if isinstance(value, Message) else value] for name, value in message.values]
    return {"text": message.text, "values": values}


def to_message(said: Said) -> Message:
    """Read a sentence."""
    values = ((name, to_message(value) if isinstance(value, dict) else value) for name, value in said["values"])
    return Message(said["text"], tuple(values))


def of_error(error: UploadError) -> tuple[Said, list[bytes]]:
    """Write a refusal, with the pictures that it may carry."""
    files = error.files if isinstance(error, PicturesError) else []
    values = dict(error.message.values) if files else {}
    said = {"error": of_message(error.message), "names": [name for name, _ in files]}
    return said | {"of": [values.get(name) for name in ("height", "width", "count")]}, [data for _, data in files]


def to_error(said: Said, blobs: list[bytes]) -> UploadError:
    """Read a refusal."""
    if said["names"]:
        height, width, count = said["of"]
        return PicturesError(list(zip(said["names"], blobs, strict=True)), (height, width), count)
    message = to_message(said["error"])
    return UploadError(message.text, **dict(message.values))


# -- points ---------------------------------------------------------------------------------------------------------


def of_table(table: Table) -> tuple[Said, list[npt.NDArray[Any]]]:
    """Write a table: of its cells those that are ever shown, the first ones and what is no number to train on."""
    columns = [
        {"name": one.name, "given": one.given, "number": one.number, "texts": _shown(one)} for one in table.columns
    ]
    said = {
        "columns": columns,
        "decisions": asdict(table.decisions),
        "warnings": [of_message(one) for one in table.warnings],
        "problem": of_message(table.problem.message) if table.problem else None,
    }
    return said, [np.array(table.rows, "<i8"), *(np.ascontiguousarray(one.values, "<f8") for one in table.columns)]


def _shown(column: Column) -> dict[int, str]:
    if not len(column.texts):
        return {}
    with np.errstate(invalid="ignore"):
        odd = [~np.isfinite(column.values), np.abs(column.values) > LARGEST]
    places = [*range(min(HEAD, len(column.texts))), *(int(mask.argmax()) for mask in odd if mask.any())]
    return {k: column.texts[k] for k in places}


class _Cells(Sequence[str]):
    """Hold the cells of a column that are shown, by their place; of so many rows, or none where it is no text."""

    def __init__(self, shown: Said, rows: int):
        self._shown, self._rows = {int(k): text for k, text in shown.items()}, rows if shown else 0

    def __len__(self) -> int:
        return self._rows

    def __getitem__(self, place: Any) -> Any:
        return self._shown.get(place, "…")


def to_table(said: Said, blobs: list[bytes]) -> Table:
    """Read a table."""
    rows, *values = blobs
    lines = array("q", rows)
    columns = [
        Column(one["name"], one["given"], np.frombuffer(data, "<f8"), one["number"], _Cells(one["texts"], len(lines)))
        for one, data in zip(said["columns"], values, strict=True)
    ]
    problem = to_error({"error": said["problem"], "names": []}, []) if said["problem"] else None
    return Table(columns, lines, Decisions(**said["decisions"]), [to_message(one) for one in said["warnings"]], problem)


# -- pictures -------------------------------------------------------------------------------------------------------


def of_gathered(found: Gathered) -> tuple[Said, list[npt.NDArray[Any]]]:
    """Write a set of pictures."""
    said = {
        "fits": list(found.fits),
        "shape": next(iter(found.fits.values())).shape,
        "names": found.names,
        "left_out": [of_message(one) for one in found.left_out],
        "decided": [of_message(one) for one in found.decided],
        "oblong": found.oblong,
    }
    return said, [*found.fits.values(), *([] if found.labels is None else [found.labels])]


def to_gathered(said: Said, blobs: list[bytes]) -> Gathered:
    """Read a set of pictures."""
    arrays = [np.frombuffer(blob, np.uint8) for blob in blobs]
    fits = {fit: pixels.reshape(said["shape"]) for fit, pixels in zip(said["fits"], arrays, strict=False)}
    left_out, decided = (tuple(map(to_message, said[name])) for name in ("left_out", "decided"))
    labels = arrays[len(fits)] if len(arrays) > len(fits) else None
    return Gathered(fits, labels, tuple(said["names"]), left_out, decided, said["oblong"])
