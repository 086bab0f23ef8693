"""Worker process: steps many runs in turn. `python -m ganlab.engine.worker`; commands on stdin, frames on stdout.

A thread reads commands into an inbox; the main thread goes its rounds (`rounds`). The end of the input is the signal
to stop.
"""

from __future__ import annotations

import contextlib
import gc
import math
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ganlab.data.images import Images
from ganlab.engine import pipe
from ganlab.engine.answers import ANSWERS
from ganlab.engine.entry import Opening
from ganlab.engine.loading import Loading
from ganlab.engine.orders import ORDERS
from ganlab.engine.pair import Pair
from ganlab.engine.rounds import FAILED, Rounds
from ganlab.engine.run import Run
from ganlab.engine.timeline import State
from ganlab.engine.trace import Trace
from ganlab.gan import device
from ganlab.gan.config import RunConfig
from ganlab.lazy import N_, Message, torch
from ganlab.observe.snapshot import Progress, Snapshot

STIR = 0.4  # seconds between two signs of life
NICE = 5  # by which one that is apart stands behind those that are shared
_NOT_KEPT = N_("The earlier run is no longer kept; this is a new one with its settings.")


class Worker(Rounds):
    """Step runs and answer commands; `send` takes one message for the server."""

    def __init__(self, send: Callable[[tuple[Any, ...]], None], bound: float = math.inf):
        super().__init__(bound)
        self._send = send
        self.pictures = Loading(self.post)
        self.aside: dict[str, Run] = {}  # what a run was before it was last begun anew: one of each, for `restore`
        self._commands: dict[str, Callable[..., None]] = {  # beside those to one run, ORDERS
            "open": self._open,
            "open_pair": self._open_pair,
            "part": self._part,
            "exchange": self._exchange,
            "progress": self._progress,
            "loaded": self._loaded,
            "restore": self._restore,
            "branch": self._branch,
            "fork": self._fork,
            "grant": self._grant,
            "configure": self._configure,
            "look": self._look,
            "close": self._close,
            "leave": self._leave,
        }

    def obey(self, name: str, *arguments: Any) -> None:
        """Carry out a command; one for a run that is no longer there has no effect."""
        if command := self._commands.get(name):
            command(*arguments)
            return
        if answer := ANSWERS.get(name):
            number, *asked = arguments
            self._send(("answer", number, answer(self.runs, *asked)))
            return
        order, (run_id, *values) = ORDERS[name], arguments
        if run := self.runs.get(run_id):
            if order.may_fail:
                self._guarded(run, order.act, run, *values)
            else:
                order.act(run, *values)
            if order.shown:
                self._guarded(run, run.show, True)

    def _publish(self, frame: Snapshot) -> None:
        if pair := self.pairs.get(frame.run_id):
            pair.take(frame)
        else:
            self._send(("frame", frame))

    # -- commands -----------------------------------------------------------------------------------------------

    def _open(self, run_id: str, opening: Opening) -> None:
        """Begin a run, or begin it anew under a higher generation."""
        config, resume = RunConfig(**opening.values), opening.resume
        old = self.runs.get(run_id)
        run = Run(run_id, opening.generation, config, self._publish)
        run.playing, run.speed, run.notice = opening.playing, opening.speed, opening.notice
        run.path = Path(opening.path) if opening.path else None
        run.watched = old.watched if old else True
        self.runs[run_id] = run
        if old and old.trainer:
            self.aside[run_id] = old
        if config.kind != "images":
            self._guarded(run, run.begin, None, resume)
        elif images := self.pictures.kept.get(config.dataset):
            self._guarded(run, run.begin, images, resume)
            run.message = images.note
        else:
            run.progress = Progress(Message.of(N_("Loading {name} …"), name=config.dataset))
            self.pictures.fetch(config, run_id, opening.generation, resume)
        self._guarded(run, run.show, True)

    def _open_pair(self, run_id: str, other_id: str, mine: Opening, others: Opening) -> None:
        """Open two runs as a pair; nothing of either is shown or stepped alone."""
        for one in (run_id, other_id):
            self._part(one)
        pair = Pair((run_id, other_id), self.runs, self._guarded, lambda *frames: self._send(("frame", *frames)))
        self.pairs[run_id] = self.pairs[other_id] = pair
        for one, opening in ((run_id, mine), (other_id, others)):
            self._open(one, opening)
            self.aside.pop(one, None)
        pair.join()

    def _part(self, run_id: str) -> None:
        """End a pair; both runs go on by themselves."""
        if pair := self.pairs.get(run_id):
            for one in pair.ids:
                del self.pairs[one]
            pair.part()

    def _exchange(self, run_id: str, other_id: str, generation: int, other_generation: int) -> None:
        """Let two runs exchange their ids, and with them their checkpoints' places."""
        if run_id not in self.runs or other_id not in self.runs:  # they have left
            self._send(("left", {run_id: generation}, None))
            return
        a, b = self.runs[run_id], self.runs[other_id]
        a.exchange(b)
        a.generation, b.generation = other_generation, generation
        self.runs[run_id], self.runs[other_id] = b, a
        for run in (a, b):
            run.save(force=True)

    def _progress(self, run_id: str, generation: int, progress: Progress) -> None:
        run = self.runs.get(run_id)
        if run and run.generation == generation:
            run.progress, run.dirty = progress, True

    def _loaded(
        self,
        dataset: str,
        images: Images | None,
        failure: tuple[str, str] | None,
        run_id: str,
        generation: int,
        resume: bool,
    ) -> None:
        if images is not None:
            self.pictures.keep(dataset, images)
        run = self.runs.get(run_id)
        if run is None or run.generation != generation:
            return
        if failure:
            run.message, run.detail = Message.of(FAILED, reason=failure[0]), failure[1]
        elif images is not None:
            run.message = images.note
            self._guarded(run, run.begin, images, resume)
        self._guarded(run, run.show, True)

    def _restore(self, run_id: str, opening: Opening) -> None:
        """Bring back what a run was before it was last begun anew; begin it with these values where that is gone."""
        old, now = self.aside.pop(run_id, None), self.runs.get(run_id)
        if old is None:
            self._open(run_id, opening._replace(notice=Message.of(_NOT_KEPT)))
            return
        self.runs[run_id] = old
        old.take_up(opening.generation, opening.playing, opening.speed, now.watched if now else True)
        self._guarded(old, old.save, True)
        self._guarded(old, old.show, True)

    def _branch(
        self, run_id: str, parent_id: str, step: int, values: dict[str, Any], path: str, notice: Message | None
    ) -> None:
        """Begin a run in the state that another one had after a step; it waits there."""
        parent = self.runs.get(parent_id)
        found = parent.showing.timeline.states.at(step) if parent else None
        self._begin_in(run_id, parent, found and found[1], values, path, notice)

    def _fork(self, run_id: str, parent_id: str, values: dict[str, Any], path: str, leaves: bool) -> None:
        """Begin a run in the state that another one has now; it waits there, or in another process."""
        parent = self.runs.get(parent_id)
        state = State.of(parent.trainer) if parent and parent.trainer else None
        self._begin_in(run_id, parent, state, values, path, None)
        if leaves:
            self._leave(run_id)

    def _begin_in(
        self,
        run_id: str,
        parent: Run | None,
        state: State | None,
        values: dict[str, Any],
        path: str,
        notice: Message | None,
    ) -> None:
        if parent is None or parent.trainer is None or state is None:
            self._open(run_id, Opening(0, values, False, 0.0, path, notice=Message.of(_NOT_KEPT)))
            return
        run = Run(run_id, 0, RunConfig(**values), self._publish)
        run.playing, run.speed, run.watched = False, parent.speed, False
        run.path, run.notice, run.message = Path(path), notice, parent.message
        self.runs[run_id] = run
        self._guarded(run, run.branch, parent.trainer, parent.showing.timeline, state)
        self._guarded(run, run.save, True)

    def _grant(self, cores: int) -> None:
        self._granted = cores

    def _configure(self, run_id: str, values: dict[str, Any]) -> None:
        self.aside.pop(run_id, None)  # only the last change can be undone
        if run := self.runs.get(run_id):
            self._guarded(run, run.configure, RunConfig(**values))

    def _look(self, run_id: str, step: int | None) -> None:
        pair = self.pairs.get(run_id)  # whose runs are sent this one after the other, and are never shown at two steps
        if pair and step is not None:
            step = pair.common(step)
        for run in pair.runs if pair else filter(None, [self.runs.get(run_id)]):
            self._guarded(run, run.look, step)

    def _close(self, run_id: str, save: bool = True) -> None:
        self.aside.pop(run_id, None)
        if unit := self.pairs.get(run_id) or self.runs.get(run_id):
            if save:
                unit.save(force=True)
            for one in getattr(unit, "ids", (run_id,)):
                self.pairs.pop(one, None)
                del self.runs[one]

    def _leave(self, run_id: str) -> None:
        if unit := self.pairs.get(run_id) or self.runs.get(run_id):
            self.leave(unit)

    def leave(self, unit: Run | Pair, seconds: float | None = None) -> None:
        """Save a run, or a pair, and let it go: another process takes it up from its checkpoint."""
        runs = unit.runs if isinstance(unit, Pair) else [unit]
        generations = {run.run_id: run.generation for run in runs}
        self._close(runs[0].run_id)
        self._send(("left", generations, seconds))


