"""Animations of runs that were taken home: GIF and WebP of the picture, from the first frame to the moment."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from PIL import Image

from ganlab.export.exports import Progress, Task
from ganlab.export.files import whole
from ganlab.observe.snapshot import Snapshot

MOST_FRAMES, MOST_SECONDS, MOST_BYTES = 120, 15.0, 3_000_000
LEAST_FRAMES = 50  # before colours are taken away
LASTS, HOLD, FASTEST, SLOWEST = 8.0, 2.0, 0.07, 0.4  # seconds: of all but the last, of the last, of one
TRIED, MORE = 8, 1.15  # neighbours from which the bytes of all are estimated; how many more are tried first
DRAWING = 0.7  # of the work
Moment = tuple[Snapshot, ...]  # a frame of each run


def gif(task: Task) -> None:
    """Write a GIF of at most 15 s and 3 MB."""
    _write(task, _as_gif)


def webp(task: Task) -> None:
    """Write the same as WebP, which is smaller and not every program shows."""
    _write(task, _as_webp)


def moments(runs: Sequence[Sequence[Snapshot]], most: int = MOST_FRAMES) -> list[Moment]:
    """Return what is shown of runs: all steps that were kept of any, as many as allowed, the first and the last too."""
    steps = sorted({frame.step for frames in runs for frame in frames})
    found = []
    for step in (steps[k] for k in spread(len(steps), most)):
        found.append(tuple(([frames[0]] + [one for one in frames if one.step <= step])[-1] for frames in runs))
    return found


def spread(n: int, most: int) -> list[int]:
    """Return at most so many of n places, two at least, even, the first and the last among them."""
    most = min(n, max(2, most))
    return sorted({round(k * (n - 1) / max(1, most - 1)) for k in range(most)})


def durations(n: int) -> list[int]:
    """Return how long each of n frames is shown, in whole hundredths of a second, given in milliseconds."""
    each = round(100 * min(SLOWEST, max(FASTEST, LASTS / n))) * 10
    return [each] * (n - 1) + [round(1000 * HOLD)]


def _write(task: Task, encode: Encode) -> None:
    """Draw all moments, then thin them until the file is small enough."""
    from ganlab.export.drawing.colours import palettes
    from ganlab.export.drawing.ink import Words
    from ganlab.export.drawing.sheet import Sheet

    task.progress(0.0)
    runs = [run.record.frames for run in task.runs]
    sheet, shown, pictures = Sheet(runs, Words(task.tell.say)), moments(runs), list[Image.Image]()
    finest, *coarser = palettes()
    for k, moment in enumerate(shown):
        sheet.show(moment)
        pictures.append(_in(Image.fromarray(sheet.drawn()), finest))
        task.progress(DRAWING * (k + 1) / len(shown))
    data = _fitted(pictures, coarser, encode, task.progress)
    with whole(task.path) as part:
        part.write_bytes(data)
    task.progress(1.0)


def _in(picture: Image.Image, palette: Image.Image) -> Image.Image:
    """Return a picture in the colours of a palette, the same for all frames: nothing flickers."""
    return picture.quantize(palette=palette, dither=Image.Dither.NONE)


Encode = Callable[[Sequence[Image.Image], Sequence[int], Progress], bytes]


def _fitted(
    pictures: Sequence[Image.Image], coarser: Sequence[Image.Image], encode: Encode, progress: Progress
) -> bytes:
    """Return as many pictures, in as many colours, as are at most MOST_BYTES; the first and the last are among them.

    First pictures are left out, then colours, then pictures again: with the fewest colours two of them always fit.
    """
    at = DRAWING

    def tried(some: Sequence[Image.Image]) -> bytes:
        """Encode some pictures; it is half of the work that is left, for how often it must be done is not known."""
        nonlocal at
        low, at = at, (at + 1) / 2
        return encode(some, durations(len(some)), lambda share: progress(low + share * (at - low)))

    for palette in (None, *coarser):
        found = [_in(picture.convert("RGB"), palette) if palette else picture for picture in pictures]
        least = min(LEAST_FRAMES if palette is not coarser[-1] else 2, len(found))
        middle = max(0, len(found) // 2 - TRIED // 2)
        sample = found[middle : middle + TRIED]
        room = MOST_BYTES * len(sample) // len(tried(sample))
        if 2 * room < least:
            continue
        n = min(len(found), max(least, int(MORE * room)))
        while n >= least:
            places = spread(len(found), n)
            data = tried([found[k] for k in places])
            if len(data) <= MOST_BYTES:
                return data
            n = min(int(0.95 * len(places) * MOST_BYTES / len(data)), len(places) - 1)
    raise ValueError(f"animation: must be at most {MOST_BYTES:,} bytes; got {len(data):,}")


def _as_gif(pictures: Sequence[Image.Image], lasts: Sequence[int], progress: Progress) -> bytes:
    return _saved(pictures, progress, format="GIF", duration=list(lasts), loop=0, optimize=False, disposal=1)


def _as_webp(pictures: Sequence[Image.Image], lasts: Sequence[int], progress: Progress) -> bytes:
    look: dict[str, Any] = {"lossless": True, "method": 0, "quality": 0, "kmin": 0, "kmax": 0}
    return _saved(
        [one.convert("RGB") for one in pictures], progress, format="WEBP", duration=list(lasts), loop=0, **look
    )


def _saved(pictures: Sequence[Image.Image], progress: Progress, **look: Any) -> bytes:
    def rest() -> Iterator[Image.Image]:
        for k, picture in enumerate(pictures[1:], 2):
            progress(k / len(pictures))
            yield picture

    pictures[0].save(file := io.BytesIO(), save_all=True, append_images=rest(), **look)
    return file.getvalue()
