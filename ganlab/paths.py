"""Where things are kept on this machine, and what its environment sets."""

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


def lessons_folder() -> Path | None:
    """Return where a teacher's own lessons are: `GANLAB_LESSONS`; None where that names no folder."""
    chosen = os.environ.get("GANLAB_LESSONS")
    return Path(chosen).expanduser() if chosen else None


def points_folder() -> Path:
    """Return where points are that users have brought."""
    return runs_folder() / "points"


def pictures_folder() -> Path:
    """Return where pictures are that users have brought."""
    return runs_folder() / "pictures"


def classes_folder() -> Path:
    """Return where classes are kept."""
    return runs_folder() / "classes"


def setting(name: str, usual: int, least: int, most: int) -> int:
    """Return a whole number that the environment may set; raise ValueError with one sentence for any other value."""
    asked = os.environ.get(name, "")
    if asked and not (asked.isascii() and asked.isdigit() and len(asked) < 16 and least <= int(asked) <= most):
        raise ValueError(f"{name}: must be a whole number from {least} to {most}; got “{asked[:40]}”")
    return int(asked) if asked else usual
