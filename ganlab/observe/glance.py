"""A glance at a run: its samples and its losses in so few bytes that a map of hundreds can show each."""

from __future__ import annotations

from typing import Any

import numpy as np

from ganlab.data import distribution
from ganlab.data.thumbnails import placed, text
from ganlab.data.toy import DIRAC
from ganlab.gan.history import SCALARS
from ganlab.lazy import torch
from ganlab.observe.display import Display, pixels

SHOWN, PICTURES, KEPT = 100, 9, 80  # points of each kind; pictures; places of a curve or of a path


def glance(display: Display) -> dict[str, Any]:
    """Return what a run looks like now, as plain values.

    points: `real` and `fakes`, base64 of (n, 2) bytes, x and y from 0 to 255 across the window; images: `pictures`,
    base64 of (n, side, side) bytes, and their `side`; dirac: `path`, like points, and the `window` that it lies in.
    curves: `steps`, and at each the `d_loss` and `g_loss` that were minimised, None where there was none.
    """
    steps, rows = display.trainer.history.arrays()
    at = np.unique(np.linspace(0, len(steps) - 1, KEPT).round().astype(int)) if len(steps) else np.array([], int)
    curves = {name: _numbers(rows[at, SCALARS.index(name)]) for name in ("d_loss", "g_loss")}
    return {"kind": display.trainer.config.kind, "steps": steps[at].tolist(), **curves, **_seen(display, rows)}


def _numbers(values: np.ndarray) -> list[float | None]:
    return [float(f"{value:.4g}") if np.isfinite(value) else None for value in values]


def _seen(display: Display, rows: np.ndarray) -> dict[str, Any]:
    trainer, config = display.trainer, display.trainer.config
    if config.kind == "dirac":
        path = torch.from_numpy(rows[:, [SCALARS.index(name) for name in ("theta", "psi")]])
        window = DIRAC[config.dataset].view
        return {"path": text(placed(path[:: max(1, len(path) // (4 * KEPT))], window)), "window": list(window)}
    if config.kind == "images":
        shown = pixels(trainer.generate(display.z[:PICTURES]), config)
        return {"pictures": text(shown), "side": shown.shape[-1]}
    view, fakes = distribution(config).view, trainer.generate(display.z[:SHOWN])
    fakes = fakes[fakes.isfinite().all(1)]
    return {"real": text(placed(display.real[:SHOWN], view)), "fakes": text(placed(fakes, view))}
