"""Data sets: `POINTS` (2-D distributions), `IMAGES` (28 × 28 pictures), `DIRAC`, and `DATASETS`, all under one roof."""

from __future__ import annotations

from ganlab.data.images import IMAGES
from ganlab.data.toy import DIRAC, POINTS

DATASETS = {**POINTS, **IMAGES, **DIRAC}


def kind_of(dataset: str) -> str:
    """Return "points", "images" or "dirac"."""
    return "points" if dataset in POINTS else "images" if dataset in IMAGES else "dirac"


def shape_of(dataset: str) -> tuple[int, ...]:
    """Return the shape of one sample: (2,), (1, 28, 28) or (1,)."""
    return {"points": (2,), "images": (1, 28, 28), "dirac": (1,)}[kind_of(dataset)]


def pace_of(dataset: str) -> float:
    """Return the steps per second that a run begins with: 0 is flat out, where single steps are not for the eye."""
    return 20.0 if kind_of(dataset) == "dirac" else 0.0
