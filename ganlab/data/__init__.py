"""Data sets: `POINTS` (2-D distributions), `OWN` (of the user's making), `IMAGES`, `DIRAC`; `DATASETS`: all of them.

`distribution(config: DataConfig)` is the one that a config describes: a record of the registry with its knobs turned.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from ganlab.data.images import IMAGES, Images, ImageSet, Progress, load_or_digits
from ganlab.data.own import drawing, pictures, points
from ganlab.data.toy import DIRAC, POINTS, PointSet
from ganlab.lazy import N_, Message


class DataConfig(Protocol):
    """What is read here of a RunConfig, which is made further up."""

    @property
    def dataset(self) -> str:
        """Name the data set."""

    @property
    def kind(self) -> str:
        """Name its kind: points, images or dirac."""

    @property
    def classes(self) -> tuple[int, ...]:
        """List the labels that are trained on; none: all."""

    @property
    def pictures(self) -> str:
        """Give the key of the pictures that a user has brought."""


@dataclass(frozen=True)
class OwnSet:
    """Describe a data set that there is only together with the field of RunConfig that says what is in it."""

    label: str
    field: str
    needs: str  # the rule where it is missing
    knobs: tuple[str, ...]
    make: Callable[..., PointSet] | None  # the distribution of points, from the values of `knobs`
    kept: Callable[[str], bool] | None = None  # whether what the field names is on this machine
    kind: str = "points"


OWN: dict[str, OwnSet] = {
    "drawing": OwnSet(drawing.LABEL, "drawing", N_("must come with a drawing"), drawing.KNOBS, drawing.distribution),
    "points": OwnSet(
        points.LABEL, "points", N_("must come with uploaded points"), points.KNOBS, points.distribution, points.kept
    ),
    "pictures": OwnSet(
        pictures.LABEL,
        "pictures",
        N_("must come with uploaded pictures"),
        pictures.KNOBS,
        None,
        pictures.kept,
        "images",
    ),
}
DATASETS: dict[str, PointSet | OwnSet | ImageSet] = {**POINTS, **OWN, **IMAGES, **DIRAC}


def distribution(config: DataConfig) -> PointSet:
    """Return the distribution that a RunConfig of points (or the Dirac-GAN) describes; equal ones are one record."""
    knobs = knobs_of(config.dataset)
    return _made(config.dataset, tuple((name, getattr(config, name)) for name in knobs))


@lru_cache(maxsize=64)
def _made(dataset: str, values: tuple[tuple[str, Any], ...]) -> PointSet:
    record = DATASETS[dataset]
    if isinstance(record, PointSet) and not values:
        return record
    if isinstance(record, ImageSet) or record.make is None:
        raise ValueError(f"dataset: must be one of points; got {dataset}")
    return record.make(**dict(values))


def knobs_of(dataset: str) -> tuple[str, ...]:
    """Return the fields of RunConfig that a data set follows, beside those that all follow."""
    return getattr(DATASETS[dataset], "knobs", ())


def label_of(config: DataConfig) -> str | Message:
    """Return the name of a config's data set."""
    return DATASETS[config.dataset].label if config.kind == "images" else distribution(config).label


def kind_of(dataset: str) -> str:
    """Return "points", "images" or "dirac"."""
    if dataset in OWN:
        return OWN[dataset].kind
    return "images" if dataset in IMAGES else "dirac" if dataset in DIRAC else "points"


def classes_of(dataset: str, brought: str = "") -> tuple[str | Message, ...]:
    """Return the names of an image set's classes by label; of other sets none.

    `brought`: the key of the user's pictures, whose classes are their folders.
    """
    if dataset == "pictures":
        # As a value, since a folder may be called what is a word of ours: “Bag”, which would be translated.
        return tuple(Message.of("{name}", name=name) for name in pictures.names_of(brought))
    record = IMAGES.get(dataset)
    return record.classes if record else ()


def labels_of(config: DataConfig) -> tuple[int, ...]:
    """Return the labels of the classes that a config of images trains on; none where it has no classes."""
    return config.classes or tuple(range(len(classes_of(config.dataset, config.pictures))))


def images_of(config: DataConfig, progress: Progress | None = None) -> Images:
    """Load the pictures of a config of images: the built-in digits, with a note, where a set cannot be had."""
    if config.dataset == "pictures":
        return pictures.load(config.pictures)
    return load_or_digits(config.dataset, progress=progress)


def shape_of(dataset: str) -> tuple[int, ...]:
    """Return the shape of one sample: (2,), (1, 28, 28) or (1,)."""
    return {"points": (2,), "images": (1, 28, 28), "dirac": (1,)}[kind_of(dataset)]


def pace_of(dataset: str) -> float:
    """Return the steps per second that a run begins with: 0 is flat out, where single steps are not for the eye."""
    return 20.0 if kind_of(dataset) == "dirac" else 0.0
