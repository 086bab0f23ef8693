"""A distribution drawn by hand: strokes of a brush, as a short text that fits into an address.

A stroke spreads its samples evenly along its length, however quickly the hand was, and the brush blurs them by a
Gaussian whose standard deviation is a quarter of the brush's width. A stroke weighs as much as it is long, and at least
as much as its brush is wide; a tap is a dot, which is a Gaussian.

The text is base64url (RFC 4648, §5, without padding) of bytes: the version; then for each stroke the brush's width,
the number of points, and the x and y of each as differences from the point before (of the first one: from the middle).
Numbers are LEB128, differences in zigzag, so that a point takes two bytes or three. Lengths are in 1/256 of the data's
unit, widths in 1/64. `encode(decode(text)) == text`: a drawing has one text only.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ganlab.data.toy import SQUARE, PointSet, segment_density
from ganlab.lazy import N_, Message, torch

VERSION, UNIT, WIDTH_UNIT = 1, 256, 64
REACH = int(SQUARE[1] * UNIT)  # largest coordinate
WIDEST = 64  # of brushes
MOST_TEXT, MOST_PIECES = 4000, 480


@dataclass(frozen=True)
class Stroke:
    """Hold one stroke in whole numbers: the brush's width in 1/64, its points (x, y) in 1/256 of the data's unit."""

    width: int
    points: tuple[tuple[int, int], ...]


def encode(strokes: tuple[Stroke, ...]) -> str:
    """Write strokes as text."""
    data, last = bytearray([VERSION]), (0, 0)
    for stroke in strokes:
        data += _number(stroke.width) + _number(len(stroke.points))
        for point in stroke.points:
            for now, before in zip(point, last, strict=True):
                step = now - before
                data += _number(2 * step if step >= 0 else -2 * step - 1)
            last = point
    return base64.urlsafe_b64encode(bytes(data)).decode().rstrip("=")


def _number(value: int) -> bytes:
    data = bytearray()
    while value > 127:
        data.append(value & 127 | 128)
        value >>= 7
    return bytes([*data, value])


def decode(text: str) -> tuple[Stroke, ...]:
    """Read strokes; raise ValueError with the rule that the text breaks."""
    if len(text) > MOST_TEXT:
        raise ValueError(Message.of(N_("must have at most {n} characters"), n=MOST_TEXT))
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise ValueError(N_("must be letters, digits, - and _ as the drawing board writes them (base64url)")) from None
    if not data or data[0] != VERSION:
        raise ValueError(Message.of(N_("must be a drawing of version {version}"), version=VERSION))
    numbers, strokes, last = _numbers(data[1:]), [], (0, 0)
    for width in numbers:
        if not 1 <= width <= WIDEST:
            raise ValueError(Message.of(N_("must have brushes of a width from 1 to {widest}"), widest=WIDEST))
        points = []
        for _ in range(_count(next(numbers, 0))):
            x, y = (before + _signed(next(numbers, None)) for before in last)
            if max(abs(x), abs(y)) > REACH:
                raise ValueError(N_("must lie in the window from −1.5 to 1.5"))
            last = x, y
            points.append(last)
        strokes.append(Stroke(width, tuple(points)))
    if not strokes:
        raise ValueError(N_("must have at least one stroke"))
    if sum(max(1, len(stroke.points) - 1) for stroke in strokes) > MOST_PIECES:
        raise ValueError(Message.of(N_("must have at most {n} straight pieces"), n=MOST_PIECES))
    if encode(tuple(strokes)) != text:  # longer numbers than needed, bits left over
        raise ValueError(N_("must be written as the drawing board writes it"))
    return tuple(strokes)


def _numbers(data: bytes) -> Iterator[int]:
    """Read numbers of at most 14 bits, all that a drawing can hold."""
    low = None
    for byte in data:
        if low is not None:
            if byte > 127:
                raise ValueError(N_("must hold numbers of at most 14 bits"))
            yield low | byte << 7
            low = None
        elif byte > 127:
            low = byte & 127
        else:
            yield byte
    if low is not None:
        raise ValueError(N_("must be complete: it ends in the middle of a number"))


def _count(value: int) -> int:
    if not 1 <= value <= MOST_PIECES + 1:
        raise ValueError(Message.of(N_("must have strokes of 1 to {n} points"), n=MOST_PIECES + 1))
    return value


def _signed(value: int | None) -> int:
    if value is None:
        raise ValueError(N_("must be complete: it ends in the middle of a stroke"))
    return value // 2 if value % 2 == 0 else -(value + 1) // 2


def pieces(strokes: tuple[Stroke, ...]) -> list[tuple[float, ...]]:
    """Return a drawing's straight pieces, (x0, y0, x1, y1, standard deviation, weight) each; weights add up to 1."""
    found = []
    for stroke in strokes:
        points = [(x / UNIT, y / UNIT) for x, y in stroke.points]
        width, pairs = stroke.width / WIDTH_UNIT, list(zip(points, points[1:] or points, strict=False))
        lengths = [math.dist(*pair) for pair in pairs]
        whole = sum(lengths)
        for (start, end), length in zip(pairs, lengths, strict=True):
            part = length / whole if whole else 1 / len(pairs)
            found.append((*start, *end, width / 4, part * max(whole, width)))
    total = sum(piece[-1] for piece in found)
    return [(*piece[:-1], piece[-1] / total) for piece in found]


def distribution(drawing: str, data_noise: float = 1.0) -> PointSet:
    """Return the distribution of a drawing; `data_noise` is a factor on the brush's standard deviation."""
    table = pieces(decode(drawing))

    @cache
    def tables(dtype: torch.dtype) -> list[torch.Tensor]:
        columns = torch.tensor(table, dtype=torch.float64)
        start, end, std, weight = columns[:, :2], columns[:, 2:4], columns[:, 4] * data_noise, columns[:, 5]
        return [part.to(dtype) for part in (start, end, std, weight, weight.cumsum(0)[:-1])]

    def sample(n: int, generator: torch.Generator) -> torch.Tensor:
        start, end, std, _, upper = tables(torch.float32)
        pick = torch.bucketize(torch.rand(n, generator=generator), upper, right=True)
        along = torch.rand(n, 1, generator=generator)
        noise = torch.randn(n, 2, generator=generator) * std[pick, None]
        return start[pick] + along * (end[pick] - start[pick]) + noise

    def density(x: torch.Tensor) -> torch.Tensor:
        start, end, std, weight, _ = tables(x.dtype)
        return segment_density(x, start, end, std) @ weight

    return PointSet(LABEL, sample, SQUARE, density, knobs=KNOBS, make=distribution)


LABEL = N_("Your drawing")
KNOBS = ("drawing", "data_noise")
