"""What pictures are like that are to be trained on: what there is to learn, and what to say where there is little."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ganlab.lazy import N_, NN_, Message

BATCH = 64  # pictures: with fewer, a usual batch has some of them twice
NEAR = 0.02  # of black to white: less is hardly seen, and hardly learned
_FLAT = 2  # grey values of 255 between a picture's darkest and its lightest pixel
_COPIES = 0.1  # of all pictures
_ALIKE = 0.1  # of the contrast: less is between pictures that are one and the same but for noise
_FLAT_ONES = NN_("Of {total:,} pictures {n:,} is one flat grey.", "Of {total:,} pictures {n:,} are one flat grey.")


@dataclass(frozen=True)
class Summary:
    """Hold what pictures are like.

    distinct: how many different ones; contrast: the standard deviation within a picture, its mean over all; spread: the
    standard deviation of a pixel over all, its mean over the pixels, both of black to white = 1; flat: how many are of
    one grey; low and high: between them lie 98 of 100 grey values, 0 to 255.
    """

    n: int
    distinct: int
    contrast: float
    spread: float
    flat: int
    low: int
    high: int


def summary(pixels: npt.NDArray[np.uint8]) -> Summary:
    """Sum up pictures (n, 28, 28) uint8."""
    rows = pixels.reshape(len(pixels), -1)
    low, high = np.percentile(rows, (1, 99))
    return Summary(
        len(rows),
        len({row.tobytes() for row in rows}),
        float(rows.std(1, dtype=np.float32).mean()) / 255,
        float(rows.std(0, dtype=np.float32).mean()) / 255,
        int((np.ptp(rows, 1) <= _FLAT).sum()),
        int(low),
        int(high),
    )


def warnings(seen: Summary) -> list[Message]:
    """Say what will be learned badly, and why, a sentence each."""
    said = []
    if seen.distinct == 1:
        said.append(Message.of(N_("All {n:,} pictures are the same: this one is all that G can learn."), n=seen.n))
    elif seen.n - seen.distinct > _COPIES * seen.n:
        said.append(
            Message.of(
                N_("Many are copies: of {n:,} pictures only {distinct:,} are different."),
                n=seen.n,
                distinct=seen.distinct,
            )
        )
    if 1 < seen.distinct < BATCH:
        said.append(
            Message.of(
                N_(
                    "There are few: {distinct:,} different pictures, and a usual batch takes {batch}. D learns them by "
                    "heart."
                ),
                distinct=seen.distinct,
                batch=BATCH,
            )
        )
    if seen.contrast < NEAR:
        said.append(
            Message.of(
                N_("Nearly all is one grey: 98 % of the values lie between {low} and {high} of 255."),
                low=seen.low,
                high=seen.high,
            )
        )
    elif seen.flat:
        said.append(Message.of(_FLAT_ONES, n=seen.flat, total=seen.n))
    if seen.distinct > 1 and seen.contrast >= NEAR and seen.spread < _ALIKE * seen.contrast:
        said.append(
            Message.of(
                N_("The pictures hardly differ: a pixel differs by {value:.1f} of 255 from one to the next."),
                value=255 * seen.spread,
            )
        )
    return said
