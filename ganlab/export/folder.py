"""Write a finished run: config.json, history.csv, samples.png, model.safetensors."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np

from ganlab.data import distribution
from ganlab.gan.history import SCALARS
from ganlab.gan.trainer import Trainer
from ganlab.lazy import torch, torchvision
from ganlab.observe.display import Display


def write(folder: Path, trainer: Trainer) -> None:
    """Write the four files into a folder that exists; raise OSError where that fails."""
    from safetensors.torch import save_file

    settings = json.dumps(trainer.config.model_dump(mode="json"), indent=1)
    (folder / "config.json").write_text(settings + "\n", encoding="utf-8")
    steps, rows = trainer.history.arrays()
    with open(folder / "history.csv", "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["step", *SCALARS])
        table.writerows([step, *row] for step, row in zip(steps.tolist(), rows.tolist(), strict=True))
    networks = {"generator": trainer.generator, "discriminator": trainer.discriminator}
    tensors = {
        f"{name}.{key}": value.to("cpu", copy=True)
        for name, module in networks.items()
        for key, value in module.state_dict().items()
    }
    save_file(tensors, folder / "model.safetensors")
    (_draw_points if trainer.images is None else _draw_pictures)(folder / "samples.png", trainer)


def _there(array: np.ndarray | None) -> np.ndarray:
    """Return an array that every frame of a run of this kind has."""
    if array is None:
        raise ValueError("samples.png: must be drawn of a whole frame; got one without samples")
    return array


def _draw_points(path: Path, trainer: Trainer) -> None:
    """Draw real and fake samples over D's probability and its 0.5 contour."""
    from matplotlib.figure import Figure

    snapshot, view = Display(trainer).snapshot(), distribution(trainer.config).view
    grid, real, fake = (_there(array) for array in (snapshot.grid, snapshot.real, snapshot.fake))
    figure = Figure(figsize=(6, 6), layout="constrained")
    axes = figure.subplots()
    axes.imshow(grid, extent=view, origin="lower", cmap="PRGn", vmin=-0.4, vmax=1.4, interpolation="bilinear")
    if grid.min() < 0.5 < grid.max():
        axes.contour(grid, [0.5], extent=view, colors="0.25", linewidths=1.2)
    axes.scatter(real[:, 0], real[:, 1], s=6, color="#14804a", label="real x")
    axes.scatter(fake[:, 0], fake[:, 1], s=6, color="#7b3294", label="fake G(z)")
    axes.set(xlim=view[:2], ylim=view[2:], aspect="equal", title=f"step {trainer.step_count}")
    axes.legend(loc="upper right")
    figure.savefig(path, dpi=120)


def _draw_pictures(path: Path, trainer: Trainer) -> None:
    """Draw the 64 pictures from the fixed z."""
    pictures = torch.from_numpy(_there(Display(trainer).snapshot().fixed).copy())[:, None].float() / 255
    torchvision().utils.save_image(pictures, path, nrow=8)