def _stand_apart(megabytes: float) -> None:
    """Take what others leave of the cores, and so much memory at most beside what is taken already."""
    if sys.platform != "win32":
        os.nice(NICE)
    if sys.platform == "linux" and not device.likely():  # whose driver takes what it wants
        import resource

        taken = int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()
        limit = taken + int(megabytes * 1e6)
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def _stir(trace: Trace) -> None:
    while True:
        trace.beat()
        time.sleep(STIR)


def main() -> None:
    """Serve until the input ends."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a stray print must not end up between two frames
    with contextlib.suppress(ImportError):  # said by each run that is opened
        # Two threads of which one finds its core busy are far slower than one alone: `Cores` tells which are idle.
        torch.set_num_threads(1)
    place, *bounds = sys.argv[1:] or [""]
    bound, *memory = map(float, bounds or ["inf"])
    for megabytes in memory:
        _stand_apart(megabytes)
    worker = Worker(lambda message: pipe.write(out, message), bound)
    stdin = sys.stdin.buffer

    if place:  # where the server reads whose turn it is, and that this process lives
        worker.trace = Trace(Path(place))
        Trace.forget(Path(place))
    threading.Thread(target=_stir, args=(worker.trace,), daemon=True).start()

    def receive() -> None:
        try:
            while True:
                worker.post(pipe.read(stdin))
        except EOFError:
            worker.post(("stop",))

    threading.Thread(target=receive, daemon=True).start()
    pipe.write(out, ("ready",))
    gc.freeze()
    try:
        worker.run_forever()
    except OSError:
        pass  # the server is gone
    os._exit(0)  # a download in its thread must not hold the process


if __name__ == "__main__":
    main()
