"""The colours of a film: few enough for its frames, and among them always those that things are told apart by."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

from ganlab.export.drawing.ink import PALETTE, answer_colours, ground, mixed, rgb

# From fine to coarse: shades of each side of D's ground, of each colour's edges, and of grey.
LEVELS = ((32, 5, 40), (16, 4, 24), (8, 3, 12), (5, 2, 6))
ROLES = ("real", "fake", "d", "grad", "penalty", "fg")


def colours(shades: int, edges: int, greys: int) -> npt.NDArray[np.uint8]:
    """Return at most 256 colours, (n, 3): D's ground, each role's colour and what lies between it and its ground."""
    field = ground(np.linspace(0, 1, 2 * shades + 1), (0, 1)).astype(float)
    backs = [rgb(PALETTE["bg"])] + ([field[0], field[-1]] if edges > 2 else [])
    shares = np.linspace(0, 1, edges + 1)[1:]
    mixes = [mixed(back, rgb(PALETTE[role]), shares) for role in ROLES for back in backs]
    grey = np.repeat(np.linspace(0, 255, greys)[:, None], 3, 1)
    marks = answer_colours(np.linspace(0, 1, 2 * (shades // 2) + 1))  # of bars below pictures
    every = np.concatenate([field, *mixes, grey, marks, [rgb(PALETTE["line"])]])
    found: npt.NDArray[np.uint8] = np.unique(every.round().astype(np.uint8), axis=0)
    return found


def palettes() -> list[Image.Image]:
    """Return the palettes of all LEVELS, as `Image.quantize` takes them."""
    found = []
    for level in LEVELS:
        palette = Image.new("P", (1, 1))
        palette.putpalette(colours(*level).tobytes())
        found.append(palette)
    return found
