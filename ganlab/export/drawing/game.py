"""The Dirac-GAN: the path of (θ, ψ) through the field of both players' pulls, and where it rests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.lines import Line2D
from matplotlib.quiver import Quiver

from ganlab.data.toy import DIRAC
from ganlab.export.drawing.ink import PALETTE, Entry, Page, points
from ganlab.export.drawing.picture import Picture
from ganlab.gan.config import RunConfig
from ganlab.lazy import N_
from ganlab.observe import dirac
from ganlab.observe.snapshot import Snapshot

KEPT = 1500  # steps of the path
LONGEST, PULL = 1.5, 4  # cells, of the field's longest arrow; how many times as long the players' own are
APART = 3.0  # pixels between two steps that are worth a dot each


class Game(Picture):
    """Draw a run of the Dirac-GAN."""

    def __init__(self, page: Page, x: float, y: float, side: float, frames: Sequence[Snapshot]):
        super().__init__(page, x, y, side, frames)
        self.view = DIRAC[frames[-1].config.dataset].view
        self.ticks(self.view)
        self.axes.set(frame_on=True, facecolor=PALETTE["neutral"])
        self.axes.spines[:].set_visible(False)
        self.axes.set_axisbelow(True)
        for draw in (self.axes.axhline, self.axes.axvline):
            draw(0, color=PALETTE["line"], lw=points(1), zorder=0)
        self._letters(x, y)
        self.steps, self.places = _path(frames)
        self.config: RunConfig | None = None
        self.field: Quiver | None = None
        self.longest = 0.0
        self.line = LineCollection([], linewidths=points(1.6), zorder=3)
        self.axes.add_collection(self.line, autolim=False)
        self.dots: PathCollection = self.axes.scatter([], [], s=points(4.4) ** 2, lw=0, zorder=3)
        self.pulls = [
            self.axes.plot([], [], color=PALETTE[c], lw=points(3.4), solid_capstyle="round", zorder=4)[0]
            for c in ("g", "d")
        ]
        rest = {"marker": "x", "ms": points(15), "mew": points(3), "color": PALETTE["real"], "ls": "", "zorder": 2}
        (self.rest,) = self.axes.plot([0], [0], **rest)  # type: ignore[arg-type]
        now = {"marker": "o", "ms": points(13), "mew": points(1.5), "mec": PALETTE["bg"], "clip_on": False}
        (self.now,) = self.axes.plot([], [], color=PALETTE["fg"], ls="", zorder=5, **now)  # type: ignore[arg-type]
        self.clips: list[Line2D] = [
            self.axes.axhline(0, color=PALETTE["d"], lw=points(1.5), ls=(0, (4, 3.3)), zorder=1, visible=False)
            for _ in range(2)
        ]
        self.moving = [*self.clips, self.rest, self.line, self.dots, *self.pulls, self.now]
        self._field(frames[-1])

    def _letters(self, x: float, y: float) -> None:
        low, high = self.view[2:]
        middle = y + self.side * high / (high - low)
        self.page.text(x + self.side - 6, middle - 11, "θ", 17, weight="bold", ha="right")
        left = x + self.side * -self.view[0] / (self.view[1] - self.view[0])
        self.page.text(left + 7, y + 12, "ψ", 17, weight="bold")

    def show(self, frame: Snapshot) -> None:
        """Show one of the frames."""
        self._field(frame)
        for line, psi in zip(self.clips, (frame.config.weight_clip, -frame.config.weight_clip), strict=True):
            line.set(visible=frame.config.weight_clip > 0, ydata=[psi, psi])
        self._walk(frame.step)
        if frame.fake is None:
            return
        place = np.asarray(frame.fake[-1], float)
        inside = place.clip(self.view[::2], self.view[1::2])
        self.now.set_data(*inside[:, None])
        pull = np.zeros(2) if frame.arrows is None else np.asarray(frame.arrows[-1], float) * PULL * self._factor()
        for k, line in enumerate(self.pulls):
            ends = np.stack([inside, inside])
            ends[1, k] += pull[k]
            line.set_data(*ends.T)

    def legend(self, frame: Snapshot) -> list[Entry]:
        """Return what the picture's signs mean."""
        return [
            Entry(self.words(N_("rest (0, 0)")), PALETTE["real"], "cross"),
            Entry(self.words(N_("path")), PALETTE["fg"]),
            Entry(self.words(N_("G pulls θ")), PALETTE["g"]),
            Entry(self.words(N_("D pulls ψ")), PALETTE["d"]),
        ]

    def _factor(self) -> float:
        """Return how long, in data units, a pull of 1 is drawn."""
        return LONGEST * (self.view[1] - self.view[0]) / dirac.CELLS / self.longest if self.longest > 0 else 0.0

    def _field(self, frame: Snapshot) -> None:
        """Put the field of these settings, whose noise and rates may change from step to step."""
        played = dirac.present(frame.config, frame.step)
        if played == self.config:
            return
        places, field = dirac.lattice(played)
        self.config, self.longest = played, float(np.hypot(field[..., 0], field[..., 1]).max())
        u, v = (field * self._factor()).transpose(2, 0, 1)
        if self.field is None:
            look = {
                "units": "dots",
                "width": 1.2,
                "headwidth": 4,
                "headlength": 4,
                "headaxislength": 3.5,
                "minlength": 0,
            }
            scale = {"angles": "xy", "scale_units": "xy", "scale": 1, "pivot": "mid", "zorder": 1, "color": "#a6a6ab"}
            self.field = self.axes.quiver(places, places, u, v, **look, **scale)  # type: ignore[arg-type]
            self.moving.insert(0, self.field)
        self.field.set_UVC(u, v)

    def _walk(self, step: int) -> None:
        """Put the path until a step, older stretches fainter; no line across steps that were not seen."""
        until = np.searchsorted(self.steps, step, "right")
        steps, places = self.steps[max(0, until - KEPT) : until], self.places[max(0, until - KEPT) : until]
        if not len(steps):
            return
        faint = 0.05 + 0.8 * ((np.arange(len(steps)) + 1) / len(steps)) ** 2
        ink = np.zeros((len(steps), 4))
        ink[:, :3], ink[:, 3] = np.array([0x26, 0x27, 0x30]) / 255, faint
        joined = np.diff(steps) == 1
        self.line.set(segments=np.stack([places[:-1], places[1:]], 1)[joined], color=ink[1:][joined])
        pixel = (self.view[1] - self.view[0]) / self.side
        far = np.ones(len(steps), bool)
        far[1:] = ~joined | (np.hypot(*np.diff(places, axis=0).T) >= APART * pixel)
        self.dots.set(offsets=places[far], facecolor=ink[far])


def _path(frames: Sequence[Snapshot]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Return the steps (n,) and places (n, 2) that all frames together have seen."""
    found: dict[int, npt.NDArray[np.float64]] = {}
    for frame in frames:
        trail = np.asarray([] if frame.trail is None else frame.trail, float)
        first = frame.step - len(trail) + 1
        found |= {first + k: place for k, place in enumerate(trail) if first + k >= 0}
    steps = sorted(found)
    return np.array(steps, np.int64), np.array([found[step] for step in steps]).reshape(-1, 2)
