"""Film: the frames of a record as the live view is sent them, as many of them as a file may have."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ganlab.engine.entry import Change
from ganlab.observe.record import Record
from ganlab.observe.snapshot import Past, Snapshot
from ganlab.web.wire import Encoder

LEAST = 2  # places of a film: its first and its last
BLOCK = 12  # places in one block: the first is all that the first picture waits for


@dataclass(frozen=True)
class Film:
    """Hold the frames of one run, or of two that were compared, at the same places; the last run is the page's own.

    steps: of the places, those of the run that went farthest. kept: how many places there were.
    """

    runs: tuple[tuple[Snapshot, ...], ...]
    steps: tuple[int, ...]
    kept: int

    def thinned(self, places: int) -> Film:
        """Return a film of so many places, evenly chosen; the first and the last are among them."""
        chosen = np.unique(np.linspace(0, len(self.steps) - 1, max(LEAST, places)).round().astype(int))
        runs = tuple(tuple(run[k] for k in chosen) for run in self.runs)
        return Film(runs, tuple(self.steps[k] for k in chosen), self.kept)

    def blocks(self, coarse: bool) -> list[bytes]:
        """Return the frames in blocks, compressed; `coarse`: walls of pictures in sixteen greys, but for the last."""
        encoders = [Encoder(_silent) for _ in self.runs]
        found = [self._place(k, encoders, coarse) for k in range(len(self.steps))]
        return [packed(b"".join(found[k : k + BLOCK])) for k in range(0, len(found), BLOCK)]

    def _place(self, k: int, encoders: list[Encoder], coarse: bool) -> bytes:
        """Return the frames of a place one after the other, each behind its length, at a multiple of 8."""
        calm = coarse and k + 1 < len(self.steps)
        found, before = [], None
        for run, encoder in enumerate(encoders):
            frame = replace(self.runs[run][k], made=float(k), steps_per_second=float(calm))
            data = encoder.encode(frame, 0, None, before, paired=len(encoders) > 1)
            found.append(struct.pack("<II", len(data), 0) + data + b"\0" * (-len(data) % 8))
            before = frame.run_id
        return b"".join(found)


def film_of(records: Sequence[Record]) -> Film:
    """Return the film of a record, or of two: where one run has stopped, it stands still beside the other."""
    runs = [_frames(record, f"recorded {k}") for k, record in enumerate(records)]
    steps = tuple(frame.step for frame in max(reversed(runs), key=lambda run: run[-1].step))
    return Film(tuple(tuple(_at(run, step) for step in steps) for run in runs), steps, len(steps))


def _frames(record: Record, name: str) -> tuple[Snapshot, ...]:
    """Return a record's frames as frames of a past, whose settings are those of its own moment.

    What only a run that can be steered has is left out, and the details of a failure, which name files of a machine.
    """
    last = record.step
    without: dict[str, Any] = {"timeline": None, "stage": None, "studies": {}, "detail": "", "progress": None}
    return tuple(
        replace(frame, run_id=name, past=Past(last, frame.config) if frame.step < last else None, **without)
        for frame in record.frames
    )


def _at(run: tuple[Snapshot, ...], step: int) -> Snapshot:
    """Return the last frame at or before a step, or the first."""
    return next((frame for frame in reversed(run) if frame.step <= step), run[0])


def _silent(snapshot: Snapshot, change: Change | None) -> dict[str, Any]:
    """Say nothing: the words of all languages stand beside the frames."""
    return {"undo": "", "message": "", "notice": "", "progress": None, "phase": None, "diagnosis": None, "about": None}


def packed(data: bytes) -> bytes:
    """Return data as a browser's DecompressionStream("deflate-raw") opens them."""
    maker = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return maker.compress(data) + maker.flush()
