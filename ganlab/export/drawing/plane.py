"""The plane: real and fake points over D's answers, the line of undecided ones, and where G's loss pulls each fake."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from contourpy import contour_generator
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from PIL import Image

from ganlab.data import distribution
from ganlab.export.drawing import ink
from ganlab.export.drawing.ink import PALETTE, Entry, Page, Pixels, points
from ganlab.export.drawing.picture import Painted, Picture
from ganlab.lazy import N_
from ganlab.observe.references import boundary
from ganlab.observe.snapshot import Snapshot

RADIUS, RIM = 2.6, 0.7  # pixels, of a dot and of what parts it from its neighbours
STRETCH, LONGEST = 0.09 / 1.5, 0.22  # shares of the width: of an arrow for a gradient of length 1, of the longest
HIDDEN, MANY = 5, 0.25  # pixels within which fakes hide each other; the share of them on one spot worth a number
Points = npt.NDArray[np.floating]


class Plane(Picture):
    """Draw a run of points."""

    def __init__(self, page: Page, x: float, y: float, side: float, frames: Sequence[Snapshot]):
        super().__init__(page, x, y, side, frames)
        self.view = distribution(frames[-1].config).view
        self.ticks(self.view)
        self.grid: Pixels | None = None
        self.ground = Painted(self.axes, self._ground)
        dot = {"ls": "", "marker": "o", "ms": points(2 * RADIUS + RIM), "mec": PALETTE["bg"], "mew": points(RIM)}
        ring = {"ls": "", "marker": "o", "ms": points(side / 17), "mfc": "none"}
        self.halo, self.line = (
            self._line(1, color=PALETTE[colour], lw=points(width), solid_capstyle="round")
            for colour, width in (("bg", 4.5), ("fg", 1.7))
        )
        self.real = self._line(2, mfc=PALETTE["real"], alpha=0.85, **dot)
        self.arrows = PathPatch(Path(np.zeros((1, 2))), fc=PALETTE["grad"], lw=0, alpha=0.75, zorder=3)
        self.axes.add_patch(self.arrows)
        self.fake = self._line(4, mfc=PALETTE["fake"], alpha=0.85, **dot)
        self.rings = [self._line(5, mec=PALETTE[c], mew=points(w), **ring) for c, w in (("bg", 4), ("penalty", 2))]
        self.crowd = page.figure.text(
            0, 0, "", color=PALETTE["fake"], weight="bold", fontsize=points(15), fontfamily=ink.LATIN, parse_math=False
        )
        self.moving = [*(self.ground, self.halo, self.line, self.real, self.arrows, self.fake, *self.rings, self.crowd)]

    def _line(self, order: int, **look: object) -> Line2D:
        (line,) = self.axes.plot([], [], zorder=order, clip_on=True, **look)  # type: ignore[arg-type]
        return line

    def show(self, frame: Snapshot) -> None:
        """Show one of the frames."""
        self.ground.set_visible(frame.grid is not None)
        if frame.grid is not None:
            self.grid = ink.ground(frame.grid, frame.answers)
            self._contour(frame.grid, (frame.answers[0] + frame.answers[1]) / 2)
        for line, places in ((self.real, frame.real), (self.fake, frame.fake)):
            line.set_data(*([], []) if places is None else places.T)
        marks = np.array(frame.diagnosis.marks if frame.diagnosis else ()).reshape(-1, 2)
        for ring in self.rings:
            ring.set_data(*marks.T)
        self._arrows(frame.fake, frame.arrows)
        self._crowd(frame.fake)

    def legend(self, frame: Snapshot) -> list[Entry]:
        """Return what the picture's signs mean."""
        say = self.words
        return [
            Entry(say(N_("real x")), PALETTE["real"], "dot"),
            Entry(say(N_("fake G(z)")), PALETTE["fake"], "dot"),
            Entry(say(N_("−∇ loss G")), PALETTE["grad"], "arrow"),
            Entry(say(N_("D(x)")), PALETTE["fg"], "ground"),
            Entry(say(boundary(frame.config)), PALETTE["fg"]),
        ]

    def _ground(self, width: int, height: int) -> Pixels:
        if self.grid is None:
            return np.full((height, width, 3), 255, np.uint8)
        small = Image.fromarray(np.ascontiguousarray(self.grid[::-1]))
        return np.asarray(small.resize((width, height), Image.Resampling.BILINEAR))

    def _contour(self, grid: npt.NDArray[np.floating], level: float) -> None:
        """Put the line through the answers that tell nothing, of cells whose centres they belong to."""
        (rows, columns), (x0, x1, y0, y1) = grid.shape, self.view
        x, y = x0 + (np.arange(columns) + 0.5) / columns * (x1 - x0), y0 + (np.arange(rows) + 0.5) / rows * (y1 - y0)
        pieces = contour_generator(x, y, grid).lines(level)
        gap = np.full((1, 2), np.nan)
        path = np.concatenate([part for piece in pieces for part in (np.asarray(piece), gap)] or [gap])
        for line in (self.halo, self.line):
            line.set_data(path[:, 0], path[:, 1])

    def _arrows(self, fake: Points | None, pull: Points | None) -> None:
        """Put one tapered arrow at every fake, all stretched alike, the longest cut."""
        if fake is None or pull is None or len(fake) != len(pull) or not len(fake):
            self.arrows.set_visible(False)
            return
        wide, tall = self.view[1] - self.view[0], self.view[3] - self.view[2]
        unit = np.array([wide, tall]) / self.side  # of data, in a pixel
        along = pull * STRETCH * wide / unit
        length = np.hypot(*along.T)
        shown = length > 1
        along, length, fake = along[shown], length[shown], fake[shown]
        along = along * np.minimum(1, LONGEST * self.side / length)[:, None]
        across = np.stack([-along[:, 1], along[:, 0]], 1) / np.hypot(*along.T)[:, None] * 1.7
        corners = np.stack([fake + across * unit, fake + along * unit, fake - across * unit, fake], 1)
        codes = np.tile([Path.MOVETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY], len(corners)).astype(np.uint8)
        self.arrows.set_visible(bool(len(corners)))
        if len(corners):
            self.arrows.set_path(Path(corners.reshape(-1, 2), codes))

    def _crowd(self, fake: Points | None) -> None:
        """Write at the fullest spot how many fakes lie there, where they hide each other."""
        self.crowd.set_text("")
        if fake is None or not len(fake):
            return
        low, high = np.array(self.view[::2]), np.array(self.view[1::2])
        at = (fake - low) / (high - low) * self.side
        _, of, counts = np.unique(np.floor(at / HIDDEN), axis=0, return_inverse=True, return_counts=True)
        middle = at[of.reshape(-1) == counts.argmax()].mean(0)
        many = int((np.hypot(*(at - middle).T) < HIDDEN).sum())
        if many < MANY * len(fake) or (middle != middle.clip(0, self.side)).any():
            return
        right = middle[0] > self.side - 60
        box = self.axes.get_position()
        x, y = middle + np.array([-10 if right else 10, 8])
        self.crowd.set_position((box.x0 + box.width * x / self.side, box.y0 + box.height * y / self.side))
        self.crowd.set(text=f"×{many:,}", ha="right" if right else "left")
