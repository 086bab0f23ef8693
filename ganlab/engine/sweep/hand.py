"""A hand: a process that runs the batches of maps, one after the other, and leaves of each run what a page shows.

`python -m ganlab.engine.sweep.hand NICE`: batches on stdin, what becomes of them on stdout. By so much it stands behind
others where cores are scarce.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from ganlab.engine import pipe
from ganlab.engine.sweep.plan import Task
from ganlab.engine.sweep.running import Followed, follow
from ganlab.engine.sweep.store import failed
from ganlab.gan import checkpoint
from ganlab.gan.config import DEFAULT
from ganlab.lazy import torch
from ganlab.observe.glance import glance
from ganlab.presets import pace_of

WARM = 100  # steps, at whose end is a check
STATES, GLANCES = "states", "glances"  # folders of a map's own


def state_of(folder: Path, key: str) -> Path:
    """Return where the checkpoint of a run is."""
    return folder / STATES / f"{key}.safetensors"


def glance_of(folder: Path, key: str) -> Path:
    """Return where the glance at a run is."""
    return folder / GLANCES / f"{key}.json"


def keep(one: Followed, folder: Path) -> None:
    """Leave the glance at a run, and its state, from which it goes on; one that has diverged has none."""
    trainer, said = one.trainer, one.observer.diagnosis
    path = glance_of(folder, one.task.key)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(json.dumps(glance(one.display)), encoding="utf-8")
    os.replace(part, path)
    if trainer.divergence is None:
        observed = {"origin": 0, "last": trainer.step_count, "rows": [], "said": said and vars(said)}
        extra: dict[str, Any] = {
            "generation": 0,
            "resumed": 0,
            "playing": False,
            "speed": pace_of(trainer.config),
            "partner": None,
        }
        checkpoint.save(state_of(folder, one.task.key), trainer, **extra, observed=observed)


def main() -> None:
    """Serve until the input ends."""
    out = os.fdopen(os.dup(1), "wb")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends this process
    os.dup2(2, 1)  # a stray print must not end up between two messages
    if sys.platform != "win32":
        os.nice(int(sys.argv[1]))
    torch.set_num_threads(1)
    follow([Task(DEFAULT, ())], WARM)  # what the first batch would wait for
    gc.freeze()
    try:
        while True:
            batch, steps, folder = pipe.read(sys.stdin.buffer)
            pipe.write(out, _done(batch, steps, Path(folder), partial(pipe.write, out)))
    except (EOFError, OSError):
        os._exit(0)  # the server is gone, or needs it no more


def kept(one: Followed, folder: Path) -> bool:
    """Leave what `keep` leaves of a run; tell whether that could be done."""
    try:
        keep(one, folder)
    except Exception:  # of this run, which is tried again: the others go on
        return False
    return True


def _done(batch: Sequence[Task], steps: int, folder: Path, tell: Callable[[Any], None]) -> tuple[str, Any]:
    """Run a batch; return its rows, or what has failed."""

    def told(runs: Sequence[Followed]) -> None:
        tell(("at", [(one.task.key, one.trainer.step_count, one.outcome) for one in runs]))

    since = time.thread_time()
    try:
        followed = follow(batch, steps, told)
        seconds = (time.thread_time() - since) / len(batch)
        return "rows", [one.row(seconds) if kept(one, folder) else failed(one.task) for one in followed]
    except Exception as error:  # of these runs, and said of them: the others go on
        return "failed", getattr(error, "strerror", None) or str(error) or type(error).__name__


if __name__ == "__main__":
    main()
