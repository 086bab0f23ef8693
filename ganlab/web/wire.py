"""Snapshot ↔ bytes: a JSON header and raw arrays, only what is new since the viewer's last frame.

Answers are sent as shares of their colour scale, the manifold as shares of five windows: pictures, not numbers.
Layout, little endian: uint32 length of the header, the header (UTF-8 JSON), zeros up to a multiple of 8, then the
arrays, each at the `offset` (a multiple of 8) from the start of this payload that the header names.
"""

from __future__ import annotations

import copy
import json
import math
import struct
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from ganlab.data import distribution
from ganlab.engine.entry import Change, view_of
from ganlab.observe.snapshot import Snapshot, to_codes

# What of a frame is said in words and formulas, for its header.
Tell: TypeAlias = Callable[[Snapshot, Change | None], dict[str, Any]]
FIXED_EVERY = 0.08  # seconds between two grids from the fixed z: curves move on with every frame, digits need not
FRESH_EVERY = 1.0  # seconds between two grids from fresh z: they would only flicker faster
TIMELINE_EVERY = 0.5  # seconds between two lists of the steps that can be looked back at, while the run goes on
GREY = 17  # from one to the next of the sixteen greys in which walls are sent while a run goes on; at rest as they are
KINDS = {
    "f4": np.float32,
    "i4": np.int32,
    "h1": np.uint8,  # greys, two in a byte
    "u1": np.uint8,
    "u2": np.uint16,
}
Sent: TypeAlias = tuple[str, str, np.ndarray]  # an array's name, its kind of number, and it
Join: TypeAlias = Callable[[dict[str, Any], list[Sent]], bytes]
_CODES = {kind: code for code, kind in KINDS.items()}


