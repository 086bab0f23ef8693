"""Lab: every run by its id. The only door through which pages and the live route reach the engine.

Nothing that matters lives in a page: a run is found again by its id after F5, in a second tab, in a classmate's
browser. It pauses when nobody has looked for a minute, and is saved and freed after ten.
"""

from __future__ import annotations

import atexit
import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from ganlab.data import pace_of
from ganlab.data.own import store
from ganlab.engine.commands import BOTH, COMMANDS
from ganlab.engine.cores import granted
from ganlab.engine.entry import NOBODY, Change, Entry, Owner, view_of
from ganlab.engine.places import Places
from ganlab.engine.pool import Process, default_workers
from ganlab.engine.recovery import Recovery
from ganlab.engine.sweep.plan import Task
from ganlab.gan import checkpoint, device, keeping
from ganlab.gan.config import RunConfig
from ganlab.lazy import N_, Message
from ganlab.limits import LimitError, message, most
from ganlab.observe.snapshot import Snapshot
from ganlab.quoted import quoted

PAUSE_AFTER, FREE_AFTER = 60.0, 600.0  # seconds without a viewer
UNWATCHED = 48  # at most so many runs nobody looks at stay in memory; the oldest are saved and freed first
ANSWERED = 30.0  # seconds in which a worker must have answered: it may still have to import torch
SWEEP = 600.0  # seconds between two looks after the checkpoints that are kept
MOST_WAITING = 200  # commands to a run that its worker has not taken yet
TAKES_UP = {"play", "step", "step_d", "step_g", "steps", "until", "keep"}  # a run that has been stopped


STOPPED = N_("This run has stopped: Play takes it up again, then it can be taken home.")
LOST = N_("The process behind the run does not answer: take it home again in a moment.")


class UntakenError(ValueError):
    """Say why a run cannot be taken home now; `message` is the sentence, to be translated."""

    def __init__(self, text: str):
        self.message = Message.of(text)
        super().__init__(text)


