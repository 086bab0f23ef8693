"""How much memory a run takes in its worker: the slope of the worker's resident memory over runs of one kind."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

from ganlab.cli.bench.figure import Figure
from ganlab.engine.entry import Entry
from ganlab.engine.lab import Lab
from ganlab.gan.config import DEFAULT

COUNTS, STEPS = (10, 40), 2000  # runs, and the steps that each takes


def resident_mb(pid: int) -> float:
    """Return the resident memory of a process."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmRSS"))) / 1024


def slope(watched: bool, counts: tuple[int, int] = COUNTS, steps: int = STEPS) -> float:
    """Return the MB that a further default run takes after so many steps, while somebody looks at it or not."""
    seen: list[float] = []
    entries: list[Entry] = []
    with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ, GANLAB_RUNS=folder), ExitStack() as stack:
        lab = Lab(workers=1)
        stack.callback(lab.stop)
        for count in counts:
            while len(entries) < count:
                entries.append(entry := lab.open(DEFAULT))
                lab.command(entry.run_id, "steps", steps)
                if watched:
                    stack.enter_context(lab.watch(entry.run_id, lambda: None))
            for entry in entries:
                while _step(lab, entry) < steps:
                    time.sleep(0.5)
            seen.append(resident_mb(lab.worker_pids()[0]))
    return (seen[1] - seen[0]) / (counts[1] - counts[0])


def _step(lab: Lab, entry: Entry) -> int:
    """Look at a run for a moment; return its step."""
    with lab.watch(entry.run_id, lambda: None):
        while entry.snapshot is None:
            time.sleep(0.01)
        return entry.snapshot.step


def figures() -> Iterator[Figure]:
    """Let runs come to one worker and take their steps there."""
    for watched, most in ((False, 2), (True, 6)):
        name = "memory of a 2-D run, " + ("watched" if watched else "unwatched")
        yield Figure(name, [slope(watched)], f"≤ {most} MB", "MB")
