"""Thumbnails of the data sets, each made from its record: of points by its sampler, of pictures from those here."""

from __future__ import annotations

import base64
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from ganlab.data import DATASETS, kind_of
from ganlab.data.images import IMAGES, first
from ganlab.data.toy import POINTS, Window
from ganlab.lazy import torch

SHOWN_POINTS, SHOWN_PICTURES = 200, 4


def wanted() -> list[str]:
    """Return the data sets that have one: not the user's, nor the Dirac-GAN, whose data are one point."""
    return [key for key in DATASETS if key in POINTS or key in IMAGES]


def made(keys: Iterable[str]) -> dict[str, dict[str, str]]:
    """Make the thumbnails of these sets as text, as far as they can be had without a download.

    points: base64 of (n, 2) bytes, x and y from 0 to 255 across the window; pictures: of (n, 28, 28) bytes.
    """
    found = {}
    for key in keys:
        if kind_of(key) == "points":
            drawn = POINTS[key].sample(SHOWN_POINTS, torch.Generator().manual_seed(0))
            found[key] = {"points": text(placed(drawn, POINTS[key].view))}
        elif (pictures := first(key, SHOWN_PICTURES)) is not None:
            found[key] = {"pictures": text(pictures)}
    return found


def placed(points: torch.Tensor, view: Window) -> npt.NDArray[np.uint8]:
    """Return points (…, 2) as bytes, x and y from 0 to 255 across a window, those beyond it on its edge."""
    x0, x1, y0, y1 = view
    share = (points - torch.tensor([x0, y0])) / torch.tensor([x1 - x0, y1 - y0])
    return (share * 255).round().clamp(0, 255).to(torch.uint8).numpy()


def text(numbers: npt.NDArray[np.uint8]) -> str:
    """Return bytes as base64."""
    return base64.b64encode(numbers.tobytes()).decode()
