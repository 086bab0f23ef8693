"""A sheet: the picture of one run, or those of two that are compared, side by side, with heads and legends."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ganlab.data import label_of
from ganlab.export.drawing.game import Game
from ganlab.export.drawing.ink import Page, Pixels, Words
from ganlab.export.drawing.picture import Picture
from ganlab.export.drawing.plane import Plane
from ganlab.export.drawing.wall import Wall
from ganlab.gan.config import RunConfig, knobs, to_text
from ganlab.lazy import N_
from ganlab.observe.snapshot import Snapshot

SIDE = 480  # pixels of the whole at BASE dots an inch; letters and lines are measured by it
EDGE, HEAD, SMALL, LARGE = 38, 36, 13, 18
PICTURES: dict[str, type[Picture]] = {"points": Plane, "images": Wall, "dirac": Game}
LETTERS = "AB"


class Sheet:
    """Draw the frames of one run or of two, whose frames these are."""

    def __init__(self, runs: Sequence[Sequence[Snapshot]], words: Words):
        self.words = words
        self.page = page = Page(SIDE * len(runs), SIDE, words)
        side = SIDE - 2 * EDGE
        self.pictures, self.counts = list[Picture](), []
        for k, frames in enumerate(runs):
            left, last = k * SIDE, frames[-1]
            picture = PICTURES[last.config.kind](page, left + EDGE, HEAD, side, frames)
            self.pictures.append(picture)
            x = left + EDGE
            if len(runs) > 1:
                page.text(x, HEAD / 2, LETTERS[k], LARGE, weight="bold")
                x += 26
            self.counts.append(page.text(x, HEAD / 2, "", LARGE, weight="bold"))
            room = left + SIDE - EDGE - x - page.wide(self._count(last.step), LARGE, bold=True) - 16
            text = page.fitted(own(k, [run[-1].config for run in runs], words), room, SMALL)
            page.text(left + SIDE - EDGE, HEAD / 2 + 1, text, SMALL, "muted", ha="right")
            page.line_of(picture.legend(last), left + 8, SIDE - 14, SIDE - 16, range(SMALL, 8, -1))
        self.moving = [*self.counts, *(artist for picture in self.pictures for artist in picture.moving)]
        self._back: object = None

    def _count(self, step: int) -> str:
        return self.words(N_("step {step:,}"), step=step)

    def show(self, frames: Sequence[Snapshot]) -> None:
        """Show a frame of each run."""
        for picture, count, frame in zip(self.pictures, self.counts, frames, strict=True):
            picture.show(frame)
            count.set_text(self._count(frame.step))

    def drawn(self) -> Pixels:
        """Return the sheet as it is shown, (height, width, 3); what stands still is drawn but once."""
        canvas, figure = self.page.canvas, self.page.figure
        if self._back is None:
            for artist in self.moving:
                artist.set_animated(True)
            canvas.draw()
            self._back = canvas.copy_from_bbox(figure.bbox)
        canvas.restore_region(self._back)
        for artist in self.moving:
            artist.draw(canvas.get_renderer())
        return np.asarray(canvas.buffer_rgba())[..., :3].copy()


def own(k: int, configs: Sequence[RunConfig], words: Words) -> str:
    """Say what run k is: its data, or of two what is its own."""
    config = configs[k]
    if len(configs) == 1:
        return words(label_of(config))
    fields = config.differences(configs[1 - k])
    said = [f"{words(knobs()[name].name)} {words('{n}', n=to_text(value))}" for name, value in fields.items()]
    return " · ".join(said) or words(N_("same settings"))
