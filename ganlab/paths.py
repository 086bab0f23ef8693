"""Where things are kept on this machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def cache_folder() -> Path:
    """Return this program's folder in the user's cache; it need not exist."""
    if sys.platform == "win32":
        cache = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        cache = Path.home() / "Library" / "Caches"
    else:
        cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "ganlab"


def data_folder() -> Path:
    """Return where data sets are: `GANLAB_DATA`, or the cache folder."""
    chosen = os.environ.get("GANLAB_DATA")
    return Path(chosen).expanduser() if chosen else cache_folder()


def runs_folder() -> Path:
    """Return where checkpoints of runs are: `GANLAB_RUNS`, or a part of the cache folder."""
    chosen = os.environ.get("GANLAB_RUNS")
    return Path(chosen).expanduser() if chosen else cache_folder() / "runs"


def points_folder() -> Path:
    """Return where points are that users have brought."""
    return runs_folder() / "points"


def pictures_folder() -> Path:
    """Return where pictures are that users have brought."""
    return runs_folder() / "pictures"
