"""What users bring: kept on this machine as arrays under the hash of their content, a bounded number of each kind."""

from __future__ import annotations

import contextlib
import io
import os
import re
from pathlib import Path

import numpy as np
import numpy.typing as npt

KEY = re.compile(r"[0-9a-f]{16}")


class MissingError(ValueError):
    """Say that something a user brought is not kept here, or not any more."""


def keep(path: Path, most: int, **arrays: npt.ArrayLike) -> None:
    """Write arrays to this machine, all or nothing; of more than so many files beside it the one used longest ago goes.

    Raise OSError where that fails.
    """
    data = io.BytesIO()
    np.savez(data, **arrays)  # type: ignore[arg-type]  # for mypy one might be called allow_pickle
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        part.write_bytes(data.getvalue())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    for old in sorted(path.parent.glob("*.npz"), key=_age)[most:]:
        old.unlink(missing_ok=True)


def _age(path: Path) -> float:
    try:
        return -path.stat().st_mtime
    except OSError:
        return 0.0


def used(path: Path) -> None:
    """Note that a file is in use, so that it is not the next to go."""
    with contextlib.suppress(OSError):
        os.utime(path)