class Encoder:
    """Remember what one viewer has seen, and encode what is new to it.

    `tell` says what a frame shows; its `about` is sent when it is another one than before. `join` makes bytes of a
    header and arrays. `fixed_every`, `fresh_every`: seconds between two grids from the fixed z, and from fresh z.
    """

    def __init__(
        self,
        tell: Tell,
        join: Join | None = None,
        fixed_every: float = FIXED_EVERY,
        fresh_every: float = FRESH_EVERY,
    ):
        self._tell, self._join = tell, join or pack
        self._fixed_every, self._fresh_every = fixed_every, fresh_every
        self._curve: tuple[int, ...] | None = None  # what the viewer's curve belongs to
        self._last: dict[str, int] = {}  # newest step sent of each record
        self._generation: int | None = None
        self._about: dict[str, Any] | None = None
        self._batch: tuple[Any, ...] | None = None  # that the viewer has: the display's, or an update's in slow motion
        self._ideal: np.ndarray | None = None
        self._fixed_slot: float | None = None  # the stretch of time whose grid the viewer has; likewise of fresh z
        self._fresh_slot: float | None = None
        self._stamps: dict[str, int] = {}  # of the studies that the viewer has
        self._timeline: np.ndarray | None = None
        self._timeline_at = -TIMELINE_EVERY

    def copy(self) -> Encoder:
        """Return an encoder for a viewer who has seen the same, and who goes on apart."""
        return copy.copy(self)  # whatever it remembers is replaced, never changed in place

    def common(self, other: Encoder) -> Encoder:
        """Return an encoder for viewers of whom some have seen what this one knows of, the others what another does.

        What not all have seen, or not the same, is sent to all again. Both must have encoded the same frame last.
        """
        both = self.copy()
        if (self._curve, self._last) != (other._curve, other._last):
            both._curve, both._last = None, {}
        for name in ("_about", "_batch", "_fixed_slot", "_fresh_slot"):
            if getattr(self, name) != getattr(other, name):
                setattr(both, name, None)
        for name in ("_ideal", "_timeline"):
            if not np.array_equal(getattr(self, name), getattr(other, name)):
                setattr(both, name, None)
        both._stamps = dict(self._stamps.items() & other._stamps.items())
        both._timeline_at = min(self._timeline_at, other._timeline_at)
        return both

    def encode(
        self,
        snapshot: Snapshot,
        revision: int,
        change: Change | None = None,
        beside: str | None = None,
        paired: bool = False,
    ) -> bytes:
        """Return one frame; `change` is what can be undone, `beside` the run whose frame of the same step came before.

        Whoever watches is sent the same frames: runs go by the ids under which they may be watched, see `view_of`.

        `paired`: another run's frame of the same step goes with it, so its pictures are of that step too.
        """
        clear = snapshot.generation != self._generation
        if clear:
            self._generation, self._batch = snapshot.generation, None
            self._fixed_slot = self._fresh_slot = None
            self._ideal = self._timeline = None
            self._stamps = {}
        arrays: list[Sent] = []
        restart = self._add_curves(snapshot, arrays, clear)
        self._add_pictures(snapshot, arrays, paired)
        self._add_timeline(snapshot, arrays)
        studies = self._add_studies(snapshot, arrays)
        said = self._tell(snapshot, change)
        header = {
            **_header(snapshot),
            "beside": beside and view_of(beside),
            "revision": revision,
            "studies": studies,
            "clear": clear,
            "restart_curves": restart,
            **said,
            "about": None if said["about"] is self._about else said["about"],
        }
        self._about = said["about"]
        for name in ("detail", "message"):  # of a failure: they may name the file of a checkpoint, and so the run
            header[name] = header[name].replace(snapshot.run_id or "\0", header["run"])
        return self._join(header, arrays)

    def _add_curves(self, snapshot: Snapshot, arrays: list[Sent], clear: bool) -> bool:
        """Add the rows that are new to the viewer; tell whether they replace everything."""
        if snapshot.steps is None:
            return clear
        curve = (snapshot.generation, snapshot.resumed, snapshot.stride, snapshot.measured_stride)
        restart = curve != self._curve
        self._curve = curve
        if restart:
            self._last = {}
        for at, name in (("steps", "scalars"), ("measured_steps", "measures")):
            steps, values = getattr(snapshot, at), getattr(snapshot, name)
            new = steps > self._last.get(name, -1)
            if new.any():
                self._last = {**self._last, name: int(steps[-1])}  # another one: copies of this encoder go on apart
                arrays += [(at, "i4", steps[new]), (name, "f4", values[new])]
        return restart

    def _add_timeline(self, snapshot: Snapshot, arrays: list[Sent]) -> None:
        """Add the steps that can be looked back at, when they have changed."""
        steps, running = snapshot.timeline, snapshot.steps_per_second > 0
        late = snapshot.made - self._timeline_at >= TIMELINE_EVERY
        if steps is None or (running and not late) or _same(steps, self._timeline):
            return
        self._timeline, self._timeline_at = steps, snapshot.made
        arrays.append(("timeline", "i4", steps))

    def _add_studies(self, snapshot: Snapshot, arrays: list[Sent]) -> dict[str, Any]:
        """Add the arrays of the studies that were made anew, each under "study.array"; return what is said of those."""
        fresh = {name: found for name, found in snapshot.studies.items() if found.stamp != self._stamps.get(name)}
        self._stamps = {name: found.stamp for name, found in snapshot.studies.items()}
        for name, found in fresh.items():
            for key, array in found.arrays.items():
                wall = name == "label" and key == "pictures" and _calm(snapshot)
                arrays.append((f"{name}.{key}", "h1" if wall else _CODES[array.dtype.type], array))
        return {name: found.about for name, found in fresh.items()}

    def _add_walls(self, snapshot: Snapshot, arrays: list[Sent], calm: bool, paired: bool) -> None:
        """Add the grids of pictures with D's answers to them: those of a calm run at a pace of their own."""
        greys = "h1" if calm else "u1"
        # By stretches of time, not by pauses: frames that come every 0.07 s must not make it one grid in 0.14 s, and
        # whoever has the newest frame has the same grids, however many frames came before.
        fixed, fresh = snapshot.made // self._fixed_every, snapshot.made // self._fresh_every
        if not calm or paired or fixed != self._fixed_slot:
            self._fixed_slot = fixed
            arrays += _there(snapshot, fixed=greys, fixed_scores="f4", real_scores="f4")
        answered = calm and "label" in snapshot.studies  # whose pictures are shown in the place of these
        if not answered and (not calm or fresh != self._fresh_slot):
            self._fresh_slot = fresh
            arrays += _there(snapshot, fresh=greys, fresh_scores="f4")

    def _add_pictures(self, snapshot: Snapshot, arrays: list[Sent], paired: bool) -> None:
        phase = snapshot.stage and snapshot.stage.phase
        batch = (phase.step, phase.player, phase.turn) if phase else ()
        if snapshot.real is not None and batch != self._batch:
            arrays.append(("real", "u1" if snapshot.config.kind == "images" else "f4", snapshot.real))
            names = ("noise", "lattice", "density") if self._batch is None else ("noise",)
            arrays += _there(snapshot, **dict.fromkeys(names, "f4"))
            self._batch = batch
        arrays += _there(snapshot, fake="f4", arrows="f4", trail="f4")
        if snapshot.manifold is not None:
            x0, x1, y0, y1 = distribution(snapshot.config).view
            low, size = np.array([x0 - 2 * (x1 - x0), y0 - 2 * (y1 - y0)]), 5 * np.array([x1 - x0, y1 - y0])
            arrays.append(("manifold", "u2", np.round((snapshot.manifold - low) / size * 65535).clip(0, 65535)))
        if snapshot.grid is not None:
            for name in ("grid", "real_scores", "fake_scores"):
                arrays.append((name, "u2", to_codes(getattr(snapshot, name), snapshot.answers)))
        if snapshot.ideal is not None:
            codes = to_codes(snapshot.ideal, snapshot.answers, gaps=True)
            if not _same(codes, self._ideal):  # it is measured less often than frames are made
                self._ideal = codes
                arrays.append(("ideal", "u2", codes))
        if snapshot.fixed is not None:
            self._add_walls(snapshot, arrays, calm=_calm(snapshot), paired=paired)


