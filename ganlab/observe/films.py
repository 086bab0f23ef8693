"""Films of the experiments: what happens when one is run, in so few bytes that a menu can show all of them at once.

`python -m ganlab presets --film` records them into one file, which is read without torch. A film has its `sign` and its
`kind`; all else is base64 of bytes, x and y from 0 to 255 across the window, from the lowest y up. points: `real`
(72, 2), `fakes` (12, 72, 2) of fixed z. images: `strip`, a PNG of 12 tiles from left to right, each of four fakes of
fixed z. dirac: `path` (n, 2), places (θ, ψ). Frames are even in steps, from 0 to where the story is told; of a run that
diverges `stopped` is the step, and the last frame stands from there on.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import numpy as np

from ganlab.data import distribution
from ganlab.data.images import Images
from ganlab.data.thumbnails import placed, text
from ganlab.data.toy import DIRAC
from ganlab.gan.config import RunConfig
from ganlab.gan.trainer import Trainer
from ganlab.lazy import torch
from ganlab.observe.display import Display, pixels
from ganlab.presets import PRESETS
from ganlab.presets.claim import Preset

FILE, MOST_BYTES = Path(__file__).with_name("films.json"), 250_000
VERSION = 1  # of how films are made, and of the knobs' defaults: with another one, all are out of date
FRAMES, SHOWN, TILE = 12, 72, 40  # frames; points; pixels a side of two by two pictures
GREY = 17  # between two of 16 greys: half the bytes of 256, and the noise of a young G looks the same
PLACES = 500  # stretches of a Dirac-GAN's path, which turns within 31 steps: with fewer it would cut its corners


def films() -> dict[str, dict[str, Any]]:
    """Return the films that there are, by the keys of their experiments."""
    if not FILE.exists():
        return {}
    kept: dict[str, dict[str, Any]] = json.loads(FILE.read_text("utf-8"))
    return kept


def sign(preset: Preset) -> str:
    """Return 16 hexadecimal digits that are others for other settings, another length, another way to record."""
    whole = json.dumps([VERSION, preset.told, preset.config.to_query()], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def stale() -> list[str]:
    """Return the experiments that have no film, or one of what they were before."""
    kept = films()
    return [key for key, preset in PRESETS.items() if kept.get(key, {}).get("sign") != sign(preset)]


def keep(key: str, film: dict[str, Any]) -> None:
    """Write an experiment's film into the file, beside those of the others that there are."""
    kept = films() | {key: {"sign": sign(PRESETS[key]), **film}}
    whole = json.dumps({name: kept[name] for name in PRESETS if name in kept}, indent=1)
    part = FILE.with_suffix(".part")  # whoever is stopped while writing loses no film
    part.write_text(whole + "\n", "utf-8")
    part.replace(FILE)


def record(config: RunConfig, told: int, images: Images | None = None) -> dict[str, Any]:
    """Train a config's run for so many steps and return its film without a sign; `images` as a Trainer takes them."""
    display = Display(Trainer(config, images))
    trainer, count = display.trainer, min(PLACES, told) if config.kind == "dirac" else FRAMES - 1
    frames = [_frame(display)]
    for moment in range(1, count + 1):
        while trainer.step_count < round(moment * told / count) and not trainer.divergence:
            trainer.step()
        frames.append(frames[-1] if trainer.divergence else _frame(display))
    film = {"kind": config.kind, **_developed(display, torch.stack(frames))}
    return film | ({"stopped": trainer.divergence.step} if trainer.divergence else {})


def _frame(display: Display) -> torch.Tensor:
    """Return what is seen at this moment: points (72, 2), pictures (4, 1, 28, 28), or the place (2,)."""
    trainer = display.trainer
    if trainer.config.kind == "dirac":
        return torch.tensor(trainer.place)
    return trainer.generate(display.z[: SHOWN if trainer.images is None else 4])


def _developed(display: Display, frames: torch.Tensor) -> dict[str, str]:
    """Return the fields of a film that hold its frames."""
    config = display.trainer.config
    if config.kind == "images":
        return {"strip": _strip(frames, config)}
    if config.kind == "dirac":
        return {"path": text(placed(frames, DIRAC[config.dataset].view))}
    view = distribution(config).view
    return {"real": text(placed(display.real[:SHOWN], view)), "fakes": text(placed(frames, view))}


def _strip(frames: torch.Tensor, config: RunConfig) -> str:
    """Return frames of four pictures side by side as a grey PNG, made smaller by area; text, as base64."""
    from PIL import Image  # what only a recorder needs

    count, _, _, side, _ = frames.shape
    pictures = pixels(frames.flatten(0, 1), config).reshape(count, 2, 2, side, side)
    whole = pictures.transpose(1, 3, 0, 2, 4).reshape(2 * side, count * 2 * side)
    small = Image.fromarray(whole).resize((count * TILE, TILE), Image.Resampling.BOX)
    grey = Image.fromarray((np.asarray(small, float) / GREY).round().astype(np.uint8))
    grey.putpalette([level for level in range(0, 256, GREY) for _ in "rgb"])
    grey.save(file := io.BytesIO(), "PNG", optimize=True)
    return base64.b64encode(file.getvalue()).decode()
