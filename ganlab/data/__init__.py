"""Data sets: `POINTS` (2-D distributions) and `IMAGES` (28 × 28 pictures), and `DATASETS`, both under one roof."""

from __future__ import annotations

from ganlab.data.images import IMAGES
from ganlab.data.toy import POINTS

DATASETS = {**POINTS, **IMAGES}


def kind_of(dataset: str) -> str:
    """Return "points" or "images"."""
    return "points" if dataset in POINTS else "images"


def shape_of(dataset: str) -> tuple[int, ...]:
    """Return the shape of one sample: (2,) or (1, 28, 28)."""
    return (2,) if dataset in POINTS else (1, IMAGES[dataset].size, IMAGES[dataset].size)
