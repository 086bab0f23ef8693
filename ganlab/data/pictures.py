"""The user's own pictures: 28×28 grey, kept under the hash of their content."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from ganlab.data import kept as kept_files
from ganlab.data.images import Images
from ganlab.data.kept import MissingError
from ganlab.folders import pictures_folder
from ganlab.lazy import torch

SIDE = 28
MOST_SETS = 50  # kept on this machine, of at most 4 MB each; the one that was used longest ago goes first
LABEL = ("Your pictures", "自己的图像")
KNOBS = ("pictures",)


def path_of(key: str) -> Path:
    """Return where pictures are kept."""
    return pictures_folder() / f"{key}.npz"


def keep(pixels: np.ndarray) -> str:
    """Keep pictures (n, 28, 28) uint8 on this machine and return their key; raise OSError where that fails."""
    key = hashlib.sha256(pixels.tobytes()).hexdigest()[:16]
    kept_files.keep(path_of(key), MOST_SETS, pixels=pixels)
    return key


def kept(key: str) -> bool:
    """Tell whether pictures are kept here."""
    return path_of(key).is_file()


def read(key: str) -> np.ndarray:
    """Read kept pictures, (n, 28, 28) uint8; raise MissingError with one sentence where there are none."""
    try:
        with np.load(path_of(key), allow_pickle=False) as file:
            pixels = file["pixels"]
    except (OSError, ValueError, KeyError) as error:
        raise MissingError(f"pictures: must have been uploaded to this server; got “{key}”") from error
    kept_files.used(path_of(key))
    return pixels


def load(key: str) -> Images:
    """Return kept pictures as a data set without classes; raise MissingError where there are none."""
    pixels = torch.from_numpy(read(key))
    return Images(pixels, torch.zeros(len(pixels), dtype=torch.int64), "pictures")
