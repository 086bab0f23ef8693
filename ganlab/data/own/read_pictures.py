"""Read the pictures that somebody brings as a data set, and say what was decided, left out, and is amiss.

A picture that cannot be used is left out and named. What belongs to the set is decided over all of it: the ground that
transparent pictures stand on, and which values are black and white where they are not 0 to 255.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from ganlab.data.own import read_picture
from ganlab.data.own.class_names import classes, folders_of, written
from ganlab.data.own.picture_files import Brought, files_of
from ganlab.data.own.pictures import SIDE
from ganlab.data.own.read_picture import FITS, Floats, Picture, Scale, Small
from ganlab.data.own.refusal import UploadError
from ganlab.data.own.summary import NEAR, Summary, summary, warnings
from ganlab.lazy import N_, NN_, Message

MOST_PICTURES = 5_000
MOST_PIXELS_IN_ALL = 1_000_000_000  # up to a minute of decoding
BLACK, WHITE = 0, 255
Ranges = dict[Scale, tuple[float, float] | None]
_LONGEST, _NAMED = 60, 3  # characters of a file's name, and names in a sentence
_BESIDE = N_("beside the folders of the classes")
_LEFT_OUT = NN_("Left out: {names} ({reason}).", "Left out: {n} files, {names} ({reason}).")
_GROUNDS = {
    WHITE: NN_("{n} transparent picture lies on white.", "{n} transparent pictures lie on white."),
    BLACK: NN_(
        "{n} transparent picture lies on black, where more of it is seen than on white.",
        "{n} transparent pictures lie on black, where more of them is seen than on white.",
    ),
}


_OBLONG = {
    "crop": NN_(
        "{n} picture is no square: its middle square is taken.",
        "{n} pictures are no squares: their middle squares are taken.",
    ),
    "pad": NN_(
        "{n} picture is no square: it stands on a square of its edge's grey.",
        "{n} pictures are no squares: they stand on squares of their edge's grey.",
    ),
}


@dataclass(frozen=True, eq=False)
class Gathered:
    """Hold what was understood: for each of FITS pixels (n, 28, 28) uint8.

    labels (n,) uint8 and the classes' names where the folders are classes; left_out: what was not used, and other
    warnings that all fits share; decided: how files were read that could be read in several ways; oblong: how many
    pictures are no squares.
    """

    fits: dict[str, npt.NDArray[np.uint8]]
    labels: npt.NDArray[np.uint8] | None = None
    names: tuple[str, ...] = ()
    left_out: tuple[Message, ...] = ()
    decided: tuple[Message, ...] = ()
    oblong: int = 0

    def pixels(self, fit: str, inverted: bool) -> npt.NDArray[np.uint8]:
        """Return the pictures as they are trained on, (n, 28, 28) uint8."""
        return 255 - self.fits[fit] if inverted else self.fits[fit]

    @property
    def counts(self) -> dict[str, int]:
        """Return how many pictures each class has; none where there are no classes."""
        if self.labels is None:
            return {}
        sizes = np.bincount(self.labels, minlength=len(self.names)).tolist()
        return dict(zip(self.names, sizes, strict=True))

    @cached_property
    def summaries(self) -> dict[str, Summary]:
        """Sum up the pictures, for each of FITS."""
        return {fit: summary(pixels) for fit, pixels in self.fits.items()}

    @property
    def fit(self) -> str:
        """Return which of FITS to begin with: the middle, unless there is nothing in it and something beside it."""
        crop, pad = (self.summaries[fit].contrast for fit in ("crop", "pad"))
        return "pad" if crop < NEAR <= pad else "crop"

    def decisions(self, fit: str) -> list[Message]:
        """Say how files were read that could be read in several ways, in one of FITS."""
        return [*self.decided, *([Message.of(_OBLONG[fit], n=self.oblong)] if self.oblong else [])]

    def described(self) -> dict[str, Any]:
        """Describe what was understood, in the fit to begin with, in English for JSON; numbers as in `Summary`."""
        seen = self.summaries[self.fit]
        return {
            "kind": "pictures",
            "n": seen.n,
            "classes": self.counts,
            "distinct": seen.distinct,
            "contrast": round(seen.contrast, 4),
            "spread": round(seen.spread, 4),
            "decisions": [str(message) for message in self.decisions(self.fit)],
            "warnings": [str(message) for message in self.warnings(self.fit)],
        }

    def warnings(self, fit: str) -> list[Message]:
        """Say what was left out, and what will be learned badly in one of FITS, and why."""
        if fit != self.fit and self.summaries[fit].contrast < NEAR:
            amiss = [
                Message.of(N_("The middle has only one grey: what there is to see lies beside it. Take the whole."))
            ]
        else:
            amiss = warnings(self.summaries[fit])
        return [*self.left_out, *amiss]


def gather(brought: Brought, progress: Callable[[float], None] = lambda share: None) -> Gathered:
    """Read a file or folder of this machine, or files as (name, content), a name perhaps with its folders.

    `progress` is told the share that is done. Raise UploadError with one sentence for what cannot be used.
    """
    if not isinstance(brought, Sequence) and not brought.exists():
        raise UploadError(N_("There must be a file or folder of this name; “{name}” is none."), name=brought.name)
    made: list[tuple[str, Picture]] = []
    left: dict[str, list[str]] = {}
    budget = [MOST_PIXELS_IN_ALL]
    for name, content, share in files_of(brought):
        progress(share)
        found = content if isinstance(content, str) else read_picture.read(content, budget)
        if budget[0] < 0:
            raise UploadError(
                N_("All pictures together must have at most {limit:,} megapixels; they have more."),
                limit=MOST_PIXELS_IN_ALL // 1_000_000,
            )
        if isinstance(found, str):
            left.setdefault(found, []).append(name)
        elif len(made) == MOST_PICTURES:
            raise UploadError(N_("There must be at most {limit:,} pictures; there are more."), limit=MOST_PICTURES)
        else:
            made.append((name, found))
    _want_two(made, left)
    return _together(made, left)


def _want_two(made: list[tuple[str, Picture]], left: dict[str, list[str]]) -> None:
    """Raise UploadError where there are fewer than two pictures."""
    if len(made) > 1:
        return
    for reason, names in sorted(left.items(), key=lambda item: item[0] == read_picture.OTHER):
        raise UploadError(
            N_("There must be at least two pictures ({kinds}); “{name}” is {reason}, and {usable} can be used."),
            kinds=read_picture.KINDS,
            name=written(names[0], _LONGEST),
            reason=Message.of(reason),
            usable=len(made),
        )
    if made and made[0][1].more:
        text = N_("There must be at least two pictures ({kinds}); of the several in “{name}” only the first is taken.")
        raise UploadError(text, kinds=read_picture.KINDS, name=written(made[0][0], _LONGEST))
    text = NN_(
        "There must be at least two pictures ({kinds}); there is {n}.",
        "There must be at least two pictures ({kinds}); there are {n}.",
    )
    raise UploadError(text, kinds=read_picture.KINDS, n=len(made))


def _together(made: list[tuple[str, Picture]], left: dict[str, list[str]]) -> Gathered:
    """Make a data set of pictures, by name: without those that lie beside the classes, in one ground and range."""
    found = classes([folders_of(name) for name, _ in made])
    labels = found.labels
    if labels is not None:
        if (labels < 0).any():
            left[_BESIDE] = [name for (name, _), label in zip(made, labels, strict=True) if label < 0]
        made = [picture for picture, label in zip(made, labels, strict=True) if label >= 0]
        labels = labels[labels >= 0]
    pictures = [picture for _, picture in made]
    ranges: Ranges = {"whole": _range(pictures, "whole"), "real": _range(pictures, "real")}
    ground, decisions = _ground(pictures, ranges)
    fits = {fit: np.stack([_finished(picture.fits[fit], ground, ranges) for picture in pictures]) for fit in FITS}
    _want_something(fits, pictures, ranges)
    for low_high in filter(None, ranges.values()):
        decisions.append(
            Message.of(
                N_("The values {low:,.4g} to {high:,.4g} of files with more than 256 greys become black to white."),
                low=low_high[0],
                high=low_high[1],
            )
        )
    if more := [name for name, picture in made if picture.more]:
        decisions.append(
            Message.of(
                NN_(
                    "{names} has several pictures: the first is taken.",
                    "{n} files have several pictures each ({names}): the first is taken.",
                ),
                n=len(more),
                names=_listed(more),
            )
        )
    said = [Message.of(_LEFT_OUT, n=len(v), names=_listed(v), reason=Message.of(why)) for why, v in left.items()]
    said += [found.why] if found.why else []
    oblong = sum(picture.fits["pad"].grey.shape != (SIDE, SIDE) for picture in pictures)
    kept = None if labels is None else labels.astype(np.uint8)
    return Gathered(fits, kept, found.names, tuple(said), tuple(decisions), oblong)


def _listed(names: list[str]) -> str:
    """List the first of some files' names, each as it may be shown anywhere."""
    return ", ".join(written(name, _LONGEST) for name in names[:_NAMED]) + (", …" if len(names) > _NAMED else "")


