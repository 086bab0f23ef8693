"""Lean frames: the very frames of `wire`, in a quarter of the bytes, for a class that follows one run read-only.

They are pictures of the run that are as good to look at, not the same numbers: fields of answers in 256 levels, places
and arrows within 1/20,000 of the largest, curves within 2/100,000 of each value. Header and exact arrays stay as they
are; NaN, infinity and gaps survive everywhere.

Layout: `MARK`, then raw deflate that takes WORDS as sent before: uint32 length of the header, little endian; the header
(UTF-8 JSON); the arrays' bytes one after the other. The header lists each array as [name, kind, shape, planes, axes,
step]:

* planes 0: its bytes as `wire` has them. Else its codes are whole numbers of so many bytes, modulo 256^planes, sent as
  one row of bytes for each place of the byte, the highest first: high bytes are alike, low ones are not.
* axes: along so many of the first axes each code is sent as the difference from the one before it.
* step: u2 and f4 are codes × step; codes of f4 have a sign. f4 without a step: the codes are the numbers' highest
  bits, and the table is sent column by column.
"""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ganlab.web.wire import GREY, KINDS, Sent, bytes_of

Codes = npt.NDArray[np.int64]
LEVEL = 5  # of deflate: higher ones take longer by more than they save
OWN_BLOCK = 256  # bytes of a plane from which a code of its own pays for being sent

WORDS = (Path(__file__).parent / "static/shell/lean_words.js").read_text("utf-8").split("`")[1].encode()
MARK = b"GL" + struct.pack("<H", len(WORDS))  # as a length of a header it would be above 16 MB: no full frame has it

FIELDS = {"grid": 257, "ideal": 257, "manifold": 5, "real_scores": 257, "fake_scores": 257}  # steps of u2, by name
SMOOTH = {"grid": 2, "ideal": 2, "manifold": 2, "lattice": 2, "density": 2, "trail": 1}  # axes, by name
WALLS = ("fixed", "fresh")  # in sixteen greys at rest too: all greys of both would be three times as many bytes
TABLES = ("scalars", "measures")
STEPS = 10_200  # from 0 to the largest: what rounds them to three digits leaves 10,000
SCALED = (1e-30, 1e37)  # between which the largest number must be for that


class _Coded(NamedTuple):
    """Hold an array's codes, of so many bytes each, and how they come from its numbers."""

    codes: Codes
    planes: int
    axes: int
    step: float | None


