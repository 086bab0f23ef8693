"""Write a finished run: config.json, history.csv, samples.png, model.safetensors, and a checkpoint to go on from."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np

from ganlab.data import distribution
from ganlab.export import weights
from ganlab.gan import checkpoint
from ganlab.gan.history import SCALARS
from ganlab.gan.trainer import Trainer
from ganlab.lazy import torch, torchvision
from ganlab.observe.display import Display

CHECKPOINT = "checkpoint.safetensors"
FAINT = 0.4  # of the scale of answers, by which colours go on beyond it: points must stand out


def write(folder: Path, trainer: Trainer, **extra: Any) -> None:
    """Write the files into a folder that exists; raise OSError where that fails.

    A run that has diverged leaves no checkpoint: there is nothing to go on from. `extra` goes into it.
    """
    settings = json.dumps(trainer.config.model_dump(mode="json"), indent=1)
    (folder / "config.json").write_text(settings + "\n", encoding="utf-8")
    steps, rows = trainer.history.arrays()
    with open(folder / "history.csv", "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["step", *SCALARS])
        table.writerows([step, *row] for step, row in zip(steps.tolist(), rows.tolist(), strict=True))
    if trainer.divergence:
        (folder / CHECKPOINT).unlink(missing_ok=True)
    else:
        checkpoint.save(folder / CHECKPOINT, trainer, **extra)
    weights.save(folder / "model.safetensors", trainer)
    DRAWN[trainer.config.kind](folder / "samples.png", trainer)


def _there(array: np.ndarray | None) -> np.ndarray:
    """Return an array that every frame of a run of this kind has."""
    if array is None:
        raise ValueError("samples.png: must be drawn of a whole frame; got one without samples")
    return array


def _draw_points(path: Path, trainer: Trainer) -> None:
    """Draw real and fake samples over D's answers, on the loss's own scale, and the line of undecided ones."""
    from matplotlib.figure import Figure

    snapshot, view = Display(trainer).snapshot(), distribution(trainer.config).view
    grid, real, fake = (_there(array) for array in (snapshot.grid, snapshot.real, snapshot.fake))
    low, high = snapshot.answers
    level, pale = (low + high) / 2, FAINT * (high - low)
    figure = Figure(figsize=(6, 6), layout="constrained")
    axes = figure.subplots()
    axes.imshow(
        grid, extent=view, origin="lower", cmap="PRGn", vmin=low - pale, vmax=high + pale, interpolation="bilinear"
    )
    if grid.min() < level < grid.max():
        axes.contour(grid, [level], extent=view, colors="0.25", linewidths=1.2)
    axes.scatter(real[:, 0], real[:, 1], s=6, color="#14804a", label="real x")
    axes.scatter(fake[:, 0], fake[:, 1], s=6, color="#7b3294", label="fake G(z)")
    axes.set(xlim=view[:2], ylim=view[2:], aspect="equal", title=f"step {trainer.step_count}")
    axes.legend(loc="upper right")
    figure.savefig(path, dpi=120)


def _draw_game(path: Path, trainer: Trainer) -> None:
    """Draw the Dirac-GAN's latest places (θ, ψ), and its equilibrium."""
    from matplotlib.figure import Figure

    trail = np.array(trainer.trail)
    figure = Figure(figsize=(6, 6), layout="constrained")
    axes = figure.subplots()
    axes.plot(trail[:, 0], trail[:, 1], ".-", color="0.4", linewidth=0.8, markersize=3, label="path")
    axes.plot(trail[-1:, 0], trail[-1:, 1], "o", color="#7b3294", label="now")
    axes.plot([0], [0], "x", color="#14804a", markersize=10, label="rest (0, 0)")
    axes.set(xlabel="θ", ylabel="ψ", title=f"step {trainer.step_count}")
    axes.legend(loc="upper right")
    figure.savefig(path, dpi=120)


def _draw_pictures(path: Path, trainer: Trainer) -> None:
    """Draw the 64 pictures from the fixed z."""
    pictures = torch.from_numpy(_there(Display(trainer).snapshot().fixed).copy())[:, None].float() / 255
    torchvision().utils.save_image(pictures, path, nrow=8)


DRAWN = {"points": _draw_points, "images": _draw_pictures, "dirac": _draw_game}
