"""Marks: the signs of outcomes as matplotlib draws them, and strokes, at places of a page in pixels."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Transform

from ganlab.export.drawing.grid import Spot
from ganlab.export.drawing.ink import Page, points

Code = np.uint8  # of a command, as matplotlib has it
_COMMANDS = {"M": (Path.MOVETO, 1), "L": (Path.LINETO, 1), "C": (Path.CURVE4, 3)}  # and how many places follow


def pixels(page: Page) -> Transform:
    """Return what takes pixels from a page's upper left corner to the figure."""
    flipped = Affine2D().scale(1 / page.width, -1 / page.height).translate(0, 1)
    return flipped + page.figure.transFigure


@cache
def path_of(mark: str) -> Path:
    """Return a mark of `observe.marks`, upright, within −1.2 and 1.2.

    matplotlib fills by the non-zero rule: what lies in another piece goes round the other way, so that it is a hole.
    """
    pieces = [_piece(text) for text in mark.split("M")[1:]]
    outlines = [Path(*piece) for piece in pieces]
    found = []
    for k, (spots, codes) in enumerate(pieces):
        depth = sum(other.contains_point(spots[0]) for other in outlines[:k] + outlines[k + 1 :])
        if (_area(spots) > 0) != (depth % 2 == 0):
            spots, codes = [*spots[-2::-1], spots[-2]], [codes[0], *codes[-2:0:-1], codes[-1]]
        found.append(Path(spots, codes))
    return Path.make_compound_path(*found)


def _piece(text: str) -> tuple[list[Spot], list[Code]]:
    """Return the places and commands of one closed piece; y goes down in a mark and up in a figure."""
    words = iter(["M", *text.split()])
    spots: list[Spot] = []
    codes: list[Code] = []
    for command in words:
        if command == "Z":
            return [*spots, spots[0]], [*codes, Path.CLOSEPOLY]
        code, count = _COMMANDS[command]
        spots += [(float(next(words)), -float(next(words))) for _ in range(count)]
        codes += [code] * count
    raise ValueError(f"mark: each piece must be closed by Z; got {text}")


def _area(spots: Sequence[Spot]) -> float:
    """Return the signed area between places, above 0 where they go round as the clock does not."""
    return sum(x * y_next - x_next * y for (x, y), (x_next, y_next) in pairwise(spots)) / 2


def put(
    page: Page, mark: str, places: Sequence[Any] | npt.NDArray[Any], radius: float, colour: str, **more: Any
) -> None:
    """Put a mark at places (n, 2), in pixels of the page."""
    look: dict[str, Any] = {"facecolors": colour, "linewidths": 0, "transform": Affine2D(), **more}
    sizes = [points(radius) ** 2]  # whose root is how many points 1 is long
    offsets = np.asarray(places, float).reshape(-1, 2)
    page.figure.add_artist(
        PathCollection([path_of(mark)], sizes, offsets=offsets, offset_transform=pixels(page), **look)
    )


def strokes(page: Page, lines: Sequence[Any] | npt.NDArray[Any], colour: str, width: float, **more: Any) -> None:
    """Draw lines, each a list of places (n, 2), so many pixels wide."""
    look: dict[str, Any] = {"colors": colour, "linewidths": points(width), "capstyle": "butt", **more}
    page.figure.add_artist(LineCollection([np.asarray(one) for one in lines], transform=pixels(page), **look))