def pack(header: dict[str, Any], arrays: list[Sent]) -> bytes:
    """Join header and arrays, (name, kind, array) each, into one lean frame; takes what `wire.pack` takes."""
    listed, blocks = [], []
    for name, kind, array in arrays:
        whole = np.ascontiguousarray(array, KINDS[kind])
        kind = "h1" if kind == "u1" and name in WALLS else kind
        found = _coded(name, kind, whole)
        if found is None:
            listed.append([name, kind, whole.shape, 0, 0, None])
            blocks.append(bytes_of(kind, whole))
        else:
            listed.append([name, kind, whole.shape, found.planes, found.axes, found.step])
            blocks += _planes(_differences(found.codes, found.axes), found.planes)
    said = {**header, "arrays": listed}
    text = json.dumps(said, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    return MARK + _deflated([struct.pack("<I", len(text)) + text, *blocks])


def unpack(frame: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Read a lean frame back: (header, arrays by name), as `wire.unpack` does; raise ValueError for another one."""
    if not is_lean(frame):
        raise ValueError(f"frame: must begin with {MARK!r}; got {frame[:4]!r}")
    data = zlib.decompressobj(-zlib.MAX_WBITS, zdict=WORDS).decompress(frame[len(MARK) :])
    (length,) = struct.unpack_from("<I", data)
    header, at = json.loads(data[4 : 4 + length]), 4 + length
    arrays = {}
    for name, kind, shape, planes, axes, step in header["arrays"]:
        size = int(np.prod(shape))
        count = -(-size // 2) if kind == "h1" else size * (planes or np.dtype(KINDS[kind]).itemsize)
        found = np.frombuffer(data, np.uint8, count, at)
        at += count
        arrays[name] = _read(found, kind, shape, planes, axes, step)
    return header, arrays


def is_lean(frame: bytes) -> bool:
    """Tell a lean frame from a full one."""
    return frame.startswith(MARK)


def _coded(name: str, kind: str, array: np.ndarray) -> _Coded | None:
    """Return the codes of an array; None for one that is sent as it is: those of studies, pictures, and odd ones."""
    axes = min(SMOOTH.get(name, 0), array.ndim)
    if kind == "i4" and "." not in name:
        return _Coded(array.astype(np.int64), 4, 1, None)
    if kind == "u2" and name in FIELDS:
        apart = FIELDS[name]
        codes = (array.astype(np.int64) + apart // 2) // apart
        if name == "ideal":  # whose last code stands for a gap
            codes = np.where(array == 65535, codes, codes.clip(max=65535 // apart - 1))
        return _Coded(codes, 1 if apart == 257 else 2, axes, apart)
    if kind == "f4" and name in TABLES:
        return _Coded(_shortened(array.T), 3, 0, None)
    if kind == "f4" and "." not in name and array.size:
        most = float(np.abs(array).max())
        if most == 0 or SCALED[0] < most < SCALED[1]:  # NaN is not
            step = float(f"{most / STEPS:.3g}") or 1.0
            return _Coded(np.round(array.astype(np.float64) / step).astype(np.int64), 2, axes, step)
    return None


def _shortened(values: np.ndarray) -> Codes:
    """Return the highest 24 bits of numbers: their sign, exponent and 16 significant digits, rounded."""
    bits: Codes = np.ascontiguousarray(values).view(np.uint32).astype(np.int64)
    rounded = np.where(np.isfinite(values), np.minimum((bits + 128 & 0x7FFFFFFF) >> 8, 0x7F7FFF), bits >> 8)
    codes: Codes = np.where(np.isnan(values), 0x7FC000, rounded) | (bits >> 31 << 23)
    return codes


def _differences(codes: Codes, axes: int) -> Codes:
    for axis in range(axes):
        codes = np.diff(codes, axis=axis, prepend=0).astype(np.int64)
    return codes


def _planes(codes: Codes, planes: int) -> list[bytes]:
    """Return the bytes of codes by their place, the highest first."""
    return [(codes >> 8 * k & 255).astype(np.uint8).tobytes() for k in reversed(range(planes))]


def _deflated(blocks: list[bytes]) -> bytes:
    """Compress blocks one after the other; large ones with a code of their own, as their bytes are not alike."""
    maker = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=WORDS)
    parts = []
    for block in blocks:
        parts.append(maker.compress(block))
        if len(block) >= OWN_BLOCK:
            parts.append(maker.flush(zlib.Z_BLOCK))
    return b"".join([*parts, maker.flush()])


def _read(found: np.ndarray, kind: str, shape: list[int], planes: int, axes: int, step: float | None) -> np.ndarray:
    """Return an array of its bytes, see `_coded`."""
    if kind == "h1":
        return (np.stack([found >> 4, found & 15], 1).ravel()[: int(np.prod(shape))] * np.uint8(GREY)).reshape(shape)
    if not planes:
        return np.frombuffer(found.tobytes(), KINDS[kind]).reshape(shape)
    codes: Codes = np.zeros(found.size // planes, np.int64)
    for plane in found.reshape(planes, -1):
        codes = codes << 8 | plane
    if kind == "f4" and step is None:
        return (codes << 8).astype(np.uint32).view(np.float32).reshape(shape[::-1]).T
    codes = codes.reshape(shape)
    for axis in range(axes):
        codes = np.cumsum(codes, axis)
    codes &= 256**planes - 1
    if kind != "u2":
        codes -= (codes >> 8 * planes - 1) << 8 * planes
    return (codes * (step or 1)).astype(KINDS[kind])
