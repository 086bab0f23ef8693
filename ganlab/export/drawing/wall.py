"""The wall: what G makes of the fixed z, below each picture a bar of D's answer; in columns of classes, if asked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image

from ganlab.data import classes_of, labels_of
from ganlab.export.drawing import ink
from ganlab.export.drawing.ink import PALETTE, Entry, Page, Pixels
from ganlab.export.drawing.picture import Painted, Picture
from ganlab.gan import conditional
from ganlab.lazy import N_
from ganlab.observe.snapshot import Snapshot

SIDE, HEAD = 8, 20  # pictures on a side of a wall; pixels above one for the names of the classes
BAR, GAP, TALL = 0.1, 0.035, 1.125  # of a cell's width; its height


class Wall(Picture):
    """Draw a run of pictures."""

    def __init__(self, page: Page, x: float, y: float, side: float, frames: Sequence[Snapshot]):
        config = frames[-1].config
        self.asked = config.conditional != "none"
        self.rows, self.columns = conditional.wall(len(labels_of(config))) if self.asked else (SIDE, SIDE)
        super().__init__(page, x, y, side, frames)
        if self.asked:
            tall = min(side - HEAD, self.rows * round(side / self.columns * TALL))
            y += (side - HEAD - tall) / 2
            self.axes.set_position(page.box(x, y + HEAD, side, tall))
            self._name(x, y)
        self.frame: Snapshot | None = None
        self.moving = [Painted(self.axes, self._paint)]

    def _name(self, x: float, y: float) -> None:
        """Write the names of the classes above their columns."""
        config = self.frames[-1].config
        names, labels = classes_of(config.dataset, config.pictures), labels_of(config)
        wide = self.side / len(labels)
        for k, label in enumerate(labels):
            text = self.page.fitted(self.words(names[label]), wide - 4, 13)
            self.page.text(x + (k + 0.5) * wide, y + HEAD / 2, text, 13, ha="center")

    def show(self, frame: Snapshot) -> None:
        """Show one of the frames."""
        self.frame = frame

    def legend(self, frame: Snapshot) -> list[Entry]:
        """Return what the picture's signs mean."""
        low, high = frame.answers
        return [
            Entry(self.words(N_("Bar below a picture: D's answer")), PALETTE["line"], "bar"),
            Entry(self.words(N_("{d} fake"), d=self.words.number(float(f"{low:.2g}"))), PALETTE["fake"], "dot"),
            Entry(self.words(N_("{d} real"), d=self.words.number(float(f"{high:.2g}"))), PALETTE["real"], "dot"),
        ]

    def _paint(self, width: int, height: int) -> Pixels:
        """Return the wall in its pixels: as many whole ones for each picture."""
        whole = np.full((height, width, 3), 255, np.uint8)
        frame, wide, high = self.frame, width // self.columns, height // self.rows
        bar, gap = max(2, round(wide * BAR)), max(1, round(wide * GAP))
        side = min(wide - 2 * gap, high - bar - 3 * gap)
        if frame is None or frame.fixed is None or side < 1:
            return whole
        low, high_answer = frame.answers
        scores = None if frame.fixed_scores is None else (frame.fixed_scores - low) / (high_answer - low)
        colours = None if scores is None else ink.answer_colours(scores.clip(0, 1))
        left, top = (width - wide * self.columns) // 2, (height - high * self.rows) // 2
        for k, picture in enumerate(frame.fixed[: self.rows * self.columns]):
            x = left + k % self.columns * wide + (wide - side) // 2
            y = top + k // self.columns * high + gap
            whole[y : y + side, x : x + side] = _scaled(picture, side)[..., None]
            below = whole[y + side + gap : y + side + gap + bar, x : x + side]
            below[:] = ink.rgb(PALETTE["line"])
            if scores is not None and colours is not None and np.isfinite(scores[k]):
                below[:, : max(1, round(side * float(scores[k].clip(0, 1))))] = colours[k]
                below[:, side // 2 : side // 2 + max(1, round(bar / 6))] = ink.rgb(PALETTE["fg"])
        return whole


def _scaled(picture: Pixels, side: int) -> Pixels:
    """Return a picture in so many pixels: crisp where each becomes several, else smooth."""
    zoom = side / len(picture)
    how = Image.Resampling.NEAREST if zoom >= 3 or abs(zoom - 1) < 0.02 else Image.Resampling.BICUBIC
    return np.asarray(Image.fromarray(picture).resize((side, side), how))
