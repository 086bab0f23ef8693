"""Pictures of runs that were taken home: PNG and SVG of the picture of the moment, or of a chart, for a slide."""

from __future__ import annotations

import io
import re
import threading
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ganlab.export.exports import Task
from ganlab.export.files import whole
from ganlab.gan.config import RunConfig
from ganlab.lazy import N_
from ganlab.observe.measures import charts, charts_of
from ganlab.observe.snapshot import Snapshot

if TYPE_CHECKING:
    from ganlab.export.drawing.ink import Page

PICTURE = "picture"  # the key of what is no chart
LARGE = 2.5  # times the usual size, on a side: 1200 pixels of one run's picture
_svg = threading.Lock()  # matplotlib asks its settings how an SVG is written


def pictured(config: RunConfig) -> dict[str, str]:
    """Return what `png` and `svg` can show of a run with these settings: its title by its key."""
    return {PICTURE: N_("Picture"), **{key: charts()[key].title for key in charts_of(config)}}


def png(task: Task) -> None:
    """Draw the picture of both runs' moment, 1200 pixels high, or a chart of 1600 × 900 pixels."""
    _write(task, "png")


def svg(task: Task) -> None:
    """Draw the same with its words as text, in the fonts of whoever looks."""
    _write(task, "svg")


def _write(task: Task, ending: str) -> None:
    task.progress(0.0)
    page, size = _drawn(task, free=ending == "svg")
    task.progress(0.6)
    save(page, task.path, ending, size)
    task.progress(1.0)


def page_of(frames: Sequence[Snapshot]) -> Page:
    """Return the picture of the last of a run's frames, in English."""
    from ganlab.export.drawing.ink import Words
    from ganlab.export.drawing.sheet import Sheet

    sheet = Sheet([frames], Words())
    sheet.show([frames[-1]])
    return sheet.page


def save(page: Page, path: Path, ending: str, size: float = 1.0) -> None:
    """Write a page, so many times as large; raise OSError where that fails, and leave nothing then."""
    import matplotlib

    look: dict[str, Any] = {"format": ending, "dpi": size * page.figure.dpi}
    if ending == "png":
        with whole(path) as part:
            page.figure.savefig(part, **look)
        return
    with _svg, warnings.catch_warnings(), matplotlib.rc_context({"svg.fonttype": "none"}), whole(path) as part:
        warnings.filterwarnings("ignore", "Glyph")  # of letters that only the viewer's fonts have
        page.figure.savefig(made := io.StringIO(), **look)
        part.write_text(_named(made.getvalue(), page, size), "utf-8")


def _named(text: str, page: Page, size: float) -> str:
    """Return an SVG of so many pixels, whose words are in fonts that a viewer is likely to have."""
    from ganlab.export.drawing.ink import families

    sides = f'width="{round(size * page.width)}" height="{round(size * page.height)}"'
    text = re.sub(r"<metadata>.*?</metadata>", "", text, count=1, flags=re.DOTALL)
    text = re.sub(r'width="[\d.]+pt" height="[\d.]+pt"', sides, text, count=1)
    names = ", ".join([*(f"'{name}'" for name in families()), "sans-serif"])
    return re.sub(r'(<text style="[^"]*font-family: )[^;"]*', rf"\g<1>{names}", text)


def _drawn(task: Task, free: bool) -> tuple[Page, float]:
    """Return the page that a task asks for, and how many times as large it is wanted."""
    from ganlab.export.drawing.chart import chart
    from ganlab.export.drawing.ink import Words
    from ganlab.export.drawing.sheet import Sheet

    words, records = Words(task.tell.say, free), [run.record for run in task.runs]
    if task.of not in ("", PICTURE):
        if task.of not in pictured(records[0].config):
            raise ValueError(f"of: must be one of {', '.join(pictured(records[0].config))}; got {task.of}")
        return chart(records, task.of, words), 1.0
    sheet = Sheet([record.frames for record in records], words)
    sheet.show([record.shown for record in records])
    return sheet.page, LARGE
