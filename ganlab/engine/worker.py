"""Worker process: steps many runs in turn. `python -m ganlab.engine.worker`; commands on stdin, frames on stdout.

A thread reads commands into an inbox; the main thread empties the inbox between two steps, gives each run that wants
to step a slice of time, and sends frames. The end of the input is the signal to stop.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import threading
import time
import traceback
from collections import deque
from pathlib import Path

from ganlab.data import IMAGES, images_of, thumbnails
from ganlab.engine import pipe
from ganlab.engine.pair import Pair
from ganlab.engine.run import SLICE, Run
from ganlab.gan.config import RunConfig
from ganlab.lazy import N_, Message, torch
from ganlab.observe.snapshot import Progress, Snapshot

_FAILED = N_("This run stopped on an error: {reason}. Reset begins it anew.")
_NOT_KEPT = N_("The earlier run is no longer kept; this is a new one with its settings.")


class Worker:
    """Step runs and answer commands; `send` takes one message for the server."""

    def __init__(self, send):
        self._send, self.runs, self.images = send, {}, {}
        self.aside: dict[str, Run] = {}  # what a run was before it was last begun anew: one of each, for `restore`
        self.pairs: dict[str, Pair] = {}  # under the ids of both runs
        self._granted = self._threads = 1  # cores
        self._inbox: deque = deque()
        self._arrived = threading.Condition()

    def post(self, command: tuple) -> None:
        """Put one command, (name, *arguments), into the inbox; any thread may."""
        with self._arrived:
            self._inbox.append(command)
            self._arrived.notify()

    def run_forever(self) -> None:
        """Work until the command `stop` arrives."""
        while True:
            while self._inbox:
                name, *arguments = self._inbox.popleft()
                if name == "stop":
                    for unit in self._units():
                        unit.save(force=True)
                    return
                getattr(self, f"_{name}")(*arguments)
            now = time.monotonic()
            units = self._units()
            times = [due for run in units if (due := run.due()) is not None]
            seen = any(run.watched and run.due() is not None for run in units)
            for run in units:
                due = run.due()
                if due is not None and due <= now:
                    # A run nobody looks at goes on, but not at the cost of those that are looked at.
                    seconds = SLICE if run.watched or not seen else SLICE / 20
                    self._guarded(run, self._advance, run, seconds)
                self._guarded(run, run.measure)
                self._guarded(run, run.show)
                self._guarded(run, run.keep)
                self._guarded(run, run.save)
            if (not times or min(times) > time.monotonic()) and not any(run.measures for run in units):
                self._wait(times)

    def _advance(self, run: Run | Pair, seconds: float) -> None:
        """Let a run step for a while, on one core or on those granted, whichever is quicker."""
        began = time.monotonic()
        threads = run.cores.take(self._granted, began) if run.cores else 1
        if threads != self._threads:
            torch.set_num_threads(threads)
            self._threads = threads
        steps = run.advance(lambda: bool(self._inbox), seconds)
        if run.cores and steps:
            now = time.monotonic()
            run.cores.note(steps, now - began, now)

    def _units(self) -> list[Run | Pair]:
        """Return what steps and is shown in one: the runs, and pairs in the place of theirs."""
        return list(dict.fromkeys(self.pairs.get(run_id, run) for run_id, run in self.runs.items()))

    def _publish(self, frame: Snapshot) -> None:
        if pair := self.pairs.get(frame.run_id):
            pair.take(frame)
        else:
            self._send(("frame", frame))

    def _wait(self, times: list[float]) -> None:
        """Sleep until the next step is due, a frame held back may be shown, or a command arrives."""
        waiting = any(run.dirty and run.watched for run in self._units())
        until = min([*times, time.monotonic() + (0.01 if waiting else 0.5)])
        with self._arrived:
            if not self._inbox:
                self._arrived.wait(max(0.0, until - time.monotonic()))

    def _guarded(self, run: Run, action, *arguments) -> None:
        """Let one run's failure be that run's alone: it is shown where the picture would be."""
        if run.detail and action != run.show:
            return
        try:
            action(*arguments)
        except (OSError, EOFError):
            raise  # the pipe to the server is gone
        except Exception as error:
            if isinstance(error, RuntimeError) and isinstance(run, Run) and run.come_home():
                return
            run.detail = traceback.format_exc()
            run.message = Message.of(_FAILED, reason=f"{type(error).__name__}: {error}")
            run.show(force=True)

    # -- commands, each named after what the server sends --------------------------------------------------------

    def _open(self, run_id, generation, values, playing, speed, path, resume, notice) -> None:
        """Begin a run, or begin it anew under a higher generation."""
        config = RunConfig(**values)
        old = self.runs.get(run_id)
        run = Run(run_id, generation, config, self._publish)
        run.playing, run.speed, run.path, run.notice = playing, speed, Path(path) if path else None, notice
        run.watched = old.watched if old else True
        self.runs[run_id] = run
        if old and old.trainer:
            self.aside[run_id] = old
        if config.kind != "images":
            self._guarded(run, run.begin, None, resume)
        elif config.dataset in self.images:  # never the user's own: there are many of them, and they are soon read
            self._guarded(run, run.begin, self.images[config.dataset], resume)
            run.message = self.images[config.dataset].note
        else:
            run.progress = Progress(Message.of(N_("Loading {name} …"), name=config.dataset))
            threading.Thread(target=self._load, args=(config, run_id, generation, resume), daemon=True).start()
        self._guarded(run, run.show, True)

    def _open_pair(self, run_id: str, other_id: str, mine: tuple, others: tuple) -> None:
        """Open two runs as a pair; nothing of either is shown or stepped alone."""
        for one in (run_id, other_id):
            self._part(one)
        pair = Pair((run_id, other_id), self.runs, self._guarded, lambda *frames: self._send(("frame", *frames)))
        self.pairs[run_id] = self.pairs[other_id] = pair
        for one, values in ((run_id, mine), (other_id, others)):
            self._open(one, *values)
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
        a, b = self.runs[run_id], self.runs[other_id]
        a.run_id, b.run_id, a.path, b.path = other_id, run_id, b.path, a.path
        a.generation, b.generation = other_generation, generation
        a.watched, b.watched = b.watched, a.watched
        self.runs[run_id], self.runs[other_id] = b, a
        for run in (a, b):
            run.dirty = run.unsaved = True
            run.save(force=True)

    def _load(self, config: RunConfig, run_id: str, generation: int, resume: bool) -> None:
        """Fetch pictures in a thread of their own: the other runs of this worker go on."""

        def progress(done, total, name):
            text = (
                N_("Downloading {name}: {done:.1f} of {total:.1f} MB")
                if total
                else N_("Downloading {name}: {done:.1f} MB")
            )
            message = Message.of(text, name=name, done=done / 1e6, total=(total or 0) / 1e6)
            self.post(("progress", run_id, generation, Progress(message, done / total if total else None)))

        try:
            images, failure = images_of(config, progress), None
        except Exception as error:
            images, failure = None, (f"{type(error).__name__}: {error}", traceback.format_exc())
        self.post(("loaded", config.dataset, images, failure, run_id, generation, resume))

    def _thumbnails(self, number: int, keys: list[str]) -> None:
        """Answer with the thumbnails of data sets: a twentieth of a second's work."""
        try:
            found = thumbnails.made(keys)
        except Exception:  # without them the menu has its signs
            traceback.print_exc()
            found = {}
        self._send(("answer", number, found))

    def _progress(self, run_id, generation, progress) -> None:
        run = self.runs.get(run_id)
        if run and run.generation == generation:
            run.progress, run.dirty = progress, True

    def _loaded(self, dataset, images, failure, run_id, generation, resume) -> None:
        if images is not None and images.note is None and dataset in IMAGES:
            self.images[dataset] = images
        run = self.runs.get(run_id)
        if run is None or run.generation != generation:
            return
        if failure:
            run.message, run.detail = Message.of(_FAILED, reason=failure[0]), failure[1]
        else:
            run.message = images.note
            self._guarded(run, run.begin, images, resume)
        self._guarded(run, run.show, True)

    def _restore(self, run_id, generation, values, playing, speed, path, resume, notice) -> None:
        """Bring back what a run was before it was last begun anew; begin it with these values where that is gone."""
        old, now = self.aside.pop(run_id, None), self.runs.get(run_id)
        if old is None:
            self._open(run_id, generation, values, playing, speed, path, resume, Message.of(_NOT_KEPT))
            return
        self.runs[run_id] = old
        old.take_up(generation, playing, speed, now.watched if now else True)
        self._guarded(old, old.save, True)
        self._guarded(old, old.show, True)

    def _branch(self, run_id, parent_id, step, values, path, notice) -> None:
        """Begin a run in the state that another one had after a step; it waits there."""
        parent = self.runs.get(parent_id)
        found = parent and parent.timeline.states.at(step)
        if not found:
            self._open(run_id, 0, values, False, 0.0, path, False, Message.of(_NOT_KEPT))
            return
        run = Run(run_id, 0, RunConfig(**values), self._publish)
        run.playing, run.speed, run.watched = False, parent.speed, False
        run.path, run.notice, run.message = Path(path), notice, parent.message
        self.runs[run_id] = run
        self._guarded(run, run.branch, parent, found[1])
        self._guarded(run, run.save, True)

    def _grant(self, cores: int) -> None:
        self._granted = cores

    def _configure(self, run_id, values) -> None:
        self.aside.pop(run_id, None)  # only the last change can be undone
        if run := self.runs.get(run_id):
            self._guarded(run, run.configure, RunConfig(**values))

    def _pace(self, run_id, playing, speed) -> None:
        if run := self.runs.get(run_id):
            run.pace(playing, speed)
            self._guarded(run, run.show, True)

    def _halt(self, run_id) -> None:
        if run := self.runs.get(run_id):
            run.halt()

    def _rest(self, run_id, resting) -> None:
        if run := self.runs.get(run_id):
            run.rest(resting)

    def _steps(self, run_id, part, count) -> None:
        if run := self.runs.get(run_id):
            run.steps(part, count)

    def _until(self, run_id, what, value) -> None:
        if run := self.runs.get(run_id):
            self._guarded(run, run.until, what, value)

    def _look(self, run_id, step) -> None:
        pair = self.pairs.get(run_id)  # whose runs are sent this one after the other, and are never shown at two steps
        if pair and step is not None:
            step = pair.common(step)
        for run in pair.runs if pair else filter(None, [self.runs.get(run_id)]):
            self._guarded(run, run.look, step)

    def _slow(self, run_id, action, pace) -> None:
        if run := self.runs.get(run_id):
            self._guarded(run, run.go_slowly, action, pace)
            self._guarded(run, run.show, True)

    def _study(self, run_id, name, arguments) -> None:
        if run := self.runs.get(run_id):
            run.study(name, arguments)
            self._guarded(run, run.show, True)

    def _watch(self, run_id, watched) -> None:
        if run := self.runs.get(run_id):
            run.watched, run.dirty = watched, True

    def _close(self, run_id) -> None:
        self.aside.pop(run_id, None)
        if unit := self.pairs.get(run_id) or self.runs.get(run_id):
            unit.save(force=True)
            for one in getattr(unit, "ids", (run_id,)):
                self.pairs.pop(one, None)
                del self.runs[one]

    def _dismiss(self, run_id) -> None:
        if run := self.runs.get(run_id):
            run.notice, run.dirty = None, True


def main() -> None:
    """Serve until the input ends."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a stray print must not end up between two frames
    with contextlib.suppress(ImportError):  # said by each run that is opened
        # Two threads of which one finds its core busy are far slower than one alone: see `Cores` for those that are idle.
        torch.set_num_threads(1)
    worker = Worker(lambda message: pipe.write(out, message))
    stdin = sys.stdin.buffer

    def receive():
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