# -- over the whole set -------------------------------------------------------------------------------------------


def _range(pictures: list[Picture], scale: Scale) -> tuple[float, float] | None:
    """Return the least and the greatest grey value of the pictures of a scale; None where there are none."""
    found = []
    for picture in pictures:
        small = picture.fits["pad"]
        if small.scale != scale:
            continue
        if small.opacity is None:
            found += [small.grey.min(), small.grey.max()]
        elif (seen := small.opacity > 0.1).any():
            values = small.grey[seen] / small.opacity[seen]
            found += [values.min(), values.max()]
    return (float(min(found)), float(max(found))) if found else None


def _level(small: Small, ranges: Ranges) -> tuple[Floats, Floats | None]:
    """Return a picture's grey times its opacity from 0 to 255, and its opacity."""
    if small.scale == "byte":
        return small.grey, small.opacity
    low, high = ranges[small.scale] or (0.0, 0.0)
    opacity = np.float32(1) if small.opacity is None else small.opacity
    return (small.grey - np.float32(low) * opacity) * np.float32(255 / (high - low or 1)), small.opacity


def _ground(pictures: list[Picture], ranges: Ranges) -> tuple[int, list[Message]]:
    """Return the ground on which more is seen of all transparent pictures, white if it is the same, and say it."""
    levels = [_level(picture.fits["pad"], ranges) for picture in pictures]
    transparent = [(grey, opacity) for grey, opacity in levels if opacity is not None]
    if not transparent:
        return WHITE, []
    contrast = {
        ground: sum(float((grey + (1 - opacity) * ground).std()) for grey, opacity in transparent)
        for ground in (WHITE, BLACK)
    }
    ground = max(contrast, key=contrast.__getitem__)
    return ground, [Message.of(_GROUNDS[ground], n=len(transparent))]


