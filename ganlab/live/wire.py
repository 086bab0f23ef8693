"""Snapshot ↔ bytes: a JSON header and raw arrays, only what is new since the viewer's last frame.

Answers are sent as shares of their colour scale, the manifold as shares of five windows: pictures, not numbers.
Layout, little endian: uint32 length of the header, the header (UTF-8 JSON), zeros up to a multiple of 8, then the
arrays, each at the `offset` (a multiple of 8) from the start of this payload that the header names.
"""

from __future__ import annotations

import json
import math
import struct
from functools import lru_cache
from typing import Any

import numpy as np

from ganlab.config import RunConfig
from ganlab.data import DATASETS
from ganlab.formulas import mathml
from ganlab.history import MEASURES, SCALARS
from ganlab.layers import has_ideal
from ganlab.live.reading import told
from ganlab.looking import measured
from ganlab.losses import LOSSES
from ganlab.parts import formulas, settings
from ganlab.penalties import PENALTIES
from ganlab.snapshot import Snapshot
from ganlab.text import pick, say

UNKNOWN = 65535  # in the map of D*: no answer there
FRESH_EVERY = 1.0  # seconds between two grids from fresh z: they would only flicker faster
_DTYPES = {"f4": np.float32, "i4": np.int32, "u1": np.uint8, "u2": np.uint16}


class Encoder:
    """Remember what one viewer has seen, and encode what is new to it."""

    def __init__(self, language: str):
        self.language = language
        self._curve: tuple | None = None  # what the viewer's curve belongs to
        self._last: dict[str, int] = {}  # newest step sent of each record
        self._generation: int | None = None
        self._about: dict | None = None
        self._still_sent = False  # what does not change in a generation
        self._ideal: np.ndarray | None = None
        self._fresh_at = -FRESH_EVERY

    def encode(self, snapshot: Snapshot, revision: int) -> bytes:
        """Return one frame."""
        clear = snapshot.generation != self._generation
        if clear:
            self._generation, self._still_sent, self._fresh_at = snapshot.generation, False, -FRESH_EVERY
            self._ideal = None
        arrays: list[tuple[str, str, np.ndarray]] = []
        restart = self._add_curves(snapshot, arrays, clear)
        self._add_pictures(snapshot, arrays)
        about = _describe(snapshot.config, snapshot.levels, self.language)
        header = {
            "run": snapshot.run_id,
            "generation": snapshot.generation,
            "step": snapshot.step,
            "status": snapshot.status,
            "message": self._sentence(snapshot.message),
            "detail": snapshot.detail,
            "notice": self._sentence(snapshot.notice),
            "progress": None,
            "kind": "images" if snapshot.config.kind == "images" else "points",
            "steps_per_second": round(snapshot.steps_per_second, 1),
            "speed": snapshot.speed,
            "revision": revision,
            "made": snapshot.made,
            "answers": snapshot.answers,
            "metrics": snapshot.metrics,
            "row": snapshot.row
            and {name: value if math.isfinite(value) else None for name, value in snapshot.row.items()},
            "ideal": snapshot.ideal is not None,
            "diagnosis": told(snapshot.diagnosis, self.language),
            "clear": clear,
            "restart_curves": restart,
            "about": None if about is self._about else about,
        }
        if snapshot.progress:
            text = self._sentence(snapshot.progress.message)
            header["progress"] = {"fraction": snapshot.progress.fraction, "text": text}
        self._about = about
        return pack(header, arrays)

    def _sentence(self, message) -> str:
        return say(message.key, self.language, **dict(message.values)) if message else ""

    def _add_curves(self, snapshot: Snapshot, arrays: list, clear: bool) -> bool:
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
                self._last[name] = int(steps[-1])
                arrays += [(at, "i4", steps[new]), (name, "f4", values[new])]
        return restart

    def _add_pictures(self, snapshot: Snapshot, arrays: list) -> None:
        if snapshot.real is not None and not self._still_sent:
            arrays.append(("real", "u1" if snapshot.config.kind == "images" else "f4", snapshot.real))
            still = {name: getattr(snapshot, name) for name in ("noise", "lattice", "density")}
            arrays += [(name, "f4", array) for name, array in still.items() if array is not None]
            self._still_sent = True
        if snapshot.fake is not None:
            arrays += [("fake", "f4", snapshot.fake), ("arrows", "f4", snapshot.arrows)]
        if snapshot.manifold is not None:
            x0, x1, y0, y1 = DATASETS[snapshot.config.dataset].view
            low, size = np.array([x0 - 2 * (x1 - x0), y0 - 2 * (y1 - y0)]), 5 * np.array([x1 - x0, y1 - y0])
            arrays.append(("manifold", "u2", np.round((snapshot.manifold - low) / size * 65535).clip(0, 65535)))
        if snapshot.grid is not None:
            for name in ("grid", "real_scores", "fake_scores"):
                arrays.append((name, "u2", _shares(getattr(snapshot, name), snapshot.answers)))
        if snapshot.ideal is not None and snapshot.ideal is not self._ideal:
            self._ideal = snapshot.ideal
            shares = np.nan_to_num(_shares(snapshot.ideal, snapshot.answers).clip(0, UNKNOWN - 1), nan=UNKNOWN)
            arrays.append(("ideal", "u2", shares))
        if snapshot.fixed is not None:
            arrays += [("fixed", "u1", snapshot.fixed), ("fixed_scores", "f4", snapshot.fixed_scores)]
            arrays.append(("real_scores", "f4", snapshot.real_scores))
            if snapshot.made - self._fresh_at >= FRESH_EVERY or not snapshot.steps_per_second:
                self._fresh_at = snapshot.made
                arrays += [("fresh", "u1", snapshot.fresh), ("fresh_scores", "f4", snapshot.fresh_scores)]


