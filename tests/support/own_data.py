"""Data sets of the user's making, for tests that go through all data sets."""

import numpy as np

from ganlab.data.own import pictures, points
from ganlab.data.own.drawing import Stroke, encode

DOT = encode((Stroke(8, ((0, 0),)),))
HOOK = encode(
    (Stroke(20, ((-300, -200), (100, -200), (100, 150))), Stroke(64, ((-200, 250),)), Stroke(4, ((0, 0), (1, 0))))
)


def cloud(n=200, seed=0):
    """Points on an ellipse of a scale of their own."""
    angle = np.random.default_rng(seed).uniform(0, 2 * np.pi, n)
    return points.rescaled(np.stack([50 + 20 * np.cos(angle), 3 * np.sin(angle)], 1), ("width", "height"))


def album(n=40, seed=0):
    """Pictures of bright squares, one each, (n, 28, 28) uint8."""
    rng = np.random.default_rng(seed)
    pixels = np.zeros((n, 28, 28), np.uint8)
    for picture in pixels:
        x, y = rng.integers(2, 16, 2)
        picture[y : y + 10, x : x + 10] = 255
    return pixels


def needed(dataset):
    """Return the settings that a data set comes with."""
    if dataset == "drawing":
        return {"drawing": HOOK}
    if dataset == "pictures":
        return {"pictures": pictures.keep(album())}
    return {"points": points.keep(cloud())} if dataset == "points" else {}