def _header(snapshot: Snapshot) -> dict[str, Any]:
    """Return what of a snapshot is a number or a name."""
    past, row = snapshot.past, snapshot.row
    return {
        "run": view_of(snapshot.run_id),
        "generation": snapshot.generation,
        "step": snapshot.step,
        "now": past.now if past else snapshot.step,
        "past": snapshot.step if past else None,
        "branch": past.branch[0] if past and past.branch else None,
        "status": snapshot.status,
        "detail": snapshot.detail,
        "kind": snapshot.config.kind,
        "device": snapshot.device,
        "cores": snapshot.cores,
        "steps_per_second": round(snapshot.steps_per_second, 1),
        "speed": snapshot.speed,
        "made": snapshot.made,
        "answers": snapshot.answers,
        "metrics": snapshot.metrics,
        "row": row and {name: value if math.isfinite(value) else None for name, value in row.items()},
        "ideal": snapshot.ideal is not None,
        "asked": list(snapshot.studies),
    }


def _there(snapshot: Snapshot, **kinds: str) -> list[Sent]:
    """Return those arrays of a frame that it has, each as its kind of number."""
    arrays = ((name, kind, getattr(snapshot, name)) for name, kind in kinds.items())
    return [(name, kind, array) for name, kind, array in arrays if array is not None]


def _same(array: np.ndarray, other: np.ndarray | None) -> bool:
    return other is not None and np.array_equal(array, other)


def _calm(snapshot: Snapshot) -> bool:
    """Tell whether a run goes on by itself, so that what is not seen of a frame is seen of the next one."""
    return snapshot.steps_per_second > 0 and snapshot.stage is None


def pack(header: dict[str, Any], arrays: list[Sent]) -> bytes:
    """Join header and arrays, (name, dtype, array) each, into one frame."""
    parts: list[bytes] = []
    listed, offset = [], 0
    for name, dtype, array in arrays:
        whole = np.ascontiguousarray(array, KINDS[dtype])
        data = bytes_of(dtype, whole)
        listed.append([name, dtype, list(array.shape), offset])
        padding = -len(data) % 8
        parts += [data, b"\0" * padding]
        offset += len(data) + padding
    text = json.dumps({**header, "arrays": listed}, ensure_ascii=False, allow_nan=False).encode()
    return b"".join([struct.pack("<I", len(text)), text, b"\0" * (-(4 + len(text)) % 8), *parts])


def unpack(frame: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Read a frame back: (header, arrays by name)."""
    (length,) = struct.unpack_from("<I", frame)
    header = json.loads(frame[4 : 4 + length])
    start = 4 + length + (-(4 + length) % 8)
    arrays = {}
    for name, dtype, shape, offset in header["arrays"]:
        count = int(np.prod(shape))
        half = dtype == "h1"
        found = np.frombuffer(frame, KINDS[dtype], -(-count // 2) if half else count, start + offset)
        if half:
            found = np.stack([found >> 4, found & 15], 1).flatten()[:count] * np.uint8(GREY)
        arrays[name] = found.reshape(shape)
    return header, arrays


def bytes_of(kind: str, array: np.ndarray) -> bytes:
    """Return the bytes of an array that is of its kind's type."""
    return (_halved(array) if kind == "h1" else array).tobytes()


def _halved(values: np.ndarray) -> np.ndarray:
    """Return the nearest of sixteen greys of each byte, two in a byte, the first in its upper half."""
    codes = (values.ravel().astype(np.uint16) + GREY // 2) // GREY
    codes = np.append(codes, [0] * (len(codes) % 2)).astype(np.uint8)
    return codes[::2] << 4 | codes[1::2]
