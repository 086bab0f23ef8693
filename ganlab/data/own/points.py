"""The user's own points: kept under the hash of their content, and drawn from with replacement.

What is kept are the points rescaled to the window, x′ = (x − centre) / scale in each axis, and how that was done.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ganlab.data.own import store
from ganlab.data.own.store import MissingError
from ganlab.data.toy import SQUARE, PointSet
from ganlab.lazy import N_, torch
from ganlab.paths import points_folder

HALF = 1.2  # of the window's 1.5 that the points reach
MOST_SETS = 200  # kept on this machine; the one that was used longest ago goes first


@dataclass(frozen=True, eq=False)
class Cloud:
    """Hold points (n, 2) float32 in the window, with the columns' names, centre (2,) and scale (2,) of the map."""

    points: npt.NDArray[np.float32]
    names: tuple[str, str]
    center: tuple[float, float]
    scale: tuple[float, float]

    @property
    def key(self) -> str:
        """Return the hash that names this content."""
        how = repr((self.names, self.center, self.scale)).encode()
        return hashlib.sha256(self.points.astype("<f4").tobytes() + how).hexdigest()[:16]

    def map(self) -> str:
        """Write the map from the file's numbers to the window."""
        pairs = zip("xy", self.center, self.scale, strict=True)
        return ", ".join(
            f"{axis}′ = ({axis} − {center:.7g}) / {scale:.7g}".replace("− -", "+ ") for axis, center, scale in pairs
        )


def rescaled(values: npt.NDArray[np.float64], names: tuple[str, str]) -> Cloud:
    """Map points (n, 2) of any scale to the window, each axis on its own.

    An axis without extent takes the other's scale.
    """
    low, high = values.min(0), values.max(0)
    center, half = (low + high) / 2, (high - low) / 2 / HALF
    half = np.where(half > 0, half, half.max())
    points = ((values - center) / half).astype(np.float32)
    (x, y), (width, height) = center.tolist(), half.tolist()
    return Cloud(points, names, (x, y), (width, height))


def path_of(key: str) -> Path:
    """Return where points are kept."""
    return points_folder() / f"{key}.npz"


def keep(cloud: Cloud) -> str:
    """Keep points on this machine and return their key; raise OSError where that fails."""
    arrays = {"points": cloud.points, "names": cloud.names, "center": cloud.center, "scale": cloud.scale}
    store.keep(path_of(cloud.key), MOST_SETS, **{name: np.array(value) for name, value in arrays.items()})
    return cloud.key


def kept(key: str) -> bool:
    """Tell whether points are kept here."""
    return path_of(key).is_file()


def load(key: str) -> Cloud:
    """Read points; raise MissingError with one sentence where there are none that can be read."""
    return _load(path_of(key))


@lru_cache(maxsize=16)
def _load(path: Path) -> Cloud:
    try:
        with np.load(path, allow_pickle=False) as file:
            names, center, scale = (tuple(file[name].tolist()) for name in ("names", "center", "scale"))
            cloud = Cloud(file["points"], names, center, scale)
    except (OSError, ValueError, KeyError) as error:
        raise MissingError(f"points: must have been uploaded to this server; got “{path.stem}”") from error
    cloud.points.flags.writeable = False
    store.used(path)
    return cloud


def distribution(points: str) -> PointSet:
    """Return the distribution of kept points; they are read at the first sample."""

    def sample(n: int, generator: torch.Generator) -> torch.Tensor:
        cloud = torch.from_numpy(load(points).points.copy())
        return cloud[torch.randint(len(cloud), (n,), generator=generator)]

    return PointSet(LABEL, sample, SQUARE, knobs=KNOBS, make=distribution)


LABEL = N_("Your points")
KNOBS = ("points",)