def _finished(small: Small, ground: int, ranges: Ranges) -> npt.NDArray[np.uint8]:
    """Return a picture on its ground as (28, 28) uint8, a smaller one on a square of its edge's own grey."""
    grey, opacity = _level(small, ranges)
    if opacity is not None:
        grey = grey + (1 - opacity) * ground
    pixels = np.rint(grey).clip(0, 255).astype(np.uint8)
    height, width = pixels.shape
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    square = np.full((SIDE, SIDE), int(np.median(edge)), np.uint8)
    top, left = (SIDE - height) // 2, (SIDE - width) // 2
    square[top : top + height, left : left + width] = pixels
    return square


def _want_something(fits: dict[str, npt.NDArray[np.uint8]], pictures: list[Picture], ranges: Ranges) -> None:
    """Raise UploadError where all pictures are one and the same flat grey: nothing of them could be seen or learned."""
    if any(np.ptp(pixels) for pixels in fits.values()):
        return
    value = int(fits["pad"].flat[0])
    opacities = [picture.fits["pad"].opacity for picture in pictures]
    if all(opacity is not None and not opacity.any() for opacity in opacities):
        raise UploadError(
            N_("The pictures must show something; all {count:,} are transparent everywhere."), count=len(pictures)
        )
    for low_high in filter(None, ranges.values()):
        text = N_("The pictures must show something; all {count:,} have the value {value:,.6g} everywhere.")
        raise UploadError(text, count=len(pictures), value=low_high[0])
    raise UploadError(
        N_("The pictures must show something; all {count:,} are {colour} everywhere (grey {value} of 255)."),
        count=len(pictures),
        colour=Message.of(N_("white") if value == WHITE else N_("black") if value == BLACK else N_("grey")),
        value=value,
    )
