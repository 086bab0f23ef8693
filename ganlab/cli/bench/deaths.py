"""Kill a worker again and again under runs that are watched: how soon all go on, what is lost, and whether it shows."""

from __future__ import annotations

import os
import random
import signal
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

import numpy as np

from ganlab.cli.bench.figure import Figure
from ganlab.engine.entry import Entry
from ganlab.engine.lab import Lab
from ganlab.gan.config import DEFAULT, RunConfig, from_values
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display

RUNS, KILLS, COMPARED = 20, 100, 3
APART = (2.0, 5.0)  # seconds from when all go on to the next death
PATIENCE = 120.0


@dataclass(eq=False)
class Seat:
    """Watch one run: when which step was shown."""

    entry: Entry
    seen: deque[tuple[float, int, str]] = field(default_factory=lambda: deque(maxlen=2_000))

    def note(self) -> None:
        """Take the newest frame down."""
        if (frame := self.entry.snapshot) is not None:
            self.seen.append((frame.made, frame.step, frame.status))

    def since(self, moment: float) -> list[tuple[float, int, str]]:
        """Return the frames made after a moment."""
        return [one for one in tuple(self.seen) if one[0] > moment]

    def lost(self, died: float) -> float:
        """Return how many seconds of steps went with a worker that died then."""
        at = self.since(died)[0][1]
        return died - max((made for made, step, _ in tuple(self.seen) if made <= died and step <= at), default=died)


@dataclass
class Told:
    """Hold what became of the runs at each death, one after the other; seconds."""

    recovered: list[float] = field(default_factory=list)  # from a death until all go on
    lost: list[float] = field(default_factory=list)  # of each run
    stopped: int = 0  # runs that had to be taken up by hand, as three deaths in a minute came in their turn
    same: list[bool] = field(default_factory=list)  # of each run compared: the run that nobody has killed, bit for bit


def killed(config: RunConfig, runs: int, deaths: int, compared: int) -> Told:
    """Let so many workers die under so many runs; compare some of them with runs of this process in the end."""
    lab, told, chance = Lab(workers=1), Told(), random.Random(0)
    with ExitStack() as stack:
        stack.callback(lab.stop)
        seats = [Seat(lab.open(from_values({"seed": seed}, config))) for seed in range(runs)]
        for seat in seats:
            stack.enter_context(lab.watch(seat.entry.run_id, seat.note))
        _await(seats, 0.0)
        for _ in range(deaths):
            time.sleep(chance.uniform(*APART))
            died = time.monotonic()
            os.kill(lab.worker_pids()[0], signal.SIGKILL)
            told.stopped += _await(seats, died, lab)
            told.recovered.append(time.monotonic() - died)
            told.lost += [seat.lost(died) for seat in seats]
        for seat in seats:
            lab.command(seat.entry.run_id, "pause")
        told.same = [_same(seat) for seat in seats[:compared]]
    return told


def _await(seats: list[Seat], moment: float, lab: Lab | None = None) -> int:
    """Wait until all have gone on since a moment; return how many had to be asked to."""
    end, asked = time.monotonic() + PATIENCE, 0
    while time.monotonic() < end:
        waiting = [seat for seat in seats if len({step for _, step, _ in seat.since(moment)}) < 2]
        if not waiting:
            return asked
        for seat in waiting:
            if lab is not None and seat.entry.parked:
                lab.command(seat.entry.run_id, "play")
                asked += 1
        time.sleep(0.02)
    raise TimeoutError(f"{len(waiting)} of {len(seats)} runs have not gone on within {PATIENCE:.0f} s")


def _same(seat: Seat) -> bool:
    """Tell whether a run is the one that it would be if nobody had killed its workers."""
    while (frame := seat.entry.snapshot) is None or frame.status != "paused":
        time.sleep(0.02)
    if frame.scalars is None or frame.fake is None:
        raise ValueError("frame: must have curves and fakes; got one without")
    alone = Trainer(frame.config)
    for _ in range(frame.step):
        alone.step()
    curves, fake = alone.history.arrays()[1], Display(alone).snapshot().fake
    same = np.array_equal(curves, frame.scalars, equal_nan=True)
    return same and fake is not None and np.array_equal(fake, frame.fake)


def figures() -> Iterator[Figure]:
    """Kill the worker of 20 runs of the opening experiment, in a folder of their own."""
    with tempfile.TemporaryDirectory() as folder:
        kept = os.environ.get("GANLAB_RUNS")
        os.environ["GANLAB_RUNS"] = folder
        try:
            told = killed(DEFAULT, RUNS, KILLS, COMPARED)
        finally:
            del os.environ["GANLAB_RUNS"]
            if kept is not None:
                os.environ["GANLAB_RUNS"] = kept
    name = f"{KILLS} kills of the worker of {RUNS} watched runs"
    recovered, lost = sorted(told.recovered), sorted(told.lost)
    yield Figure(f"{name}: all go on after", [recovered[len(recovered) // 2]], "–", "s")
    yield Figure("  95th percentile", [recovered[int(0.95 * len(recovered))]], "≤ 5 s", "s")
    yield Figure("  steps lost, median", [lost[len(lost) // 2]], "–", "s")
    yield Figure("  95th percentile", [lost[int(0.95 * len(lost))]], "≤ 2 s", "s")
    yield Figure("  most", [lost[-1]], "–", "s")
    yield Figure("  stopped: by chance in turn in 3 of a minute", [told.stopped], "–", digits=0)
    yield Figure("  the run that nobody has killed, of those compared", [sum(told.same) / len(told.same)], "1")
