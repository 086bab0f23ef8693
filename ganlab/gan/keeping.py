"""Keeping: for how long checkpoints stay on this machine, and how many bytes of them."""

from __future__ import annotations

import contextlib
import os
import time
from collections import defaultdict
from collections.abc import Collection
from pathlib import Path

from ganlab.paths import runs_folder, setting

_LEFT = 3600.0  # seconds after which what a process that was killed has not finished writing goes


def hours() -> int:
    """Return for how many hours a run that nobody looks at is kept: `GANLAB_KEEP_HOURS`."""
    return setting("GANLAB_KEEP_HOURS", 24, 1, 100_000)


def megabytes() -> int:
    """Return how many MB the checkpoints of all runs may have together: `GANLAB_KEEP_MB`."""
    return setting("GANLAB_KEEP_MB", 2_000, 10, 100_000_000)


def too_old(path: Path) -> bool:
    """Tell whether what is kept there was written longer ago than runs are kept; raise OSError where nothing is."""
    return older(path, 3600 * hours())


def older(path: Path, seconds: float) -> bool:
    """Tell whether what is kept there was written longer ago than that; raise OSError where nothing is."""
    return time.time() - path.stat().st_mtime > seconds


def sweep(looked_at: Collection[str]) -> None:
    """Delete the checkpoints that are too old, and those that are too many bytes: the oldest first.

    Those of the runs that are looked at, by id, stay, and count as new.
    """
    now, most_age, most_bytes = time.time(), 3600 * hours(), 1_000_000 * megabytes()
    files: dict[str, dict[Path, os.stat_result]] = defaultdict(dict)  # of each run
    for path in runs_folder().glob("*"):
        with contextlib.suppress(OSError):
            if path.suffix == ".part" and now - path.stat().st_mtime > _LEFT:
                path.unlink()
            if path.suffix in (".safetensors", ".before"):
                if path.stem in looked_at:
                    os.utime(path)
                files[path.stem][path] = path.stat()
    ages = {run_id: now - max(stat.st_mtime for stat in mine.values()) for run_id, mine in files.items()}
    total = 0
    for run_id in sorted(ages, key=lambda one: (one not in looked_at, ages[one])):
        total += sum(stat.st_size for stat in files[run_id].values())
        if run_id not in looked_at and (ages[run_id] > most_age or total > most_bytes):
            for path in files[run_id]:
                with contextlib.suppress(OSError):
                    path.unlink()