class Lab(Recovery):
    """Open, configure, command and watch runs; safe to call from any thread."""

    def __init__(self, workers: int | None = None):
        super().__init__(Places(lambda index, *values: Process(index, self._receive, self.recover, *values)))
        self._workers_wanted = workers
        self._ticker: threading.Thread | None = None
        self._stopped = threading.Event()

    # -- life -----------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the workers, once."""
        with self._lock:
            if self.places.processes:
                return
            self._stopped.clear()
            device.asked(), keeping.hours(), keeping.megabytes()  # what is asked for is refused now, not by each run
            count = self._workers_wanted or default_workers()
            self.places.open(count)
            self._ticker = threading.Thread(target=self._tick_forever, daemon=True)
            self._ticker.start()
            atexit.register(self.stop)

    def stop(self) -> None:
        """Stop the workers; each saves its runs first."""
        with self._lock:
            processes = self.places.empty()
            self._entries.clear()
            self._stopped.set()
        atexit.unregister(self.stop)
        for process in processes:
            process.close()

    # -- runs -----------------------------------------------------------------------------------------------------

    def open(self, config: RunConfig, owner: Owner = NOBODY, playing: bool = True, speed: float | None = None) -> Entry:
        """Begin a run under an id that nobody can guess, at a speed or that of its data.

        Raise LimitError where its owner has too many, ConfigError where it is too heavy here.
        """
        self.start()
        with self._lock:
            self.make_room(owner)
            speed = pace_of(config.dataset) if speed is None else speed
            entry = self.add(config, self.place([config]), playing=playing, speed=speed, owner=owner)
            self.send_open(entry)
            self._free_unwatched()
            return entry

    def find(self, run_id: str) -> Entry | None:
        """Return a run by id, taken up from its checkpoint if it was freed or the server was restarted."""
        self.start()
        if run_id in self._entries or not checkpoint.RUN_ID.fullmatch(run_id):
            return self._entries.get(run_id)
        saved = checkpoint.newest(checkpoint.path_of(run_id))  # which takes a while: nobody is to wait for that
        if saved is None:
            return None
        partner = saved.extra.get("partner")
        others = checkpoint.newest(checkpoint.path_of(partner)) if partner else None
        store.used(saved.path)
        with self._lock:
            if entry := self._entries.get(run_id):
                return entry
            entry = self.add_saved(run_id, saved, self.least_busy())
            self.reopen(entry, partner, others)
            self.resume(entry, [saved, others] if entry.partner else [saved])
            self._free_unwatched()
            return entry

    def find_view(self, view: str) -> Entry | None:
        """Return a run by the id under which it may be watched, likewise; looks through all runs that are kept."""
        with self._lock:
            known = list(self._entries)
        run_id = next((one for one in chain(known, checkpoint.kept()) if view_of(one) == view), None)
        return self.find(run_id) if run_id else None

    def together(self, run_id: str) -> list[str]:
        """Return the ids of a run and of the one that it is compared with; raise KeyError for a run that was freed."""
        with self._lock:
            return [entry.run_id for entry in self._entries[run_id].together]

    def frames(self, run_id: str) -> list[tuple[Snapshot, int, Change | None]]:
        """Return what to show of a run, that of a compared run first: (snapshot, revision, what can be undone).

        Nothing until there are snapshots of all. Raise KeyError for a run that was freed.
        """
        with self._lock:
            entries = self._entries[run_id].together
            shown = [(one.snapshot, one.revision, one.change) for one in reversed(entries) if one.snapshot is not None]
            return shown if len(shown) == len(entries) else []

    def seen(self, run_id: str) -> Snapshot | None:
        """Return the newest snapshot of a run that somebody looks at; None of one that nobody does."""
        entry = self._entries.get(run_id)
        return entry.snapshot if entry else None

    def config_of(self, run_id: str) -> RunConfig | None:
        """Return the settings of a run that is in memory; None of any other."""
        entry = self._entries.get(run_id)
        return entry.config if entry else None

    def command(self, run_id: str, name: str, value: Any = None) -> str | None:
        """Carry out a command; raise ValueError with one sentence for one that there is not.

        Return the id of the run that it has opened, if it has.
        """
        with self._lock:
            if name not in list(COMMANDS):
                raise ValueError(f"command: must be play, pause, step, …; got {quoted(name)}")
            entry = self._entries[run_id]
            if self.places.processes[entry.worker].waiting(run_id) >= MOST_WAITING:
                raise ValueError(f"{name}: must wait until the process behind the run has taken the commands before it")
            if entry.parked and name in TAKES_UP:
                self.take_up(entry, name == "play")
                if name == "play" or entry.parked:  # again, for what it is
                    return None
            if name in BOTH and entry.partner:
                COMMANDS[name](self, entry.partner, value)
            return COMMANDS[name](self, entry, value)

    @contextlib.contextmanager
    def watch(self, run_id: str, wake: Callable[[], None]) -> Iterator[Entry]:
        """Look at a run: `wake` is called, on another thread, whenever there is a newer snapshot. Yield its entry.

        Raise LimitError where too many runs are looked at already.
        """
        with self._lock:
            entry = self._entries[run_id]
            if not entry.watched:
                if sum(one.watched for one in self._entries.values()) >= most("watched"):
                    raise LimitError(message("watched"))
                self.send_all(entry, "watch", True)
            entry.wakers.append(wake)
            entry.seen, entry.unseen = time.monotonic(), False
            if entry.idle:
                self.rest(entry, False)
        try:
            yield entry
        finally:
            with self._lock:
                entry.wakers.remove(wake)
                entry.seen = time.monotonic()
                if not entry.watched and self._entries.get(run_id) is entry:
                    for one in entry.together:
                        if not one.parked:
                            one.snapshot = None  # nobody looks: the worker sends a new one to whoever comes
                    self.send_all(entry, "watch", False)

    def close_all(self) -> None:
        """Save and free every run."""
        with self._lock:
            for entry in list(self._entries.values()):
                self.free(entry)

    def thumbnails(self, keys: list[str]) -> dict[str, dict[str, str]]:
        """Let a worker make the thumbnails of these data sets; return those that there are, see `thumbnails.made`."""
        self.start()
        with self._lock:
            process = self.places.processes[self.least_busy()]
        return process.ask("thumbnails", keys, seconds=ANSWERED) or {}

    def take(self, run_id: str, folders: Sequence[Path]) -> int:
        """Write what is taken home of a run, and of the one that it is compared with, into a folder each.

        Return how many there are. Raise KeyError for a run that was freed, UntakenError for one that cannot be taken
        now, ValueError with what the worker met; this waits for it.
        """
        with self._lock:
            entry = self._entries[run_id]
            if entry.parked:
                raise UntakenError(STOPPED)
            process = self.places.processes[entry.worker]
            pairs = [(one.run_id, str(folder)) for one, folder in zip(entry.together, folders, strict=False)]
        said = process.ask("take", pairs, seconds=ANSWERED)
        if said is None:
            raise UntakenError(LOST)
        if said:
            raise ValueError(said)
        return len(pairs)

    def judge(self, run_id: str, task: Task, steps: int, folder: Path) -> dict[str, Any]:
        """Return the row of a run that is one of a map, at its end, and is kept in the map's folder; else nothing."""
        with self._lock:
            entry = self._entries.get(run_id)
            if entry is None or entry.parked:
                return {}
            process = self.places.processes[entry.worker]
        return process.ask("judge", run_id, task, steps, str(folder), seconds=ANSWERED) or {}

    def worker_pids(self) -> list[int]:
        """Return the process ids of the workers."""
        return [process.pid for process in self.places.processes.values()]

    # -- inside ---------------------------------------------------------------------------------------------------

    def _receive(self, index: int, message: tuple[Any, ...]) -> None:
        if message[0] == "left":
            self.take_over(*message[1:])
        if message[0] != "frame":
            return
        snapshots: tuple[Snapshot, ...] = message[1:]  # two of a pair
        with self._lock:
            entries = [entry for snapshot in snapshots if (entry := self._entries.get(snapshot.run_id))]
            if len(entries) < len(snapshots):
                return
            shown = list(zip(entries, snapshots, strict=True))
            if not all(entry.generation == snapshot.generation and entry.watched for entry, snapshot in shown):
                return
            if any(entry.parked for entry in entries):
                return
            for entry, snapshot in shown:
                entry.snapshot = snapshot
            wakers = [wake for entry in entries for wake in entry.wakers]
        for wake in wakers:
            wake()

    def _tick_forever(self) -> None:
        swept = -SWEEP
        while not self._stopped.wait(1.0):
            now = time.monotonic()
            self.tick(now)
            if now >= swept + SWEEP:
                swept = now
                self.sweep()

    def tick(self, now: float) -> None:
        """Pause runs that nobody has looked at for a minute; free those of ten minutes; share out the idle cores.

        Once a second; end workers that have not stirred for long.
        """
        with self._lock:
            self.look_after()
            busy = {entry.worker for entry in self._entries.values() if entry.playing and not entry.idle}
            shared = self.places.shared
            for index in shared:
                self.places.processes[index].grant(granted(len(shared), len(busy.intersection(shared))))
            for entry in [entry for entry in self._entries.values() if not entry.watched]:
                if now - entry.left > FREE_AFTER:
                    self.free(entry)
                elif now - entry.left > PAUSE_AFTER and not entry.idle:
                    self.rest(entry, True)

    def _free_unwatched(self) -> None:
        soon = time.monotonic() - PAUSE_AFTER  # who has just opened one for somebody is not yet there to look
        idle = (one for one in self._entries.values() if not one.watched and not (one.unseen and one.left > soon))
        unwatched = sorted(idle, key=lambda entry: entry.left)
        for entry in unwatched[:-UNWATCHED]:
            self.free(entry)


lab = Lab()
