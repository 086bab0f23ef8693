"""A sweep's folder: its plan, and a line for each run that is done, so that nothing is lost or done twice."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from ganlab.engine.sweep.plan import Plan, Task
from ganlab.gan import keeping
from ganlab.gan.config import ConfigError

PLAN, RUNS, LOCK = "plan.json", "runs.jsonl", ".lock"
NEEDED = {"step", "status", "outcome"}  # of a row; one without them is none
FAILED = "failed"  # status of a run that is tried again when the sweep is resumed


def failed(task: Task) -> dict[str, Any]:
    """Return the row of a run whose workers have died, or which could not be kept."""
    return {"key": task.key, "seed": task.config.seed, "step": 0, "status": FAILED, "outcome": "open"}


class Store:
    """Keep what a sweep has found in a folder that it alone writes to."""

    def __init__(self, folder: Path, plan: Plan):
        self.folder, self.plan = folder, plan
        self._tasks = {task.key: task for task in plan.tasks}
        self.rows: dict[str, dict[str, Any]] = {}  # by key, those of the plan

    @contextlib.contextmanager
    def opened(self, resume: bool) -> Iterator[None]:
        """Take the folder; raise ConfigError where another sweep has it, or where it holds what would be lost."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.folder / LOCK)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise ConfigError("--out", "must be a folder that no other sweep is writing to", str(self.folder)) from None
        try:
            self._take_up(resume)
            with open(self.folder / RUNS, "a", encoding="utf-8") as self._file:
                yield
        finally:
            lock.release()

    def _take_up(self, resume: bool) -> None:
        path, described = self.folder / PLAN, self.plan.described()
        found = _read(path) if path.exists() else None
        if (found is None and (self.folder / RUNS).exists()) or (found is not None and not resume):
            raise ConfigError("--out", "must be a folder without a sweep, or --resume be given", str(self.folder))
        if found is not None:
            for name in ("base", "steps"):
                if found.get(name) != described[name]:
                    rule = f"must have the {name} of the sweep that is resumed, {json.dumps(found.get(name))}"
                    raise ConfigError("--resume", rule, json.dumps(described[name]))
        _write(path, described)
        _mend(self.folder / RUNS)
        self.look()

    def look(self) -> None:
        """Take the rows that the folder has."""
        kept = (row for row in _rows(self.folder / RUNS) if row.get("key") in self._tasks and row.keys() >= NEEDED)
        self.rows = {row["key"]: row for row in kept if row.get("status") != FAILED}

    def add(self, rows: Sequence[dict[str, Any]]) -> None:
        """Write the rows of runs that are done; a second one of a run is left out."""
        for row in rows:
            if row["key"] not in self.rows:
                places = zip(self.plan.axes, self._tasks[row["key"]].cell, strict=True)
                row = {axis.field: axis.values[place] for axis, place in places} | row
                self.rows[row["key"]] = row
                self._file.write(json.dumps(row) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def table(self) -> list[dict[str, Any]]:
        """Return the rows that there are in the order of the plan, the values of the axes first."""
        return [self.rows[key] for key in self._tasks if key in self.rows]


def sweep(parent: Path, looked_at: Collection[str]) -> list[str]:
    """Delete the sweeps below a folder that are too old, or too many bytes, as runs are; return their names.

    The oldest go first; those that are looked at, by name, stay.
    """
    ages, deleted, total = {}, [], 0
    for path in parent.glob("*"):
        with contextlib.suppress(OSError):
            ages[path] = path.stat().st_mtime
    for path in sorted(ages, key=lambda one: (one.name not in looked_at, -ages[one])):
        with contextlib.suppress(OSError):
            total += sum(file.stat().st_size for file in path.rglob("*"))
            if path.name not in looked_at and (keeping.too_old(path) or total > 1_000_000 * keeping.megabytes()):
                shutil.rmtree(path)
                deleted.append(path.name)
    return deleted


def _mend(path: Path) -> None:
    """Take a line that was cut off, by a crash, out of a file."""
    if path.exists():
        data = path.read_bytes()
        with open(path, "r+b") as file:
            file.truncate(data.rfind(b"\n") + 1)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file; a line that is not whole is none."""
    if not path.exists():
        return
    data = path.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    for line in whole.decode("utf-8", "replace").splitlines():
        with contextlib.suppress(ValueError):
            row = json.loads(line)
            if isinstance(row, dict):
                yield row


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict):
        raise ConfigError("--resume", f"must be a folder whose {PLAN} can be read", str(path.parent))
    return found


def _write(path: Path, values: dict[str, Any]) -> None:
    part = path.with_suffix(".part")
    part.write_text(json.dumps(values, indent=1), encoding="utf-8")
    os.replace(part, path)
