"""A picture of a run: what its kind is drawn as in a square of a page, frame after frame with the same artists."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from ganlab.export.drawing import ink
from ganlab.export.drawing.ink import PALETTE, Entry, Page, Pixels, points
from ganlab.observe.snapshot import Snapshot


class Painted(Artist):
    """A box full of pixels: `paint(width, height)` returns their colours, (height, width, 3), the top row first.

    They are made for the pixels that there are: nothing is scaled, and in an SVG they are of the size of a PNG.
    """

    def __init__(self, axes: Axes, paint: Callable[[int, int], Pixels]):
        super().__init__()
        self.paint = paint
        self.set_zorder(0)
        axes.add_artist(self)

    def draw(self, renderer: Any) -> None:
        """Draw it, as matplotlib asks for it."""
        if self.axes is None or not self.get_visible():
            return
        box, scale = self.axes.bbox, renderer.get_image_magnification()
        width, height = (round(side * scale) for side in (box.width, box.height))
        colours = self.paint(width, height)
        opaque = np.full((*colours.shape[:2], 1), 255, np.uint8)
        pen = renderer.new_gc()
        renderer.draw_image(pen, box.x0, box.y0, np.concatenate([colours, opaque], 2)[::-1])
        pen.restore()


class Picture(ABC):
    """Draw a run, whose frames are known, into a square of a page with its upper left corner at (x, y).

    moving: the artists that differ from frame to frame, in the order in which they are drawn.
    """

    moving: list[Artist]

    def __init__(self, page: Page, x: float, y: float, side: float, frames: Sequence[Snapshot]):
        self.page, self.words, self.side, self.frames = page, page.words, side, frames
        self.axes: Axes = page.figure.add_axes(page.box(x, y, side, side), frameon=False)
        self.axes.set(xticks=[], yticks=[])

    @abstractmethod
    def show(self, frame: Snapshot) -> None:
        """Show one of the frames."""

    @abstractmethod
    def legend(self, frame: Snapshot) -> list[Entry]:
        """Return what the picture's signs mean."""

    def ticks(self, view: Sequence[float]) -> None:
        """Show this window, with round numbers at its edges."""
        from matplotlib.ticker import FuncFormatter, MaxNLocator

        self.axes.set(xlim=view[:2], ylim=view[2:])
        for axis in (self.axes.xaxis, self.axes.yaxis):
            axis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
            axis.set_major_formatter(FuncFormatter(lambda value, at: self.words.number(value, "g")))
        look: dict[str, Any] = {
            "labelsize": points(12),
            "labelfontfamily": ink.LATIN,
            "width": points(1),
            "length": points(4),
        }
        self.axes.tick_params(color=PALETTE["muted"], labelcolor=PALETTE["muted"], pad=points(3), **look)