@lru_cache(maxsize=256)
def _describe(config: RunConfig, levels: tuple[float, ...], language: str) -> dict[str, Any]:
    """Return what belongs to the settings: sent first and whenever it changes."""
    loss = LOSSES[config.loss]
    d, d_loss, g_loss = loss.equilibrium(config.real_label)
    if config.real_label == 1.0 or not loss.smooths:
        labels = dict(zip(("d_loss", "g_loss"), loss.equilibrium_labels, strict=True))
    else:
        labels = {"d_loss": f"{d_loss:.3f}", "g_loss": f"{g_loss:.3f}"}
    return {
        "view": None if config.kind == "images" else DATASETS[config.dataset].view,
        "dataset": pick(DATASETS[config.dataset].label, language),
        "settings": settings(config),
        "formulas": {name: mathml(latex) for name, latex in formulas(config).items() if latex},
        "latent": {"dim": config.latent_dim, "distribution": config.latent_distribution},
        "levels": levels,
        "ideal": has_ideal(config) and getattr(DATASETS[config.dataset], "density", None) is not None,
        "loss": pick(loss.label, language),
        "meaning": pick(loss.meaning, language),
        "boundary": pick(loss.boundary, language),
        "probability": loss.probability,
        "game": config.kind == "dirac",
        "columns": SCALARS,
        "measures": MEASURES,
        "measured": measured(config),
        "penalties": {key: pick(PENALTIES[key].short, language) for key in SCALARS if key in PENALTIES},
        "references": {"d_loss": d_loss, "g_loss": g_loss, "d": d},
        "reference_labels": labels,
        "image_size": 28,
    }


def _shares(answers: np.ndarray, scale: tuple[float, float]) -> np.ndarray:
    """Return answers as shares of their colour scale, 0 to 65,535."""
    low, high = scale
    return np.round((answers - low) / (high - low) * 65535).clip(0, 65535)


def pack(header: dict[str, Any], arrays: list[tuple[str, str, np.ndarray]]) -> bytes:
    """Join header and arrays, (name, dtype, array) each, into one frame."""
    parts, listed, offset = [], [], 0
    for name, dtype, array in arrays:
        data = np.ascontiguousarray(array, _DTYPES[dtype]).tobytes()
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
        arrays[name] = np.frombuffer(frame, _DTYPES[dtype], count, start + offset).reshape(shape)
    return header, arrays
