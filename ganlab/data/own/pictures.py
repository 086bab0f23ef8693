"""The user's own pictures: 28×28 grey, kept under the hash of their content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from ganlab.data.images import Images
from ganlab.data.own import store
from ganlab.data.own.store import MissingError
from ganlab.lazy import N_, torch
from ganlab.paths import pictures_folder

SIDE = 28
VERSION = 2  # of a kept file with classes; one without has no number
MOST_SETS = 50  # kept on this machine, of at most 4 MB each; the one that was used longest ago goes first
LABEL = N_("Your pictures")
KNOBS = ("pictures",)


def path_of(key: str) -> Path:
    """Return where pictures are kept."""
    return pictures_folder() / f"{key}.npz"


def keep(
    pixels: npt.NDArray[np.uint8], labels: npt.NDArray[np.uint8] | None = None, names: tuple[str, ...] = ()
) -> str:
    """Keep pictures (n, 28, 28) uint8 on this machine and return their key; raise OSError where that fails.

    labels (n,) uint8 and the names of the labels where they have classes; without, the file is as it always was.
    """
    arrays: dict[str, npt.ArrayLike] = {"pixels": pixels}
    if labels is not None:
        arrays |= {"version": np.uint8(VERSION), "labels": labels, "names": np.array(names)}
    sign = [pixels.tobytes()] if labels is None else [pixels.tobytes(), labels.tobytes(), "\0".join(names).encode()]
    key = hashlib.sha256(b"".join(sign)).hexdigest()[:16]
    store.keep(path_of(key), MOST_SETS, **arrays)
    return key


def kept(key: str) -> bool:
    """Tell whether pictures are kept here."""
    return path_of(key).is_file()


def read(key: str) -> npt.NDArray[np.uint8]:
    """Read kept pictures, (n, 28, 28) uint8; raise MissingError with one sentence where there are none."""
    with _opened(key) as file:
        pixels: npt.NDArray[np.uint8] = file["pixels"]
    store.used(path_of(key))
    return pixels


def names_of(key: str) -> tuple[str, ...]:
    """Return the names of the classes of kept pictures; none where they have none or are not here."""
    try:
        return _names(key) if store.KEY.fullmatch(key) else ()
    except MissingError:
        return ()


@lru_cache(maxsize=256)  # under a key there is never anything else
def _names(key: str) -> tuple[str, ...]:
    with _opened(key) as file:
        return tuple(map(str, file["names"])) if "names" in file.files else ()


@contextmanager
def _opened(key: str) -> Iterator[np.lib.npyio.NpzFile]:
    try:
        with np.load(path_of(key), allow_pickle=False) as file:
            if "version" in file.files and file["version"] > VERSION:
                raise ValueError("version")
            yield file
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise MissingError(f"pictures: must have been uploaded to this server; got “{key}”") from error


def load(key: str) -> Images:
    """Return kept pictures as a data set, without classes all of label 0; raise MissingError where there are none."""
    pixels = read(key)
    with _opened(key) as file:
        labels = file["labels"] if "labels" in file.files else np.zeros(len(pixels), np.uint8)
        if labels.shape != pixels.shape[:1]:
            raise ValueError("labels")
    return Images(torch.from_numpy(pixels), torch.from_numpy(labels).to(torch.int64), "pictures")
